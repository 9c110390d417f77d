/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/net/oauth_grant.h"

static GByteArray *
bytes_of(const char *text)
{
	GByteArray *bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)text, (guint)strlen(text));
	return bytes;
}

static void
a_form_leaves_out_what_there_is_not(void **state)
{
	static const char *const PAIRS[] = {"a", "1 &2", "b", NULL, "c", "\xc3\xa9", NULL};
	g_autoptr(GBytes) form = oauth_grant_form(PAIRS);
	g_autofree char *text = g_strndup(g_bytes_get_data(form, NULL), g_bytes_get_size(form));

	(void)state;
	assert_string_equal(text, "a=1%20%262&c=%C3%A9");
}

static void
answers_are_tokens_errors_or_neither(void **state)
{
	static const struct {
		long status;
		const char *answer;
		const char *access, *refresh;
		int64_t life_s;
		const char *error, *words;
		bool trouble;
	} CASES[] = {
	    {200, "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":3599}", "a",
		"r", 3599, NULL, NULL, true},
	    {200, "{\"access_token\":\"a\",\"expires_in\":\"60\"}", "a", NULL, 60, NULL, NULL,
		true},
	    {200, "{\"access_token\":\"a\",\"refresh_token\":\"r s\"}", "a", NULL, 1800, NULL,
		NULL, true},
	    {200, "{\"access_token\":\"a\\r\\nb\"}", NULL, NULL, 0, NULL, NULL, true},
	    {200, "<html>", NULL, NULL, 0, NULL, NULL, true},
	    {400, "{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS1:\\r\\n no\"}",
		NULL, NULL, 0, "invalid_grant", "AADSTS1: no", false},
	    {401, "{\"error\":{\"message\":\"who\"}}", NULL, NULL, 0, "", "who", false},
	    {404, "{}", NULL, NULL, 0, "", "no words", false},
	    {400, "{\"error\":\"temporarily_unavailable\"}", NULL, NULL, 0,
		"temporarily_unavailable", "temporarily_unavailable", true},
	    {503, "{\"error\":\"busy\"}", NULL, NULL, 0, "busy", "busy", true},
	    {429, "{\"error\":\"busy\"}", NULL, NULL, 0, "busy", "busy", true},
	    {502, "<html>", NULL, NULL, 0, NULL, NULL, true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GByteArray) bytes = bytes_of(CASES[i].answer);
		g_auto(OauthGrant) grant = oauth_grant_read(CASES[i].status, bytes);

		assert_int_equal(g_strcmp0(grant.access, CASES[i].access), 0);
		assert_int_equal(g_strcmp0(grant.refresh, CASES[i].refresh), 0);
		assert_int_equal(grant.life_s, CASES[i].life_s);
		assert_int_equal(g_strcmp0(grant.error, CASES[i].error), 0);
		assert_int_equal(g_strcmp0(grant.words, CASES[i].words), 0);
		assert_int_equal(
		    oauth_grant_is_trouble(&grant, CASES[i].status), CASES[i].trouble);
	}
}

static void
codes_for_another_device(void **state)
{
	static const struct {
		long status;
		const char *answer;
		const char *page; /* NULL: it is none */
		int64_t interval_s;
	} CASES[] = {
	    {200,
		"{\"device_code\":\"d\",\"user_code\":\"AB-CD\",\"verification_uri\":\"https://"
		"x/d\",\"expires_in\":900,\"interval\":7}",
		"https://x/d", 7},
	    {200,
		"{\"device_code\":\"d\",\"user_code\":\"AB-CD\",\"verification_url\":\"https://"
		"x/d\"}",
		"https://x/d", 5},
	    {200, "{\"user_code\":\"AB-CD\",\"verification_uri\":\"https://x/d\"}", NULL, 0},
	    {200,
		"{\"device_code\":\"d\",\"user_code\":\"AB\",\"verification_uri\":\"https://x/ "
		"\\u001b[2J\"}",
		NULL, 0},
	    {400, "{\"error\":\"invalid_scope\"}", NULL, 0},
	    {200, "<html>", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GByteArray) bytes = bytes_of(CASES[i].answer);
		g_auto(OauthDevice) device = {0};

		assert_int_equal(
		    oauth_device_read(CASES[i].status, bytes, &device), CASES[i].page != NULL);
		if (CASES[i].page == NULL)
			continue;
		assert_string_equal(device.page, CASES[i].page);
		assert_string_equal(device.user_code, "AB-CD");
		assert_string_equal(device.device_code, "d");
		assert_int_equal(device.life_s, 900);
		assert_int_equal(device.interval_s, CASES[i].interval_s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_form_leaves_out_what_there_is_not),
	    cmocka_unit_test(answers_are_tokens_errors_or_neither),
	    cmocka_unit_test(codes_for_another_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
