/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/machine_words.h"

static void
a_phrase_tells_all_that_it_means(void **state)
{
	const char *text = "sorry: user unknown, bye";

	(void)state;
	assert_ptr_equal(machine_words_find(text, TELLS_REPORT), text + 7);
	assert_ptr_equal(machine_words_find(text, TELLS_DEAD), text + 7);
	assert_ptr_equal(machine_words_find(text, TELLS_DELAYED | TELLS_DEAD), text + 7);
	assert_null(machine_words_find(text, TELLS_DELAYED | TELLS_GIVEN_UP));
	assert_null(machine_words_find("", ~0u));
	/* People write that, too: only a challenge is none by it. */
	assert_non_null(machine_words_find("it does not exist", TELLS_DEAD));
	assert_null(machine_words_find("it does not exist", TELLS_REPORT));
}

static void
the_longest_phrase_is_cut(void **state)
{
	(void)state;
	assert_string_equal(
	    machine_words_behind("abwesenheitsnotiz: x", TELLS_REPLY_SUBJECT), ": x");
	assert_string_equal(machine_words_behind("not read: x", TELLS_RECEIPT_SUBJECT), ": x");
	assert_string_equal(machine_words_behind("autoresponder", TELLS_REPLY_SUBJECT), "");
	assert_null(machine_words_behind("auto: x", TELLS_REPLY_SUBJECT));
	assert_null(machine_words_behind("x read: x", TELLS_RECEIPT_SUBJECT));
	assert_null(machine_words_behind("", ~0u));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_phrase_tells_all_that_it_means),
	    cmocka_unit_test(the_longest_phrase_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
