/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody unknown writes, answers the letter that asks, and is known; and all who are not they. */
#include "tests/unit/context_fixture.h"

#include "spool/account.h"
#include "spool/registration.h"

#define EVE "eve@elders.example"
#define WAITS "it waits until its sender has confirmed the address"
#define YES .text = "Ja, dat klopt."

static void
asks_who_registers(const Desk *desk)
{
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];

	mailbox->unknown_senders = CONFIG_UNKNOWN_REGISTER;
}

/* A mail that waits is decided; what it then becomes. Caller owns. */
static char *
decide_again(const Desk *desk, int64_t id, const Post *post)
{
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = post_message(desk, post);
	g_auto(IntakeResult) result = {0};

	must(mail_get(desk->context->spool, id, &mail, &error));
	assert_string_equal(mail_state_name(mail->state), "waiting");
	g_free(message->message_id);
	message->message_id = g_strdup_printf("%d@klant.example", (int)id);
	must(intake_message(desk->context, mail, message, &result, &error));
	return g_strdup_printf("%s%s%s", result.decision, result.number == NULL ? "" : " ",
	    result.number == NULL ? "" : result.number);
}

#define assert_again(desk, expected, id, ...)                                           \
	do {                                                                            \
		g_autofree char *became = decide_again(desk, id, &(Post){__VA_ARGS__}); \
		assert_string_equal(became, expected);                                  \
	} while (0)

static void
assert_mail_of(const Desk *desk, int64_t id, MailState state, const char *reason)
{
	g_autoptr(Mail) mail = NULL;

	must(mail_get(desk->context->spool, id, &mail, &error));
	assert_string_equal(mail_state_name(mail->state), mail_state_name(state));
	assert_string_equal(mail->reason, reason);
}

static Contact *
contact_of(const Desk *desk, const char *address)
{
	Contact *contact = NULL;

	must(contact_find(desk->context->spool, address, &contact, &error));
	assert_non_null(contact);
	return contact;
}

static void
assert_known(const Desk *desk, const char *address, bool known, bool by_mail)
{
	g_autoptr(Contact) contact = contact_of(desk, address);

	assert_int_equal(contact->known, known);
	assert_int_equal(contact->registered_ms != 0, by_mail);
}

/* The first mail goes on as a known contact's, with what the answer proves; the answer stands below it. */
static void
registers(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;
	g_autofree char *timeline = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .subject = "Scherm", .text = "Mijn scherm is zwart.");
	assert_mail(desk, MAIL_HELD, WAITS);
	assert_letters(desk, "register to " EVE);
	assert_known(desk, EVE, false, false);
	to = desk_answer_address(desk, 0);
	desk_post(desk, "register", EVE, YES, .to = to);
	assert_mail(desk, MAIL_WAITING, "it is decided behind what had waited for it");
	assert_letters(desk, "none");
	assert_known(desk, EVE, true, true);
	assert_again(desk, "open case CS0000001", 1, EVE, .subject = "Scherm",
	    .text = "Mijn scherm is zwart.");
	assert_letters(desk, "acknowledgement to " EVE);
	assert_again(desk, "comment CS0000001", 2, EVE, YES, .to = to);
	assert_letters(desk, "none");
	timeline = desk_timeline(desk, "CS0000001");
	assert_non_null(strstr(timeline, "Mijn scherm is zwart.\n"));
	assert_non_null(strstr(timeline, EVE " registered by mail, and nobody has verified"));
	assert_non_null(strstr(timeline, "Ja, dat klopt.\n"));
	assert_null(strstr(timeline, "unproven"));
	/* from now on there is nothing to ask */
	desk_post(desk, "open case CS0000002", EVE, .text = "Nog iets.");
}

