/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/mime_tree.h"
#include "parsers/part.h"

static const struct {
	const char *encoding;
	const char *body;
	const char *decoded;
} bodies[] = {
    {"7bit", "a=3D\n", "a=3D\n"},
    {"base64", "aGFsbG8=\n", "hallo"},
    {"Base64 ", "aGFs\nbG8=\n", "hallo"},
    {"base64", "aGFsbG8", "hallo"},
    {"base64", "a!G?Fs bG8=", "hallo"},
    {"base64", "aGFsbG8=aGFsbG8=", "hallo"},
    {"base64", "aGFsbG8===\n \n", "hallo"},
    {"base64", "aGFsbA==\n--\n", "hall"},
    {"base64", "aGFsb", "hal"},
    {"base64", "=", ""},
    {"base64", "", ""},
    {"quoted-printable", "a=3Db=\nc=", "a=bc"},
    {"QUOTED-PRINTABLE", "=zz", "=zz"},
    {"nonsense", "a", "a"},
};

static Part *
scan(const char *mail)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);

	return mime_tree(mail, strlen(mail), limits);
}

static void
test_decoding(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
		g_autofree char *mail = g_strdup_printf(
		    "Content-Transfer-Encoding: %s\n\n%s", bodies[i].encoding, bodies[i].body);
		g_autoptr(Part) part = scan(mail);
		bool has_more = true;
		g_autoptr(GBytes) whole = part_decode(part, 1000, &has_more);
		size_t size = g_bytes_get_size(whole);

		assert_false(has_more);
		assert_int_equal(part_decoded_size(part), size);
		if (size != strlen(bodies[i].decoded) ||
		    (size > 0 &&
			memcmp(g_bytes_get_data(whole, NULL), bodies[i].decoded, size) != 0))
			fail_msg("%s %s: %zu bytes", bodies[i].encoding, bodies[i].body, size);
	}
}

static void
test_decoding_stops(void **state)
{
	g_autoptr(Part) coded = scan("Content-Transfer-Encoding: base64\n\naGFsbG8=\n");
	g_autoptr(Part) plain = scan("Subject: x\n\nhallo");
	bool has_more = false;
	g_autoptr(GBytes) first = part_decode(coded, 3, &has_more);
	g_autoptr(GBytes) second = NULL;

	(void)state;
	assert_true(has_more);
	assert_int_equal(g_bytes_get_size(first), 3);
	has_more = false;
	second = part_decode(plain, 3, &has_more);
	assert_true(has_more);
	assert_int_equal(g_bytes_get_size(second), 3);
}

static void
test_header(void **state)
{
	g_autoptr(Part) part = scan("X-A: first\n\tline\nx-a: second\n\n");
	g_autofree char *value = part_header(part, "x-A");

	(void)state;
	assert_string_equal(value, "first\tline");
	assert_null(part_header(part, "X"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_decoding),
	    cmocka_unit_test(test_decoding_stops),
	    cmocka_unit_test(test_header),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
