/* SPDX-License-Identifier: Apache-2.0 */
/* One answer each, in its sandbox; a whole sign-in is in tests/e2e/test_oauth.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/http_fixture.h"
#include "tests/unit/worker_peer.h"

static GVariant *
settings_for(const char *url, const char *grant)
{
	g_autofree char *text =
	    g_strdup_printf("{'token_url': <'%s/token'>, 'device_url': <'%s/device'>, "
			    "'client_id': <'c'>, 'scope': <'mail'>, %s 'wait_ms': <int64 300>}",
		url, url, grant);

	return g_variant_new_parsed(text);
}

static void
each_answer_is_told(void **state)
{
	static const char REFRESH[] = "'refresh': <'r1'>,";
	static const struct {
		const char *grant;
		HttpStep step;
		const char *says;
		int status;
	} CASES[] = {
	    {REFRESH,
		{.expect = "POST /token ",
		    .has = "grant_type=refresh_token&refresh_token=r1&client_id=c&scope=mail",
		    .status = 200,
		    .answer =
			"{\"access_token\":\"a\",\"refresh_token\":\"r2\",\"expires_in\":9}"},
		"TOKEN ('a', 'r2', 9)", 0},
	    {"'code': <'k'>, 'verifier': <'v'>, 'redirect': <'http://127.0.0.1/'>,",
		{.expect = "POST /token ",
		    .has = "grant_type=authorization_code&code=k&code_verifier=v&redirect_uri="
			   "http%3A%2F%2F127.0.0.1%2F",
		    .status = 200,
		    .answer = "{\"access_token\":\"a\"}"},
		"TOKEN ('a', '', 1800)", 0},
	    {REFRESH, {.expect = "POST /token ", .how = HTTP_STEP_IS_SILENT},
		"TROUBLE (0x00, '127.0.0.1 gives no token: ", 75},
	    {REFRESH, {.expect = "POST /token ", .how = HTTP_STEP_CUTS},
		"TROUBLE (0x00, '127.0.0.1 gives no token: ", 75},
	    {REFRESH,
		{.expect = "POST /token ",
		    .status = 200,
		    .answer = "<html>",
		    .headers = "Content-Type: text/html\r\n"},
		"TROUBLE (0x00, '127.0.0.1 gives no token: it answered with 200')", 75},
	    {REFRESH,
		{.expect = "POST /token ",
		    .status = 400,
		    .answer = "{\"error\":\"invalid_grant\",\"error_description\":\"not r1\"}"},
		"TROUBLE (0x01, \"127.0.0.1 does not take the sign-in (any more), sign in "
		"again "
		"with 'casegate sign-in': (it repeats our secret)\")",
		78},
	    {"",
		{.expect = "POST /device ",
		    .has = "client_id=c&scope=mail",
		    .status = 400,
		    .answer = "{\"error\":\"invalid_scope\"}"},
		"TROUBLE (0x01, '127.0.0.1 gives no token, look at provider, client_id and its "
		"secret: invalid_scope: invalid_scope')",
		78},
	    {"",
		{.expect = "POST /device ",
		    .status = 200,
		    .answer = "{\"access_token\":\"a\"}"},
		"TROUBLE (0x00, '127.0.0.1 gives no token: it answered with 200')", 75},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const HttpStep steps[] = {CASES[i].step, {0}};
		HttpFixture server = http_fixture_start(steps);
		WorkerPeer peer =
		    worker_peer_start(oauth_worker, settings_for(server.url, CASES[i].grant));
		g_autofree char *said = worker_peer_print(&peer);

		if (!g_str_has_prefix(said, CASES[i].says))
			fail_msg("said %s, not %s", said, CASES[i].says);
		assert_int_equal(worker_peer_end(&peer), CASES[i].status);
		http_fixture_end(&server);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_answer_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
