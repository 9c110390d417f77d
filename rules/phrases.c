/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's words, by what they say. Phrases are found by their first word, the longest wins, and none
 * reaches over the end of a clause: "niet, akkoord" is not "niet akkoord".
 */
#include "rules/phrases.h"

#include <stdint.h>
#include <string.h>

#define BLANKS " \t\n"
#define PHRASE_SOURCE_MOST 200
/* Letters of a word from which on one that differs by one is a misspelling of it, and where both begin alike. */
#define NEAR_LEAST 6
#define NEAR_LEAST_ALIKE 5
#define NEGATION_LEAST 3 /* letters of a word that may be a negation misspelt */
#define GAP_MOST 12      /* words that may stand in a gap */

struct Phrases {
	GHashTable *by_first; /* own; first word -> PhrasesFrom; keys foreign, of `known` */
	/* Own; every word of every phrase, so that two of them are compared by address; own, of bool: is it turning? */
	GHashTable *known;
	GArray *turning;      /* own; of Turning: the words that answers turn on */
	GPtrArray *negations; /* own; foreign, of `known`: words that deny */
};

typedef struct {
	const char *word; /* foreign, of `known` */
	char *single;     /* own; with each doubled letter once */
	size_t length;    /* of the word, and of the other: most are told apart by these */
	size_t single_length;
} Turning;

/* One place of a phrase. */
typedef struct {
	const char *word;  /* foreign, of `known` */
	GPtrArray *others; /* own; of the same: what may stand here instead; or NULL */
	bool gap;          /* other words may stand before it */
} Slot;

/* All phrases that begin with one word. */
typedef struct {
	GPtrArray *said[SAYS_COUNT]; /* own; of GArray of Slot; or NULL */
} PhrasesFrom;

/* What stands at one word of a text: how many words the longest phrase takes that says this. */
struct PhrasesFound {
	const PhrasesFrom *from; /* foreign */
	uint16_t longest[SAYS_COUNT];
	/* The longest of those without gaps, which may stand in one. */
	uint16_t gapless[SAYS_COUNT];
};

/* One search for phrases at one place. */
typedef struct {
	const GArray *words;
	size_t at;
	Says says;
	bool around; /* negations may stand inside */
} Search;

/* What stands inside a phrase that was found. */
typedef struct {
	unsigned negations;
	unsigned others; /* words where the phrase has no gap */
} Inside;

static void
free_from(void *data)
{
	PhrasesFrom *from = data;

	for (size_t i = 0; i < SAYS_COUNT; i++)
		g_clear_pointer(&from->said[i], g_ptr_array_unref);
	g_free(from);
}

static void
clear_slot(void *slot)
{
	g_clear_pointer(&((Slot *)slot)->others, g_ptr_array_unref);
}

static void
free_phrase(void *phrase)
{
	g_array_unref(phrase);
}

static void
clear_turning(void *turning)
{
	g_free(((Turning *)turning)->single);
}

Phrases *
phrases_new(void)
{
	Phrases *phrases = g_new0(Phrases, 1);

	phrases->by_first =
	    g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_from);
	phrases->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	phrases->negations = g_ptr_array_new();
	phrases->turning = g_array_new(FALSE, FALSE, sizeof(Turning));
	g_array_set_clear_func(phrases->turning, clear_turning);
	return phrases;
}

void
phrases_free(Phrases *phrases)
{
	if (phrases == NULL)
		return;
	g_hash_table_unref(phrases->by_first);
	g_hash_table_unref(phrases->known);
	g_array_unref(phrases->turning);
	g_ptr_array_unref(phrases->negations);
	g_free(phrases);
}

static GPtrArray *
list_of(Phrases *phrases, Says says, const char *first)
{
	PhrasesFrom *from = g_hash_table_lookup(phrases->by_first, first);

	if (from == NULL) {
		from = g_new0(PhrasesFrom, 1);
		g_hash_table_insert(phrases->by_first, (void *)first, from);
	}
	if (from->said[says] == NULL)
		from->said[says] = g_ptr_array_new_with_free_func(free_phrase);
	return from->said[says];
}

