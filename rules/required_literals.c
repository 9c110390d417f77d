/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a PCRE2 pattern just far enough to know strings that every match contains. It is allowed to know too
 * little and never too much: whatever is not on its short list of understood things makes the whole pattern one
 * without literals. Without regard to case, PCRE2 takes the Kelvin sign for a k and the long s for an s, so there
 * these two letters, and all that is not ASCII, are never part of a literal.
 */
#include "rules/required_literals.h"

#include <string.h>

#include "rules/pattern_syntax.h"

#define SET_MOST 64   /* strings of one set */
#define DEPTH_MOST 50 /* groups inside groups */

typedef struct {
	const char *at;
	bool caseless;
	bool unsure; /* met something that it does not know */
	unsigned depth;
} Reader;

/* One alternative on its way: the best set so far, and the characters that stand side by side. */
typedef struct {
	GPtrArray *best; /* own; or NULL */
	GString *run;    /* own */
} Sequence;

static GPtrArray *read_alternatives(Reader *reader);

static size_t
shortest(const GPtrArray *set)
{
	size_t least = REQUIRED_LITERAL_MOST;

	for (size_t i = 0; i < set->len; i++)
		least = MIN(least, strlen(set->pdata[i]));
	return least;
}

static void
free_set(GPtrArray *set)
{
	if (set != NULL)
		g_ptr_array_unref(set);
}

static bool
is_better(const GPtrArray *a, const GPtrArray *b)
{
	if (a == NULL || b == NULL)
		return a != NULL;
	if (shortest(a) != shortest(b))
		return shortest(a) > shortest(b);
	return a->len < b->len;
}

GPtrArray *
required_literals_better(GPtrArray *take_a, GPtrArray *take_b)
{
	bool first = is_better(take_a, take_b);

	free_set(first ? take_b : take_a);
	return first ? take_a : take_b;
}

GPtrArray *
required_literals_either(GPtrArray *take_a, GPtrArray *take_b)
{
	if (take_a == NULL || take_b == NULL || take_a->len + take_b->len > SET_MOST) {
		free_set(take_a);
		free_set(take_b);
		return NULL;
	}
	g_ptr_array_extend_and_steal(take_a, take_b);
	return take_a;
}

/* The run of characters has ended: it may be the best literal. */
static void
end_run(Sequence *sequence)
{
	GPtrArray *set;

	if (sequence->run->len >= REQUIRED_LITERAL_LEAST) {
		set = g_ptr_array_new_with_free_func(g_free);
		g_string_truncate(
		    sequence->run, MIN(sequence->run->len, REQUIRED_LITERAL_MOST));
		g_ptr_array_add(set, g_strdup(sequence->run->str));
		sequence->best = required_literals_better(set, sequence->best);
	}
	g_string_truncate(sequence->run, 0);
}

/* Something that is no literal: whatever stands on both sides of it is apart. */
static void
read_other(Reader *reader, Sequence *sequence, size_t length)
{
	reader->at += length;
	pattern_syntax_quantity(&reader->at);
	end_run(sequence);
}

static bool
is_sure(const Reader *reader, const char *character, size_t length)
{
	if (!reader->caseless)
		return true;
	return length == 1 && strchr("kKsS", character[0]) == NULL;
}

/* A character that stands for itself. */
static void
read_character(Reader *reader, Sequence *sequence)
{
	const char *character = reader->at;
	size_t length = (size_t)(g_utf8_next_char(character) - character);
	bool sure = is_sure(reader, character, length);
	PatternQuantity quantity;

	reader->at += length;
	quantity = pattern_syntax_quantity(&reader->at);
	if (sure && !quantity.optional)
		for (size_t i = 0; i < length; i++)
			g_string_append_c(sequence->run, g_ascii_tolower(character[i]));
	if (!sure || quantity.there)
		end_run(sequence);
}

static size_t
property_length(const char *escape)
{
	const char *end = escape[2] == '{' ? strchr(escape, '}') : NULL;

	if (escape[2] == '\0' || (escape[2] == '{' && end == NULL))
		return 0;
	return end == NULL ? 3 : (size_t)(end - escape) + 1;
}

