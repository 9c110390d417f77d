/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>

#include "gateway/util/error.h"

static void
test_text_and_code(void **state)
{
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(error_set(&error, GATEWAY_ERROR_MISSING, "there is no %s", "CS0000001"));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
	assert_string_equal(error->message, "there is no CS0000001");
}

static void
test_errno_is_taken_as_it_was(void **state)
{
	g_autoptr(GError) error = NULL;

	(void)state;
	errno = ENOENT;
	assert_false(error_set_errno(&error, "cannot read %s", "/nowhere"));
	assert_true(g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
	assert_string_equal(error->message, "cannot read /nowhere: No such file or directory");
	assert_false(error_set_errno(NULL, "nobody asks"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_and_code),
	    cmocka_unit_test(test_errno_is_taken_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
