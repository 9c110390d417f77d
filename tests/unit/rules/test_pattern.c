/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rules/pattern.h"

static Pattern *
compile(const char *source)
{
	g_autoptr(GError) error = NULL;
	Pattern *pattern = pattern_new(source, &error);

	if (pattern == NULL)
		print_error("%s: %s\n", source, error->message);
	assert_non_null(pattern);
	return pattern;
}

static void
test_finds(void **state)
{
	static const struct {
		const char *pattern;
		const char *text;
		bool found;
	} rows[] = {
	    {"printer", "de printer is stuk", true},
	    {"printer", "de Printer is stuk", false},
	    {"(?i)printer", "de PRINTER is stuk", true},
	    {"^printer", "de printer", false},
	    {"(?i)\\bprinter\\b", "printerpapier", false},
	    {"\\bcafé\\b", "een café hier", true},
	    {"(?i)ÉÉN", "één", true},
	    {"(?i)k", "\xe2\x84\xaa", true},
	    {"(?i)s", "\xc5\xbf", true},
	    {"^$", "", true},
	    {"x*", "", true},
	    {"a.c", "a\nc", false},
	    {"(?s)a.c", "a\nc", true},
	    {"(?m)^tweede$", "eerste\ntweede", true},
	    {"(?<=een )twee", "een twee", true},
	    {"\\w+@\\w+", "els@klant", true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Pattern) pattern = compile(rows[i].pattern);

		if (pattern_is_in(pattern, rows[i].text) != rows[i].found)
			fail_msg("'%s' in '%s'", rows[i].pattern, rows[i].text);
	}
}

static void
test_errors_have_a_column(void **state)
{
	static const struct {
		const char *source;
		const char *column;
	} rows[] = {
	    {"(a", "at character 3"},
	    {"a)", "at character 2"},
	    {"é(", "at character 3"},
	    {"[a", "at character 3"},
	    {"a**b(", NULL},
	    {"(?<n>a)(?<n>b)", NULL},
	    {"\\Ca", NULL},
	    {"\\Gx", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		assert_null(pattern_new(rows[i].source, &error));
		assert_true(g_error_matches(error, RULE_ERROR, RULE_ERROR_SYNTAX));
		if (rows[i].column != NULL && strstr(error->message, rows[i].column) == NULL)
			fail_msg("'%s': %s", rows[i].source, error->message);
	}
}

static void
test_groups(void **state)
{
	const char *text = "Printer B12 op 3";
	g_autoptr(Pattern) pattern =
	    compile("(?i)printer (?<room>[A-Z]\\d+)(?: op (?<floor>\\d))?(?<no>x)?");
	g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);
	g_autofree char *room = NULL, *floor = NULL, *no = NULL, *found = NULL;

	(void)state;
	assert_int_equal(g_strv_length((char **)pattern_names(pattern)), 3);
	assert_int_equal(pattern_search(pattern, scratch, text, strlen(text)), PATTERN_YES);
	room = pattern_group(scratch, "room");
	floor = pattern_group(scratch, "floor");
	no = pattern_group(scratch, "no");
	found = pattern_found(scratch, text);
	assert_string_equal(room, "B12");
	assert_string_equal(floor, "3");
	assert_null(no);
	assert_string_equal(found, text);
}

/* What blows up meets the limit and ends soon, with JIT and without. */
static void
test_limits(void **state)
{
	static const char *const patterns[] = {"^(a+)+$", "^(a|a)*b", "^(?:a?){60}a{60}$",
	    "^(?:a|aa)+$", "^(a*)*$", "^(?:[a-z]+)*$"};
	g_autofree char *text = g_strnfill(4000, 'a');

	(void)state;
	text[3990] = '!';
	text[3999] = 'b';
	for (size_t i = 0; i < 2 * G_N_ELEMENTS(patterns); i++) {
		g_autofree char *source =
		    g_strconcat(i % 2 == 0 ? "" : "(*NO_JIT)", patterns[i / 2], NULL);
		g_autoptr(Pattern) pattern = compile(source);
		g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);
		clock_t start = clock();

		assert_int_equal(pattern_search(pattern, scratch, text, 4000), PATTERN_LIMIT);
		assert_true(clock() - start < 10 * CLOCKS_PER_SEC);
	}
}

