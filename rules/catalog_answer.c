/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A piece of the line means a variable of some words (a choice, a date) where it is short and can be read for that one
 * alone. What is left of the line means the one variable of free words that is missing, where it looks like a value and
 * not like a sentence to the desk.
 */
#include "rules/catalog_answer.h"

#include <string.h>

#include "rules/form_end.h"
#include "rules/people.h"
#include "rules/words.h"

enum {
	PIECE_WORDS = 3,  /* of what means a choice */
	VALUE_WORDS = 12, /* of what is no sentence */
	LINE_MOST = 400,  /* bytes */
};

static const Variable *
variable_at(const CatalogItem *item, unsigned i)
{
	return item->variables->pdata[i];
}

static CatalogValue *
value_at(const GPtrArray *values, unsigned i)
{
	return values->pdata[i];
}

static bool
is_free(const Variable *variable)
{
	return variable->type == &variable_text || variable->type == &variable_multi_line ||
	       variable->type == &variable_person || variable->type == &variable_people;
}

static void
give(const CatalogItem *item, GPtrArray *values, unsigned i, const char *text,
    const char *language)
{
	CatalogValue *value = value_at(values, i);
	char *problem = NULL;
	char *good = variable_value(variable_at(item, i), text, language, &problem);

	g_free(problem);
	if (good == NULL)
		return;
	g_free(value->value);
	g_clear_pointer(&value->problem, g_free);
	value->value = good;
	value->given = true;
}

/* A choice may be changed, all else is meant only where it is missing. */
static bool
can_mean(const Variable *variable, const CatalogValue *value, const char *piece)
{
	g_autofree char *problem = NULL;
	g_autofree char *good = NULL;

	if (is_free(variable) || (variable->choices == NULL && value->problem == NULL))
		return false;
	good = variable_value(variable, piece, NULL, &problem);
	return good != NULL;
}

/* Whether the piece was the value of one variable. */
static bool
take_piece(const CatalogItem *item, const char *piece, GPtrArray *values, const char *language)
{
	g_autoptr(GArray) words = words_split(piece, LINE_MOST);
	unsigned found = 0;
	unsigned count = 0;

	for (unsigned i = 0; words->len <= PIECE_WORDS && i < values->len; i++)
		if (can_mean(variable_at(item, i), value_at(values, i), piece)) {
			found = i;
			count++;
		}
	if (count == 1)
		give(item, values, found, piece, language);
	return count == 1;
}

/* Words by which people speak to the desk. */
static bool
is_sentence(const char *text)
{
	static const char *const speaks[] = {"ik", "we", "wij", "je", "jij", "u", "jullie", "i",
	    "you", "mij", "me", "us", "ons", "ja", "nee", "yes", "no", "ok", "oke", "okay",
	    "akkoord", "klopt", "dank", "bedankt", "thanks", "thank", "graag", "please", "zie",
	    "see", "niet", "not", "nog", "ich", "wir", "sie", "je", "nous", "vous", NULL};
	g_autoptr(GArray) words = words_split(text, LINE_MOST);

	if (words->len == 0 || words->len > VALUE_WORDS || strchr(text, '?') != NULL)
		return true;
	for (unsigned i = 0; i < words->len; i++)
		if (g_strv_contains(speaks, g_array_index(words, Word, i).word))
			return true;
	return false;
}

static bool
looks_like(const Variable *variable, const char *text)
{
	const FormEndLine line = {text, text + strlen(text), text};

	if (variable_is_empty(variable, text) || is_sentence(text))
		return false;
	return variable->type == &variable_text || variable->type == &variable_multi_line ||
	       form_end_is_person(&line);
}

/* The only variable of free words that is missing; -1: there are none, or some. */
static int
missing_free(const CatalogItem *item, const GPtrArray *values)
{
	int found = -1;

	for (unsigned i = 0; i < values->len; i++) {
		const CatalogValue *value = value_at(values, i);

		if (value->problem == NULL || !is_free(variable_at(item, i)))
			continue;
		if (found >= 0)
			return -1;
		found = (int)i;
	}
	return found;
}

void
catalog_answer_read(const CatalogItem *item, const Answers *answers, const char *text,
    GPtrArray *values, const char *language)
{
	g_autofree char *line = answers == NULL ? NULL : answers_first_line(answers, text);
	g_autoptr(GPtrArray) pieces = NULL;
	g_autoptr(GString) left = g_string_new(NULL);
	unsigned taken = 0;
	int missing = -1;

	if (line == NULL || strlen(line) > LINE_MOST || strchr(line, '?') != NULL)
		return;
	pieces = people_split(line);
	for (unsigned i = 0; i < pieces->len; i++)
		if (take_piece(item, pieces->pdata[i], values, language))
			taken++;
		else
			g_string_append_printf(left, "%s%s", left->len > 0 ? ", " : "",
			    (const char *)pieces->pdata[i]);
	missing = missing_free(item, values);
	if (taken == 0) /* as it was written */
		g_string_assign(left, line);
	if (left->len > 0 && missing >= 0 &&
	    looks_like(variable_at(item, (unsigned)missing), left->str))
		give(item, values, (unsigned)missing, left->str, language);
}
