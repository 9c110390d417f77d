/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/distance.h"

static void
test_between(void **state)
{
	(void)state;
	assert_int_equal(distance_between("", ""), 0);
	assert_int_equal(distance_between("hoog", "hoogg"), 1);
	assert_int_equal(distance_between("leden", "ledne"), 1);
	assert_int_equal(distance_between("laag", "hoog"), 3);
	assert_int_equal(distance_between("", "abc"), 3);
	assert_int_equal(
	    distance_between("abcdefghijabcdefghijabcdefghijabcdefghijk", "abcdefghij"), 41);
}

static void
test_near(void **state)
{
	(void)state;
	assert_true(distance_is_near("team", "team", 5));
	assert_false(distance_is_near("naam", "naem", 5));
	assert_true(distance_is_near("naam", "naem", 4));
	assert_true(distance_is_near("leden", "ledne", 5));
	assert_false(distance_is_near("leden", "lezne", 5));
	assert_true(distance_is_near("urgentie", "urgenite", 5));
	assert_true(distance_is_near("openbaar", "openbare", 5));
	assert_false(distance_is_near("name", "namen", 5));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_between),
	    cmocka_unit_test(test_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
