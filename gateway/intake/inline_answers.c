/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a quote and of a letter are laid side by side, as long a common sequence as there is. Programs wrap lines
 * anew and mark them, so lines cannot be compared, but words that stand beside each other in the letter do so in the quote:
 * a word that is alone in that is nobody's quote. The part of a quote that stands below one header or introduction is
 * one letter; what that letter quotes in turn is old.
 */
#include "gateway/intake/inline_answers.h"

#include <stdint.h>
#include <string.h>

#include "parsers/reply_line.h"
#include "parsers/reply_signature.h"
#include "rules/words.h"

enum {
	MAX_WORDS = 2500, /* of a quote, and of a letter: their product is what is looked at */
	MAX_CELLS = 64 * 1000 * 1000, /* of such products, for one mail */
	MAX_READ = 64 * 1024,
	MIN_SHARED = 4, /* words that are the same in a letter and its quote */
	MIN_PIECE = 12, /* bytes of a link that was broken over lines */
	MAX_NAME_WORDS = 3,
	MAX_END = 2 * 1024, /* bytes of the end of a text in which a place is named */
};

typedef struct {
	char *text; /* own; without marks of quotes */
	unsigned first;
	unsigned end;     /* words of it, of the part that it is in */
	bool starts_part; /* behind a header or an introduction */
} QuotedLine;

static void
clear_line(void *data)
{
	g_free(((QuotedLine *)data)->text);
}

/* One level of marks less. */
static char *
unmark(const char *quoted)
{
	GString *out = g_string_new(NULL);

	while (*quoted != '\0') {
		size_t size = strcspn(quoted, "\n");
		size_t skip = strspn(quoted, " ");

		skip = skip < 3 && skip < size && quoted[skip] == '>' ? skip + 1 : 0;
		skip += skip > 0 && quoted[skip] == ' ';
		g_string_append_len(out, quoted + skip, (gssize)(size - skip));
		g_string_append_c(out, '\n');
		quoted += size;
		quoted += *quoted == '\n';
	}
	return g_string_free(out, FALSE);
}

/* Without the addresses that programs write behind what links to them, "[cid:...]" included. */
static char *
without_links(const char *text, size_t size)
{
	GString *out = g_string_new(NULL);

	for (size_t i = 0; i < size; i++) {
		bool may = text[i] == '<' || text[i] == '[';
		bool is_link = may && (g_str_has_prefix(text + i, "<http") ||
					  g_str_has_prefix(text + i, "<mailto:") ||
					  g_str_has_prefix(text + i, "[cid:"));
		const char *end =
		    is_link ? memchr(text + i, text[i] == '<' ? '>' : ']', size - i) : NULL;

		if (end == NULL)
			g_string_append_c(out, text[i]);
		else
			i = (size_t)(end - text);
	}
	return g_strstrip(g_string_free(out, FALSE));
}

/* Of QuotedLine: what says something, each with where it stands. */
static GArray *
read_lines(const char *quoted)
{
	g_autofree char *text = unmark(quoted);
	g_autoptr(GArray) lines = reply_lines(text, NULL);
	GArray *out = g_array_new(FALSE, FALSE, sizeof(QuotedLine));
	bool starts = true;

	g_array_set_clear_func(out, clear_line);
	for (unsigned i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		QuotedLine one = {.starts_part = starts};

		if (line->kind == LINE_INTRO || line->kind == LINE_HEADER ||
		    line->kind == LINE_ORIGINAL || line->kind == LINE_FORWARD)
			starts = true;
		if (line->kind != LINE_TEXT && line->kind != LINE_DEVICE &&
		    line->kind != LINE_SIGNATURE)
			continue;
		one.text = without_links(line->text, line->size);
		g_array_append_val(out, one);
		starts = false;
	}
	return out;
}

/* Numbers for words: the same word has the same one. */
static unsigned
number_of(GHashTable *numbers, const char *word)
{
	void *number = g_hash_table_lookup(numbers, word);

	if (number == NULL) {
		number = GUINT_TO_POINTER(g_hash_table_size(numbers) + 1);
		g_hash_table_insert(numbers, g_strdup(word), number);
	}
	return GPOINTER_TO_UINT(number);
}

