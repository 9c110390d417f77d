/* SPDX-License-Identifier: Apache-2.0 */
/* Logins, and a token that is renewed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/servicenow_session.h"
#include "tests/unit/http_fixture.h"

#define TURNS 200

typedef struct {
	int good;
	int others;
	ServicenowClass class;
	char *words;
} Came;

static void
on_answer(const ServicenowAnswer *answer, void *data)
{
	Came *came = data;

	if (answer->class == SERVICENOW_GOOD)
		came->good++;
	else
		came->others++;
	came->class = answer->class;
	g_free(came->words);
	came->words = g_strdup(answer->words);
}

/* Sends so many requests at once to a server of these steps, and compares how many came out well. */
static void
play(const HttpStep *steps, ConfigDesk *config, int requests, Came *came)
{
	HttpFixture server = http_fixture_start(steps);
	CurlLibrary curl;
	ServicenowAccount account = {.curl = &curl,
	    .config = config,
	    .secret = "secret",
	    .password = "password",
	    .wait_ms = 5000};
	g_autoptr(ServicenowSession) session = NULL;

	config->url = server.url;
	config->parallel = 2;
	assert_true(curl_library_load(&curl, NULL));
	session = servicenow_session_new(&account, NULL);
	assert_non_null(session);
	for (int i = 0; i < requests; i++)
		servicenow_session_send(session,
		    &(ServicenowRequest){.method = "GET", .path = "/api/x"}, on_answer, came);
	assert_int_equal(came->good + came->others, 0);
	for (int i = 0; i < TURNS && came->good + came->others < requests; i++)
		servicenow_session_run(session, -1, 100);
	assert_int_equal(came->good + came->others, requests);
	http_fixture_end(&server);
}

static void
a_login_is_in_each_request(void **state)
{
	static const HttpStep BASIC[] = {
	    {.expect = "GET /api/x ",
		.has = "\r\nAuthorization: Basic dXNlcjpwYXNzd29yZA==\r\n",
		.status = 200,
		.answer = "{\"result\":[]}"},
	    {0}};
	static const HttpStep KEY[] = {{.expect = "GET /api/x ",
					   .has = "\r\nx-sn-apikey: secret\r\n",
					   .status = 200,
					   .answer = "{\"result\":[]}"},
	    {0}};
	ConfigDesk config = {.login = DESK_LOGIN_BASIC, .user = {.user = (char *)"user"}};
	Came came = {0};

	(void)state;
	play(BASIC, &config, 1, &came);
	assert_int_equal(came.good, 1);
	config.login = DESK_LOGIN_KEY;
	came = (Came){0};
	play(KEY, &config, 1, &came);
	assert_int_equal(came.good, 1);
}

#define TOKEN(grant, token)                                                                   \
	{                                                                                     \
		.expect = "POST /oauth_token.do ", .has = "grant_type=" grant, .status = 200, \
		.answer = "{\"access_token\":\"" token "\",\"expires_in\":1799}"              \
	}
#define ANSWER(token, code, json)                                                          \
	{                                                                                  \
		.expect = "GET /api/x ", .has = "\r\nAuthorization: Bearer " token "\r\n", \
		.status = (code), .answer = (json)                                         \
	}
#define GOOD_JSON "{\"result\":[]}"
#define BAD_JSON "{\"error\":{\"message\":\"User Not Authenticated\"}}"

static void
a_token_is_asked_for_once_for_all(void **state)
{
	static const HttpStep STEPS[] = {TOKEN("client_credentials", "T1"),
	    ANSWER("T1", 200, GOOD_JSON), ANSWER("T1", 200, GOOD_JSON),
	    ANSWER("T1", 200, GOOD_JSON), {0}};
	ConfigDesk config = {.login = DESK_LOGIN_CLIENT, .client_id = (char *)"c"};
	Came came = {0};

	(void)state;
	play(STEPS, &config, 3, &came);
	assert_int_equal(came.good, 3);
}

static void
a_token_that_is_refused_is_renewed(void **state)
{
	static const HttpStep STEPS[] = {TOKEN("password", "T1"), ANSWER("T1", 401, BAD_JSON),
	    TOKEN("password", "T2"), ANSWER("T2", 200, GOOD_JSON), {0}};
	ConfigDesk config = {.login = DESK_LOGIN_PASSWORD,
	    .client_id = (char *)"c",
	    .user = {.user = (char *)"user"}};
	Came came = {0};

	(void)state;
	play(STEPS, &config, 1, &came);
	assert_int_equal(came.good, 1);
}

static void
a_login_that_is_refused_is_not_tried_for_ever(void **state)
{
	static const HttpStep TWICE[] = {TOKEN("client_credentials", "T1"),
	    ANSWER("T1", 401, BAD_JSON), TOKEN("client_credentials", "T2"),
	    ANSWER("T2", 401, BAD_JSON), {0}};
	static const HttpStep NONE[] = {
	    {.expect = "POST /oauth_token.do ",
		.status = 401,
		.answer =
		    "{\"error_description\":\"access_denied\",\"error\":\"server_error\"}"},
	    {0}};
	static const HttpStep PAGE[] = {{.expect = "POST /oauth_token.do ",
					    .status = 200,
					    .headers = "Content-Type: text/html\r\n",
					    .answer = "<p>"},
	    {0}};
	static const HttpStep CUT[] = {
	    {.expect = "POST /oauth_token.do ", .how = HTTP_STEP_CUTS}, {0}};
	static const struct {
		const HttpStep *steps;
		int requests;
		ServicenowClass class;
	} CASES[] = {{TWICE, 1, SERVICENOW_LOGIN}, {NONE, 3, SERVICENOW_LOGIN},
	    {PAGE, 2, SERVICENOW_ASLEEP}, {CUT, 2, SERVICENOW_DOWN}};
	ConfigDesk config = {.login = DESK_LOGIN_CLIENT, .client_id = (char *)"c"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Came came = {0};

		play(CASES[i].steps, &config, CASES[i].requests, &came);
		assert_int_equal(came.good, 0);
		assert_int_equal(came.class, CASES[i].class);
		assert_non_null(came.words);
		assert_null(strstr(came.words, "secret"));
		g_free(came.words);
	}
}

static void
a_login_lacks_something(void **state)
{
	static const DeskLoginKind KINDS[] = {
	    DESK_LOGIN_CLIENT, DESK_LOGIN_PASSWORD, DESK_LOGIN_BASIC, DESK_LOGIN_KEY};
	CurlLibrary curl;

	(void)state;
	assert_true(curl_library_load(&curl, NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
		ConfigDesk config = {
		    .url = (char *)"https://desk.example", .login = KINDS[i], .parallel = 1};
		ServicenowAccount account = {.curl = &curl, .config = &config};
		g_autoptr(GError) error = NULL;

		assert_null(servicenow_session_new(&account, &error));
		assert_non_null(error);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_login_is_in_each_request),
	    cmocka_unit_test(a_token_is_asked_for_once_for_all),
	    cmocka_unit_test(a_token_that_is_refused_is_renewed),
	    cmocka_unit_test(a_login_that_is_refused_is_not_tried_for_ever),
	    cmocka_unit_test(a_login_lacks_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
