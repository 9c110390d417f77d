/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The prefilter may let too much pass and nothing too little: proven by hand on small sets, and on 100,000 generated
 * pairs of pattern and text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/pattern.h"
#include "rules/prefilter.h"
#include "rules/required_literals.h"

static GPtrArray *
set_of(const char *joined)
{
	g_auto(GStrv) words = g_strsplit(joined, " ", -1);
	GPtrArray *set = g_ptr_array_new_with_free_func(g_free);

	for (char **word = words; *word != NULL; word++)
		g_ptr_array_add(set, g_strdup(*word));
	return set;
}

static char *
hits_of(const Prefilter *prefilter, const char *text, unsigned count)
{
	g_autoptr(PrefilterHits) hits = prefilter_hits_new(prefilter);
	GString *joined = g_string_new(NULL);

	prefilter_scan(prefilter, text, strlen(text), hits);
	for (unsigned i = prefilter_next(hits, 0); i < count; i = prefilter_next(hits, i + 1))
		g_string_append_printf(joined, "%u ", i);
	return g_string_free(joined, false);
}

static void
test_scan(void **state)
{
	/* Rule 4 has no literal. */
	static const char *const literals[] = {
	    "printer", "scherm muis", "print", "inter", NULL, "caf\xc3\xa9", "muis"};
	static const struct {
		const char *text;
		const char *hits;
	} rows[] = {
	    {"", "4 "},
	    {"niets", "4 "},
	    {"de PRINTER doet niets", "0 2 3 4 "},
	    {"print", "2 4 "},
	    {"prinprint", "2 4 "},
	    {"winter", "3 4 "},
	    {"printe r", "2 4 "},
	    {"scherm", "1 4 "},
	    {"MuIs", "1 4 6 "},
	    {"caf\xc3\xa9", "4 5 "},
	    {"cafe", "4 "},
	    {"scherm printer muis caf\xc3\xa9", "0 1 2 3 4 5 6 "},
	};
	g_autoptr(Prefilter) prefilter = prefilter_new(G_N_ELEMENTS(literals));

	(void)state;
	for (unsigned i = 0; i < G_N_ELEMENTS(literals); i++) {
		g_autoptr(GPtrArray) set = literals[i] == NULL ? NULL : set_of(literals[i]);

		if (set != NULL)
			prefilter_require(prefilter, i, set);
	}
	prefilter_build(prefilter);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *hits =
		    hits_of(prefilter, rows[i].text, G_N_ELEMENTS(literals));

		if (strcmp(hits, rows[i].hits) != 0)
			fail_msg("'%s': %s", rows[i].text, hits);
	}
}

static void
test_empty(void **state)
{
	g_autoptr(Prefilter) none = prefilter_new(0);
	g_autoptr(Prefilter) no_literal = prefilter_new(130);
	g_autoptr(PrefilterHits) hits = NULL;

	(void)state;
	prefilter_build(none);
	prefilter_build(no_literal);
	hits = prefilter_hits_new(no_literal);
	prefilter_scan(no_literal, "abc", 3, hits);
	for (unsigned i = 0; i < 130; i++)
		assert_int_equal(prefilter_next(hits, i), i);
	assert_int_equal(prefilter_next(hits, 130), 130);
}

/* A pattern in the making, and beside it a text that it matches (but for look-around, which may spoil that). */
typedef struct {
	GRand *random;
	GString *pattern;
	GString *sample;
	bool caseless;
	unsigned depth;
} Maker;

static const char *const letters[] = {"a", "b", "k", "s", "K", "S", "e", "r", "1", " ", "-",
    "\xc3\xa9", "\xc3\x89", "\xc5\xbf", "\xe2\x84\xaa", "\xc3\x9f", "\xe1\xba\x9e", "\xce\xa9",
    "\xe2\x84\xa6"};

static unsigned
pick(Maker *maker, unsigned count)
{
	return (unsigned)g_rand_int_range(maker->random, 0, (int)count);
}

