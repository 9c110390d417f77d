/* SPDX-License-Identifier: Apache-2.0 */
/* What the types of variables take for a value, how they write it, and how they say what is wrong. */
#include <string.h>

#include "rules/people.h"
#include "rules/variable.h"
#include "rules/variable_choice.h"
#include "rules/words.h"

#define DATE_WORDS 4

static char *
one_line(const char *given)
{
	g_auto(GStrv) lines = g_strsplit_set(given, "\r\n\t", -1);
	g_autoptr(GString) line = g_string_new(NULL);

	for (char **part = lines; *part != NULL; part++) {
		g_strstrip(*part);
		if (**part != '\0' && line->len > 0)
			g_string_append_c(line, ' ');
		g_string_append(line, *part);
	}
	return g_string_free(g_steal_pointer(&line), false);
}

static bool
check_length(
    const Variable *variable, const char *value, const char *language, char **ret_problem)
{
	bool dutch = variable_in_dutch(language);
	int64_t length = g_utf8_strlen(value, -1);

	if (length > variable->most)
		*ret_problem =
		    dutch
			? g_strdup_printf("mag hoogstens %" G_GINT64_FORMAT " tekens lang zijn",
			      variable->most)
			: g_strdup_printf("may have at most %" G_GINT64_FORMAT " characters",
			      variable->most);
	else if (length < variable->least)
		*ret_problem =
		    dutch
			? g_strdup_printf("moet minstens %" G_GINT64_FORMAT " tekens lang zijn",
			      variable->least)
			: g_strdup_printf("must have at least %" G_GINT64_FORMAT " characters",
			      variable->least);
	return length >= variable->least && length <= variable->most;
}

static char *
normalise_text(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	char *value = one_line(given);

	if (!check_length(variable, value, language, ret_problem))
		g_clear_pointer(&value, g_free);
	return value;
}

static char *
normalise_multi_line(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	char *value = g_strstrip(g_strdup(given));

	if (!check_length(variable, value, language, ret_problem))
		g_clear_pointer(&value, g_free);
	return value;
}

static char *
normalise_choice(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	const VariableChoice *meant = variable_choice_meant(variable->choices, given);
	g_autofree char *hint = variable_hint(variable, language);

	if (meant != NULL)
		return g_strdup(localized_get(meant->labels, language));
	*ret_problem = variable_in_dutch(language)
			   ? g_strdup_printf("moet een van deze zijn: %s", hint)
			   : g_strdup_printf("must be one of %s", hint);
	return NULL;
}

/* Yes or no as the first word of some, "ja graag", or ticked. 'y', 'n', or 0: neither. */
static char
yes_or_no(const char *given)
{
	static const char *const yes[] = {
	    "ja", "j", "yes", "y", "true", "oui", "jawel", "akkoord", "ok", "oke", NULL};
	static const char *const no[] = {
	    "nee", "n", "neen", "no", "false", "nein", "non", "nope", NULL};
	g_autofree char *ticked = variable_choice_ticked(given);
	const char *meant = ticked == NULL ? given : ticked;
	g_autofree char *folded = words_fold(meant);
	g_auto(GStrv) words = g_strsplit(folded, " ", -1);
	char tick = variable_choice_tick(given);
	unsigned said_yes = 0, said_no = 0;

	if (tick != 0)
		return tick == 'x' ? 'y' : 'n';
	for (char **word = words; *word != NULL; word++) {
		said_yes += g_strv_contains(yes, *word);
		said_no += g_strv_contains(no, *word);
	}
	if (words[0] == NULL || (said_yes > 0) == (said_no > 0))
		return 0;
	if (g_strv_contains(yes, words[0]))
		return 'y';
	return g_strv_contains(no, words[0]) ? 'n' : 0;
}

static char *
normalise_yes_no(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	bool dutch = variable_in_dutch(language);

	(void)variable;
	switch (yes_or_no(given)) {
	case 'y':
		return g_strdup(dutch ? "Ja" : "Yes");
	case 'n':
		return g_strdup(dutch ? "Nee" : "No");
	}
	*ret_problem = g_strdup(dutch ? "moet ja of nee zijn" : "must be yes or no");
	return NULL;
}

/* A number, or the first letters of a month's name in Dutch, English, German or French; 0: neither. */
static unsigned
month_of(const char *word)
{
	static const struct {
		const char *start;
		unsigned month;
	} names[] = {{"jan", 1}, {"feb", 2}, {"fev", 2}, {"maa", 3}, {"mrt", 3}, {"mar", 3},
	    {"apr", 4}, {"avr", 4}, {"mei", 5}, {"may", 5}, {"mai", 5}, {"juin", 6},
	    {"juil", 7}, {"jun", 6}, {"jul", 7}, {"aug", 8}, {"aou", 8}, {"sep", 9},
	    {"okt", 10}, {"oct", 10}, {"nov", 11}, {"dec", 12}, {"dez", 12}};

	if (g_ascii_isdigit(word[0]))
		return (unsigned)MIN(g_ascii_strtoull(word, NULL, 10), 13);
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_str_has_prefix(word, names[i].start))
			return names[i].month;
	return 0;
}

