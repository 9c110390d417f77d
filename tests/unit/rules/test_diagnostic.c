/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/diagnostic.h"

static Diagnostic *
make(const char *file, unsigned line, const char *found)
{
	Diagnostic *diagnostic = g_new0(Diagnostic, 1);

	diagnostic->file = g_strdup(file);
	diagnostic->line = line;
	diagnostic->found = g_strdup(found);
	diagnostic->expected = g_strdup("b");
	return diagnostic;
}

/* "a2x a3x ...": file, line and what was found, in the order of the list. */
static char *
order_of(const GPtrArray *diagnostics)
{
	GString *order = g_string_new(NULL);

	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *diagnostic = g_ptr_array_index(diagnostics, i);

		g_string_append_printf(
		    order, "%s%u%s ", diagnostic->file, diagnostic->line, diagnostic->found);
	}
	return g_string_free(order, FALSE);
}

static void
keeps_files_together_and_lines_in_order(void **state)
{
	static const struct {
		const char *file;
		unsigned line;
	} places[] = {{"a", 5}, {"b", 1}, {"a", 2}, {"b", 0}, {"c", 1}, {"a", 3}, {"a", 9}};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		diagnostics_add(diagnostics, make(places[i].file, places[i].line, "x"));
	g_autofree char *order = order_of(diagnostics);
	assert_string_equal(order, "a2x a3x a5x a9x b0x b1x c1x ");
}

static void
keeps_each_once(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	(void)state;
	diagnostics_add(diagnostics, make("a", 2, "x"));
	diagnostics_add(diagnostics, make("a", 2, "y"));
	diagnostics_add(diagnostics, make("a", 3, "x"));
	diagnostics_add(diagnostics, make("a", 2, "x"));
	g_autofree char *order = order_of(diagnostics);
	assert_string_equal(order, "a2x a2y a3x ");
}

static void
tells_a_line_or_the_whole_file(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	(void)state;
	diagnostics_add(diagnostics, make("a", 12, "'\033[2J\n'"));
	diagnostics_add_file(diagnostics, "b", "more", "only %d", 3);
	g_autofree char *line = diagnostic_text(g_ptr_array_index(diagnostics, 0));
	g_autofree char *whole = diagnostic_text(g_ptr_array_index(diagnostics, 1));
	assert_string_equal(line, "a:12: found ' [2J ', expected b");
	assert_string_equal(whole, "b: found only 3, expected more");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keeps_files_together_and_lines_in_order),
	    cmocka_unit_test(keeps_each_once),
	    cmocka_unit_test(tells_a_line_or_the_whole_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
