/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A label is compared in its words, without articles and "van", "of": "Doel van het Team/Kanaal" is "doel team", "doel
 * kanaal" or both. What fits better wins; where two questions fit alike, the text is the label of neither.
 */
#include "rules/form_labels.h"

#include <string.h>

#include "rules/distance.h"

enum {
	QUESTIONS_MOST = 64, /* bits in FormLabel.questions */
	TEXT_MOST = 160,     /* bytes of what can be a label */
	WORDS_MOST = 12,     /* in it */
	SPLIT_LEAST = 3,     /* letters of each half of a compound, "teamnaam" */
	ENDING_MOST = 2,     /* letters that a plural adds */
	ENDING_FROM = 5,     /* to a word of so many */
	TYPO_FROM = 5,       /* letters */
	EXPANSIONS_MOST = 8, /* of a label with slashes */
};

/* Words that say nothing of which label it is. */
static const char *const beside[] = {"verplicht", "required", "optioneel", "optional",
    "gewenst", "gewenste", "desired", "nieuw", "nieuwe", "new", "uw", "jouw", "jullie", "your",
    "ons", "onze", "our", "deze", "dit", "this", "erforderlich", "obligatoire", NULL};

typedef struct {
	unsigned question;
	char *folded;     /* own */
	char *squeezed;   /* own; its words without blanks */
	GPtrArray *words; /* own; of char * */
} Label;

static void
free_label(void *data)
{
	Label *label = data;

	g_free(label->folded);
	g_free(label->squeezed);
	g_ptr_array_unref(label->words);
	g_free(label);
}

static void
free_hints(void *hints)
{
	g_ptr_array_unref(hints);
}

Form *
form_new(void)
{
	Form *form = g_new0(Form, 1);

	form->shapes = g_array_new(false, false, sizeof(FormShape));
	form->labels = g_ptr_array_new_with_free_func(free_label);
	form->hints = g_ptr_array_new_with_free_func(free_hints);
	form->choices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	form->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (size_t i = 0; beside[i] != NULL; i++)
		g_hash_table_add(form->words, g_strdup(beside[i]));
	return form;
}

void
form_free(Form *form)
{
	if (form == NULL)
		return;
	g_array_unref(form->shapes);
	g_ptr_array_unref(form->labels);
	g_ptr_array_unref(form->hints);
	g_hash_table_unref(form->choices);
	g_hash_table_unref(form->words);
	g_free(form);
}

unsigned
form_add_question(Form *form, FormShape shape)
{
	g_array_append_val(form->shapes, shape);
	g_ptr_array_add(form->hints, g_ptr_array_new_with_free_func(g_free));
	return form->shapes->len - 1;
}

FormShape
form_shape(const Form *form, unsigned question)
{
	return g_array_index(form->shapes, FormShape, question);
}

static bool
is_little(const char *word)
{
	static const char *const little[] = {"of", "or", "oder", "ou", "en", "and", "und", "et",
	    "de", "het", "een", "the", "a", "an", "van", "der", "die", "das", "des", "du", "la",
	    "le", "les", "l", "d", "s", NULL};

	return strlen(word) <= 4 && g_strv_contains(little, word);
}

/* The words that count; all of them where none does. */
static GPtrArray *
telling_words(const char *folded)
{
	g_auto(GStrv) all = g_strsplit(folded, " ", -1);
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	for (char **word = all; *word != NULL; word++)
		if (**word != '\0' && !is_little(*word))
			g_ptr_array_add(words, g_strdup(*word));
	for (char **word = all; words->len == 0 && *word != NULL && **word != '\0'; word++)
		g_ptr_array_add(words, g_strdup(*word));
	return words;
}

static char *
join(const GPtrArray *words)
{
	GString *joined = g_string_new(NULL);

	for (unsigned i = 0; i < words->len; i++)
		g_string_append(joined, words->pdata[i]);
	return g_string_free(joined, false);
}

void
form_add_words(Form *form, const char *text)
{
	g_autofree char *folded = words_fold(text);
	g_autoptr(GPtrArray) words = telling_words(folded);

	for (unsigned i = 0; i < words->len; i++)
		g_hash_table_add(form->words, g_strdup(words->pdata[i]));
}

