/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/factor_fixture.h"

#define STEP INT64_C(30000)

static void
assert_check(const Desk *desk, const App *app, const char *digits, int64_t came_ms,
    FactorCodeResult wanted)
{
	FactorCodeResult result = FACTOR_CODE_NONE;

	must(factor_code_check(desk->context, app->contact, digits, came_ms, &result, &error));
	assert_int_equal(result, wanted);
}

/* The code of the one time, in a mail that came at the other. */
static void
assert_code_of(
    const Desk *desk, const App *app, int64_t of_ms, int64_t came_ms, FactorCodeResult wanted)
{
	g_autofree char *code = app_code(app, of_ms);

	assert_check(desk, app, code, came_ms, wanted);
}

/* Each of them alone: one that was taken ends those before it. */
static void
twenty_steps_before_and_one_after_are_taken(void **state)
{
	static const struct {
		int from, to;
		FactorCodeResult wanted;
	} ROWS[] = {
	    {-40, -21, FACTOR_CODE_WRONG},
	    {-20, 1, FACTOR_CODE_RIGHT},
	    {2, 20, FACTOR_CODE_WRONG},
	};
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		for (int step = ROWS[i].from; step <= ROWS[i].to; step++)
			assert_code_of(desk, &app, NOW + step * STEP, NOW, ROWS[i].wanted);
}

static void
a_step_is_taken_once_and_none_before_it(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_RIGHT);
	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_WRONG);
	assert_code_of(desk, &app, NOW - STEP, NOW, FACTOR_CODE_WRONG);
	assert_code_of(desk, &app, NOW + STEP, NOW + STEP, FACTOR_CODE_RIGHT);
	assert_code_of(desk, &app, NOW + STEP, NOW + STEP, FACTOR_CODE_WRONG);
}

/* It counts when the mail came, not when it is read. */
static void
a_mail_that_waited_for_days_has_the_code_of_its_time(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	desk->context->now_ms = NOW + 3 * DAY;
	assert_code_of(desk, &app, NOW, NOW + 5 * STEP, FACTOR_CODE_RIGHT);
	assert_code_of(desk, &app, NOW + 2 * DAY, NOW, FACTOR_CODE_WRONG);
}

static void
what_is_undone_was_not_taken(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	must(spool_mark(desk->context->spool, &error));
	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_RIGHT);
	must(spool_undo(desk->context->spool, &error));
	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_RIGHT);
}

static void
who_has_no_app_that_counts_has_no_code(void **state)
{
	Desk *desk = *state;
	App app = {.contact = desk_know(desk, ELS)};
	bool used = true;

	assert_check(desk, &app, "123456", NOW, FACTOR_CODE_NONE);
	must(factor_secret_make(desk->context, app.contact, app.secret, &error));
	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_NONE);
	must(factor_code_is_used(desk->context, app.contact, &used, &error));
	assert_false(used);
	must(factor_set_state(desk->context->spool, app.contact, FACTOR_ACTIVE, NOW, &error));
	must(factor_code_is_used(desk->context, app.contact, &used, &error));
	assert_true(used);
	must(factor_set_state(desk->context->spool, app.contact, FACTOR_LOCKED, NOW, &error));
	must(factor_code_is_used(desk->context, app.contact, &used, &error));
	assert_true(used);
}

static void
a_code_of_another_is_wrong(void **state)
{
	Desk *desk = *state;
	const App els = desk_app(desk, ELS);
	const App piet = desk_app(desk, PIET);
	g_autofree char *code = app_code(&piet, NOW);

	assert_check(desk, &els, code, NOW, FACTOR_CODE_WRONG);
	assert_check(desk, &piet, code, NOW, FACTOR_CODE_RIGHT);
}