static void
read_escape(Reader *reader, Sequence *sequence)
{
	char c = reader->at[1];
	size_t length = 0;

	if (c > ' ' && c < 0x7F && !g_ascii_isalnum(c)) {
		reader->at++;
		read_character(reader, sequence);
		return;
	}
	if (c == 'p' || c == 'P')
		length = property_length(reader->at);
	else if (c != '\0' && strchr("bBAzZKdDwWsShHvVRXtnrfea", c) != NULL)
		length = 2;
	if (length > 0)
		read_other(reader, sequence, length);
	else
		reader->unsure = true;
}

/* Where a class ends, behind its "]"; NULL: not found. */
static const char *
class_end(const char *p)
{
	p++;
	if (*p == '^')
		p++;
	if (*p == ']')
		p++;
	while (*p != '\0' && *p != ']') {
		if (*p == '\\' && p[1] != '\0') {
			p += 2;
		} else if (*p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '=')) {
			return NULL;
		} else {
			p++;
		}
	}
	return *p == ']' ? p + 1 : NULL;
}

static void
read_class(Reader *reader, Sequence *sequence)
{
	const char *end = class_end(reader->at);

	if (end == NULL)
		reader->unsure = true;
	else
		read_other(reader, sequence, (size_t)(end - reader->at));
}

static void
read_group(Reader *reader, Sequence *sequence)
{
	PatternGroup group = pattern_syntax_group(&reader->at);
	GPtrArray *set = NULL;

	end_run(sequence);
	reader->unsure |=
	    group.kind == GROUP_OTHER || group.extended || reader->depth >= DEPTH_MOST;
	if (group.kind == GROUP_OPTIONS || reader->unsure)
		return;
	reader->depth++;
	set = read_alternatives(reader);
	reader->depth--;
	reader->unsure |= *reader->at != ')';
	if (reader->unsure) {
		free_set(set);
		return;
	}
	reader->at++;
	if (pattern_syntax_quantity(&reader->at).optional || group.kind == GROUP_AROUND)
		g_clear_pointer(&set, g_ptr_array_unref);
	sequence->best = required_literals_better(set, sequence->best);
}

static void
read_item(Reader *reader, Sequence *sequence)
{
	switch (*reader->at) {
	case '(':
		read_group(reader, sequence);
		return;
	case '[':
		read_class(reader, sequence);
		return;
	case '\\':
		read_escape(reader, sequence);
		return;
	case '.':
	case '^':
	case '$':
		read_other(reader, sequence, 1);
		return;
	case '*':
	case '+':
	case '?':
	case '{':
		reader->unsure = true;
		return;
	default:
		read_character(reader, sequence);
	}
}

static GPtrArray *
read_sequence(Reader *reader)
{
	g_autoptr(GString) run = g_string_new(NULL);
	Sequence sequence = {.run = run};

	while (
	    !reader->unsure && *reader->at != '\0' && *reader->at != '|' && *reader->at != ')')
		read_item(reader, &sequence);
	end_run(&sequence);
	return sequence.best;
}

static GPtrArray *
read_alternatives(Reader *reader)
{
	GPtrArray *set = read_sequence(reader);

	while (!reader->unsure && *reader->at == '|') {
		reader->at++;
		set = required_literals_either(set, read_sequence(reader));
	}
	return set;
}

/* Whether options anywhere in the pattern might switch the regard to case off. */
static bool
may_be_caseless(const char *pattern)
{
	for (const char *p = pattern; (p = strstr(p, "(?")) != NULL; p += 2)
		if (memchr(p + 2, 'i',
			strspn(p + 2,
			    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ^-")) != NULL)
			return true;
	return false;
}

GPtrArray *
required_literals_extract(const char *pattern)
{
	Reader reader = {.at = pattern, .caseless = may_be_caseless(pattern)};
	GPtrArray *set = read_alternatives(&reader);

	if (reader.unsure || *reader.at != '\0')
		g_clear_pointer(&set, g_ptr_array_unref);
	return set;
}
