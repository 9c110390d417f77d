/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words are folded as those of mails are (rules/words.h). The surest way in which anything fits decides: who is called Jan
 * is meant by "jan" though there is a Jannie; between two who fit alike nothing is guessed.
 */
#include "gateway/util/choices.h"

#include <stdbool.h>
#include <string.h>

#include "rules/distance.h"
#include "rules/words.h"

#define TYPO_FROM 5 /* letters */

typedef struct {
	const char *name; /* foreign */
	const void *meant;
	GPtrArray *words; /* own; of char *, folded; its name is the first */
} Choice;

struct Choices {
	GPtrArray *all; /* own; of Choice */
};

/* How something fits, the surest first. */
typedef enum { FITS_LETTER_BY_LETTER, FITS_NAME, FITS_WORD, FITS_BEGINNING, FITS_NOT } Fit;

static void
choice_free(void *data)
{
	Choice *choice = data;

	g_ptr_array_unref(choice->words);
	g_free(choice);
}

Choices *
choices_new(void)
{
	Choices *choices = g_new0(Choices, 1);

	choices->all = g_ptr_array_new_with_free_func(choice_free);
	return choices;
}

void
choices_free(Choices *choices)
{
	if (choices == NULL)
		return;
	g_ptr_array_unref(choices->all);
	g_free(choices);
}

/* Letters with nothing that Unicode takes off, and what people type for them. */
static const struct {
	const char *letter, *typed;
} PLAIN[] = {
    {"ı", "i"},
    {"ß", "ss"},
    {"æ", "ae"},
    {"œ", "oe"},
    {"ø", "o"},
    {"ł", "l"},
    {"đ", "d"},
    {"ð", "d"},
    {"þ", "th"},
    {"ħ", "h"},
};

/* Caller owns. */
static char *
fold(const char *text)
{
	g_autofree char *folded = words_fold(text);
	GString *plain = g_string_new(folded);

	for (size_t i = 0; i < G_N_ELEMENTS(PLAIN); i++)
		g_string_replace(plain, PLAIN[i].letter, PLAIN[i].typed, 0);
	return g_string_free(plain, FALSE);
}

void
choices_add(Choices *choices, const char *name, const void *meant)
{
	Choice *choice = g_new0(Choice, 1);

	choice->name = name;
	choice->meant = meant;
	choice->words = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(choices->all, choice);
	choices_also(choices, name);
}

void
choices_also(Choices *choices, const char *word)
{
	Choice *last = choices->all->pdata[choices->all->len - 1];

	if (word != NULL)
		g_ptr_array_add(last->words, fold(word));
}

/* folded: of what was typed, not empty. */
static Fit
fit_of(const Choice *choice, const char *typed, const char *folded)
{
	Fit fit = FITS_NOT;

	if (strcmp(choice->name, typed) == 0)
		return FITS_LETTER_BY_LETTER;
	if (*folded == '\0')
		return FITS_NOT;
	if (strcmp(choice->words->pdata[0], folded) == 0)
		return FITS_NAME;
	for (unsigned i = 0; i < choice->words->len; i++) {
		if (strcmp(choice->words->pdata[i], folded) == 0)
			return FITS_WORD;
		if (g_str_has_prefix(choice->words->pdata[i], folded))
			fit = FITS_BEGINNING;
	}
	return fit;
}

const void *
choices_find(const Choices *choices, const char *typed, GPtrArray **ret_possible)
{
	g_autofree char *folded = fold(typed);
	g_autoptr(GPtrArray) possible = g_ptr_array_new();
	const void *meant = NULL;
	Fit best = FITS_NOT;

	for (unsigned i = 0; i < choices->all->len; i++) {
		const Choice *choice = choices->all->pdata[i];
		Fit fit = fit_of(choice, typed, folded);

		if (fit == FITS_NOT || fit > best)
			continue;
		if (fit < best)
			g_ptr_array_set_size(possible, 0);
		best = fit;
		meant = choice->meant;
		g_ptr_array_add(possible, (char *)choice->name);
	}
	if (possible->len == 1)
		return meant;
	*ret_possible = g_steal_pointer(&possible);
	return NULL;
}

static bool
is_near(const Choice *choice, const char *folded)
{
	for (unsigned i = 0; i < choice->words->len; i++)
		if (distance_is_near(choice->words->pdata[i], folded, TYPO_FROM))
			return true;
	return false;
}

const void *
choices_near(const Choices *choices, const char *typed)
{
	g_autofree char *folded = fold(typed);
	const void *meant = NULL;

	for (unsigned i = 0; i < choices->all->len; i++) {
		const Choice *choice = choices->all->pdata[i];

		if (!is_near(choice, folded))
			continue;
		if (meant != NULL)
			return NULL;
		meant = choice->meant;
	}
	return meant;
}

const char **
choices_names(const Choices *choices)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (unsigned i = 0; i < choices->all->len; i++)
		g_ptr_array_add(names, (char *)((const Choice *)choices->all->pdata[i])->name);
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}