/* A letter as a caseless pattern might take it: in the other case, or as one of the odd forms. */
static void
add_sample(Maker *maker, const char *letter)
{
	gunichar c = g_utf8_get_char(letter);
	unsigned how = maker->caseless ? pick(maker, 4) : 3;

	if (how == 0 && g_unichar_tolower(c) == 'k')
		g_string_append(maker->sample, "\xe2\x84\xaa");
	else if (how == 0 && g_unichar_tolower(c) == 's')
		g_string_append(maker->sample, "\xc5\xbf");
	else if (how == 1)
		g_string_append_unichar(maker->sample, g_unichar_toupper(c));
	else if (how == 2)
		g_string_append_unichar(maker->sample, g_unichar_tolower(c));
	else
		g_string_append(maker->sample, letter);
}

static void
make_word(Maker *maker)
{
	for (unsigned count = 1 + pick(maker, 5); count > 0; count--) {
		const char *letter = letters[pick(maker, G_N_ELEMENTS(letters))];

		if (letter[0] == '-')
			g_string_append_c(maker->pattern, '\\');
		g_string_append(maker->pattern, letter);
		add_sample(maker, letter);
	}
}

/* A quantifier behind the last item; what was made for the sample from `start` on is left out or doubled to fit. */
static void
make_quantity(Maker *maker, size_t start)
{
	static const struct {
		const char *sign;
		unsigned least;
	} signs[] = {{"?", 0}, {"*", 0}, {"+", 1}, {"{0,2}", 0}, {"{2}", 2}, {"{1,}", 1},
	    {"??", 0}, {"{0}", 0}, {"+?", 1}};
	unsigned which = pick(maker, G_N_ELEMENTS(signs));
	g_autofree char *once = g_strdup(maker->sample->str + start);

	g_string_append(maker->pattern, signs[which].sign);
	if (signs[which].least == 0 && (which == 7 || pick(maker, 2) == 0))
		g_string_truncate(maker->sample, start);
	if (signs[which].least == 2)
		g_string_append(maker->sample, once);
}

static void make_sequence(Maker *maker);

static void
make_group(Maker *maker)
{
	static const char *const starts[] = {"(", "(?:", "(?<n>", "(?>", "(?i:", "(?|"};
	unsigned chosen, alternatives = 1 + pick(maker, 3);
	unsigned start = pick(maker, G_N_ELEMENTS(starts));

	if (start == 2 && strstr(maker->pattern->str, "(?<n>") != NULL)
		start = 0;
	g_string_append(maker->pattern, starts[start]);
	chosen = pick(maker, alternatives);
	for (unsigned i = 0; i < alternatives; i++) {
		size_t before = maker->sample->len;

		if (i > 0)
			g_string_append_c(maker->pattern, '|');
		make_sequence(maker);
		if (i != chosen)
			g_string_truncate(maker->sample, before);
	}
	g_string_append_c(maker->pattern, ')');
}

static void
make_around(Maker *maker)
{
	static const char *const starts[] = {"(?=", "(?!", "(?<=", "(?<!"};
	size_t before = maker->sample->len;

	g_string_append(maker->pattern, starts[pick(maker, G_N_ELEMENTS(starts))]);
	make_word(maker);
	g_string_append_c(maker->pattern, ')');
	g_string_truncate(maker->sample, before);
}

static void
make_other(Maker *maker)
{
	static const struct {
		const char *pattern;
		const char *sample;
	} others[] = {{".", "x"}, {"\\d", "1"}, {"\\w", "b"}, {"[abk]", "k"}, {"[^x]", "s"},
	    {"\\s", " "}, {"\\b", ""}, {"^", ""}, {"$", ""}, {"[]r]", "r"}, {"\\pL", "e"},
	    {"[\\]e]", "]"}};
	unsigned which = pick(maker, G_N_ELEMENTS(others));

	g_string_append(maker->pattern, others[which].pattern);
	g_string_append(maker->sample, others[which].sample);
}