static void
add_words(GHashTable *numbers, const char *text, GArray *out)
{
	g_autoptr(GArray) words = words_split(text, MAX_READ);

	for (unsigned i = 0; i < words->len && out->len < MAX_WORDS; i++) {
		unsigned number = number_of(numbers, g_array_index(words, Word, i).word);

		g_array_append_val(out, number);
	}
}

/* Which word of the letter each word of the quote is, or -1: of the longest sequence that both have. Returns its length. */
static unsigned
lay_beside(const GArray *quote, const GArray *letter, int *place)
{
	const unsigned *a = (const unsigned *)(const void *)quote->data;
	const unsigned *b = (const unsigned *)(const void *)letter->data;
	size_t width = letter->len + 1;
	g_autofree uint16_t *shared = g_new0(uint16_t, (quote->len + 1) * width);
	unsigned i = quote->len;
	unsigned j = letter->len;

	for (size_t n = 1; n <= quote->len; n++)
		for (size_t m = 1; m <= letter->len; m++)
			shared[n * width + m] =
			    a[n - 1] == b[m - 1]
				? (uint16_t)(shared[(n - 1) * width + m - 1] + 1)
				: MAX(shared[(n - 1) * width + m], shared[n * width + m - 1]);
	while (i > 0) {
		if (j > 0 && a[i - 1] == b[j - 1])
			place[--i] = (int)--j;
		else if (j > 0 && shared[i * width + j - 1] >= shared[(i - 1) * width + j])
			j--;
		else
			place[--i] = -1;
	}
	return shared[quote->len * width + letter->len];
}

/* Lines of one letter, and its words. */
typedef struct {
	GArray *lines; /* foreign */
	unsigned first;
	unsigned end;
	GArray *words; /* own; of unsigned */
	int *place;    /* own; where each stands in the letter, or -1 */
	char *letter;  /* own; all letters and digits of that one */
} Part;

