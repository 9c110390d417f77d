/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/cli/online_desk.h"

static void
findings_are_told_in_lines(void **state)
{
	static const struct {
		const char *findings;
		bool good;
		const char *lines;
	} CASES[] = {
	    {"[{\"what\": \"login\", \"good\": true, \"words\": \"\"}, {\"what\": \"cases\", "
	     "\"good\": "
	     "true, \"words\": \"\"}]",
		true, "desk d: good: login, cases\n"},
	    {"[{\"what\": \"login\", \"good\": true}, {\"what\": \"states\", \"good\": false, "
	     "\"words\": \"it has no value \\\"9\\\"\"}]",
		false, "desk d: good: login\ndesk d: wrong: states: it has no value \"9\"\n"},
	    {"[{\"what\": \"letters\", \"good\": false, \"advice\": true, \"words\": "
	     "\"twice\"}]",
		true, "desk d: warning: letters: twice\n"},
	    {"[{\"what\": \"a\", \"good\": false, \"words\": \"x\\u001b[31m\"}]", false,
		"desk d: wrong: a: x?[31m\n"},
	    {"[]", true, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		json_t *findings = json_loads(CASES[i].findings, 0, NULL);
		g_autoptr(GString) out = g_string_new(NULL);

		assert_non_null(findings);
		assert_int_equal(online_desk_findings("d", findings, out), CASES[i].good);
		assert_string_equal(out->str, CASES[i].lines);
		json_decref(findings);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(findings_are_told_in_lines)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
