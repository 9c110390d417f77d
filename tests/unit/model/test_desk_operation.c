/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/model/desk_operation.h"

static void
test_names_lead_back(void **state)
{
	(void)state;
	for (int i = 0; i < DESK_OPERATIONS; i++) {
		DeskOperation found = DESK_OPERATIONS;

		assert_true(
		    desk_operation_from_name(desk_operation_name((DeskOperation)i), &found));
		assert_int_equal(found, i);
	}
}

static void
test_unknown_name(void **state)
{
	DeskOperation found = DESK_OPERATIONS;

	(void)state;
	assert_false(desk_operation_from_name("delete", &found));
	assert_int_equal(found, DESK_OPERATIONS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names_lead_back),
	    cmocka_unit_test(test_unknown_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