/* A replay adds words to the case, and no more. */
static void
replayed(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Help.");
	to = desk_answer_address(desk, 0);
	desk_post(desk, "register", EVE, YES, .to = to, .id = "yes@x", .hash = "yes");
	assert_again(desk, "open case CS0000001", 1, EVE, .text = "Help.");
	assert_again(desk, "comment CS0000001", 2, EVE, YES, .to = to, .id = "yes@x");
	g_free(desk_letters(desk));
	desk_post(desk, "comment CS0000001", EVE, YES, .to = to);
	assert_letters(desk, "none");
	assert_int_equal(desk->mails, 3);
}

/* Whoever else has the letter is nobody by it, and gets one of their own. */
static void
by_somebody_else(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Help.");
	to = desk_answer_address(desk, 0);
	desk_post(desk, "refer", "mallory@elders.example", YES, .to = to);
	assert_letters(desk, "register to " EVE ", register to mallory@elders.example");
	assert_known(desk, EVE, false, false);
	assert_known(desk, "mallory@elders.example", false, false);
	assert_mail_of(desk, 1, MAIL_HELD, WAITS);
	/* one who is known is heard, and registers nobody */
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, YES, .to = to);
	assert_known(desk, EVE, false, false);
	assert_mail_of(desk, 1, MAIL_HELD, WAITS);
}

static void
by_a_machine(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Help.");
	g_free(desk_letters(desk));
	to = desk_answer_address(desk, 0);
	desk_post(desk, "ignore", EVE, .text = "Ik ben er niet.", .to = to,
	    .kind = MESSAGE_AUTO_REPLY);
	assert_letters(desk, "none");
	assert_known(desk, EVE, false, false);
}

/* Its token is good, and our own server says that it is not from there: a person looks, and may let it go on. */
static void
forged(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Help.");
	g_free(desk_letters(desk));
	to = desk_answer_address(desk, 0);
	for (int rejects = 0; rejects < 2; rejects++) {
		desk_post(
		    desk, "hold", EVE, YES, .to = to, .denied = true, .rejects = rejects == 1);
		assert_mail(desk, MAIL_HELD,
		    "it confirms an address, and our own server calls it forged");
		assert_letters(desk, "none");
		assert_known(desk, EVE, false, false);
	}
	must(mail_release(desk->context->spool, desk->mails, &error));
	assert_again(
	    desk, "register", desk->mails, EVE, YES, .to = to, .denied = true, .rejects = true);
	assert_known(desk, EVE, true, true);
}

/* A forged mail brings no letter where the domain wants such mail rejected. */
static void
a_forged_mail_asks_nobody(void **state)
{
	Desk *desk = *state;

	asks_who_registers(desk);
	desk_post(desk, "hold", EVE, .text = "Help.", .denied = true, .rejects = true);
	assert_letters(desk, "none");
}

/* Its mail is done by then; the late answer brings a new letter, and after that both go on. */
static void
late(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	int64_t next_ms = 0;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Help.");
	first = desk_answer_address(desk, 0);
	must(desk_next_deadline(context, &next_ms, &error));
	assert_int_equal(next_ms, NOW + 14 * DAY);
	context->now_ms = next_ms - 1;
	must(desk_deadlines(context, 10, &error));
	assert_mail_of(desk, 1, MAIL_HELD, WAITS);
	context->now_ms = next_ms;
	must(desk_deadlines(context, 10, &error));
	assert_mail_of(desk, 1, MAIL_DONE, "nobody confirmed its address in time");
	must(desk_next_deadline(context, &next_ms, &error));
	assert_int_equal(next_ms, 0);
	g_free(desk_letters(desk));
	desk_post(desk, "refer", EVE, YES, .to = first);
	assert_letters(desk, "register to " EVE);
	assert_known(desk, EVE, false, false);
	second = desk_answer_address(desk, 0);
	desk_post(desk, "register", EVE, .text = "Ja!", .to = second);
	assert_again(desk, "open case CS0000001", 1, EVE, .text = "Help.");
	assert_again(desk, "comment CS0000001", 2, EVE, YES, .to = first);
	assert_again(desk, "comment CS0000001", 3, EVE, .text = "Ja!", .to = second);
}

