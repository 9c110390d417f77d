/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which choice somebody means: by its name or a label of it, in a form where one is ticked, and in words that are near
 * to exactly one: "Extra kanaal graag", "kanaal", "hoogg". A negation, or words that could mean two, mean none.
 */
#include "rules/variable_choice.h"

#include <string.h>

#include "rules/distance.h"
#include "rules/form_line.h"
#include "rules/words.h"

enum {
	WORDS_MOST = 10,   /* of what is no sentence */
	ALONE_MOST = 5,    /* of what one word of a choice may stand in */
	TYPO_FROM = 4,     /* letters */
	COMPOUND_FROM = 4, /* letters of a word that ends a longer one: "teamskanaal" */
};

/* How well something fits a choice, best last. */
typedef enum { NEAR_NOT, NEAR_COMPOUND, NEAR_WORD, NEAR_LABEL, NEAR_ALL } Near;

typedef struct {
	char state; /* as form_line_tick() says */
	const char *start;
	const char *end;
} Tick;

static GArray *
find_ticks(const char *text)
{
	GArray *ticks = g_array_new(false, false, sizeof(Tick));
	const char *end = text + strlen(text);

	for (const char *p = text; p < end;) {
		size_t size = 0;
		const Tick tick = {form_line_tick(p, end, &size), p, p + size};

		if (tick.state != 0)
			g_array_append_val(ticks, tick);
		p += tick.state != 0 ? size : 1;
	}
	return ticks;
}

char *
variable_choice_ticked(const char *text)
{
	g_autoptr(GArray) ticks = find_ticks(text);
	const char *from = text;
	const char *found = NULL;
	const char *found_end = NULL;
	bool before = ticks->len > 0 &&
		      text + strspn(text, " \t\n-*") == g_array_index(ticks, Tick, 0).start;
	unsigned set = 0;

	for (unsigned i = 0; i < ticks->len; i++) {
		const Tick *tick = &g_array_index(ticks, Tick, i);
		const char *next = i + 1 < ticks->len ? g_array_index(ticks, Tick, i + 1).start
						      : text + strlen(text);

		if (tick->state == 'x') {
			set++;
			found = before ? tick->end : from;
			found_end = before ? next : tick->start;
		}
		from = tick->end;
	}
	if (ticks->len == 0)
		return NULL;
	return set == 1 ? g_strndup(found, (size_t)(found_end - found)) : g_strdup("");
}

/* The words of what was written, without what is in brackets and what is only polite. */
static GPtrArray *
given_words(const char *given)
{
	static const char *const polite[] = {"graag", "please", "svp", "s", "v", "p", "aub",
	    "a", "u", "b", "alstublieft", "alsjeblieft", "bitte", "merci", "dank", "bedankt",
	    "thanks", "thank", "you", "voor", "mij", "ons", "for", "us", "me", "een", "an",
	    "de", "het", "the", "is", NULL};
	g_autoptr(GString) plain = g_string_new(NULL);
	g_auto(GStrv) all = NULL;
	g_autofree char *folded = NULL;
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	unsigned depth = 0;

	for (const char *p = given; *p != '\0'; p++) {
		depth += *p == '(';
		if (depth == 0)
			g_string_append_c(plain, *p);
		depth -= *p == ')' && depth > 0;
	}
	folded = words_fold(plain->str);
	all = g_strsplit(folded, " ", -1);
	for (char **word = all; *word != NULL; word++)
		if (**word != '\0' && !g_strv_contains(polite, *word))
			g_ptr_array_add(words, g_strdup(*word));
	return words;
}

/* "Laag, nee toch hoog": words between two of which the second counts, or none. */
static bool
is_doubted(const GPtrArray *words)
{
	static const char *const doubts[] = {"nee", "toch", "liever", "eerder", "maar",
	    "anders", "but", "rather", "instead", "otherwise", "lieber", "doch", "plutot",
	    "mais", NULL};

	for (unsigned i = 0; i < words->len; i++)
		if (g_strv_contains(doubts, words->pdata[i]))
			return true;
	return false;
}

static bool
is_negated(const GPtrArray *words)
{
	static const char *const negations[] = {"niet", "geen", "not", "no", "nicht", "kein",
	    "keine", "keinen", "pas", "non", "nooit", "never", "zonder", "without", "of", "or",
	    "oder", "ou", NULL};

	for (unsigned i = 0; i < words->len; i++)
		if (g_strv_contains(negations, words->pdata[i]))
			return true;
	return false;
}

static bool
is_alike(const char *given, const char *word)
{
	size_t size = MIN(strlen(given), strlen(word));

	return distance_is_near(given, word, TYPO_FROM) ||
	       (size >= TYPO_FROM && strncmp(given, word, size) == 0 &&
		   MAX(strlen(given), strlen(word)) == size + 1);
}

/* Of the choice, folded: its name is one as well. */
static GPtrArray *
choice_labels(const VariableChoice *choice)
{
	GPtrArray *labels = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(labels, words_fold(choice->name));
	for (unsigned i = 1; i < choice->labels->len; i += 2)
		g_ptr_array_add(labels, words_fold(choice->labels->pdata[i]));
	return labels;
}

