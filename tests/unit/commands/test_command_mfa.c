/* SPDX-License-Identifier: Apache-2.0 */
/* The QR codes themselves are read in tests/e2e/test_mfa.py. */
#include "tests/unit/factor_fixture.h"
#include "tests/unit/served_fixture.h"

#include <sysexits.h>

static const Subcommand *
enroll_subcommand(void)
{
	return &command_mfa.subcommands[0];
}

/* What is drawn where these columns are, or NULL. Caller owns. */
static char *
finish(const char *line, const char *served_text, int columns, GError **error)
{
	g_auto(Call) call = {0};
	g_autoptr(GBytes) text = g_bytes_new(served_text, strlen(served_text));
	g_autoptr(GBytes) made = NULL;
	gsize size = 0;
	const char *out = NULL;

	served_parse(&command_mfa, line, &call);
	call_set_number(&call, "width", columns);
	made = enroll_subcommand()->finish(&call, text, error);
	if (made == NULL)
		return NULL;
	out = g_bytes_get_data(made, &size);
	return g_strndup(out, size);
}

static void
an_app_is_enrolled_confirmed_and_reset(void **state)
{
	Desk *desk = *state;
	App app = {.contact = desk_know(desk, ELS)};
	g_autofree char *secret = NULL;
	g_autofree char *line = NULL;
	g_autofree char *code = NULL;
	g_autoptr(Factor) factor = NULL;

	assert_int_equal(
	    served(desk, &command_mfa, "mfa enroll ELS@klant.example", &secret), 0);
	assert_true(
	    g_str_has_prefix(secret, ELS "\notpauth://totp/Servicedesk:" ELS "?secret="));
	must(factor_get(desk->context->spool, app.contact, &factor, &error));
	assert_true(factor_secret_open(desk->context, factor, app.secret));
	code = app_code(&app, NOW);
	line = g_strdup_printf("mfa confirm %s %s", ELS, code);
	assert_served(desk, &command_mfa, "mfa list --json", 0, "\"state\": \"pending\"");
	assert_served(desk, &command_mfa, line, 0, ELS ": the app counts from now on");
	assert_served(desk, &command_contact, "contact show " ELS, 0,
	    "app       active since 2026-11-23T10:02:00Z");
	assert_served(desk, &command_mfa, line, 1, "the app of " ELS " is active");
	assert_served(desk, &command_mfa, "mfa enroll " ELS, 1, "has an app already");
	assert_served(desk, &command_mfa, "mfa list", 0, "active");
	assert_served(desk, &command_mfa, "mfa reset " ELS " --json", 0, "\"state\": \"none\"");
	assert_served(desk, &command_mfa, "mfa reset " ELS, 1, "has no app");
	assert_served(desk, &command_contact, "contact show " ELS, 0, "app       none");
	assert_served(desk, &command_contact, "contact show " ELS, 0, "app: reset by ");
	assert_served(
	    desk, &command_contact, "contact show " ELS " --json", 0, "\"app\": null");
	assert_letters(
	    desk, "mfa-enrolled to els@klant.example, mfa-reset to els@klant.example");
}

static void
the_list_holds_no_secret(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;
	json_t *list = NULL;
	const char *key = NULL;
	json_t *value = NULL;
	g_autoptr(GString) keys = g_string_new(NULL);

	desk_app(desk, ELS);
	assert_int_equal(served(desk, &command_mfa, "mfa list --json", &text), 0);
	list = json_loads(text, 0, NULL);
	assert_int_equal(json_array_size(list), 1);
	json_object_foreach (json_array_get(list, 0), key, value)
		g_string_append_printf(keys, "%s ", key);
	assert_string_equal(keys->str, "schema address name state since used wrong ");
	json_decref(list);
}

static void
what_is_no_code_or_no_contact_is_refused(void **state)
{
	Desk *desk = *state;

	assert_served(desk, &command_mfa, "mfa enroll x@y.example", 1, "there is no contact");
	assert_served(desk, &command_mfa, "mfa reset x@y.example", 1, "there is no contact");
	assert_served(desk, &command_mfa, "mfa confirm x@y.example 12345", EX_USAGE,
	    "a code is 6 digits");
	desk_know(desk, ELS);
	assert_served(desk, &command_mfa, "mfa confirm " ELS " 123456", 1, "has no app");
	assert_served(desk, &command_mfa, "mfa enroll " ELS " --json", EX_USAGE, "--png FILE");
}

static void
the_code_is_drawn_where_it_fits(void **state)
{
	static const char SERVED[] = ELS "\notpauth://totp/Desk:els?secret=ABCDEFGH";
	g_autoptr(GError) error = NULL;
	g_autofree char *drawn = finish("mfa enroll " ELS, SERVED, 80, NULL);
	g_autofree char *narrow = finish("mfa enroll " ELS, SERVED, 20, &error);

	(void)state;
	assert_non_null(strstr(drawn, "\xe2\x96\x80"));
	assert_non_null(strstr(drawn, "casegate mfa confirm " ELS " CODE"));
	assert_null(strstr(drawn, "otpauth"));
	assert_null(narrow);
	assert_non_null(strstr(error->message, "the terminal has 20 columns"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(an_app_is_enrolled_confirmed_and_reset),
	    desk_test(the_list_holds_no_secret),
	    desk_test(what_is_no_code_or_no_contact_is_refused),
	    cmocka_unit_test(the_code_is_drawn_where_it_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
