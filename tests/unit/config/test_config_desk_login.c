/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/config_fixture.h"

static void
each_kind_is_known_by_its_keys(void **state)
{
	static const struct {
		const char *login;
		DeskLoginKind kind;
		const char *client, *user;
	} CASES[] = {
	    {"client_id: c1, client_secret_file: secret, scope: s", DESK_LOGIN_CLIENT, "c1",
		NULL},
	    {"client_id: c1, client_secret_credential: x, user: u, password_file: secret",
		DESK_LOGIN_PASSWORD, "c1", "u"},
	    {"user: u, password_file: secret", DESK_LOGIN_BASIC, NULL, "u"},
	    {"user: u, password_credential: p", DESK_LOGIN_BASIC, NULL, "u"},
	    {"api_key_file: secret", DESK_LOGIN_KEY, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *tickets =
		    g_strdup_printf("{servicenow: {" URL ", login: {%s}}}", CASES[i].login);
		g_autofree char *texts = NULL;
		g_autoptr(Config) config = load_with(tickets, "", &texts);

		assert_string_equal(texts, "");
		assert_int_equal(config->tickets->login, CASES[i].kind);
		assert_int_equal(g_strcmp0(config->tickets->client_id, CASES[i].client), 0);
		assert_int_equal(g_strcmp0(config->tickets->user.user, CASES[i].user), 0);
	}
}

static void
secrets_are_of_their_owner(void **state)
{
	g_autofree char *texts = NULL;
	g_autoptr(Config) config = load_with(
	    "{servicenow: {" URL ", login: {client_id: c, client_secret_file: secret, "
	    "user: u, password_credential: p}}}",
	    "", &texts);
	g_autofree char *secret = NULL;

	(void)state;
	assert_non_null(config);
	secret = config_password(&config->tickets->secret, NULL);
	assert_string_equal(secret, "geheim");
	assert_null(config->tickets->secret.user);
	assert_string_equal(config->tickets->user.credential, "p");
	assert_null(config->tickets->user.password_file);
}

static void
each_mistake_is_named(void **state)
{
	static const Mistake MISTAKES[] = {
	    {URL ", login: {}", NULL,
		"2: found no login, expected client_id and client_secret_file (OAuth), user "
		"and "
		"password_file, or api_key_file\n"},
	    {URL ", login: x", NULL, "2: found 'x', expected a map ('key: value' lines)\n"},
	    {URL ", login: {client_id: c}", NULL,
		"2: found 'client_id' without a secret, expected one of client_secret_file, "
		"client_secret_credential\n"},
	    {URL ", login: {client_secret_file: secret}", NULL,
		"2: found a secret without 'client_id', expected it with its secret\n"},
	    {URL ", login: {user: u}", NULL,
		"2: found 'user' without a secret, expected one of password_file, "
		"password_credential\n"},
	    {URL ", login: {user: u, password_file: secret, password_credential: p}", NULL,
		"2: found both, expected one of password_file, password_credential\n"},
	    {URL ", login: {user: u, password_file: secret, api_key_file: secret}", NULL,
		"2: found an API key beside another login, expected one login\n"},
	    {URL ", login: {api_key_file: open}", NULL,
		"2: found /open: others may read it (mode 0644): chmod 600 it, expected a file "
		"with the secret\n"},
	    {URL ", login: {api_key_file: none}", NULL,
		"2: found /none: No such file or directory, expected a file with the secret\n"},
	    {URL ", login: {user: u, password_file: secret, scope: s}", NULL,
		"2: found 'scope' without, expected it beside client_id\n"},
	    {URL ", login: {user: u, password: geheim}", NULL,
		"2: found 'user' without a secret, expected one of password_file, "
		"password_credential\n2: found unknown key 'password', expected one of "
		"client_id, client_secret_file, client_secret_credential, scope, user, "
		"password_file, password_credential, api_key_file, api_key_credential\n"},
	};

	(void)state;
	check_mistakes(MISTAKES, G_N_ELEMENTS(MISTAKES));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_is_known_by_its_keys),
	    cmocka_unit_test(secrets_are_of_their_owner),
	    cmocka_unit_test(each_mistake_is_named),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
