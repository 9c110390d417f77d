/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/oauth_token.h"

#define SECOND INT64_C(1000000)

static const OauthLogin CLIENT = {.client_id = "our client", .client_secret = "s&c=t"};
static const OauthLogin USER = {.client_id = "c",
    .client_secret = "s",
    .user = "casegate",
    .password = "p w",
    .scope = "useraccount"};

static OauthAnswer
take(OauthToken *token, long status, const char *answer, int64_t now_us, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	g_byte_array_append(bytes, (const guint8 *)answer, (guint)strlen(answer));
	return oauth_token_take(token, status, bytes, now_us, error);
}

static void
assert_asks(const OauthToken *token, const char *expected)
{
	g_autoptr(GBytes) body = oauth_token_request(token);
	g_autofree char *text = g_strndup(g_bytes_get_data(body, NULL), g_bytes_get_size(body));

	assert_string_equal(text, expected);
}

static void
each_grant_asks_in_a_form(void **state)
{
	g_autoptr(OauthToken) client = oauth_token_new(&CLIENT);
	g_autoptr(OauthToken) user = oauth_token_new(&USER);

	(void)state;
	assert_asks(client,
	    "grant_type=client_credentials&client_id=our%20client&client_secret=s%26c%3Dt");
	assert_asks(user, "grant_type=password&username=casegate&password=p%20w&client_id=c&"
			  "client_secret=s&scope=useraccount");
}

static void
it_is_good_until_just_before_its_end(void **state)
{
	g_autoptr(OauthToken) token = oauth_token_new(&CLIENT);

	(void)state;
	assert_null(oauth_token_get(token, 0));
	assert_int_equal(
	    take(token, 200, "{\"access_token\":\"T1\",\"expires_in\":1799}", 0, NULL),
	    OAUTH_GOOD);
	assert_string_equal(oauth_token_get(token, 0), "T1");
	assert_string_equal(oauth_token_get(token, 1738 * SECOND), "T1");
	assert_null(oauth_token_get(token, 1739 * SECOND));
	/* asked again, the server tells the same one, with what is left of it */
	assert_int_equal(take(token, 200, "{\"access_token\":\"T1\",\"expires_in\":60}",
			     1739 * SECOND, NULL),
	    OAUTH_GOOD);
	assert_string_equal(oauth_token_get(token, 1798 * SECOND), "T1");
	assert_null(oauth_token_get(token, 1799 * SECOND));
	/* a short life, told as a text */
	assert_int_equal(take(token, 200, "{\"access_token\":\"T2\",\"expires_in\":\"10\"}",
			     1800 * SECOND, NULL),
	    OAUTH_GOOD);
	assert_string_equal(oauth_token_get(token, 1808 * SECOND), "T2");
	assert_null(oauth_token_get(token, 1809 * SECOND));
}

static void
a_refused_one_is_forgotten_once(void **state)
{
	g_autoptr(OauthToken) token = oauth_token_new(&CLIENT);

	(void)state;
	take(token, 200, "{\"access_token\":\"T1\",\"expires_in\":1799}", 0, NULL);
	oauth_token_refused(token, "T0");
	assert_string_equal(oauth_token_get(token, 0), "T1");
	oauth_token_refused(token, "T1");
	assert_null(oauth_token_get(token, 0));
}

static void
a_refresh_token_is_used_while_it_is_taken(void **state)
{
	g_autoptr(OauthToken) token = oauth_token_new(&USER);
	g_autoptr(GError) error = NULL;

	(void)state;
	take(token, 200,
	    "{\"access_token\":\"T1\",\"expires_in\":1799,\"refresh_token\":\"R1\"}", 0, NULL);
	assert_asks(token,
	    "grant_type=refresh_token&refresh_token=R1&client_id=c&client_secret=s&"
	    "scope=useraccount");
	assert_int_equal(
	    take(token, 200, "{\"access_token\":\"T2\",\"expires_in\":1799}", 0, NULL),
	    OAUTH_GOOD);
	assert_int_equal(
	    take(token, 401,
		"{\"error_description\":\"access_denied\",\"error\":\"server_error\"}", 0,
		NULL),
	    OAUTH_AGAIN);
	assert_asks(token, "grant_type=password&username=casegate&password=p%20w&client_id=c&"
			   "client_secret=s&scope=useraccount");
	assert_int_equal(
	    take(token, 401,
		"{\"error_description\":\"access_denied\",\"error\":\"server_error\"}", 0,
		&error),
	    OAUTH_REFUSED);
	assert_string_equal(error->message, "the login is refused: 401 access_denied");
}

static void
other_answers(void **state)
{
	static const struct {
		long status;
		const char *answer;
		OauthAnswer expected;
	} ANSWERS[] = {
	    {401,
		"{\"error\":{\"message\":\"User Not "
		"Authenticated\",\"detail\":null},\"status\":\"failure\"}",
		OAUTH_REFUSED},
	    {400, "{\"error\":\"invalid_client\"}", OAUTH_REFUSED},
	    {401, "<html>", OAUTH_NONSENSE},
	    {429, "{}", OAUTH_NONSENSE},
	    {500, "{}", OAUTH_NONSENSE},
	    {200, "<html>", OAUTH_NONSENSE},
	    {200, "{\"access_token\":\"\"}", OAUTH_NONSENSE},
	    {200, "{\"access_token\":\"a\\r\\nX: y\"}", OAUTH_NONSENSE},
	    {200, "", OAUTH_NONSENSE},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
		g_autoptr(OauthToken) token = oauth_token_new(&CLIENT);
		g_autoptr(GError) error = NULL;

		if (take(token, ANSWERS[i].status, ANSWERS[i].answer, 0, &error) !=
			ANSWERS[i].expected ||
		    error == NULL)
			fail_msg("%ld %s", ANSWERS[i].status, ANSWERS[i].answer);
		assert_null(oauth_token_get(token, 0));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_grant_asks_in_a_form),
	    cmocka_unit_test(it_is_good_until_just_before_its_end),
	    cmocka_unit_test(a_refused_one_is_forgotten_once),
	    cmocka_unit_test(a_refresh_token_is_used_while_it_is_taken),
	    cmocka_unit_test(other_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