static bool
late_after(void *data)
{
	int *looks = data;

	return --*looks < 0;
}

/* The watch is looked at inside a long text too. */
static void
test_watch(void **state)
{
	g_autoptr(Pattern) pattern = compile("b");
	g_autofree char *text = g_strnfill(60000, 'a');

	(void)state;
	for (int allowed = 0; allowed < 20; allowed++) {
		int looks = allowed;
		PatternWatch watch = {late_after, &looks};
		g_autoptr(PatternScratch) scratch = pattern_scratch_new(&watch);
		PatternResult result = pattern_search(pattern, scratch, text, 60000);

		assert_int_equal(result, allowed < 10 ? PATTERN_LATE : PATTERN_NO);
	}
}

/* A text is searched in spans; no match may be lost or invented where they meet. */
static void
test_spans_meet(void **state)
{
	static const char *const patterns[] = {"xyz", "(?<=x)yz", "\\bxyz", "x(?=yz)", "^xyz",
	    "é?xyz", "(?m)^xyz$", "(?s)é.*xyz", "(?s).*xyz", ".*xyz"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(patterns); i++)
		for (size_t before = 20; before < 240; before++) {
			g_autoptr(Pattern) pattern = compile(patterns[i]);
			g_autoptr(GString) text = g_string_new(NULL);
			bool anchored = patterns[i][0] == '^';
			bool by_line = patterns[i][0] == '(' && patterns[i][2] == 'm';

			for (size_t j = 0; j < before; j++)
				g_string_append(text, "é");
			g_string_append(text, " \nxyz");
			assert_int_equal(pattern_is_in(pattern, text->str), !anchored);
			g_string_append(text, "w");
			assert_int_equal(
			    pattern_is_in(pattern, text->str), !anchored && !by_line);
		}
}

static void
test_find(void **state)
{
	static const struct {
		const char *pattern;
		const char *found;
	} rows[] = {
	    {"kamer (?<value>\\w+)", "B12"},
	    {"kamer \\w+", "kamer B12"},
	    {"(?<value>x)?kamer", "kamer"},
	    {"zaal", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Pattern) pattern = compile(rows[i].pattern);
		g_autofree char *found = pattern_find(pattern, "value", "in kamer B12 dus");

		assert_int_equal(g_strcmp0(found, rows[i].found), 0);
	}
}

static void
test_visible_length(void **state)
{
	(void)state;
	assert_int_equal(pattern_visible_length("", 10), 0);
	assert_int_equal(pattern_visible_length("abc", 10), 3);
	assert_int_equal(pattern_visible_length("abc", 2), 2);
	assert_int_equal(pattern_visible_length("a\xc3\xa9", 2), 1);
	assert_int_equal(pattern_visible_length("a\xc3\xa9", 3), 3);
	assert_int_equal(pattern_visible_length("a\xff"
						"b",
			     10),
	    1);
}

/* As under MemoryDenyWriteExecute=: no page may be made executable. Exit code 0: patterns work all the same. */
static int
search_without_jit(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(pkey_mprotect)};
	g_autofree char *hostile = g_strnfill(2000, 'a');

	for (size_t i = 0; i < G_N_ELEMENTS(calls); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)) != 0)
			return 2;
	if (seccomp_load(filter) != 0)
		return 3;
	if (mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
		-1, 0) != MAP_FAILED)
		return 4;

	g_autoptr(Pattern) plain = pattern_new("(?i)\\bkapot\\b", NULL);
	g_autoptr(Pattern) slow = pattern_new("^(a+)+$", NULL);
	g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);

	hostile[1999] = '!';
	if (!pattern_is_in(plain, "de printer is KAPOT!") || pattern_is_in(plain, "kapotte"))
		return 5;
	return pattern_search(slow, scratch, hostile, 2000) == PATTERN_LIMIT ? 0 : 6;
}

static void
test_without_jit(void **state)
{
	pid_t child = fork();
	int status = 0;

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(search_without_jit());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_without_jit),
	    cmocka_unit_test(test_finds),
	    cmocka_unit_test(test_errors_have_a_column),
	    cmocka_unit_test(test_groups),
	    cmocka_unit_test(test_limits),
	    cmocka_unit_test(test_watch),
	    cmocka_unit_test(test_spans_meet),
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_visible_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