/* "akkkoord", "neee": a letter that stands more often than that, so often. Caller owns. */
static char *
squeeze(const char *word, size_t most, size_t to)
{
	GString *squeezed = g_string_new(NULL);

	for (const char *p = word; *p != '\0';) {
		size_t count = 1;

		while (p[count] == *p)
			count++;
		g_string_append_len(squeezed, p, (gssize)(count > most ? to : count));
		p += count;
	}
	return g_string_free(squeezed, false);
}

/* Which letter is doubled is what people forget first: "aceppt". */
static bool
is_misspelt(const Turning *word, const Turning *meant)
{
	const char *one = word->word, *other = meant->word;
	bool alike = *one == *other;
	bool is_near = word->length + 1 >= meant->length && meant->length + 1 >= word->length;
	bool is_doubled = alike && word->single_length == meant->single_length;

	/* two that begin with other letters are near only by what these and the next are */
	if ((!is_near && !is_doubled) ||
	    (!alike && one[1] != other[1] && *one != other[1] && one[1] != *other))
		return false;
	if (MIN(word->length + 1, meant->length) < (alike ? NEAR_LEAST_ALIKE : NEAR_LEAST))
		return false;
	return (is_near && words_are_near(one, other)) ||
	       (is_doubled && strcmp(word->single, meant->single) == 0);
}

static bool
has_letters_of(const char *word, const char *other)
{
	for (const char *p = word; *p != '\0'; p++)
		if (strchr(other, *p) == NULL)
			return false;
	return true;
}

/* "nto", "neit", "nit": letters of a short word that changed places, or one that is gone. */
static bool
is_misspelt_negation(const char *word, size_t length, const char *meant)
{
	size_t other = strlen(meant);

	return length <= other && (length < other || has_letters_of(word, meant)) &&
	       words_are_near(word, meant);
}

static const char *
find_negation(const Phrases *phrases, const char *word, size_t length)
{
	for (unsigned i = 0; length >= NEGATION_LEAST && i < phrases->negations->len; i++) {
		const char *meant = phrases->negations->pdata[i];

		if (*word == *meant && is_misspelt_negation(word, length, meant))
			return meant;
	}
	return NULL;
}

/* "closes" is no misspelt "close", nor "closed". */
static bool
is_inflected(const Phrases *phrases, const char *word, size_t length)
{
	g_autofree char *stem = word[length - 1] == 's' ? g_strndup(word, length - 1) : NULL;

	return stem != NULL && g_hash_table_contains(phrases->known, stem);
}

static const char *
find_misspelt(const Phrases *phrases, const char *text)
{
	g_autofree char *single = squeeze(text, 1, 1);
	Turning word = {text, single, strlen(text), strlen(single)};
	const char *meant = find_negation(phrases, text, word.length);

	if (meant != NULL)
		return meant;
	if (is_inflected(phrases, text, word.length))
		return NULL;
	for (unsigned i = 0; i < phrases->turning->len; i++)
		if (is_misspelt(&word, &g_array_index(phrases->turning, Turning, i)))
			return g_array_index(phrases->turning, Turning, i).word;
	return NULL;
}

/* "jaa", "joo": without the last of its letters, if that is a vowel said longer; or NULL. */
static const char *
find_shorter(const Phrases *phrases, const char *word)
{
	size_t length = strlen(word);
	g_autofree char *shorter = g_strndup(word, length - 1);
	void *same = NULL;

	if (length < 3 || word[length - 1] != word[length - 2] ||
	    strchr("aiouy", word[length - 1]) == NULL)
		return NULL;
	g_hash_table_lookup_extended(phrases->known, shorter, &same, NULL);
	return same;
}

/* The word of the lists that this one is, or is meant to be; or NULL. "l'imprimante" is what stands behind the
 * apostrophe. */
