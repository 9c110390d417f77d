/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/unwrapped.h"

static void
its_type_is_in_lower_case(void **state)
{
	Unwrapped *file = unwrapped_new("A.PNG", "Image/PNG", g_bytes_new_static("a", 1));

	(void)state;
	assert_string_equal(file->name, "A.PNG");
	assert_string_equal(file->type, "image/png");
	assert_int_equal(g_bytes_get_size(file->bytes), 1);
	assert_false(file->is_text);
	unwrapped_free(file);
	unwrapped_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(its_type_is_in_lower_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
