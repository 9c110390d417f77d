/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/util/base32.h"

/* RFC 4648, section 10, without padding and in small letters. */
static void
bytes_are_written_as_the_rfc_says(void **state)
{
	static const struct {
		const char *bytes, *text;
	} ROWS[] = {
	    {"", ""},
	    {"f", "my"},
	    {"fo", "mzxq"},
	    {"foo", "mzxw6"},
	    {"foob", "mzxw6yq"},
	    {"fooba", "mzxw6ytb"},
	    {"foobar", "mzxw6ytboi"},
	    {"12345678901234567890", "gezdgnbvgy3tqojqgezdgnbvgy3tqojq"},
	    {"\xff\xff\xff\xff\xff", "77777777"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
		char text[40];
		size_t size = strlen(ROWS[i].bytes);

		memset(text, 'x', sizeof text);
		base32_encode((const uint8_t *)ROWS[i].bytes, size, text);
		assert_string_equal(text, ROWS[i].text);
		assert_int_equal(BASE32_LENGTH(size), strlen(ROWS[i].text));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_are_written_as_the_rfc_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