static const char *
find_known(const Phrases *phrases, const char *word, size_t elided)
{
	g_autofree char *squeezed = NULL;
	const char *shorter;
	void *same = NULL;

	if (g_hash_table_lookup_extended(phrases->known, word, &same, NULL))
		return same;
	for (size_t to = 2; to > 0; to--) {
		g_free(squeezed);
		squeezed = squeeze(word, 2, to);
		if (g_hash_table_lookup_extended(phrases->known, squeezed, &same, NULL))
			return same;
	}
	if (elided > 0 &&
	    g_hash_table_lookup_extended(phrases->known, word + elided, &same, NULL))
		return same;
	shorter = find_shorter(phrases, squeezed);
	return shorter != NULL ? shorter : find_misspelt(phrases, squeezed);
}

/* The list's own copy of a word. */
static const char *
know(Phrases *phrases, Says says, const char *word)
{
	static const bool TURNING[SAYS_COUNT] = {
	    [SAYS_ACCEPT] = true,
	    [SAYS_REJECT] = true,
	    [SAYS_WISH] = true,
	    [SAYS_THANKS] = true,
	};
	void *own = NULL, *turns = NULL;

	if (!g_hash_table_lookup_extended(phrases->known, word, &own, &turns)) {
		own = g_strdup(word);
		turns = g_new0(bool, 1);
		g_hash_table_insert(phrases->known, own, turns);
	}
	if (TURNING[says] && !*(bool *)turns && strlen(word) >= NEAR_LEAST_ALIKE) {
		char *single = squeeze(word, 1, 1);

		*(bool *)turns = true;
		g_array_append_val(
		    phrases->turning, ((Turning){own, single, strlen(word), strlen(single)}));
	}
	return own;
}

/* Adds the words of a text, each at a place of its own. */
static void
add_words(Phrases *phrases, Says says, GArray *phrase, const char *text, bool gap)
{
	g_autoptr(GArray) words = words_split(text, PHRASE_SOURCE_MOST);

	for (size_t i = 0; i < words->len; i++) {
		const char *word = know(phrases, says, g_array_index(words, Word, i).word);
		Slot slot = {.word = word, .gap = gap && i == 0};

		g_array_append_val(phrase, slot);
	}
}

/* Adds the words of a piece, "mag|mogen": one place. */
static void
add_choices(Phrases *phrases, Says says, GArray *phrase, const char *piece, bool gap)
{
	g_auto(GStrv) choices = g_strsplit(piece, "|", -1);
	Slot slot = {.others = g_ptr_array_new(), .gap = gap};

	for (size_t i = 0; choices[i] != NULL; i++) {
		g_autoptr(GArray) words = words_split(choices[i], PHRASE_SOURCE_MOST);
		const char *word = know(phrases, says, g_array_index(words, Word, 0).word);

		if (i == 0)
			slot.word = word;
		else
			g_ptr_array_add(slot.others, (void *)word);
	}
	g_array_append_val(phrase, slot);
}

/* Adds what stands between two gaps. */
static void
add_part(Phrases *phrases, Says says, GArray *phrase, const char *part)
{
	g_auto(GStrv) pieces = NULL;
	unsigned before = phrase->len;

	if (strchr(part, '|') == NULL) {
		add_words(phrases, says, phrase, part, before > 0);
		return;
	}
	pieces = g_strsplit_set(part, BLANKS, -1);
	for (size_t i = 0; pieces[i] != NULL; i++) {
		bool gap = before > 0 && phrase->len == before;

		if (strchr(pieces[i], '|') == NULL)
			add_words(phrases, says, phrase, pieces[i], gap);
		else
			add_choices(phrases, says, phrase, pieces[i], gap);
	}
}

/* One phrase, each of whose alternatives is one word; false: there is no word in it. */
static bool
add_one(Phrases *phrases, Says says, const char *source)
{
	g_auto(GStrv) parts = g_strsplit(source, "...", -1);
	g_autoptr(GArray) phrase = g_array_new(FALSE, FALSE, sizeof(Slot));
	const Slot *first = NULL;

	g_array_set_clear_func(phrase, clear_slot);
	for (size_t i = 0; parts[i] != NULL; i++)
		add_part(phrases, says, phrase, parts[i]);
	if (phrase->len == 0)
		return false;
	first = &g_array_index(phrase, Slot, 0);
	if (says == SAYS_NEGATE && phrase->len == 1 && strlen(first->word) >= NEGATION_LEAST)
		g_ptr_array_add(phrases->negations, (void *)first->word);
	g_ptr_array_add(list_of(phrases, says, first->word), g_array_ref(phrase));
	for (unsigned i = 0; first->others != NULL && i < first->others->len; i++)
		g_ptr_array_add(
		    list_of(phrases, says, first->others->pdata[i]), g_array_ref(phrase));
	return true;
}

