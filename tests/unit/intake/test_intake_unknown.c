/* SPDX-License-Identifier: Apache-2.0 */
/* What a mailbox makes of mail from people it does not know. */
#include "tests/unit/context_fixture.h"

#define EVE "eve@elders.example"

static void
set_policy(const Desk *desk, ConfigUnknown unknown)
{
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];

	mailbox->unknown_senders = unknown;
}

/* It waits, one letter goes, three of them an hour. */
static void
referred(void **state)
{
	Desk *desk = *state;

	set_policy(desk, CONFIG_UNKNOWN_REGISTER);
	desk_post(desk, "refer", EVE, .subject = "Koop nu", .text = "Goedkope horloges");
	assert_letters(desk, "register to " EVE);
	assert_mail(desk, MAIL_HELD, "it waits until its sender has confirmed the address");
	desk_post(desk, "refer", EVE, .text = "x");
	desk_post(desk, "refer", EVE, .text = "y");
	desk_post(desk, "refer", EVE, .text = "z");
	assert_letters(desk, "register to " EVE ", register to " EVE);
	desk_post(desk, "hold", .text = "Van niemand.");
	assert_letters(desk, "none");
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

/* Who is not to be written to cannot be told how to become known. */
static void
nobody_is_referred_who_is_not_written_to(void **state)
{
	Desk *desk = *state;

	set_policy(desk, CONFIG_UNKNOWN_REGISTER);
	desk_post(desk, "hold", "noreply@elders.example", .text = "Help.");
	assert_mail(
	    desk, MAIL_HELD, "the sender is no known contact, and is not to be written to");
	assert_letters(desk, "none");
}

/* Who has a case already is heard on it. */
static void
a_case_there_is_goes_on(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", EVE, .text = "Help.");
	set_policy(desk, CONFIG_UNKNOWN_REGISTER);
	desk_post(desk, "comment CS0000001", EVE, .text = "Nog iets.",
	    .answers = "{CS0000001 " EVE "}@desk.example");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
}

static void
held_until_released(void **state)
{
	Desk *desk = *state;
	const Post post = {EVE, .text = "Help."};
	g_autoptr(Message) message = NULL;
	g_autoptr(Mail) mail = NULL;
	g_auto(IntakeResult) processed = {0};

	set_policy(desk, CONFIG_UNKNOWN_HOLD);
	desk_post(desk, "hold", EVE, .text = "Help.");
	assert_mail(desk, MAIL_HELD, "the sender is no known contact");
	assert_letters(desk, "none");
	must(mail_release(desk->context->spool, desk->mails, &error));
	mail = desk_last_mail(desk);
	message = post_message(desk, &post);
	must(intake_message(desk->context, mail, message, &processed, &error));
	assert_string_equal(processed.decision, "open case");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
}

/* Where our own server vouches for it, or there is none that could. */
static void
an_agents_own_mail_is_no_strangers(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];

	set_policy(desk, CONFIG_UNKNOWN_REGISTER);
	desk_post(desk, "open case CS0000001", "Sanne@desk.example", .subject = "Toner",
	    .text = "De toner is op.", .aligned = true);
	assert_letters(desk, "acknowledgement to Sanne@desk.example");
	desk_post(desk, "refer", "sanne@desk.example", .text = "En het papier.");
	assert_letters(desk, "register to Sanne@desk.example");
	g_clear_pointer(&mailbox->authserv, g_free);
	desk_post(desk, "open case CS0000002", "sanne@desk.example", .text = "En de inkt.");
	assert_letters(desk, "acknowledgement-unverified to Sanne@desk.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(referred),
	    desk_test(nobody_is_referred_who_is_not_written_to),
	    desk_test(a_case_there_is_goes_on),
	    desk_test(held_until_released),
	    desk_test(an_agents_own_mail_is_no_strangers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