static void
add_one(Form *form, unsigned question, const char *text)
{
	Label *label = g_new0(Label, 1);

	label->question = question;
	label->folded = words_fold(text);
	label->words = telling_words(label->folded);
	label->squeezed = join(label->words);
	if (label->words->len > 0 && label->words->len <= WORDS_MOST)
		g_ptr_array_add(form->labels, label);
	else
		free_label(label);
}

/* Each side of the first slash by itself, with the words around it. */
static void
add_sides(Form *form, unsigned question, const char *text, unsigned *count)
{
	const char *slash = strchr(text, '/');
	const char *start = slash;

	if ((*count)++ >= EXPANSIONS_MOST)
		return;
	add_one(form, question, text);
	while (start != NULL && start > text && start[-1] != ' ')
		start--;
	for (const char *side = start; slash != NULL && side != NULL;) {
		size_t size = strcspn(side, "/ ");
		const char *end = start + strcspn(start, " ");
		g_autofree char *one = g_strdup_printf(
		    "%.*s%.*s%s", (int)(start - text), text, (int)size, side, end);

		if (size > 1)
			add_sides(form, question, one, count);
		side = side[size] == '/' ? side + size + 1 : NULL;
	}
}

void
form_add_label(Form *form, unsigned question, const char *label)
{
	unsigned count = 0;

	if (question < QUESTIONS_MOST)
		add_sides(form, question, label, &count);
	form_add_words(form, label);
}

bool
form_has_label(const Form *form, const char *label)
{
	g_autofree char *folded = words_fold(label);

	for (unsigned i = 0; i < form->labels->len; i++)
		if (strcmp(((const Label *)form->labels->pdata[i])->folded, folded) == 0)
			return true;
	return false;
}

void
form_add_hint(Form *form, unsigned question, const char *hint)
{
	GPtrArray *hints = form->hints->pdata[question];

	g_ptr_array_add(hints, words_fold(hint));
	form_add_words(form, hint);
}

void
form_add_choice(Form *form, const char *choice)
{
	g_hash_table_add(form->choices, words_fold(choice));
	form_add_words(form, choice);
}

bool
form_is_hint(const Form *form, unsigned question, const char *text)
{
	static const char *const marks[] = {"verplicht", "required", "optioneel", "optional"};
	GPtrArray *hints = form->hints->pdata[question];
	g_autofree char *folded = words_fold(text);

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (strcmp(folded, marks[i]) == 0)
			return true;
	return g_ptr_array_find_with_equal_func(hints, folded, g_str_equal, NULL);
}

/* The same word, its plural, or it with a typo, from so many letters on; a word of the form is no typo. */
static bool
is_alike(const Form *form, const char *given, const char *word, size_t from)
{
	size_t given_size = strlen(given);
	size_t size = strlen(word);

	if (strcmp(given, word) == 0)
		return true;
	if (MIN(size, given_size) >= ENDING_FROM &&
	    MAX(size, given_size) - MIN(size, given_size) <= ENDING_MOST &&
	    strncmp(given, word, MIN(size, given_size)) == 0)
		return true;
	return !g_hash_table_contains(form->words, given) &&
	       distance_is_near(given, word, from);
}

static bool
has_alike(const Form *form, const GPtrArray *words, const char *word)
{
	for (unsigned i = 0; i < words->len; i++)
		if (is_alike(form, words->pdata[i], word, TYPO_FROM))
			return true;
	return false;
}

/* "teamnaam", "groepseigenaar": two words of the form in one, which take its place. */
static void
split_compound(const Form *form, GPtrArray *words, unsigned at)
{
	const char *word = words->pdata[at];
	size_t size = strlen(word);

	if (g_hash_table_contains(form->words, word))
		return;
	for (size_t i = SPLIT_LEAST; i + SPLIT_LEAST <= size; i++) {
		g_autofree char *first = g_strndup(word, i);
		bool joined = word[i] == 's' && i + 1 + SPLIT_LEAST <= size &&
			      g_hash_table_contains(form->words, word + i + 1);

		if (!g_hash_table_contains(form->words, first) ||
		    (!joined && !g_hash_table_contains(form->words, word + i)))
			continue;
		g_ptr_array_insert(words, (int)at + 1, g_strdup(word + i + (joined ? 1 : 0)));
		g_free(words->pdata[at]);
		words->pdata[at] = g_steal_pointer(&first);
		return;
	}
}