static void
part_clear(Part *part)
{
	g_clear_pointer(&part->words, g_array_unref);
	g_clear_pointer(&part->place, g_free);
	g_clear_pointer(&part->letter, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Part, part_clear)

static QuotedLine *
line_at(const Part *part, unsigned i)
{
	return &g_array_index(part->lines, QuotedLine, i);
}

/* Without what stands between words. */
static char *
squeeze(const char *text)
{
	g_autofree char *bounded = g_utf8_make_valid(text, (gssize)strnlen(text, MAX_READ));
	g_autofree char *folded = words_fold(bounded);
	g_auto(GStrv) words = g_strsplit(folded, " ", -1);

	return g_strjoinv("", words);
}

/* Whether the quote has the letter: half of what either says is the same. */
static bool
is_quote_of(const Part *part, const GArray *letter, unsigned shared)
{
	return shared >= MIN_SHARED &&
	       (shared * 2 >= part->words->len || shared * 2 >= letter->len);
}

/* The letters, each read once. */
typedef struct {
	const GPtrArray *texts;
	GPtrArray *words;    /* own; of GArray of unsigned, for each text */
	GHashTable *numbers; /* own; of words */
	size_t cells;        /* that were looked at so far */
} Letters;

static void
letters_clear(Letters *letters)
{
	g_clear_pointer(&letters->words, g_ptr_array_unref);
	g_clear_pointer(&letters->numbers, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Letters, letters_clear)

static Letters
read_letters(const GPtrArray *texts)
{
	Letters letters = {
	    .texts = texts,
	    .words = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref),
	    .numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};

	for (unsigned i = 0; i < texts->len; i++) {
		GArray *words = g_array_new(FALSE, FALSE, sizeof(unsigned));

		add_words(letters.numbers, texts->pdata[i], words);
		g_ptr_array_add(letters.words, words);
	}
	return letters;
}

/* How many words both have, in whatever order: no sequence of both is longer. */
static unsigned
count_shared(const Part *part, const GArray *letter, unsigned numbers)
{
	g_autofree unsigned *counts = g_new0(unsigned, numbers + 1);
	unsigned shared = 0;

	for (unsigned i = 0; i < letter->len; i++)
		counts[g_array_index(letter, unsigned, i)]++;
	for (unsigned i = 0; i < part->words->len; i++) {
		unsigned *count = &counts[g_array_index(part->words, unsigned, i)];

		shared += *count > 0;
		*count -= *count > 0;
	}
	return shared;
}

/* Finds the letter of which most is in it. */
static bool
find_letter(Part *part, Letters *letters)
{
	unsigned most = 0;

	for (unsigned i = 0; part->words->len >= MIN_SHARED && i < letters->words->len; i++) {
		const GArray *letter = letters->words->pdata[i];
		size_t cells = (size_t)part->words->len * letter->len;
		g_autofree int *place = NULL;
		unsigned shared = 0;

		if (cells > MAX_CELLS - letters->cells)
			continue;
		letters->cells += cells;
		shared = count_shared(part, letter, g_hash_table_size(letters->numbers));
		if (shared <= most || !is_quote_of(part, letter, shared))
			continue;
		place = g_new(int, part->words->len + 1);
		shared = lay_beside(part->words, letter, place);
		if (shared <= most || !is_quote_of(part, letter, shared))
			continue;
		most = shared;
		g_free(part->place);
		part->place = g_steal_pointer(&place);
		g_free(part->letter);
		part->letter = squeeze(letters->texts->pdata[i]);
	}
	return most > 0;
}

/* Whether a word stands beside the one that it stands beside in the letter. */
static bool
is_old(const Part *part, unsigned i)
{
	const int *place = part->place;

	return place[i] >= 0 && ((i > 0 && place[i - 1] == place[i] - 1) ||
				    (i + 1 < part->words->len && place[i + 1] == place[i] + 1));
}

/* Whether it is a piece of the letter that was broken where no word ends, as long links are. */
static bool
is_piece(const Part *part, const QuotedLine *line)
{
	g_autofree char *squeezed = squeeze(line->text);

	return strlen(squeezed) >= MIN_PIECE && strstr(part->letter, squeezed) != NULL;
}

/* A line is new where a quarter of its words is, or one of its ends. */
static bool
is_new_line(const Part *part, const QuotedLine *line)
{
	unsigned old = 0;

	if (line->first == line->end)
		return false;
	for (unsigned i = line->first; i < line->end; i++)
		old += is_old(part, i);
	return (old * 4 < (line->end - line->first) * 3 || !is_old(part, line->first) ||
		   !is_old(part, line->end - 1)) &&
	       !is_piece(part, line);
}

static bool
is_old_line(const Part *part, const QuotedLine *line)
{
	return line->first < line->end && !is_new_line(part, line);
}

static void
add_line(GString *out, const char *mark, const char *text)
{
	g_string_append_printf(out, "%s%s\n", mark, text);
}

static void
take_new_lines(const Part *part, bool edges, GString *text, GString *words)
{
	const QuotedLine *asked = NULL;
	unsigned from = part->first;
	unsigned to = part->end;

	for (; !edges && from < to && !is_old_line(part, line_at(part, from)); from++)
		;
	/* Of one that is too long nobody can say what is in the letter further down. */
	for (; (!edges || part->words->len == MAX_WORDS) && to > from &&
	       !is_old_line(part, line_at(part, to - 1));
	     to--)
		;
	for (unsigned i = from; i < to; i++) {
		const QuotedLine *line = line_at(part, i);

		if (is_old_line(part, line))
			asked = line;
		if (!is_new_line(part, line))
			continue;
		if (asked != NULL && text->len > 0)
			g_string_append_c(text, '\n');
		if (asked != NULL)
			add_line(text, "> ", asked->text);
		asked = NULL;
		add_line(text, "", line->text);
		add_line(words, "", line->text);
	}
}

/* Reads one part, from the line `first` on. Returns where the next begins. */
static unsigned
read_part(GArray *lines, unsigned first, GHashTable *numbers, Part *ret_part)
{
	Part part = {.lines = lines, .first = first, .end = first};

	part.words = g_array_new(FALSE, FALSE, sizeof(unsigned));
	do {
		QuotedLine *line = &g_array_index(lines, QuotedLine, part.end);

		line->first = part.words->len;
		add_words(numbers, line->text, part.words);
		line->end = part.words->len;
		part.end++;
	} while (
	    part.end < lines->len && !g_array_index(lines, QuotedLine, part.end).starts_part);
	*ret_part = part;
	return part.end;
}

InlineResult
inline_answers_find(
    const char *quoted, const GPtrArray *letters, bool edges, InlineAnswers *ret_answers)
{
	g_autofree char *bounded = g_utf8_make_valid(quoted, (gssize)strnlen(quoted, MAX_READ));
	g_autoptr(GArray) lines = read_lines(bounded);
	g_auto(Letters) read = read_letters(letters);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GString) words = g_string_new(NULL);
	bool quotes = false;

	for (unsigned i = 0; i < lines->len;) {
		g_auto(Part) part = {0};

		i = read_part(lines, i, read.numbers, &part);
		if (!find_letter(&part, &read))
			continue;
		quotes = true;
		take_new_lines(&part, edges, text, words);
	}
	if (words->len == 0)
		return quotes ? INLINE_NOTHING_NEW : INLINE_NO_LETTER;
	ret_answers->text = g_strchomp(g_string_free(g_steal_pointer(&text), FALSE));
	ret_answers->words = g_strchomp(g_string_free(g_steal_pointer(&words), FALSE));
	return INLINE_FOUND;
}

