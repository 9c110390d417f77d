/* SPDX-License-Identifier: Apache-2.0 */
/* What comes of each answer to a letter that asks for a code. */
#include "tests/unit/code_fixture.h"

static void
the_right_one_lets_it_go_on(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *became = NULL;

	assert_letters(desk, "step-up to " ELS);
	assert_held(desk, 1, "it waits for the code that its sender was sent");
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
	assert_letters(desk, "none");
	became = decide_again(desk, 1, &CARD_POST);
	assert_string_equal(became, "file request REQ0000001");
	assert_state(desk, "REQ0000001", "awaiting approval");
}

static void
it_counts_once(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);

	answer_becomes(desk, letter, code, CONFIRMS);
	assert_letters(desk, "step-up to " ELS);
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: its code once more");
	assert_letters(desk, "step-up-expired to " ELS);
}

static void
five_wrong_ones_are_the_end(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *text = NULL;

	assert_letters(desk, "step-up to " ELS);
	for (int i = 1; i < CODE_WAITING_TRIES; i++) {
		g_autoptr(Letter) told = NULL;
		g_autofree char *left = g_strdup_printf("nog %d keer", CODE_WAITING_TRIES - i);

		answer_becomes(desk, letter, wrong_code(code), CONFIRMS);
		assert_mail(desk, MAIL_DONE, "mail 1: a wrong code");
		told = newest_letter(desk);
		assert_string_equal(told->name, "step-up-wrong");
		text = letter_whole(desk, told, true);
		assert_contains(text, left);
		g_clear_pointer(&text, g_free);
		assert_held(desk, 1, "it waits for the code that its sender was sent");
		desk->context->now_ms += MINUTE;
	}
	answer_becomes(desk, letter, wrong_code(code), CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a wrong code, and the last that it may have");
	assert_held(desk, 1, "it waited for a code, and too many wrong ones came");
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code after too many wrong ones");
	assert_held(desk, 1, "it waited for a code, and too many wrong ones came");
}

/* The letter that says so is as good to answer as the first. */
static void
a_second_try_by_the_newer_letter(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autoptr(Letter) told = NULL;

	answer_becomes(desk, letter, wrong_code(code), CONFIRMS);
	told = newest_letter(desk);
	answer_becomes(desk, told, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
}

static void
too_late(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);

	assert_letters(desk, "step-up to " ELS);
	must(code_waiting_sent(desk->context, letter->id, &error));
	desk->context->now_ms += 15 * MINUTE + 1;
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code, for which it does not wait any more");
	assert_held(desk, 1, "it waited for a code, and none came in time");
	assert_letters(desk, "step-up-expired to " ELS);
}

/* While the letter cannot leave, no time passes for who waits for it. */
static void
in_time_by_when_the_letter_left(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);

	desk->context->now_ms += 60 * MINUTE;
	must(code_waiting_deadlines(desk->context, 10, &error));
	must(code_waiting_sent(desk->context, letter->id, &error));
	desk->context->now_ms += 15 * MINUTE;
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
}

static void
from_another_address(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autoptr(Letter) told = NULL;
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *became = NULL;

	assert_letters(desk, "step-up to " ELS);
	desk_know(desk, PIET);
	became = answer_as(desk, letter, PIET, code);
	assert_string_equal(became, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code from somebody who was not asked");
	told = newest_letter(desk);
	assert_letters(desk, "step-up-wrong to " PIET);
	assert_held(desk, 1, "it waits for the code that its sender was sent");
	answer_becomes(desk, told, code, CONFIRMS); /* his letter, with her name in From */
	assert_mail(desk, MAIL_DONE, "mail 1: a code from somebody who was not asked");
	assert_held(desk, 1, "it waits for the code that its sender was sent");
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
}

/* What a person took out meanwhile stays out. */
static void
for_a_mail_that_is_gone(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);

	must(mail_discard(desk->context->spool, 1, "spam", &error));
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code, for which it does not wait any more");
}

static void
by_a_letter_that_was_replaced(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *became = NULL;
	g_autoptr(Letter) newer = NULL;

	must(mail_retry(desk->context->spool, 1, &error));
	became = decide_again(desk, 1, &CARD_POST);
	assert_string_equal(became, WAITS);
	newer = newest_letter(desk);
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code, for which it does not wait any more");
	g_free(code);
	code = code_of(desk, newer);
	answer_becomes(desk, newer, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
}

/* The token alone says who answers: not that the letter's id is named. */
static void
without_the_token(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *id = desk_id_of(desk, letter->id);

	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "Re: Bevestig",
	    .text = code, .answers = id);
	assert_held(desk, 1, "it waits for the code that its sender was sent");
}

/* What is no code is heard, without the code that it may repeat. */
static void
other_words_are_heard(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *text = g_strdup_printf("Waarvoor is %s?", code);

	answer_becomes(desk, letter, text, "open case CS0000001");
	assert_held(desk, 1, "it waits for the code that its sender was sent");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Waarvoor is [code]? (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n");
}

static void
a_machine_confirms_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *to = answer_address(desk, letter);
	g_autofree char *became = desk_receive(
	    desk, &(Post){.from = ELS, .to = to, .text = code, .kind = MESSAGE_AUTO_REPLY});

	assert_string_not_equal(became, CONFIRMS);
	assert_held(desk, 1, "it waits for the code that its sender was sent");
}

