/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/model/timeline.h"

static void
a_question_says_that_it_is_one(void **state)
{
	(void)state;
	for (int kind = ENTRY_DESCRIPTION; kind <= ENTRY_LETTER; kind++) {
		const Entry entry = {.kind = (EntryKind)kind, .text = (char *)"Welk scherm?"};
		g_autofree char *text = timeline_text(&entry);

		assert_string_equal(
		    text, kind == ENTRY_QUESTION ? "asked: Welk scherm?" : "Welk scherm?");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_question_says_that_it_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
