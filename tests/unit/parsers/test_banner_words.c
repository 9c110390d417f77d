/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/banner_words.h"

static void
words_say_what_they_are(void **state)
{
	(void)state;
	assert_int_equal(banner_word("buiten"), BANNER_OUTSIDE);
	assert_int_equal(banner_word("externen"), BANNER_OUTSIDE);
	assert_int_equal(banner_word("ext"), BANNER_OUTSIDE);
	assert_int_equal(banner_word("extra") & BANNER_OUTSIDE, 0);
	assert_int_equal(banner_word("e-post"), BANNER_MAIL);
	assert_int_equal(banner_word("kapot"), BANNER_NEVER);
	assert_int_equal(banner_word("verdachte"), BANNER_HARM);
	/* one word may say two things */
	assert_int_equal(banner_word("checked"), BANNER_ACT | BANNER_SCANNED);
	assert_int_equal(banner_word("koffieautomaat"), 0);
	assert_int_equal(banner_word("ex"), 0);
	assert_int_equal(banner_word(""), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_say_what_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
