/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/code_fixture.h"

static void
what_nobody_confirms_is_for_a_person(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	int64_t next_ms = 0;

	assert_letters(desk, "step-up to " ELS);
	desk_tell(desk);
	assert_letters(desk, "none");
	must(code_waiting_sent(desk->context, letter->id, &error));
	must(desk_next_deadline(desk->context, &next_ms, &error));
	assert_int_equal(next_ms, desk->context->now_ms + CODE_WAITING_LASTS_MS);
	desk->context->now_ms = next_ms - 1;
	must(desk_deadlines(desk->context, 10, &error));
	assert_held(desk, 1, "it waits for the code that its sender was sent");
	desk->context->now_ms = next_ms;
	must(desk_deadlines(desk->context, 10, &error));
	assert_held(desk, 1, "it waited for a code, and none came in time");
	desk_tell(desk);
	assert_letters(desk, "notification-held to sanne@desk.example");
}

static void
a_letter_that_never_leaves_is_not_waited_for(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);

	(void)letter;
	desk->context->now_ms += DAY;
	must(desk_deadlines(desk->context, 10, &error));
	assert_held(desk, 1, "it waited for a code, and none came in time");
}

/* Three that died within a day: none is asked or taken of that contact until the day is over. */
static void
too_many_dead_lock_it(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autoptr(Letter) last = NULL;
	g_autofree char *code = NULL, *became = NULL, *later = NULL;
	bool locked = true;

	for (int i = 0; i < CODE_WAITING_DEAD_MOST; i++) {
		g_autoptr(StepUp) step_up = NULL;

		must(code_waiting_is_locked(desk->context, 1, &locked, &error));
		assert_false(locked);
		if (i > 0) {
			must(mail_retry(desk->context->spool, 1, &error));
			g_free(decide_again(desk, 1, &CARD_POST));
		}
		must(step_up_find(desk->context->spool, 0, 1, &step_up, &error));
		step_up->state = STEP_UP_DEAD;
		must(code_waiting_give_up(desk->context, step_up, &error));
	}
	last = newest_letter(desk);
	code = code_of(desk, last);
	answer_becomes(desk, last, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code after too many wrong ones");
	must(mail_retry(desk->context->spool, 1, &error));
	became = decide_again(desk, 1, &CARD_POST);
	assert_string_equal(became, "hold");
	assert_held(desk, 1,
	    "what it wants needs a code, and of late its sender gave too many wrong ones");
	desk->context->now_ms += DAY + 1;
	must(mail_retry(desk->context->spool, 1, &error));
	later = decide_again(desk, 1, &CARD_POST);
	assert_string_equal(later, WAITS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    code_test(what_nobody_confirms_is_for_a_person),
	    code_test(a_letter_that_never_leaves_is_not_waited_for),
	    code_test(too_many_dead_lock_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