static void
the_apps_code_lets_it_go_on(void **state)
{
	Desk *desk = *state;
	App app;
	g_autoptr(Letter) letter = ask_for_card_by_app(desk, &app);
	g_autofree char *code = app_code(&app, NOW);
	g_autofree char *letters_own = code_of(desk, letter);
	g_autofree char *became = NULL;

	assert_letters(desk, "step-up-app to " ELS);
	assert_held(desk, 1, "it waits for the code of its sender's app");
	if (strcmp(letters_own, code) != 0) {
		answer_becomes(desk, letter, letters_own, CONFIRMS);
		assert_mail(desk, MAIL_DONE, "mail 1: a wrong code");
		assert_letters(desk, "step-up-wrong to " ELS);
	}
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
	became = decide_again(desk, 1, &CARD_POST);
	assert_string_equal(became, "file request REQ0000001");
	assert_state(desk, "REQ0000001", "awaiting approval");
}

/* One code, one mail: what was taken for another is wrong for this one. */
static void
the_apps_code_counts_once(void **state)
{
	Desk *desk = *state;
	App app;
	g_autoptr(Letter) letter = ask_for_card_by_app(desk, &app);
	g_autoptr(Letter) second = NULL;
	g_autofree char *code = app_code(&app, NOW);

	desk_post(desk, WAITS, .from = ELS, .subject = "Creditcard aanvragen", .text = "Ook.",
	    .aligned = true, .fields = {{"Limiet", "9000"}});
	second = newest_letter(desk);
	answer_becomes(desk, letter, code, CONFIRMS);
	answer_becomes(desk, second, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 2: a wrong code");
}

/* It tells its owner by a letter of its own: that is all they get. */
static void
too_many_wrong_ones_lock_the_app(void **state)
{
	Desk *desk = *state;
	App app;
	g_autoptr(Letter) asked = ask_for_card_by_app(desk, &app);
	g_autofree char *wrong = app_wrong_code(&app);

	for (int round = 0; round < 3; round++) {
		if (round > 0) {
			must(mail_retry(desk->context->spool, 1, &error));
			g_free(decide_again(desk, 1, &CARD_POST));
			letter_free(asked);
			asked = newest_letter(desk);
		}
		for (int i = 0; i < CODE_WAITING_TRIES; i++) {
			g_free(desk_letters(desk));
			answer_becomes(desk, asked, wrong, CONFIRMS);
			desk->context->now_ms += 20 * MINUTE / 100;
		}
		desk->context->now_ms += HOUR;
	}
	assert_int_equal(app_state(desk, &app), FACTOR_LOCKED);
	assert_letters(desk, "mfa-locked to " ELS ", mfa-locked-desk to sanne@desk.example");
	must(mail_retry(desk->context->spool, 1, &error));
	g_free(decide_again(desk, 1, &CARD_POST));
	assert_held(
	    desk, 1, "what it wants needs the code of its sender's app, which is locked");
}

/* The letter went to the registered address and nowhere else: its token and its code say more than a signature. */
static void
our_own_servers_fail_changes_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *to = answer_address(desk, letter);

	desk_post(desk, CONFIRMS, .from = ELS, .to = to, .text = code, .denied = true);
	assert_mail(desk, MAIL_DONE, "mail 1: the right code, it goes on");
}

/* Else anybody could lock anybody's app by a From. */
static void
what_counts_towards_the_lock(void **state)
{
	static const struct {
		const char *from;
		bool token; /* of the letter that asked; else above a request of its own */
		bool pass;
		int64_t wrong;
	} CASES[] = {
	    {ELS, true, false, 1},
	    {ELS, true, true, 1},
	    {ELS, false, true, 1},
	    {ELS, false, false, 0},
	    {PIET, true, true, 0},
	    {PIET, false, true, 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Letter) letter = NULL;
		g_autoptr(Factor) factor = NULL;
		g_autofree char *to = NULL, *text = NULL, *wrong = NULL;
		Desk *desk = NULL;
		App app;

		code_setup(state);
		desk = *state;
		letter = ask_for_card_by_app(desk, &app);
		desk_know(desk, PIET);
		wrong = app_wrong_code(&app);
		text =
		    CASES[i].token ? g_strdup(wrong) : g_strdup_printf("%s\n\nGraag.", wrong);
		if (CASES[i].token)
			to = answer_address(desk, letter);
		g_free(desk_receive(desk, &(Post){.from = CASES[i].from,
					      .to = to,
					      .subject = "Creditcard aanvragen",
					      .text = text,
					      .aligned = CASES[i].pass,
					      .fields = {{"Limiet", "1000"}}}));
		must(factor_get(desk->context->spool, app.contact, &factor, &error));
		assert_int_equal(factor->wrong, CASES[i].wrong);
		desk_teardown(state);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    code_test(the_right_one_lets_it_go_on),
	    code_test(it_counts_once),
	    code_test(five_wrong_ones_are_the_end),
	    code_test(a_second_try_by_the_newer_letter),
	    code_test(too_late),
	    code_test(in_time_by_when_the_letter_left),
	    code_test(from_another_address),
	    code_test(for_a_mail_that_is_gone),
	    code_test(by_a_letter_that_was_replaced),
	    code_test(without_the_token),
	    code_test(other_words_are_heard),
	    code_test(a_machine_confirms_nothing),
	    code_test(the_apps_code_lets_it_go_on),
	    code_test(the_apps_code_counts_once),
	    code_test(too_many_wrong_ones_lock_the_app),
	    code_test(our_own_servers_fail_changes_nothing),
	    cmocka_unit_test(what_counts_towards_the_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