/* Sorts the alternatives of a piece; false: one of them has no word. */
static bool
sort_choices(const char *piece, GString *ret_single, GPtrArray *ret_several)
{
	g_auto(GStrv) choices = g_strsplit(piece, "|", -1);

	for (size_t i = 0; choices[i] != NULL; i++) {
		g_autoptr(GArray) words = words_split(choices[i], PHRASE_SOURCE_MOST);

		if (words->len == 0)
			return false;
		if (words->len > 1)
			g_ptr_array_add(ret_several, g_strdup(choices[i]));
		else
			g_string_append_printf(
			    ret_single, "%s%s", ret_single->len > 0 ? "|" : "", choices[i]);
	}
	return true;
}

/* Alternatives of several words ("middag|week-end") make phrases of their own. */
bool
phrases_add(Phrases *phrases, Says says, const char *phrase)
{
	g_autoptr(GString) single = NULL;
	g_autoptr(GPtrArray) several = NULL;
	const char *start = phrase, *end = NULL;
	bool added = true;

	if (strchr(phrase, '|') == NULL)
		return add_one(phrases, says, phrase);
	single = g_string_new(NULL);
	several = g_ptr_array_new_with_free_func(g_free);
	for (; *start != '\0'; start = end + strspn(end, BLANKS)) {
		g_autofree char *piece = NULL;

		end = start + strcspn(start, BLANKS);
		piece = g_strndup(start, (size_t)(end - start));
		g_string_truncate(single, 0);
		if (strchr(piece, '|') == NULL)
			continue;
		if (!sort_choices(piece, single, several))
			return false;
		if (several->len > 0)
			break;
	}
	if (several->len == 0)
		return add_one(phrases, says, phrase);
	if (single->len > 0)
		g_ptr_array_add(several, g_strdup(single->str));
	for (unsigned i = 0; i < several->len && added; i++) {
		g_autofree char *before = g_strndup(phrase, (size_t)(start - phrase));
		g_autofree char *one =
		    g_strconcat(before, (const char *)several->pdata[i], end, NULL);

		added = phrases_add(phrases, says, one);
	}
	return added;
}

static bool
has_word(const Slot *slot, const char *known)
{
	if (slot->word == known)
		return true;
	for (unsigned i = 0; slot->others != NULL && i < slot->others->len; i++)
		if (slot->others->pdata[i] == known)
			return true;
	return false;
}

static bool
fits(const Search *search, size_t at, const Slot *slot)
{
	const Word *first = &g_array_index(search->words, Word, search->at);
	const Word *word = NULL;

	if (at >= search->words->len)
		return false;
	word = &g_array_index(search->words, Word, at);
	return word->known != NULL && word->clause == first->clause &&
	       has_word(slot, word->known);
}

/* How many words of what may stand inside a phrase stand here, a negation being counted: "ik ga *hiermee niet*
 * akkoord". What is wished closed is the ticket: no printer stands in a wish. */
static size_t
inside_length(const Search *search, size_t at, unsigned *negations)
{
	static const Says inside[] = {
	    SAYS_POLITE, SAYS_LEAD, SAYS_THANKS, SAYS_DONE, SAYS_BESIDE};
	const PhrasesFound *found = g_array_index(search->words, Word, at).found;
	bool wish = search->says == SAYS_WISH || search->says == SAYS_REQUEST;
	size_t count = G_N_ELEMENTS(inside) - (wish ? 1 : 0);

	if (found == NULL)
		return 0;
	if (search->around && found->gapless[SAYS_NEGATE] > 0) {
		*negations += 1;
		return found->gapless[SAYS_NEGATE];
	}
	for (size_t i = 0; i < count; i++)
		if (found->gapless[inside[i]] > 0)
			return found->gapless[inside[i]];
	/* "ben *tot donderdag* weg" */
	return search->says == SAYS_LATER || search->says == SAYS_AWAY
		   ? found->gapless[SAYS_PERHAPS]
		   : 0;
}