static bool
is_word_of(const VariableChoice *choice, const char *word)
{
	g_autoptr(GPtrArray) labels = choice_labels(choice);
	g_autofree char *padded = g_strdup_printf(" %s ", word);

	for (unsigned i = 0; i < labels->len; i++) {
		g_autofree char *label = g_strdup_printf(" %s ", (char *)labels->pdata[i]);

		if (strstr(label, padded) != NULL)
			return true;
	}
	return false;
}

/* No other choice has this word. */
static bool
is_distinctive(const GPtrArray *choices, const VariableChoice *choice, const char *word)
{
	for (unsigned i = 0; i < choices->len; i++)
		if (choices->pdata[i] != choice && is_word_of(choices->pdata[i], word))
			return false;
	return true;
}

static Near
near_label(const GPtrArray *choices, const VariableChoice *choice, char **label,
    const GPtrArray *words)
{
	unsigned size = g_strv_length(label);
	Near best = NEAR_NOT;

	for (unsigned at = 0; at < words->len; at++) {
		const char *given = words->pdata[at];
		unsigned same = 0;

		while (same < size && at + same < words->len &&
		       is_alike(words->pdata[at + same], label[same]))
			same++;
		if (same == size)
			best = MAX(best, words->len == size ? NEAR_ALL
					 : size > 1         ? NEAR_LABEL
							    : best);
		for (unsigned i = 0; i < size; i++) {
			bool ends = strlen(label[i]) >= COMPOUND_FROM &&
				    g_str_has_suffix(given, label[i]);

			if (words->len > ALONE_MOST ||
			    !is_distinctive(choices, choice, label[i]))
				continue;
			if (is_alike(given, label[i]))
				best = MAX(best, NEAR_WORD);
			else if (ends)
				best = MAX(best, NEAR_COMPOUND);
		}
	}
	return best;
}

static Near
near_choice(const GPtrArray *choices, const VariableChoice *choice, const GPtrArray *words)
{
	g_autoptr(GPtrArray) labels = choice_labels(choice);
	Near best = NEAR_NOT;

	for (unsigned i = 0; i < labels->len; i++) {
		g_auto(GStrv) label = g_strsplit(labels->pdata[i], " ", -1);
		Near near =
		    label[0] == NULL ? NEAR_NOT : near_label(choices, choice, label, words);

		best = MAX(best, near);
	}
	return best;
}

/* The one that is nearest; NULL where two are, or none. */
static const VariableChoice *
nearest(const GPtrArray *choices, const GPtrArray *words)
{
	const VariableChoice *found = NULL;
	Near best = NEAR_NOT;
	unsigned count = 0;

	if (words->len == 0 || words->len > WORDS_MOST || is_negated(words))
		return NULL;
	for (unsigned i = 0; i < choices->len; i++) {
		Near near = near_choice(choices, choices->pdata[i], words);

		count += near != NEAR_NOT;
		if (near > best)
			found = choices->pdata[i];
		else if (near == best)
			found = NULL;
		best = MAX(best, near);
	}
	return count > 1 && is_doubted(words) ? NULL : found;
}

/* The first clause may be followed by a reason that speaks of no other choice: "nieuw team, we hebben nog geen". */
static const VariableChoice *
before_reason(const GPtrArray *choices, const char *given)
{
	const char *dash = strstr(given, " - ");
	size_t size = strcspn(given, ",;.!\n");
	g_autofree char *clause = NULL;
	g_autoptr(GPtrArray) words = NULL;
	g_autoptr(GPtrArray) reason = NULL;
	const VariableChoice *meant = NULL;

	if (dash != NULL)
		size = MIN(size, (size_t)(dash - given));
	clause = g_strndup(given, size);
	words = given_words(clause);
	reason = given_words(given + size);
	meant = nearest(choices, words);
	for (unsigned i = 0; i < choices->len; i++)
		if (choices->pdata[i] != meant &&
		    near_choice(choices, choices->pdata[i], reason) != NEAR_NOT)
			return NULL;
	return meant;
}

const VariableChoice *
variable_choice_meant(const GPtrArray *choices, const char *given)
{
	g_autofree char *ticked = variable_choice_ticked(given);
	const char *meant = ticked == NULL ? given : ticked;
	g_autofree char *folded = words_fold(meant);
	g_autoptr(GPtrArray) words = given_words(meant);
	const VariableChoice *found = NULL;

	for (size_t i = 0; i < choices->len; i++) {
		const VariableChoice *choice = choices->pdata[i];
		g_autofree char *name = words_fold(choice->name);

		if (strcmp(name, folded) == 0 || localized_is(choice->labels, folded))
			return choice;
	}
	found = nearest(choices, words);
	return found == NULL ? before_reason(choices, meant) : found;
}

char
variable_choice_tick(const char *given)
{
	g_autoptr(GArray) ticks = find_ticks(given);
	g_autofree char *folded = words_fold(given);
	const Tick *tick = ticks->len == 1 ? &g_array_index(ticks, Tick, 0) : NULL;

	if (strcmp(folded, "x") == 0 || strcmp(folded, "v") == 0)
		return 'x';
	if (tick == NULL || given[strspn(given, " \t\n")] == '\0' ||
	    given + strspn(given, " \t\n") != tick->start ||
	    tick->end[strspn(tick->end, " \t\n")] != '\0')
		return 0;
	return tick->state;
}
