/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/arguments.h"

/* `line` is split at spaces; `left` is what stays behind the command's name. */
static const struct {
	const char *line;
	bool flag; /* --x takes no value */
	bool found;
	const char *value, *left, *error;
} TAKEN[] = {
    {"case --x 1 show", false, true, "1", "show", NULL},
    {"case show --x=1", false, true, "1", "show", NULL},
    {"case --x= show", false, true, "", "show", NULL},
    {"case --x 1 --x 2", false, true, "2", "", NULL},
    {"case show", false, false, NULL, "show", NULL},
    {"case --xy 1", false, false, NULL, "--xy 1", NULL},
    {"case -- --x 1", false, false, NULL, "-- --x 1", NULL},
    {"case --x", false, false, NULL, "--x", "--x needs a value"},
    {"case --x show", true, true, NULL, "show", NULL},
    {"case --x=1 show", true, false, NULL, "--x=1 show", "--x takes no value"},
    {"--x 1", false, false, NULL, "1", NULL},
};

static void
test_take(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TAKEN); i++) {
		g_auto(GStrv) words = g_strsplit(TAKEN[i].line, " ", -1);
		int argc = (int)g_strv_length(words);
		g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
		g_autoptr(GError) error = NULL;
		const char *value = NULL;
		g_autofree char *left = NULL;

		print_message("%s\n", TAKEN[i].line);
		assert_int_equal(
		    arguments_take(&argc, argv, "x", TAKEN[i].flag ? NULL : &value, &error),
		    TAKEN[i].found);
		assert_int_equal(error == NULL, TAKEN[i].error == NULL);
		if (error != NULL)
			assert_string_equal(error->message, TAKEN[i].error);
		else if (TAKEN[i].value != NULL)
			assert_string_equal(value, TAKEN[i].value);
		assert_null(argv[argc]);
		left = g_strjoinv(" ", argv + 1);
		assert_string_equal(left, TAKEN[i].left);
	}
}

static void
test_take_all(void **state)
{
	static const char *const CASES[][3] = {
	    {"case --x 1 show --x=2 --x 1", "1 2 1", "show"},
	    {"case show", "", "show"},
	    {"case --x 1 --x", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_auto(GStrv) words = g_strsplit(CASES[i][0], " ", -1);
		int argc = (int)g_strv_length(words);
		g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
		g_autoptr(GError) error = NULL;
		g_autoptr(GPtrArray) values = arguments_take_all(&argc, argv, "x", &error);
		g_autofree char *all = NULL;
		g_autofree char *left = NULL;

		assert_true((values == NULL) == (CASES[i][1] == NULL));
		assert_true((values == NULL) == (error != NULL));
		if (values == NULL)
			continue;
		g_ptr_array_add(values, NULL);
		all = g_strjoinv(" ", (char **)values->pdata);
		left = g_strjoinv(" ", argv + 1);
		assert_string_equal(all, CASES[i][1]);
		assert_string_equal(left, CASES[i][2]);
	}
}

static const struct {
	const char *line, *left, *error;
} OPERANDS[] = {
    {"case show 1", "show 1", NULL},
    {"case -- --show", "--show", NULL},
    {"case a -- -b -- c", "a -b -- c", NULL},
    {"case -", "-", NULL},
    {"case show --limt 5", NULL, "unknown option '--limt'; did you mean '--limit'?"},
    {"case --limt=5", NULL, "unknown option '--limt=5'; did you mean '--limit'?"},
    {"case -q", NULL, "unknown option '-q'"},
};

static void
test_operands(void **state)
{
	static const char *const KNOWN[] = {"limit", "state", NULL};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(OPERANDS); i++) {
		g_auto(GStrv) words = g_strsplit(OPERANDS[i].line, " ", -1);
		int argc = (int)g_strv_length(words);
		g_autofree char **argv = g_memdup2(words, sizeof *argv * (size_t)(argc + 1));
		g_autoptr(GError) error = NULL;
		g_autofree char *left = NULL;

		print_message("%s\n", OPERANDS[i].line);
		assert_int_equal(
		    arguments_operands(&argc, argv, KNOWN, &error), OPERANDS[i].error == NULL);
		if (OPERANDS[i].error != NULL) {
			assert_string_equal(error->message, OPERANDS[i].error);
			continue;
		}
		left = g_strjoinv(" ", argv + 1);
		assert_string_equal(left, OPERANDS[i].left);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_take),
	    cmocka_unit_test(test_take_all),
	    cmocka_unit_test(test_operands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