/* Where the next word of a phrase stands, behind what may stand inside; or where neither is. */
static size_t
skip_inside(const Search *search, size_t at, const Slot *slot, Inside *inside)
{
	const Word *first = &g_array_index(search->words, Word, search->at);
	size_t most = MIN(at + GAP_MOST, search->words->len), length = 1;

	while (!fits(search, at, slot) && length > 0) {
		if (at >= most ||
		    g_array_index(search->words, Word, at).clause != first->clause)
			return at;
		length = inside_length(search, at, &inside->negations);
		at += length;
		inside->others += length > 0;
	}
	return at;
}

/* How many words the phrase takes. */
static size_t
phrase_length(const Search *search, const GArray *phrase, unsigned *negations, bool *gapless)
{
	Inside inside = {0};
	size_t next = search->at + 1;

	*gapless = true;
	for (unsigned i = 1; i < phrase->len; i++, next++) {
		const Slot *slot = &g_array_index(phrase, Slot, i);
		unsigned others = inside.others;

		if (slot->gap || search->around)
			next = skip_inside(search, next, slot, &inside);
		if (slot->gap)
			inside.others = others;
		if (!fits(search, next, slot))
			return 0;
		*gapless &= !slot->gap;
	}
	*negations = inside.negations;
	return inside.others > 0 && inside.negations == 0 ? 0 : next - search->at;
}

/* What stands behind has been found already, so that it can stand in a gap. */
static void
find_here(const GArray *words, size_t at, PhrasesFound *found)
{
	for (Says says = 0; says < SAYS_COUNT; says++) {
		const Search search = {words, at, says, false};
		const GPtrArray *list = found->from->said[says];

		for (size_t i = 0; list != NULL && i < list->len; i++) {
			unsigned none = 0;
			bool gapless = true;
			uint16_t length =
			    (uint16_t)phrase_length(&search, list->pdata[i], &none, &gapless);

			found->longest[says] = MAX(found->longest[says], length);
			if (gapless)
				found->gapless[says] = MAX(found->gapless[says], length);
		}
	}
}

void
phrases_look_up(const Phrases *phrases, GArray *words)
{
	for (size_t i = 0; i < words->len; i++) {
		Word *word = &g_array_index(words, Word, i);

		word->known = find_known(phrases, word->word, word->elided);
	}
	for (size_t i = words->len; i-- > 0;) {
		Word *word = &g_array_index(words, Word, i);
		const PhrasesFrom *from =
		    word->known == NULL ? NULL
					: g_hash_table_lookup(phrases->by_first, word->known);

		if (from == NULL)
			continue;
		word->found = g_new0(PhrasesFound, 1);
		word->found->from = from;
		find_here(words, i, word->found);
	}
}

size_t
phrases_at(Says says, const GArray *words, size_t at)
{
	const PhrasesFound *found =
	    at < words->len ? g_array_index(words, Word, at).found : NULL;

	return found == NULL ? 0 : found->longest[says];
}

size_t
phrases_around(Says says, const GArray *words, size_t at, unsigned *negations)
{
	const Search search = {words, at, says, true};
	const PhrasesFound *found =
	    at < words->len ? g_array_index(words, Word, at).found : NULL;
	const GPtrArray *list = found == NULL ? NULL : found->from->said[says];
	unsigned best_inside = 0;
	size_t best = 0;

	for (size_t i = 0; list != NULL && i < list->len; i++) {
		unsigned inside = 0;
		bool gapless;
		size_t length = phrase_length(&search, list->pdata[i], &inside, &gapless);

		if (length > best) {
			best = length;
			best_inside = inside;
		}
	}
	*negations += best_inside;
	return best;
}
