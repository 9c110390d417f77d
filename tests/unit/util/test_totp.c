/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/util/totp.h"

static const uint8_t SECRET[TOTP_SECRET_BYTES] = "12345678901234567890";

static void
assert_code(int64_t step, const char *wanted)
{
	char code[TOTP_DIGITS + 1];

	totp_code(SECRET, step, code);
	assert_string_equal(code, wanted);
}

/* RFC 4226, appendix D. */
static void
counters_have_the_codes_of_rfc_4226(void **state)
{
	static const char *const CODES[] = {"755224", "287082", "359152", "969429", "338314",
	    "254676", "287922", "162583", "399871", "520489"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CODES); i++)
		assert_code((int64_t)i, CODES[i]);
}

/* RFC 6238, appendix B, of SHA-1: of its eight digits the last six. */
static void
times_have_the_codes_of_rfc_6238(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} ROWS[] = {
	    {59, "287082"},
	    {1111111109, "081804"},
	    {1111111111, "050471"},
	    {1234567890, "005924"},
	    {2000000000, "279037"},
	    {20000000000, "353130"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_code(ROWS[i].seconds * 1000 / TOTP_STEP_MS, ROWS[i].code);
}

static void
a_code_is_found_in_its_steps(void **state)
{
	static const struct {
		const char *code;
		int64_t first, last, found;
	} ROWS[] = {
	    {"755224", 0, 9, 0},
	    {"755224", -20, 1, 0},
	    {"755224", 1, 9, -1},
	    {"520489", 0, 9, 9},
	    {"520489", 0, 8, -1},
	    {"287082", 1, 1, 1},
	    {"287082", 2, 1, -1},
	    {"755225", 0, 9, -1},
	    {"75522", 0, 9, -1},
	    {"", 0, 9, -1},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(totp_find(SECRET, ROWS[i].code, ROWS[i].first, ROWS[i].last),
		    ROWS[i].found);
}

/* Of two steps that have the same code it is the newer, so that it cannot be used again for that. */
static void
of_two_steps_it_is_the_newer(void **state)
{
	GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int64_t older = -1, step = 0;
	char code[TOTP_DIGITS + 1];

	(void)state;
	for (step = 1; older < 0; step++) {
		gpointer before = NULL;

		totp_code(SECRET, step, code);
		if (g_hash_table_lookup_extended(seen, code, NULL, &before))
			older = GPOINTER_TO_INT(before);
		else
			g_hash_table_insert(seen, g_strdup(code), GINT_TO_POINTER((int)step));
	}
	assert_int_equal(totp_find(SECRET, code, older, step), step - 1);
	g_hash_table_unref(seen);
}

static void
six_digits_are_a_code(void **state)
{
	static const char *const NOT[] = {"", "12345", "1234567", "12345a", "12 345", " 123456",
	    "123456\n", "-12345", "１２３４５６"};

	(void)state;
	assert_true(totp_is_code("000000"));
	assert_true(totp_is_code("123456"));
	for (size_t i = 0; i < G_N_ELEMENTS(NOT); i++)
		assert_false(totp_is_code(NOT[i]));
}

static void
the_uri_is_what_apps_read(void **state)
{
	static const struct {
		const char *issuer, *account, *label, *named;
	} ROWS[] = {
	    {"Servicedesk", "els@klant.example", "Servicedesk:els@klant.example",
		"Servicedesk"},
	    {"Desk: Zürich & Co", "a+b?c@x.example",
		"Desk%20%20Z%C3%BCrich%20%26%20Co:a%2Bb%3Fc@x.example",
		"Desk%20%20Z%C3%BCrich%20%26%20Co"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *uri = totp_uri(SECRET, ROWS[i].issuer, ROWS[i].account);
		g_autofree char *wanted = g_strdup_printf(
		    "otpauth://totp/%s?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%s"
		    "&algorithm=SHA1&digits=6&period=30",
		    ROWS[i].label, ROWS[i].named);

		assert_string_equal(uri, wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(counters_have_the_codes_of_rfc_4226),
	    cmocka_unit_test(times_have_the_codes_of_rfc_6238),
	    cmocka_unit_test(a_code_is_found_in_its_steps),
	    cmocka_unit_test(of_two_steps_it_is_the_newer),
	    cmocka_unit_test(six_digits_are_a_code),
	    cmocka_unit_test(the_uri_is_what_apps_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
