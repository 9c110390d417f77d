/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/curl_library.h"

static bool
is_in_memory(void)
{
	g_autofree char *maps = NULL;

	assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
	return strstr(maps, "libcurl") != NULL;
}

static void
it_is_there_when_it_is_loaded(void **state)
{
	CurlLibrary curl;
	CURL *easy;

	(void)state;
	assert_false(is_in_memory());
	assert_true(curl_library_load(&curl, NULL));
	assert_true(is_in_memory());
	easy = curl.easy_init();
	assert_non_null(easy);
	assert_string_equal(curl.easy_strerror(CURLE_OK), "No error");
	curl.easy_cleanup(easy);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_is_there_when_it_is_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