static void
three_that_died_within_a_day_lock_it(void **state)
{
	static const struct {
		int64_t after_ms[3];
		FactorState wanted;
	} ROWS[] = {
	    {{0, 0, 0}, FACTOR_LOCKED},
	    {{0, HOUR, DAY}, FACTOR_LOCKED},
	    {{0, HOUR, DAY + 1}, FACTOR_ACTIVE},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		Desk *desk = *state;
		g_autofree char *address = g_strdup_printf("els%zu@klant.example", i);
		const App app = desk_app(desk, address);

		for (int dead = 0; dead < 3; dead++) {
			assert_int_equal(app_state(desk, &app), FACTOR_ACTIVE);
			desk->context->now_ms = NOW + ROWS[i].after_ms[dead];
			must(factor_code_died(desk->context, app.contact, &error));
		}
		assert_int_equal(app_state(desk, &app), ROWS[i].wanted);
	}
}

static void
one_that_is_locked_stays_so_and_its_people_are_told_once(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	for (int dead = 0; dead < 5; dead++)
		must(factor_code_died(desk->context, app.contact, &error));
	assert_letters(
	    desk, "mfa-locked to els@klant.example, mfa-locked-desk to sanne@desk.example");
	desk->context->now_ms = NOW + 30 * DAY;
	assert_code_of(desk, &app, NOW + 30 * DAY, NOW + 30 * DAY, FACTOR_CODE_LOCKED);
	assert_letters(desk, "none");
}

/* Four tries of five, again and again, would never kill a step up. */
static void
fifty_wrong_codes_lock_it_however_they_are_spread(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *wrong = app_wrong_code(&app);

	for (int i = 0; i < 49; i++) {
		desk->context->now_ms += HOUR / 3;
		assert_check(desk, &app, wrong, NOW, FACTOR_CODE_WRONG);
		assert_check(desk, &app, "no code", NOW, FACTOR_CODE_WRONG);
	}
	assert_check(desk, &app, wrong, NOW, FACTOR_CODE_LOCKED);
	assert_int_equal(app_state(desk, &app), FACTOR_LOCKED);
	assert_letters(
	    desk, "mfa-locked to els@klant.example, mfa-locked-desk to sanne@desk.example");
}

static void
a_right_code_begins_the_count_anew(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *wrong = app_wrong_code(&app);

	for (int i = 0; i < 49; i++)
		assert_check(desk, &app, wrong, NOW, FACTOR_CODE_WRONG);
	must(factor_code_died(desk->context, app.contact, &error));
	must(factor_code_died(desk->context, app.contact, &error));
	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_RIGHT);
	must(factor_code_died(desk->context, app.contact, &error));
	assert_check(desk, &app, wrong, NOW, FACTOR_CODE_WRONG);
	assert_int_equal(app_state(desk, &app), FACTOR_ACTIVE);
}

/* The key was lost and made anew: a mail with a code is decided all the same. */
static void
one_that_no_key_opens_is_as_if_it_was_locked(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);

	desk->context->keys.current[0] ^= 1;
	assert_code_of(desk, &app, NOW, NOW, FACTOR_CODE_LOCKED);
	assert_int_equal(app_state(desk, &app), FACTOR_ACTIVE);
	must(factor_code_died(desk->context, desk_know(desk, PIET), &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(twenty_steps_before_and_one_after_are_taken),
	    desk_test(a_step_is_taken_once_and_none_before_it),
	    desk_test(a_mail_that_waited_for_days_has_the_code_of_its_time),
	    desk_test(what_is_undone_was_not_taken),
	    desk_test(who_has_no_app_that_counts_has_no_code),
	    desk_test(a_code_of_another_is_wrong),
	    desk_test(three_that_died_within_a_day_lock_it),
	    desk_test(one_that_is_locked_stays_so_and_its_people_are_told_once),
	    desk_test(fifty_wrong_codes_lock_it_however_they_are_spread),
	    desk_test(a_right_code_begins_the_count_anew),
	    desk_test(one_that_no_key_opens_is_as_if_it_was_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
