/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/config/config_read.h"

#define WHO "client_id: c, token_file: /t/tokens"

/* Each mistake on a line. Caller owns. */
static char *
read_oauth(const char *text, ConfigOauth **ret_oauth)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document = yaml_parse("y", text, strlen(text), diagnostics);
	g_autoptr(GString) texts = g_string_new(NULL);

	*ret_oauth = NULL;
	config_read_oauth(yaml_top(document), NULL, ret_oauth);
	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *one = diagnostics->pdata[i];

		g_string_append_printf(texts, "%s, expected %s\n", one->found, one->expected);
	}
	return g_string_free(g_steal_pointer(&texts), FALSE);
}

static void
of_known_providers_all_is_known(void **state)
{
	static const struct {
		const char *text, *device, *authorize, *token, *scope;
	} CASES[] = {
	    {"{provider: microsoft, tenant: desk.example, " WHO "}",
		"https://login.microsoftonline.com/desk.example/oauth2/v2.0/devicecode", NULL,
		"https://login.microsoftonline.com/desk.example/oauth2/v2.0/token",
		"https://outlook.office.com/IMAP.AccessAsUser.All "
		"https://outlook.office.com/SMTP.Send offline_access"},
	    {"{provider: {authorize_url: https://a.example/x, token_url: "
	     "'HTTPS://t.example:8443/y', scope: mail}, " WHO "}",
		NULL, "https://a.example/x", "https://t.example:8443/y", "mail"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		ConfigOauth *oauth = NULL;
		g_autofree char *texts = read_oauth(CASES[i].text, &oauth);

		assert_string_equal(texts, "");
		assert_int_equal(g_strcmp0(oauth->device_url, CASES[i].device), 0);
		assert_int_equal(g_strcmp0(oauth->authorize_url, CASES[i].authorize), 0);
		assert_string_equal(oauth->token_url, CASES[i].token);
		assert_string_equal(oauth->scope, CASES[i].scope);
		assert_string_equal(oauth->client_id, "c");
		assert_string_equal(oauth->token_file, "/t/tokens");
		config_oauth_free(oauth);
	}
}

static void
each_mistake_is_named(void **state)
{
	static const char FORM[] = "microsoft, google, or {device_url: or authorize_url: HTTPS "
				   "URL, token_url: HTTPS URL, scope: TEXT}\n";
	static const struct {
		const char *text, *expected;
	} CASES[] = {
	    {"{provider: yahoo, " WHO "}", "'yahoo', expected "},
	    {"{provider: microsoft, " WHO "}",
		"'provider: microsoft' without it, expected 'tenant' here: the id of your "
		"directory, or a domain of it\n"},
	    {"{provider: google, " WHO "}",
		"'provider: google' without it, expected 'client_secret_file' here, with the "
		"secret beside its id\n"},
	    {"{provider: google, tenant: x, client_secret_file: /none, " WHO "}",
		"'tenant', expected it with 'provider: microsoft' only\n"
		"/none: No such file or directory, expected a file with the secret\n"},
	    {"{provider: {token_url: https://t.example/y, scope: s}, " WHO "}",
		"neither, expected one of device_url, authorize_url\n"},
	    {"{provider: {device_url: https://d.example/, authorize_url: http://a.example/x, "
	     "token_url: https://t.example, scope: s}, " WHO "}",
		"'https://d.example/', expected https://HOST[:PORT], or http:// (plain) to "
		"this machine, with a path\n"
		"'http://a.example/x', expected https:// to another machine (plain text goes "
		"only to 127.0.0.1, ::1 and localhost)\n"
		"'https://t.example', expected https://HOST[:PORT], or http:// (plain) to "
		"this machine, with a path\n"},
	    {"{provider: microsoft, tenant: x, ca_file: /none, " WHO "}",
		"no file '/none', expected a file of certificates (PEM)\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		ConfigOauth *oauth = NULL;
		g_autofree char *texts = read_oauth(CASES[i].text, &oauth);
		g_autofree char *expected =
		    g_strconcat(CASES[i].expected, i == 0 ? FORM : "", NULL);

		assert_string_equal(texts, expected);
		config_oauth_free(oauth);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(of_known_providers_all_is_known),
	    cmocka_unit_test(each_mistake_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