/* 2026-12-01, 1-12-2026, 1/12/2026, "dinsdag 1 december 2026". */
static bool
parse_date(const char *given, GDate *ret_date)
{
	g_autoptr(GArray) words = words_split(given, strlen(given));
	const char *part[DATE_WORDS] = {NULL};
	unsigned first = words->len == DATE_WORDS ? 1 : 0;
	uint64_t day, year;
	unsigned month;

	if (words->len - first != 3)
		return false;
	for (unsigned i = 0; i < 3; i++)
		part[i] = g_array_index(words, Word, first + i).word;
	month = month_of(part[1]);
	day = g_ascii_strtoull(part[strlen(part[0]) == 4 ? 2 : 0], NULL, 10);
	year = g_ascii_strtoull(part[strlen(part[0]) == 4 ? 0 : 2], NULL, 10);
	if (day > 31 || month > 12 || year < 1900 || year > 9999 ||
	    !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return false;
	g_date_set_dmy(ret_date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return true;
}

static char *
normalise_date(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	GDate date;

	(void)variable;
	g_date_clear(&date, 1);
	if (parse_date(given, &date))
		return g_strdup_printf("%04u-%02u-%02u", g_date_get_year(&date),
		    (unsigned)g_date_get_month(&date), (unsigned)g_date_get_day(&date));
	*ret_problem =
	    g_strdup(variable_in_dutch(language) ? "moet een datum zijn, zoals 31-12-2026"
						 : "must be a date, as 2026-12-31");
	return NULL;
}

/* A name, or something with a mail address in it. */
static bool
is_person(const char *text)
{
	g_auto(GStrv) parts = g_strsplit_set(text, " <>()\"", -1);
	bool has_letter = false;

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		has_letter |= g_unichar_isalpha(g_utf8_get_char(p));
	if (!has_letter || strchr(text, '@') == NULL)
		return has_letter;
	for (char **part = parts; *part != NULL; part++)
		if (yaml_is_address(*part))
			return true;
	return false;
}

/* The words say nothing of what was written: they may go to someone who is not known. */
static char *
not_a_person(const char *language)
{
	return g_strdup(variable_in_dutch(language) ? "moet een naam of mailadres zijn"
						    : "must be a name or mail address");
}

static char *
normalise_person(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	char *value = one_line(given);

	(void)variable;
	if (is_person(value))
		return value;
	*ret_problem = not_a_person(language);
	g_free(value);
	return NULL;
}

static bool
check_count(const Variable *variable, int64_t count, const char *language, char **ret_problem)
{
	bool dutch = variable_in_dutch(language);

	if (count < variable->least)
		*ret_problem =
		    dutch ? g_strdup_printf("moet minstens %" G_GINT64_FORMAT " namen hebben",
				variable->least)
			  : g_strdup_printf("must have at least %" G_GINT64_FORMAT " names",
				variable->least);
	else if (count > variable->most)
		*ret_problem =
		    dutch ? g_strdup_printf("mag hoogstens %" G_GINT64_FORMAT " namen hebben",
				variable->most)
			  : g_strdup_printf(
				"may have at most %" G_GINT64_FORMAT " names", variable->most);
	return count >= variable->least && count <= variable->most;
}

/* One person a line, or separated as people do. */
static char *
normalise_people(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	g_autoptr(GPtrArray) parts = people_split(given);
	g_autoptr(GString) people = g_string_new(NULL);

	for (unsigned i = 0; i < parts->len; i++) {
		if (!is_person(parts->pdata[i])) {
			*ret_problem = not_a_person(language);
			return NULL;
		}
		g_string_append_printf(
		    people, "%s%s", i > 0 ? ", " : "", (const char *)parts->pdata[i]);
	}
	if (!check_count(variable, parts->len, language, ret_problem))
		return NULL;
	return g_string_free(g_steal_pointer(&people), false);
}

static char *
normalise_number(
    const Variable *variable, const char *given, const char *language, char **ret_problem)
{
	g_autofree char *text = g_strstrip(g_strdup(given));
	bool dutch = variable_in_dutch(language);
	int64_t number = 0;

	if (g_ascii_string_to_signed(text, 10, variable->least, variable->most, &number, NULL))
		return g_strdup_printf("%" G_GINT64_FORMAT, number);
	if (variable->most == G_MAXINT64)
		*ret_problem =
		    dutch
			? g_strdup_printf("moet een heel getal vanaf %" G_GINT64_FORMAT " zijn",
			      variable->least)
			: g_strdup_printf("must be a whole number from %" G_GINT64_FORMAT " on",
			      variable->least);
	else
		*ret_problem =
		    dutch ? g_strdup_printf("moet een heel getal van %" G_GINT64_FORMAT
					    " tot en met %" G_GINT64_FORMAT " zijn",
				variable->least, variable->most)
			  : g_strdup_printf("must be a whole number from %" G_GINT64_FORMAT
					    " to %" G_GINT64_FORMAT,
				variable->least, variable->most);
	return NULL;
}

const VariableType variable_text = {"text", normalise_text, true, FORM_LINE};
const VariableType variable_multi_line = {"multi_line", normalise_multi_line, true, FORM_LINES};
const VariableType variable_choice = {"choice", normalise_choice, false, FORM_CHOICE};
const VariableType variable_yes_no = {"yes_no", normalise_yes_no, false, FORM_TICK};
const VariableType variable_date = {"date", normalise_date, false, FORM_LINE};
const VariableType variable_person = {"person", normalise_person, false, FORM_LINE};
const VariableType variable_people = {"people", normalise_people, true, FORM_PEOPLE};
const VariableType variable_number = {"number", normalise_number, true, FORM_LINE};
