/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/rtf.h"

#define BYTES(s) (const unsigned char *)(s), sizeof(s) - 1

/* The first is the example of MS-OXRTFCP. */
static const struct {
	const char *name;
	const unsigned char *packed;
	size_t size;
	const char *expected; /* NULL: none */
} cases[] = {
    {"packed",
	BYTES("\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00"
	      "\x72\x63\x70\x67\x31"
	      "\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d"
	      "\x0a\x80\x0f\xa0"),
	"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"},
    {"plain", BYTES("\x10\x00\x00\x00\x05\x00\x00\x00\x4d\x45\x4c\x41\x00\x00\x00\x00{\\rtf"),
	"{\\rtf"},
    {"other mark", BYTES("\x10\x00\x00\x00\x05\x00\x00\x00XXXX\x00\x00\x00\x00{\\rtf"), NULL},
    {"short", BYTES("\x10\x00"), NULL},
    {"cut off",
	BYTES("\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00"), ""},
};

static void
test_decompress(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) rtf = rtf_decompress(cases[i].packed, cases[i].size);

		assert_int_equal(rtf != NULL, cases[i].expected != NULL);
		if (rtf == NULL)
			continue;
		if (g_bytes_get_size(rtf) != strlen(cases[i].expected) ||
		    (g_bytes_get_size(rtf) > 0 &&
			memcmp(g_bytes_get_data(rtf, NULL), cases[i].expected,
			    g_bytes_get_size(rtf)) != 0))
			fail_msg("%s: %zu bytes", cases[i].name, g_bytes_get_size(rtf));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_decompress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