/* Each letter confirms the mail that it was about; the other one is a known contact's from whom nothing is proven. */
static void
of_two_mails_one_is_confirmed(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Koop dit.");
	desk_post(desk, "refer", EVE, .text = "Mijn scherm is zwart.");
	to = desk_answer_address(desk, 0);
	desk_post(desk, "register", EVE, YES, .to = to);
	g_free(desk_letters(desk));
	assert_again(desk, "open case CS0000001", 1, EVE, .text = "Koop dit.");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
	assert_again(desk, "open case CS0000002", 2, EVE, .text = "Mijn scherm is zwart.");
	assert_letters(desk, "acknowledgement to " EVE);
}

static void
account_of(const Desk *desk, const char *domain, bool trusts)
{
	const char *const domains[] = {domain, NULL};
	const AccountDetails details = {.trusts_domains = &trusts};
	int64_t account = 0;

	must(account_add(desk->context->spool, "Elders BV", &account, &error));
	must(account_set(desk->context->spool, account, &details, &error));
	must(account_set_domains(desk->context->spool, account, domains, &error));
}

/* Only the very domain that an account owns and trusts says whose contact somebody is. */
static void
whose_contact_the_domain_says(void **state)
{
	static const struct {
		const char *domain;
		bool trusts;
		bool joins;
	} ROWS[] = {
	    {"elders.example", true, true},
	    {"elders.example", false, false},
	    {"mail.elders.example", true, false},
	    {"example", true, false},
	    {"ders.example", true, false},
	};
	Desk *desk = *state;

	asks_who_registers(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *to = NULL;
		g_autoptr(Contact) eve = NULL;

		must(spool_mark(desk->context->spool, &error));
		account_of(desk, ROWS[i].domain, ROWS[i].trusts);
		desk_post(desk, "refer", EVE, .text = "Help.");
		to = desk_answer_address(desk, 0);
		desk_post(desk, "register", EVE, YES, .to = to);
		eve = contact_of(desk, EVE);
		assert_true(eve->known);
		assert_int_equal(eve->registered_ms == 0, ROWS[i].joins);
		assert_int_equal(g_strcmp0(eve->account_name, "Elders BV") == 0, ROWS[i].joins);
		must(spool_undo(desk->context->spool, &error));
	}
}

/* An operator who lets the mail go on makes nobody known; the letter still does. */
static void
released_before(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	asks_who_registers(desk);
	desk_post(desk, "refer", EVE, .text = "Help.");
	to = desk_answer_address(desk, 0);
	g_free(desk_letters(desk));
	must(mail_release(desk->context->spool, 1, &error));
	assert_again(desk, "open case CS0000001", 1, EVE, .text = "Help.");
	assert_letters(desk, "acknowledgement-unverified to " EVE);
	assert_known(desk, EVE, false, false);
	desk_post(desk, "comment CS0000001", EVE, YES, .to = to);
	assert_known(desk, EVE, true, true);
}

/* Of what is only explained nothing stays. */
static void
explained(void **state)
{
	Desk *desk = *state;
	const Mail mail = {.mailbox = (char *)"support"};
	const Post post = {EVE, .text = "Help."};
	g_autoptr(Message) message = post_message(desk, &post);
	g_auto(IntakeResult) result = {0};
	int64_t mails = 0;

	asks_who_registers(desk);
	must(intake_message(desk->context, &mail, message, &result, &error));
	assert_string_equal(result.decision, "refer");
	must(registration_count(desk->context->spool, &mails, &error));
	assert_int_equal(mails, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(registers),
	    desk_test(replayed),
	    desk_test(by_somebody_else),
	    desk_test(by_a_machine),
	    desk_test(forged),
	    desk_test(a_forged_mail_asks_nobody),
	    desk_test(late),
	    desk_test(of_two_mails_one_is_confirmed),
	    desk_test(whose_contact_the_domain_says),
	    desk_test(released_before),
	    desk_test(explained),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
