/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/factor_change.h"

#include "gateway/util/error.h"
#include "tests/unit/factor_fixture.h"

#define STEP INT64_C(30000)

static Contact *
contact_of(const Desk *desk, int64_t id)
{
	Contact *contact = NULL;

	must(contact_get(desk->context->spool, id, &contact, &error));
	return contact;
}

static void
assert_refused(bool good, GError **wrong, const char *words)
{
	assert_false(good);
	if (!g_error_matches(*wrong, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED) ||
	    strstr((*wrong)->message, words) == NULL)
		fail_msg("%s", (*wrong)->message);
	g_clear_error(wrong);
}

/* The app as it was scanned. */
static App
enroll(const Desk *desk, const Contact *contact)
{
	App app = {.contact = contact->id};
	g_autoptr(Factor) factor = NULL;
	g_autofree char *uri = NULL;
	g_autofree char *expected = NULL;

	must(factor_change_enroll(desk->context, contact, &uri, &error));
	must(factor_get(desk->context->spool, contact->id, &factor, &error));
	assert_true(factor_secret_open(desk->context, factor, app.secret));
	expected = totp_uri(app.secret, "Servicedesk", contact->address);
	assert_string_equal(uri, expected);
	return app;
}

static void
confirm_at(const Desk *desk, const Contact *contact, const App *app, int64_t of_ms, bool wanted)
{
	g_autofree char *code = app_code(app, of_ms);
	g_autoptr(GError) error = NULL;

	assert_int_equal(factor_change_confirm(desk->context, contact, code, &error), wanted);
}

static void
an_app_counts_from_its_first_code_on(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) els = contact_of(desk, desk_know(desk, ELS));
	App before = enroll(desk, els);
	App app = enroll(desk, els);
	FactorCodeResult result = FACTOR_CODE_RIGHT;
	g_autofree char *code = app_code(&app, NOW);
	GError *wrong = NULL;
	char *uri = NULL;

	assert_letters(desk, "none");
	confirm_at(desk, els, &before, NOW, false);
	must(factor_code_check(desk->context, els->id, code, NOW, &result, &error));
	assert_int_equal(result, FACTOR_CODE_NONE);
	confirm_at(desk, els, &app, NOW, true);
	assert_int_equal(app_state(desk, &app), FACTOR_ACTIVE);
	assert_letters(desk, "mfa-enrolled to els@klant.example");
	must(factor_code_check(desk->context, els->id, code, NOW, &result, &error));
	assert_int_equal(result, FACTOR_CODE_WRONG);
	assert_refused(factor_change_confirm(desk->context, els, code, &wrong), &wrong,
	    "the app of els@klant.example is active");
	assert_refused(factor_change_enroll(desk->context, els, &uri, &wrong), &wrong,
	    "has an app already");
}

static void
what_it_shows_about_now_confirms_it(void **state)
{
	static const struct {
		int step;
		bool good;
	} ROWS[] = {{-5, false}, {-4, false}, {-3, true}, {0, true}, {1, true}, {2, false}};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *address = g_strdup_printf("els%zu@klant.example", i);
		g_autoptr(Contact) contact = contact_of(desk, desk_know(desk, address));
		App app = {0};

		do
			app = enroll(desk, contact);
		while (!app_is_distinct(&app));
		confirm_at(desk, contact, &app, NOW + ROWS[i].step * STEP, ROWS[i].good);
	}
}

static void
it_is_taken_away_in_every_state(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) els = contact_of(desk, desk_know(desk, ELS));
	GError *wrong = NULL;
	App app = {0};

	assert_refused(
	    factor_change_confirm(desk->context, els, "123456", &wrong), &wrong, "has no app");
	for (int i = FACTOR_PENDING; i < FACTOR_STATES; i++) {
		app = enroll(desk, els);
		must(factor_set_state(
		    desk->context->spool, els->id, (FactorState)i, NOW, &error));
		must(factor_change_reset(desk->context, els, &error));
		assert_letters(
		    desk, i == FACTOR_PENDING ? "none" : "mfa-reset to els@klant.example");
	}
	assert_false(factor_change_reset(desk->context, els, &wrong));
	assert_true(g_error_matches(wrong, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
	g_error_free(wrong);
	assert_int_equal(app.contact, els->id);
}

static void
who_is_unverified_gets_none(void **state)
{
	Desk *desk = *state;
	g_autoptr(Contact) stranger = NULL;
	const ContactDetails details = {.address = "x@elsewhere.example"};
	GError *wrong = NULL;
	char *uri = NULL;

	must(contact_meet(desk->context->spool, &details, NOW, &stranger, &error));
	assert_refused(factor_change_enroll(desk->context, stranger, &uri, &wrong), &wrong,
	    "is unverified");
	assert_null(uri);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(an_app_counts_from_its_first_code_on),
	    desk_test(what_it_shows_about_now_confirms_it),
	    desk_test(it_is_taken_away_in_every_state),
	    desk_test(who_is_unverified_gets_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
