/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/net/oauth_browser.h"

static void
each_sign_in_has_a_page_of_its_own(void **state)
{
	g_auto(OauthBrowser) one = oauth_browser_begin("https://a.example/x", "c d", "mail");
	g_auto(OauthBrowser) two = oauth_browser_begin("https://a.example/x", "c d", "mail");

	(void)state;
	assert_true(g_str_has_prefix(one.page,
	    "https://a.example/x?response_type=code&client_id=c%20d&redirect_uri=http%3A%2F%"
	    "2F127.0.0.1%3A47325%2F&scope=mail&state="));
	assert_non_null(strstr(one.page, "&code_challenge_method=S256"));
	assert_null(strstr(one.page, one.verifier));
	assert_int_equal(strlen(one.verifier), 43); /* RFC 7636, 4.1 */
	assert_string_not_equal(one.state, two.state);
	assert_string_not_equal(one.verifier, two.verifier);
}

static void
the_code_comes_back_in_an_address(void **state)
{
	OauthBrowser browser = {.state = (char *)"s"};
	static const struct {
		const char *address, *code, *why;
	} CASES[] = {
	    {OAUTH_BROWSER_REDIRECT "?state=s&code=4%2F0x", "4/0x", NULL},
	    {OAUTH_BROWSER_REDIRECT "?code=c&state=s&scope=https://mail.google.com/", "c",
		NULL},
	    {OAUTH_BROWSER_REDIRECT "?state=t&code=c", NULL, "of another sign-in"},
	    {OAUTH_BROWSER_REDIRECT "?state=s&error=access_denied", NULL,
		"refused there: access_denied"},
	    {OAUTH_BROWSER_REDIRECT "?state=s", NULL, "no code in that address"},
	    {"https://a.example/?state=s&code=c", NULL, "not the address of the page"},
	    {"c", NULL, "not the address of the page"},
	    {"", NULL, "not the address of the page"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *code = oauth_browser_code(&browser, CASES[i].address, &error);

		assert_int_equal(g_strcmp0(code, CASES[i].code), 0);
		if (CASES[i].why != NULL)
			assert_non_null(strstr(error->message, CASES[i].why));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_sign_in_has_a_page_of_its_own),
	    cmocka_unit_test(the_code_comes_back_in_an_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