static void
make_item(Maker *maker)
{
	size_t start = maker->sample->len;
	unsigned what = pick(maker, 12);

	if (what < 5) {
		make_word(maker);
	} else if (what < 8 && maker->depth < 3) {
		maker->depth++;
		make_group(maker);
		maker->depth--;
		if (pick(maker, 2) == 0)
			make_quantity(maker, start);
	} else if (what == 8) {
		g_string_append(maker->pattern, letters[pick(maker, 9)]);
		add_sample(maker, maker->pattern->str + maker->pattern->len - 1);
		make_quantity(maker, start);
	} else if (what == 9) {
		make_around(maker);
	} else {
		make_other(maker);
	}
}

static void
make_sequence(Maker *maker)
{
	for (unsigned count = 1 + pick(maker, 3); count > 0; count--)
		make_item(maker);
}

/* The sample in some surroundings, sometimes with a byte's worth of damage, always valid UTF-8. */
static char *
make_text(Maker *maker, const char *sample)
{
	g_autoptr(GString) text = g_string_new(NULL);
	unsigned damage = pick(maker, 3);

	for (unsigned i = pick(maker, 4); i > 0; i--)
		g_string_append(text, letters[pick(maker, G_N_ELEMENTS(letters))]);
	for (const char *p = sample; *p != '\0'; p = g_utf8_next_char(p)) {
		unsigned fate = damage == 0 ? pick(maker, 8) : 7;

		if (fate == 0)
			g_string_append(text, letters[pick(maker, G_N_ELEMENTS(letters))]);
		if (fate > 1)
			g_string_append_len(text, p, g_utf8_next_char(p) - p);
	}
	for (unsigned i = pick(maker, 4); i > 0; i--)
		g_string_append(text, letters[pick(maker, G_N_ELEMENTS(letters))]);
	return g_string_free(g_steal_pointer(&text), false);
}

static bool
may_match(const char *source, const char *text)
{
	g_autoptr(GPtrArray) literals = required_literals_extract(source);
	g_autoptr(Prefilter) prefilter = prefilter_new(1);
	g_autoptr(PrefilterHits) hits = NULL;

	if (literals != NULL)
		prefilter_require(prefilter, 0, literals);
	prefilter_build(prefilter);
	hits = prefilter_hits_new(prefilter);
	prefilter_scan(prefilter, text, strlen(text), hits);
	return prefilter_next(hits, 0) == 0;
}

static void
test_generated(void **state)
{
	const unsigned patterns = 10000, texts = 10;
	Maker maker = {.random = g_rand_new_with_seed(20261123)};
	unsigned matched = 0, filtered = 0, with_literal = 0;

	(void)state;
	for (unsigned i = 0; i < patterns; i++) {
		g_autoptr(GString) source = g_string_new(NULL);
		g_autoptr(GString) sample = g_string_new(NULL);
		g_autoptr(Pattern) pattern = NULL;
		g_autoptr(GPtrArray) literals = NULL;
		g_autoptr(GError) error = NULL;

		maker.pattern = source;
		maker.sample = sample;
		maker.caseless = pick(&maker, 2) == 0;
		g_string_append(source, maker.caseless ? "(?i)" : "");
		make_sequence(&maker);
		pattern = pattern_new(source->str, &error);
		if (pattern == NULL)
			fail_msg("'%s': %s", source->str, error->message);
		literals = required_literals_extract(source->str);
		with_literal += literals != NULL;
		for (unsigned j = 0; j < texts; j++) {
			g_autofree char *text = make_text(&maker, sample->str);
			bool matches = pattern_is_in(pattern, text);
			bool may = may_match(source->str, text);

			if (matches && !may)
				fail_msg("'%s' matches '%s' and was filtered out", source->str,
				    text);
			matched += matches;
			filtered += !may;
		}
	}
	g_rand_free(maker.random);
	/* The pairs must be such that all of this really happened. */
	assert_true(matched > patterns * texts / 5);
	assert_true(filtered > patterns * texts / 50);
	assert_true(with_literal > patterns / 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_scan),
	    cmocka_unit_test(test_empty),
	    cmocka_unit_test(test_generated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
