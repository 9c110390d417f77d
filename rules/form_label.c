/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A label is compared in its telling words. What fits better wins; where two questions fit alike, the text is the label
 * of neither.
 */
#include "rules/form_label.h"

#include <string.h>

#include "rules/distance.h"

enum {
	TEXT_MOST = 160, /* bytes of what can be a label */
	SPLIT_LEAST = 3, /* letters of each half of a compound, "teamnaam" */
	ENDING_MOST = 2, /* letters that a plural adds */
	ENDING_FROM = 5, /* to a word of so many */
	TYPO_FROM = 5,   /* letters */
	PLAIN_MOST = 40, /* bytes of a word that is looked at where it stands */
};

/* The same word, its plural, or it with a typo, from so many letters on; a word of the form is no typo. */
static bool
is_alike(const Form *form, const char *given, const char *word, size_t from)
{
	size_t given_size = strlen(given);
	size_t size = strlen(word);
	size_t more = MAX(size, given_size) - MIN(size, given_size);

	if (more > ENDING_MOST && more > DISTANCE_MOST)
		return false;
	if (strcmp(given, word) == 0)
		return true;
	if (MIN(size, given_size) >= ENDING_FROM && more <= ENDING_MOST &&
	    strncmp(given, word, MIN(size, given_size)) == 0)
		return true;
	return distance_is_near(given, word, from) &&
	       !g_hash_table_contains(form->words, given);
}

static bool
has_alike(const Form *form, const GPtrArray *words, const char *word)
{
	for (unsigned i = 0; i < words->len; i++)
		if (is_alike(form, words->pdata[i], word, TYPO_FROM))
			return true;
	return false;
}

/* Where in "teamnaam" or "groepseigenaar" the second of two words of the form begins, and how long the first is; 0: it
 * is no such compound. */
static size_t
compound_at(const Form *form, const char *word, size_t *ret_first)
{
	size_t size = strlen(word);

	for (size_t i = SPLIT_LEAST; i + SPLIT_LEAST <= size; i++) {
		bool joined = word[i] == 's' && i + 1 + SPLIT_LEAST <= size &&
			      g_hash_table_contains(form->words, word + i + 1);
		g_autofree char *first = NULL;

		if (!joined && !g_hash_table_contains(form->words, word + i))
			continue;
		first = g_strndup(word, i);
		if (!g_hash_table_contains(form->words, first))
			continue;
		*ret_first = i;
		return i + (joined ? 1 : 0);
	}
	return 0;
}

/* Two words of the form in one take its place. */
static void
split_compound(const Form *form, GPtrArray *words, unsigned at)
{
	char *word = words->pdata[at];
	size_t first = 0;
	size_t second =
	    g_hash_table_contains(form->words, word) ? 0 : compound_at(form, word, &first);

	if (second == 0)
		return;
	g_ptr_array_insert(words, (int)at + 1, g_strdup(word + second));
	word[first] = '\0';
}

typedef struct {
	const Form *form;
	char *squeezed;   /* own */
	size_t size;      /* of it */
	GPtrArray *words; /* own; without compounds */
	bool is_foreign;  /* it has a word that neither is the form's nor like one */
} Given;

