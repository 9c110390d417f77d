/* SPDX-License-Identifier: Apache-2.0 */
/* What is given of a sender and a ticket, and what then comes of one mail; nothing of it stays. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/dry_run.h"

static Message *
mail_of(const char *text)
{
	Message *message = message_new();

	message->from = message_address_new(ELS, "Els Bos");
	g_free(message->text);
	message->text = g_strdup(text);
	return message;
}

static char *
tried(Desk *desk, const DryRunFacts *given, const char *text)
{
	static const char *const KEYS[] = {
	    "decision", "state", "category", "account", "letter"};
	g_autoptr(Message) message = mail_of(text);
	g_auto(IntakeResult) processed = {0};
	GString *line = g_string_new(NULL);

	must(dry_run(desk->context, given, message, &processed, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(KEYS); i++) {
		const char *value =
		    json_string_value(json_object_get(processed.report, KEYS[i]));

		g_string_append_printf(
		    line, i == 0 ? "%s" : " | %s", value == NULL ? "" : value);
	}
	return g_string_free(line, false);
}

static void
what_is_given_counts(void **state)
{
	static const struct {
		const char *text;
		DryRunFacts given;
		const char *expected;
	} ROWS[] = {
	    {"Help", {0}, "open case | new | Overig |  | acknowledgement-unverified"},
	    {"Help", {.contact = true},
		"open case | new | Overig |  | acknowledgement-unverified"},
	    {"Help", {.account = (char *)"Klant BV"},
		"open case | new | Overig | Klant BV | acknowledgement-unverified"},
	    {"Akkoord", {.has_ticket = true, .ticket_state = TICKET_RESOLVED, .proof = 1},
		"accept | closed | Overig |  | closed"},
	    {"Akkoord", {.has_ticket = true, .ticket_state = TICKET_RESOLVED, .proof = 2},
		"ask back | resolved | Overig |  | ask-back"},
	    {"Akkoord", {.has_ticket = true, .ticket_state = TICKET_RESOLVED, .proof = 3},
		"accept | closed | Overig |  | closed"},
	    {"Akkoord", {.has_ticket = true, .ticket_state = TICKET_RESOLVED},
		"comment | resolved | Overig |  | "},
	    {"Nog iets",
		{.has_ticket = true,
		    .ticket_state = TICKET_AWAITING_INFO,
		    .proof = 2,
		    .category = (char *)"Netwerk",
		    .account = (char *)"Klant BV"},
		"comment | open | Netwerk | Klant BV | "},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *found = tried(desk, &ROWS[i].given, ROWS[i].text);
		g_autoptr(Ticket) ticket = NULL;
		g_autoptr(Contact) contact = NULL;

		if (strcmp(found, ROWS[i].expected) != 0)
			fail_msg("%zu: %s", i, found);
		must(ticket_find(desk->context->spool, "CS0000001", &ticket, &error));
		assert_null(ticket);
		must(contact_find(desk->context->spool, ELS, &contact, &error));
		assert_null(contact);
	}
}

static void
proof_needs_no_server_of_our_own(void **state)
{
	const DryRunFacts given = {
	    .has_ticket = true, .ticket_state = TICKET_AWAITING_INFO, .proof = 2};
	ConfigMailbox *mailbox = ((Desk *)*state)->context->config->mailboxes->pdata[0];
	char *authserv = g_steal_pointer(&mailbox->authserv);
	g_autofree char *found = tried(*state, &given, "Nog iets");

	assert_string_equal(found, "comment | open | Overig |  | ");
	assert_null(mailbox->authserv);
	mailbox->authserv = authserv;
}

static void
a_mail_of_nobody_is_decided_too(void **state)
{
	const DryRunFacts given = {.contact = true, .has_ticket = true, .proof = 3};
	g_autoptr(Message) message = message_new();
	g_auto(IntakeResult) processed = {0};

	must(dry_run(((Desk *)*state)->context, &given, message, &processed, &error));
	assert_string_equal(processed.decision, "open case");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_is_given_counts),
	    desk_test(proof_needs_no_server_of_our_own),
	    desk_test(a_mail_of_nobody_is_decided_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
