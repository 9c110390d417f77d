/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/util/text_table.h"

static const TextTableColumn COLUMNS[] = {
    {.heading = "id", .right = true},
    {.heading = "name", .flexible = true},
    {.heading = "state"},
};

static const struct {
	const char *name;
	TextTableStyle style;
	const char *cells[7]; /* row by row */
	const char *expected;
} CASES[] = {
    {"no rows: the heading alone", {0}, {NULL}, "id  name  state\n"},
    {"as wide as the widest cell, numbers to the right", {0},
	{"7", "Scherm", "open", "1234", "x", "new"},
	"  id  name    state\n   7  Scherm  open\n1234  x       new\n"},
    {"no spaces at the end of a line", {0}, {"1", "x", ""}, "id  name  state\n 1  x\n"},
    {"a wide character takes two columns, an accent of its own none", {0},
	{"1", "\346\274\242", "a", "2", "e\314\201", "b"},
	"id  name  state\n 1  \346\274\242    a\n 2  e\314\201     b\n"},
    {"only the flexible column is cut to the terminal", {.width = 24},
	{"1", "Mijn scherm blijft zwart", "open"},
	"id  name           state\n 1  Mijn scherm \342\200\246  open\n"},
    {"a wide character is not cut in half", {.width = 19},
	{"1", "\346\274\242\346\274\242\346\274\242\346\274\242\346\274\242", "open"},
	"id  name      state\n 1  \346\274\242\346\274\242\346\274\242\342\200\246   open\n"},
    {"never below what can be recognised", {.width = 5}, {"1", "Mijn scherm", "open"},
	"id  name      state\n 1  Mijn sc\342\200\246  open\n"},
    {"others give way when those cannot", {.width = 23}, {"1", "Mijn scherm", "awaiting info"},
	"id  name      state\n 1  Mijn sc\342\200\246  awaiting\342\200\246\n"},
    {"wide enough: nothing is cut", {.width = 24}, {"1", "Mijn scherm", "open"},
	"id  name         state\n 1  Mijn scherm  open\n"},
    {"colour makes the heading bold", {.colour = true}, {NULL},
	"\033[1mid  name  state\n\033[0m"},
    {"what a stranger wrote stays on its line", {0}, {"1", "a\033[2J\nb\tc", "x"},
	"id  name       state\n 1  a?[2J b c  x\n"},
};

static void
test_print(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));
		g_autoptr(GString) out = g_string_new(NULL);

		for (size_t row = 0; CASES[i].cells[row] != NULL; row += G_N_ELEMENTS(COLUMNS))
			text_table_add(table, &CASES[i].cells[row]);
		text_table_print(table, &CASES[i].style, out);
		if (strcmp(out->str, CASES[i].expected) != 0)
			print_message("%s\n", CASES[i].name);
		assert_string_equal(out->str, CASES[i].expected);
	}
}

static void
test_missing_cell(void **state)
{
	static const char *const CELLS[] = {"1", NULL, "new"};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));
	g_autoptr(GString) out = g_string_new(NULL);
	TextTableStyle style = {0};

	(void)state;
	text_table_add(table, CELLS);
	text_table_print(table, &style, out);
	assert_string_equal(out->str, "id  name  state\n 1        new\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_print),
	    cmocka_unit_test(test_missing_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