void
inline_answers_clear(InlineAnswers *answers)
{
	g_clear_pointer(&answers->text, g_free);
	g_clear_pointer(&answers->words, g_free);
}

/* Where a text says that an answer stands, folded. */
static const char *const places[] = {"hieronder", "onderstaand", "onderstaande", "onderaan",
    "beneden", "zie onder", "zie verder onder", "in rood", "in het rood", "in blauw",
    "in het blauw", "in oranje", "in het oranje", "in paars", "rode tekst", "blauwe tekst",
    "antwoord onder", "antwoorden onder", "onder je vragen", "onder uw vragen",
    "onder jullie vragen", "achter de vragen", "achter je vragen", "achter uw vragen",
    "zie mijn opmerkingen", "zie mijn antwoorden", "zie mijn commentaar", "in orange",
    "in purple", "red text", "under your questions", "see my comments", "see my answers",
    "see my remarks", "see my notes", "see my replies", "see my responses", "see comments",
    "unterhalb", "siehe meine kommentare", "siehe meine antworten", "siehe meine anmerkungen",
    "zwischen den fragen", "voir mes commentaires", "voir mes reponses", "voir mes remarques",
    "in groen", "in het groen", "in kleur", "tussen de regels", "inline", "in line",
    "in de tekst", "in je mail", "in uw mail", "in jouw mail", "below", "beneath", "in red",
    "in blue", "in green", "in your mail", "in your email", "in your message",
    "between the lines", "unten", "untenstehend", "weiter unten", "in rot", "in blau",
    "in grun", "im text", "zwischen den zeilen", "ci dessous", "en dessous", "en rouge",
    "en bleu", "en vert", "dans le texte", "mas abajo", "en rojo", "qui sotto", "in rosso",
    "abaixo", "nedan", "nedenfor"};

/* Whether it has these words, from one blank to another. */
static bool
has_words(const char *folded, const char *wanted)
{
	size_t size = strlen(wanted);

	for (const char *at = folded; (at = strstr(at, wanted)) != NULL; at++)
		if ((at == folded || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
	return false;
}

static bool
names_place(const char *line)
{
	g_autofree char *folded = words_fold(line);

	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		if (has_words(folded, places[i]))
			return true;
	return false;
}

/* A close or a name: what may stand behind the last words. */
static bool
is_end_of_letter(const char *line)
{
	g_autoptr(GArray) words = words_split(line, MAX_READ);

	return words->len <= MAX_NAME_WORDS || reply_signature_is_closing(line, strlen(line));
}

bool
inline_answers_announced(const char *text)
{
	size_t size = strlen(text);
	g_autofree char *end = g_utf8_make_valid(text + size - MIN(size, (size_t)MAX_END), -1);
	g_auto(GStrv) lines = g_strsplit(end, "\n", -1);

	for (unsigned i = g_strv_length(lines); i-- > 0;) {
		if (names_place(lines[i]))
			return true;
		if (!is_end_of_letter(lines[i]))
			return false;
	}
	return false;
}
