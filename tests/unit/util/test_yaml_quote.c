/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/util/yaml_quote.h"

static void
texts_are_quoted(void **state)
{
	static const char *const CASES[][2] = {
	    {"", "\"\""},
	    {"a: b # c", "\"a: b # c\""},
	    {"a\"b\\c", "\"a\\\"b\\\\c\""},
	    {"a\nb\tc", "\"a b c\""},
	    {"Priv\xc3\xa9", "\"Priv\xc3\xa9\""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *quoted = yaml_quote(CASES[i][0]);

		assert_string_equal(quoted, CASES[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_quoted)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
