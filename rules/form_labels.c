/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a form has: its questions, and each label in its words, without articles and "van", "of": "Doel van het
 * Team/Kanaal" is "doel team", "doel kanaal" or both.
 */
#include "rules/form_labels.h"

#include <string.h>

#include "rules/words.h"

enum {
	QUESTIONS_MOST = 64, /* bits in FormLabel.questions */
	EXPANSIONS_MOST = 8, /* of a label with slashes */
	LITTLE_MOST = 4,     /* letters of a little word */
};

/* Words that say nothing of which label it is. */
static const char *const beside[] = {"verplicht", "required", "optioneel", "optional",
    "gewenst", "gewenste", "desired", "nieuw", "nieuwe", "new", "uw", "jouw", "jullie", "your",
    "ons", "onze", "our", "deze", "dit", "this", "erforderlich", "obligatoire", NULL};

static void
free_label(void *data)
{
	FormKnown *label = data;

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
	form->parts = g_array_new(false, false, sizeof(FormWord));
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
	g_array_unref(form->parts);
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

bool
form_labels_is_little(const char *word)
{
	/* sorted by their first letters */
	static const char *const little[] = {"a", "an", "and", "de", "der", "des", "die", "das",
	    "du", "d", "een", "en", "et", "het", "la", "le", "les", "l", "of", "or", "oder",
	    "ou", "s", "the", "und", "van", NULL};

	if (strlen(word) > LITTLE_MOST)
		return false;
	for (size_t i = 0; little[i] != NULL && *little[i] <= *word; i++)
		if (*little[i] == *word && strcmp(little[i], word) == 0)
			return true;
	return false;
}

/* The words that count; all of them where none does. */
GPtrArray *
form_labels_telling(const char *text)
{
	g_autoptr(GArray) all = words_split(text, strlen(text));
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	bool telling = false;

	for (unsigned i = 0; i < all->len; i++)
		if (!form_labels_is_little(g_array_index(all, Word, i).word))
			g_ptr_array_add(
			    words, g_steal_pointer(&g_array_index(all, Word, i).word));
	telling = words->len > 0;
	for (unsigned i = 0; !telling && i < all->len; i++)
		g_ptr_array_add(words, g_steal_pointer(&g_array_index(all, Word, i).word));
	return words;
}

char *
form_labels_join(const GPtrArray *words)
{
	GString *joined = g_string_new(NULL);

	for (unsigned i = 0; i < words->len; i++)
		g_string_append(joined, words->pdata[i]);
	return g_string_free(joined, false);
}

void
form_add_words(Form *form, const char *text)
{
	g_autoptr(GPtrArray) words = form_labels_telling(text);

	for (unsigned i = 0; i < words->len; i++)
		g_hash_table_add(form->words, g_strdup(words->pdata[i]));
}

uint64_t
form_labels_letters(const char *word)
{
	uint64_t letters = 0;

	for (; *word != '\0'; word++)
		letters |= UINT64_C(1) << (*word & 63);
	return letters;
}

/* Each once. */
static void
add_part(Form *form, const char *word)
{
	const FormWord part = {word, strlen(word), form_labels_letters(word)};

	for (unsigned i = 0; i < form->parts->len; i++)
		if (strcmp(g_array_index(form->parts, FormWord, i).word, word) == 0)
			return;
	g_array_append_val(form->parts, part);
}

static const char *
first_telling(const GPtrArray *words)
{
	unsigned i = 0;

	while (i + 1 < words->len && g_strv_contains(beside, words->pdata[i]))
		i++;
	return words->pdata[i];
}

static void
add_one(Form *form, unsigned question, const char *text)
{
	FormKnown *label = g_new0(FormKnown, 1);

	label->question = question;
	label->folded = words_fold(text);
	label->words = form_labels_telling(text);
	label->squeezed = form_labels_join(label->words);
	label->size = strlen(label->squeezed);
	label->letters = form_labels_letters(label->squeezed);
	form->longest = MAX(form->longest, label->size);
	if (label->words->len == 0 || label->words->len > FORM_LABEL_WORDS) {
		free_label(label);
		return;
	}
	label->first = first_telling(label->words);
	g_ptr_array_add(form->labels, label);
	for (unsigned i = 0; i < label->words->len; i++)
		add_part(form, label->words->pdata[i]);
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
		if (strcmp(((const FormKnown *)form->labels->pdata[i])->folded, folded) == 0)
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