typedef struct {
	const Form *form;
	char *folded;     /* own */
	char *squeezed;   /* own */
	GPtrArray *words; /* own; without compounds */
} Given;

static void
given_clear(Given *given)
{
	g_free(given->folded);
	g_free(given->squeezed);
	g_clear_pointer(&given->words, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Given, given_clear)

/* The first word that tells which label it is. */
static const char *
first_word(const Label *label)
{
	unsigned i = 0;

	while (i + 1 < label->words->len && g_strv_contains(beside, label->words->pdata[i]))
		i++;
	return label->words->pdata[i];
}

/* Each of its words is another one of the label; by itself only the first is enough. */
static bool
is_part_of(const Given *given, const Label *label)
{
	/* Beside another word of the label a shorter one may have a typo. */
	size_t from = given->words->len > 1 ? TYPO_FROM - 1 : TYPO_FROM;
	unsigned used = 0; /* a bit for each word of the label */

	for (unsigned i = 0; i < given->words->len; i++) {
		const char *word = given->words->pdata[i];
		unsigned k = 0;

		while (k < label->words->len &&
		       ((used >> k & 1) != 0 ||
			   !is_alike(given->form, word, label->words->pdata[k], from)))
			k++;
		if (k == label->words->len)
			return false;
		used |= 1u << k;
	}
	return given->words->len > 1 ||
	       is_alike(given->form, given->words->pdata[0], first_word(label), from);
}

/* It has the label's words, or begins with its first, and all that stands beside them is known in this form. */
static bool
is_around(const Given *given, const Label *label)
{
	bool first =
	    label->words->len > 1 && !g_strv_contains(beside, label->words->pdata[0]) &&
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

static Fit
fit_of(const Given *given, const Label *label)
{
	if (strcmp(given->folded, label->folded) == 0 ||
	    strcmp(given->squeezed, label->squeezed) == 0)
		return FIT_SAME;
	if (distance_is_near(given->squeezed, label->squeezed, TYPO_FROM))
		return FIT_NEAR;
	if (is_part_of(given, label))
		return FIT_PART;
	return is_around(given, label) ? FIT_AROUND : FIT_NONE;
}

static FormLabel
best_fit(const Given *given)
{
	FormLabel best = {FIT_NONE, 0, 0};

	for (unsigned i = 0; i < given->form->labels->len; i++) {
		const Label *label = given->form->labels->pdata[i];
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

static FormLabel
label_of(const Form *form, const char *text)
{
	g_auto(Given) given = {.form = form, .folded = words_fold(text)};

	given.words = telling_words(given.folded);
	if (given.words->len == 0 || given.words->len > WORDS_MOST)
		return (FormLabel){FIT_NONE, 0, 0};
	given.squeezed = join(given.words);
	for (unsigned i = 0; i < given.words->len; i++)
		split_compound(form, given.words, i);
	return best_fit(&given);
}

/* Of "leden/gasten", of which one side is a label and the others are words. */
static FormLabel
side_of(const Form *form, const char *text)
{
	g_auto(GStrv) sides = g_strsplit(text, "/", 4);
	FormLabel best = {FIT_NONE, 0, 0};

	for (char **side = sides; sides[1] != NULL && *side != NULL; side++) {
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

unsigned
form_label_words(const Form *form, const GArray *words, size_t at, FormLabel *ret_label)
{
	g_autoptr(GString) folded = g_string_new(NULL);
	unsigned longest = 0;

	for (size_t i = at; i < words->len && i < at + WORDS_MOST; i++) {
		g_string_append_printf(
		    folded, "%s%s", i > at ? " " : "", g_array_index(words, Word, i).word);
		for (unsigned k = 0; k < form->labels->len; k++) {
			const Label *label = form->labels->pdata[k];

			if (strcmp(label->folded, folded->str) != 0)
				continue;
			longest = (unsigned)(i - at) + 1;
			*ret_label = (FormLabel){FIT_SAME, label->question, 0};
		}
	}
	return longest;
}
