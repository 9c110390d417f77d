/* SPDX-License-Identifier: Apache-2.0 */
/* "That was not me", to each letter that may be answered so. */
#include "tests/unit/details_fixture.h"

#include "gateway/desk/factor_letter.h"
#include "spool/registration.h"

#define DENIES "deny"
#define NOT_ME "Dat was ik niet."
#define EVE "eve@elders.example"

static void
assert_step_up(const Desk *desk, int64_t mail, const char *state)
{
	g_autoptr(StepUp) step_up = NULL;

	must(step_up_find(desk->context->spool, 0, mail, &step_up, &error));
	assert_string_equal(step_up_state_name(step_up->state), state);
}

/* The desk is told that somebody else may be writing, and the sender thanked. */
static void
assert_told(Desk *desk, const char *name)
{
	g_autoptr(Letter) letter = NULL;
	g_autofree char *text = NULL;

	desk->context->now_ms += MINUTE;
	must(notifications_write(desk->context, false, &error));
	letter = newest_letter(desk);
	assert_string_equal(letter->name, "notification-held");
	text = letter_whole(desk, letter, true);
	assert_contains(text, "Misschien schrijft iemand anders namens deze persoon");
	assert_contains(text, name);
}

static void
a_code_that_was_not_asked_for(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *text = NULL;

	assert_letters(desk, "step-up to " ELS);
	answer_becomes(desk, letter, "Hallo,\n\nDit heb ik niet aangevraagd!\n\nEls", DENIES);
	assert_mail(desk, MAIL_HELD,
	    "its sender says that mail 1 is not theirs: somebody may be writing as this "
	    "contact");
	assert_held(desk, 1, "its sender says that they did not send it");
	assert_step_up(desk, 1, "denied");
	text = desk_newest_text(desk, 0);
	assert_contains(text, "We doen niets met wat er");
	assert_letters(desk, "not-you to " ELS);
	assert_told(desk, ELS);
	/* whoever has the code comes too late */
	answer_becomes(desk, letter, code, "open case CS0000001");
	assert_held(desk, 1, "its sender says that they did not send it");
}

/* Not the token of that letter: each of its kin says so as well. */
static void
to_the_letter_about_a_wrong_code(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autoptr(Letter) told = NULL;

	answer_becomes(desk, letter, wrong_code(code), CONFIRMS);
	told = newest_letter(desk);
	answer_becomes(desk, told, "I never asked for this.", DENIES);
	assert_step_up(desk, 1, "denied");
	answer_becomes(desk, letter, code, CONFIRMS);
	assert_mail(desk, MAIL_DONE, "mail 1: a code, for which it does not wait any more");
	assert_held(desk, 1, "its sender says that they did not send it");
}

static void
when_it_is_over(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);

	must(code_waiting_sent(desk->context, letter->id, &error));
	desk->context->now_ms += 16 * MINUTE;
	must(code_waiting_deadlines(desk->context, 10, &error));
	assert_held(desk, 1, "it waited for a code, and none came in time");
	answer_becomes(desk, letter, NOT_ME, DENIES);
	assert_step_up(desk, 1, "expired");
	assert_held(desk, 1, "its sender says that they did not send it");
}

/* Somebody else gave it: what was done is not undone, and nobody says that it was. */
static void
when_its_code_has_come(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *became = NULL;
	g_autofree char *text = NULL;

	answer_becomes(desk, letter, code, CONFIRMS);
	became = decide_again(desk, 1, &CARD_POST);
	answer_becomes(desk, letter, NOT_ME, DENIES);
	assert_mail(desk, MAIL_HELD,
	    "its sender says that mail 1 is not theirs, which was decided: somebody may be "
	    "writing as this contact");
	assert_step_up(desk, 1, "confirmed");
	text = desk_newest_text(desk, 0);
	assert_null(strstr(text, "We doen niets"));
	assert_state(desk, "REQ0000001", "awaiting approval");
}

static void
from_another_address_or_by_a_machine(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *id = desk_id_of(desk, letter->id);
	g_autofree char *other = answer_as(desk, letter, EVE, NOT_ME);
	g_autofree char *to = answer_address(desk, letter);

	assert_string_equal(other, "open case CS0000001");
	desk_post(desk, "open case CS0000002", .from = ELS, .text = NOT_ME, .answers = id);
	g_free(desk_receive(
	    desk, &(Post){.from = ELS, .to = to, .text = NOT_ME, .kind = MESSAGE_AUTO_REPLY}));
	assert_step_up(desk, 1, "open");
	assert_held(desk, 1, "it waits for the code that its sender was sent");
}

/* Who was told that a code was asked of somebody else says nothing of that one's mail. */
static void
by_who_was_not_asked(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autoptr(Letter) told = NULL;
	g_autofree char *denies = NULL;

	desk_know(desk, PIET);
	g_free(answer_as(desk, letter, PIET, code));
	told = newest_letter(desk);
	assert_string_equal(told->name, "step-up-wrong");
	denies = answer_as(desk, told, PIET, NOT_ME);
	assert_string_equal(denies, DENIES);
	assert_step_up(desk, 1, "open");
	assert_held(desk, 1, "it waits for the code that its sender was sent");
}