static void
given_clear(Given *given)
{
	g_free(given->squeezed);
	g_clear_pointer(&given->words, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Given, given_clear)

/* Each of its words is another one of the label; by itself only the first is enough. */
static bool
is_part_of(const Given *given, const FormKnown *label)
{
	unsigned used = 0; /* a bit for each word of the label */

	if (given->words->len == 1)
		return is_alike(given->form, given->words->pdata[0], label->first, TYPO_FROM);
	for (unsigned i = 0; i < given->words->len; i++) {
		const char *word = given->words->pdata[i];
		unsigned k = 0;

		/* Beside another word of the label a shorter one may have a typo. */
		while (k < label->words->len &&
		       ((used >> k & 1) != 0 ||
			   !is_alike(given->form, word, label->words->pdata[k], TYPO_FROM - 1)))
			k++;
		if (k == label->words->len)
			return false;
		used |= 1u << k;
	}
	return true;
}

/* It has the label's words, or begins with its first, and all that stands beside them is known in this form. */
static bool
is_around(const Given *given, const FormKnown *label)
{
	bool first =
	    label->words->len > 1 && label->first == label->words->pdata[0] &&
	    is_alike(given->form, given->words->pdata[0], label->words->pdata[0], TYPO_FROM);

	if (given->words->len < 2)
		return false;
	for (unsigned i = 0; !first && i < label->words->len; i++)
		if (!has_alike(given->form, given->words, label->words->pdata[i]))
			return false;
	for (unsigned i = 0; i < given->words->len; i++)
		if (!g_hash_table_contains(given->form->words, given->words->pdata[i]) &&
		    !has_alike(given->form, label->words, given->words->pdata[i]))
			return false;
	return true;
}

/* More letters than typos, or an ending, can change. */
static bool
are_many(uint64_t letters)
{
	G_STATIC_ASSERT(DISTANCE_MOST == 2 && ENDING_MOST == 2);
	letters &= letters - 1;
	letters &= letters - 1;
	return letters != 0;
}

/* Whether a typo or two, or an ending, may make one of the other. */
static bool
may_be_alike(uint64_t letters, uint64_t other)
{
	return !are_many(letters & ~other) && !are_many(other & ~letters);
}

static bool
is_foreign(const Form *form, const char *word)
{
	uint64_t letters = form_labels_letters(word);
	size_t size = strlen(word);

	if (g_hash_table_contains(form->words, word))
		return false;
	/* shorter ones have no typos */
	for (unsigned i = 0; size >= TYPO_FROM - 1 && i < form->parts->len; i++) {
		const FormWord *part = &g_array_index(form->parts, FormWord, i);

		if (MAX(part->size, size) - MIN(part->size, size) <= DISTANCE_MOST &&
		    may_be_alike(letters, part->letters) &&
		    is_alike(form, word, part->word, TYPO_FROM - 1))
			return false;
	}
	return true;
}

/* Takes compounds apart, up to the first word that is foreign. */
static bool
has_foreign(const Given *given)
{
	for (unsigned i = 0; i < given->words->len; i++) {
		split_compound(given->form, given->words, i);
		if (is_foreign(given->form, given->words->pdata[i]))
			return true;
	}
	return false;
}

static Fit
fit_of(const Given *given, const FormKnown *label)
{
	if (MAX(given->size, label->size) - MIN(given->size, label->size) <= DISTANCE_MOST) {
		if (strcmp(given->squeezed, label->squeezed) == 0)
			return FIT_SAME;
		if (distance_is_near(given->squeezed, label->squeezed, TYPO_FROM))
			return FIT_NEAR;
	}
	if (given->is_foreign)
		return FIT_NONE;
	if (is_part_of(given, label))
		return FIT_PART;
	return is_around(given, label) ? FIT_AROUND : FIT_NONE;
}

static FormLabel
best_fit(const Given *given)
{
	FormLabel best = {FIT_NONE, 0, 0};

	for (unsigned i = 0; i < given->form->labels->len; i++) {
		const FormKnown *label = given->form->labels->pdata[i];
		Fit fit = fit_of(given, label);

		if (fit == FIT_NONE || fit < best.fit)
			continue;
		if (fit > best.fit)
			best = (FormLabel){fit, label->question, 0};
		best.questions |= UINT64_C(1) << label->question;
	}
	if ((best.questions & (best.questions - 1)) != 0)
		best.fit = FIT_SEVERAL;
	return best;
}

/* It is neither one, nor like one, nor two of them in one. */
static bool
is_no_word_of(const Form *form, const char *word)
{
	size_t first = 0;

	return is_foreign(form, word) && compound_at(form, word, &first) == 0;
}

/* The word that begins here, as words_split() makes it, and its size; 0: it is not just letters up to a blank. */
static size_t
plain_word(const char *text, const char *end, char ret_word[static PLAIN_MOST + 1])
{
	size_t size = 0;

	for (; text < end && size < PLAIN_MOST && g_ascii_isalnum(*text); text++)
		ret_word[size++] = *text | 0x20;
	ret_word[size] = '\0';
	return text == end || *text == ' ' ? size : 0;
}

/* Whether it is more than the longest label with its typos, and one of its words is foreign. */
static bool
is_sentence(const Form *form, const char *text)
{
	const char *end = text + strlen(text);
	size_t size = 0;
	bool foreign = false;

	for (const char *blank = text; blank != NULL;) {
		char word[PLAIN_MOST + 1];
		size_t more = plain_word(blank + (*blank == ' '), end, word);

		blank = *blank == '\0' ? NULL : strchr(blank + 1, ' ');
		if (more == 0 || form_labels_is_little(word))
			continue;
		size += more;
		foreign = foreign || is_no_word_of(form, word);
		if (foreign && size > form->longest + DISTANCE_MOST)
			return true;
	}
	return false;
}

/* Whether a word by itself is no label for sure, however it is spelt; it may be one where it is not. */
static bool
is_far(const Form *form, const char *word)
{
	uint64_t letters = form_labels_letters(word);
	size_t size = strlen(word);

	for (unsigned i = 0; i < form->labels->len; i++) {
		const FormKnown *label = form->labels->pdata[i];

		if (size < TYPO_FROM /* which has no typos */
			? label->size == size && strcmp(word, label->squeezed) == 0
			: may_be_alike(letters, label->letters))
			return false;
	}
	return is_no_word_of(form, word);
}

static FormLabel
label_of(const Form *form, const char *text)
{
	g_auto(Given) given = {.form = form};

	if (is_sentence(form, text))
		return (FormLabel){FIT_NONE, 0, 0};
	given.words = form_labels_telling(text);
	if (given.words->len == 0 || given.words->len > FORM_LABEL_WORDS)
		return (FormLabel){FIT_NONE, 0, 0};
	given.squeezed = form_labels_join(given.words);
	given.size = strlen(given.squeezed);
	given.is_foreign = has_foreign(&given);
	return given.is_foreign && given.size > form->longest + DISTANCE_MOST
		   ? (FormLabel){FIT_NONE, 0, 0}
		   : best_fit(&given);
}

/* Of "leden/gasten", of which one side is a label and the others are words. */
static FormLabel
side_of(const Form *form, const char *text)
{
	g_auto(GStrv) sides = NULL;
	FormLabel best = {FIT_NONE, 0, 0};

	if (strchr(text, '/') == NULL)
		return best;
	sides = g_strsplit(text, "/", 4);
	for (char **side = sides; *side != NULL; side++) {
		FormLabel label = label_of(form, *side);

		if (label.fit == FIT_NONE && strpbrk(g_strstrip(*side), " :=-;,.?") != NULL)
			return (FormLabel){FIT_NONE, 0, 0};
		best.questions |= label.questions;
		if (label.fit > best.fit)
			best.fit = label.fit, best.question = label.question;
	}
	if ((best.questions & (best.questions - 1)) != 0)
		best.fit = FIT_SEVERAL;
	return best;
}

/* Takes what is in brackets away. Returns whether there was something. */
static bool
cut_remarks(char *text)
{
	char *out = text;
	unsigned depth = 0;
	bool cut = false;

	if (strchr(text, '(') == NULL)
		return false;
	for (const char *p = text; *p != '\0'; p++) {
		depth += *p == '(' && strchr(p, ')') != NULL;
		cut = cut || depth > 0;
		if (depth == 0)
			*out++ = *p;
		depth -= *p == ')' && depth > 0;
	}
	*out = '\0';
	return cut;
}

FormLabel
form_label(const Form *form, const char *text, size_t size)
{
	g_autofree char *whole = g_strndup(text, MIN(size, TEXT_MOST + 1));
	FormLabel label = {FIT_NONE, 0, 0};

	if (size > TEXT_MOST || strpbrk(whole, "@<>") != NULL)
		return label;
	label = label_of(form, whole);
	if (label.fit <= FIT_AROUND && cut_remarks(whole)) {
		FormLabel plain = label_of(form, whole);

		label = plain.fit > label.fit ? plain : label;
	}
	return label.fit == FIT_NONE && strpbrk(whole, ":=") == NULL ? side_of(form, whole)
								     : label;
}

FormLabel
form_label_alone(const Form *form, const char *text, size_t size)
{
	FormLabel label = form_label(form, text, size);
	g_autofree char *copy = NULL;
	g_autofree char *folded = NULL;

	if (label.fit == FIT_SAME || label.fit == FIT_NEAR || label.fit == FIT_NONE)
		return label;
	copy = g_strndup(text, size);
	folded = words_fold(copy);
	if (label.fit == FIT_SEVERAL || g_hash_table_contains(form->choices, folded) ||
	    (label.fit == FIT_AROUND && !g_str_has_suffix(g_strchomp(copy), ":")))
		label.fit = FIT_NONE;
	return label;
}

/* How many of the words, from the first on, are all of the label; 0: they are not. */
static unsigned
count_label(const FormKnown *label, const GArray *words, size_t at)
{
	const char *rest = label->folded;

	for (unsigned count = 1; at < words->len && count <= FORM_LABEL_WORDS; count++, at++) {
		const char *word = g_array_index(words, Word, at).word;
		size_t size = *word == *rest ? strlen(word) : 0;

		if (size == 0 || strncmp(rest, word, size) != 0 ||
		    (rest[size] != ' ' && rest[size] != '\0'))
			return 0;
		if (rest[size] == '\0')
			return count;
		rest += size + 1;
	}
	return 0;
}

/* Whether a label has this as its first word. */
static bool
begins_label(const Form *form, const char *word)
{
	size_t size = strlen(word);

	for (unsigned i = 0; i < form->labels->len; i++) {
		const char *folded = ((const FormKnown *)form->labels->pdata[i])->folded;

		if (*folded == *word && strncmp(folded, word, size) == 0 &&
		    (folded[size] == ' ' || folded[size] == '\0'))
			return true;
	}
	return false;
}

bool
form_label_may_begin(const Form *form, const char *text, size_t size)
{
	g_autofree char *copy = NULL;
	g_autoptr(GArray) words = NULL;
	char plain[PLAIN_MOST + 1];
	const char *word = plain;

	if (plain_word(text, text + size, plain) == 0) {
		copy = g_strndup(text, size);
		words = words_first(copy, size, 1);
		word = words->len == 0 ? NULL : g_array_index(words, Word, 0).word;
	}
	return word != NULL && (begins_label(form, word) || !is_far(form, word));
}

unsigned
form_label_words(const Form *form, const GArray *words, size_t at, FormLabel *ret_label)
{
	unsigned longest = 0;

	for (unsigned i = 0; i < form->labels->len; i++) {
		const FormKnown *label = form->labels->pdata[i];
		unsigned count = count_label(label, words, at);

		if (count == 0 || count < longest)
			continue;
		longest = count;
		*ret_label = (FormLabel){FIT_SAME, label->question, 0};
	}
	return longest;
}
