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

static void
test_a_refusal_keeps_its_sentence(void **state)
{
	const char *const *parts = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) copy = NULL;
	g_autoptr(GError) plain = NULL;

	(void)state;
	assert_false(error_refuse(
	    &error, GATEWAY_ERROR_REFUSED, "{{who}} may not, {{who}}", "who", "Els", NULL));
	assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED));
	assert_string_equal(error->message, "Els may not, Els");
	copy = g_error_copy(error);
	assert_string_equal(error_sentence(copy, &parts), "{{who}} may not, {{who}}");
	assert_string_equal(parts[0], "who");
	assert_string_equal(parts[1], "Els");
	assert_null(parts[2]);
	error_set(&plain, GATEWAY_ERROR_USAGE, "it is wrong");
	assert_null(error_sentence(plain, &parts));
	assert_false(error_refuse(NULL, GATEWAY_ERROR_USAGE, "nobody asks", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text_and_code),
	    cmocka_unit_test(test_a_refusal_keeps_its_sentence),
	    cmocka_unit_test(test_errno_is_taken_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