/* Its words are a case's, as any mail's, and the letter is good for nothing more. */
static void
a_person_lets_it_go_on(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *to = answer_address(desk, letter);
	g_autofree char *became = NULL;
	const Post post = {.from = ELS, .to = to, .subject = "Re: Bevestig", .text = NOT_ME};

	answer_becomes(desk, letter, NOT_ME, DENIES);
	must(mail_release(desk->context->spool, 2, &error));
	became = decide_again(desk, 2, &post);
	assert_string_equal(became, "open case CS0000001");
}

/* Who is not known gets no letter for it, and is not registered by a later yes. */
static void
an_address_that_wants_no_registration(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autoptr(Letter) letter = NULL;
	g_autoptr(Contact) eve = NULL;
	g_autofree char *denies = NULL;
	g_autofree char *later = NULL;

	mailbox->unknown_senders = CONFIG_UNKNOWN_REGISTER;
	desk_post(desk, "refer", .from = EVE, .subject = "Hulp", .text = "Graag hulp.");
	letter = newest_letter(desk);
	assert_letters(desk, "register to " EVE);
	denies = answer_as(desk, letter, EVE, "Nee, ik heb jullie niets gestuurd.");
	assert_string_equal(denies, DENIES);
	assert_letters(desk, "none");
	assert_held(desk, 1, "its sender says that they did not send it");
	assert_told(desk, EVE);
	later = answer_as(desk, letter, EVE, "Ja hoor.");
	assert_string_not_equal(later, "register");
	assert_held(desk, 1, "its sender says that they did not send it");
	eve = contact_of(desk, EVE);
	assert_false(eve->known);
}

/* Neither the address that is to be new, nor the contact for whom somebody named it. */
static void
a_new_address_that_nobody_wants(void **state)
{
	Desk *desk = *state;

	for (int by_contact = 0; by_contact < 2; by_contact++) {
		g_autoptr(Letter) to_new = NULL;
		g_autoptr(Letter) to_contact = NULL;
		g_autofree char *denies = NULL;
		g_autofree char *later = NULL;

		desk_know(desk, ELS);
		desk_post(desk, "change details", .from = ELS, .subject = "Adreswijziging",
		    .text = "Nieuw e-mailadres: " EVE, .aligned = true);
		to_new = desk_newest(desk, 1);
		to_contact = desk_newest(desk, 0);
		denies = by_contact
			     ? answer_as(desk, to_contact, ELS, "Dit heb ik niet gevraagd!")
			     : answer_as(desk, to_new, EVE, "Nee, dat ben ik niet.");
		assert_string_equal(denies, DENIES);
		later = answer_as(desk, to_new, EVE, "Ja");
		assert_string_not_equal(later, "change details");
		assert_contact(desk, EVE, "nobody");
		desk->context->now_ms += DAY;
	}
}

/* What their app would show counts no more, until a person has heard them. */
static void
an_app_that_its_owner_does_not_know(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autoptr(Letter) letter = NULL;
	g_autofree char *denies = NULL;
	g_autofree char *text = NULL;

	must(factor_letter(desk->context, "mfa-enrolled", app.contact, &error));
	letter = newest_letter(desk);
	denies = answer_as(desk, letter, ELS, "Dit heb ik niet gedaan.");
	assert_string_equal(denies, DENIES);
	assert_mail(desk, MAIL_HELD,
	    "its sender says of the letter mfa-enrolled that it was not them: somebody may be "
	    "acting as this contact");
	assert_int_equal(app_state(desk, &app), FACTOR_LOCKED);
	text = desk_newest_text(desk, 0);
	assert_contains(text, "nemen we geen codes");
	assert_told(desk, ELS);
}

/* "Nee" to "was jij dit?" is no rejection of the solution. */
static void
an_answer_that_our_server_calls_forged(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) asked = NULL;
	g_autofree char *denies = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .text = "Help.", .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Gedaan.");
	desk_post(desk, "ask back CS0000001", .from = ELS, .to = TO_1, .text = "Akkoord",
	    .denied = true);
	asked = newest_letter(desk);
	assert_string_equal(asked->name, "confirm");
	denies = answer_as(desk, asked, ELS, "Nee, dat was ik niet.");
	assert_string_equal(denies, DENIES);
	assert_state(desk, "CS0000001", "resolved");
}

/* Nor does it start the request of who asked for nothing. */
static void
a_request_that_was_not_asked_for(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) asked = NULL;
	g_autofree char *denies = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", .from = ELS,
	    .subject = "Creditcard aanvragen", .text = "Graag.",
	    .fields = {{"Limiet", "1000"}});
	asked = newest_letter(desk);
	assert_string_equal(asked->name, "request-confirm");
	denies = answer_as(desk, asked, ELS, "Nee");
	assert_string_equal(denies, DENIES);
	assert_state(desk, "REQ0000001", "draft");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    code_test(a_code_that_was_not_asked_for),
	    code_test(to_the_letter_about_a_wrong_code),
	    code_test(when_it_is_over),
	    code_test(when_its_code_has_come),
	    code_test(from_another_address_or_by_a_machine),
	    code_test(by_who_was_not_asked),
	    code_test(a_person_lets_it_go_on),
	    code_test(an_address_that_wants_no_registration),
	    plain_test(a_new_address_that_nobody_wants),
	    code_test(an_app_that_its_owner_does_not_know),
	    code_test(an_answer_that_our_server_calls_forged),
	    code_test(a_request_that_was_not_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
