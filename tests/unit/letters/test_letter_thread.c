/* SPDX-License-Identifier: Apache-2.0 */
/* Which ids a letter names: enough for its recipient's mail client to put it into its thread, and none of others. */
#include "tests/unit/call_fixture.h"
#include "tests/unit/letter_fixture.h"

#include "gateway/letters/agent_letter.h"
#include "gateway/letters/letter_thread.h"
#include "spool/ticket_write.h"

#define SANNE "sanne@desk.example"

/* Of the newest letter on that ticket to that person. Caller owns. */
static char *
header(const Desk *desk, const char *number, const char *recipient, const char *name)
{
	g_autofree char *text = sent_letter_text(desk, number, recipient);

	return letter_header(text, name);
}

#define assert_header(desk, number, recipient, name, expected)                  \
	do {                                                                    \
		g_autofree char *value = header(desk, number, recipient, name); \
		if (strcmp(value, expected) != 0)                               \
			fail_msg("%s is\n%s, not\n%s", name, value, expected);  \
	} while (0)

static void
add_watcher(const Desk *desk, const char *number, int64_t contact)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);

	must(ticket_involve(desk->context->spool, ticket->id, contact, INVOLVED_ADDED, &error));
}

static void
first_mail_acknowledgement_and_answer_are_one_thread(void **state)
{
	Desk *desk = *state;
	g_autofree char *acknowledgement = NULL;
	g_autofree char *expected = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "first@klant");
	assert_header(desk, "CS0000001", ELS, "In-Reply-To", "<first@klant>");
	assert_header(desk, "CS0000001", ELS, "References", "<first@klant>");
	acknowledgement = header(desk, "CS0000001", ELS, "Message-ID");
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	expected = g_strdup_printf("<first@klant> %s", acknowledgement);
	assert_header(desk, "CS0000001", ELS, "In-Reply-To", acknowledgement);
	assert_header(desk, "CS0000001", ELS, "References", expected);
}

static void
a_watcher_reads_no_id_of_the_reporter(void **state)
{
	Desk *desk = *state;
	g_autofree char *to_watcher = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "first@klant");
	add_watcher(desk, "CS0000001", desk_know(desk, PIET));
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	assert_header(desk, "CS0000001", PIET, "References", "");
	to_watcher = header(desk, "CS0000001", PIET, "Message-ID");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Klaar.");
	assert_header(desk, "CS0000001", PIET, "References", to_watcher);
	assert_header(desk, "CS0000001", PIET, "In-Reply-To", to_watcher);
}

static void
an_approver_reads_no_id_of_the_requester_nor_the_other_way_round(void **state)
{
	Desk *desk = *state;
	g_autofree char *approval = NULL;
	g_autofree char *waits = NULL;
	g_autofree char *references = NULL;

	know_both(desk);
	request_plaque(desk);
	approval = header(desk, "REQ0000001", MANAGER, "Message-ID");
	waits = header(desk, "REQ0000001", ELS, "Message-ID");
	assert_header(desk, "REQ0000001", MANAGER, "References", "");
	assert_header(desk, "REQ0000001", MANAGER, "In-Reply-To", "");
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	references = header(desk, "REQ0000001", ELS, "References");
	assert_non_null(strstr(references, waits));
	assert_null(strstr(references, approval));
}

/* A mail may name whatever its writer has seen: letters to others are not named again. */
static void
an_answer_drops_the_ids_of_letters_to_others(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	int64_t els = desk_know(desk, ELS);
	g_autoptr(Contact) to = NULL;
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) ids = NULL;
	g_autofree char *hers = NULL;
	g_autofree char *his = NULL;
	LetterReader reader = {.answers = message};

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	add_watcher(desk, "CS0000001", desk_know(desk, PIET));
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	hers = desk_id_of(desk, 1);
	his = desk_id_of(desk, 3);
	must(contact_get(context->spool, els, &to, &error));
	reader.to = to;
	message->from = message_address_new(ELS, "");
	message->message_id = g_strdup("new@klant");
	g_ptr_array_add(message->references, g_strdup(his));
	g_ptr_array_add(message->references, g_strdup(hers));
	g_ptr_array_add(message->references, g_strdup("elders@klant"));
	must(letter_thread(context, &reader, &ids, &error));
	assert_int_equal(ids->len, 3);
	assert_string_equal(ids->pdata[0], "elders@klant");
	assert_string_equal(ids->pdata[1], hers);
	assert_string_equal(ids->pdata[2], "new@klant");
	/* what another wrote is not what the recipient wrote */
	g_free(message->from->address);
	message->from->address = g_strdup(PIET);
	g_clear_pointer(&ids, g_ptr_array_unref);
	must(letter_thread(context, &reader, &ids, &error));
	assert_int_equal(ids->len, 0);
}

static void
an_agent_reads_the_made_up_id_and_his_own(void **state)
{
	Desk *desk = *state;
	g_autofree char *first = NULL;
	g_autofree char *expected = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "first@klant");
	desk_tell(desk);
	assert_header(desk, "CS0000001", SANNE, "References", "<cs0000001@desk.example>");
	first = header(desk, "CS0000001", SANNE, "Message-ID");
	desk_post(desk, "comment CS0000001", ELS, .text = "Nog steeds.",
	    .to = "desk+{CS0000001 " ELS "}@desk.example");
	desk_tell(desk);
	expected = g_strdup_printf("<cs0000001@desk.example> %s", first);
	assert_header(desk, "CS0000001", SANNE, "References", expected);
}

/* What version 2 wrote had the letter's token in its id. */
static void
ids_that_are_tokens_never_leave_again(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	char token[TOKEN_LENGTH + 1];
	g_autofree char *id = NULL;
	g_autofree char *letter = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	g_autoptr(Ticket) ticket = NULL;
	Letter old = {.name = (char *)"answer",
	    .purpose = (char *)"ticket",
	    .contact = desk_know(desk, ELS),
	    .mailbox = (char *)"support",
	    .recipient = (char *)ELS,
	    .created_ms = NOW,
	    .expires_ms = NOW + DAY,
	    .due_ms = NOW};
	LetterText text = {NULL, "", bytes};
	int64_t number = 0;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "first@klant");
	ticket = desk_ticket(desk, "CS0000001");
	old.ticket = ticket->id;
	must(letter_add(context->spool, &old, &number, &error));
	token_make(&context->keys, TOKEN_PROOF, &(TokenLetter){.id = number}, token);
	text.message_id = id = g_strdup_printf("%s@desk.example", token);
	must(letter_store(context->spool, number, &text, &error));
	must(ticket_remember_id(context->spool, ticket->id, id, number, &error));
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_null(strstr(letter, token));
	/* nor in an answer to a mail that names it, and still it ties that mail to the ticket */
	desk_post(desk, "comment CS0000001", ELS, .text = "Dank, en nu?", .answers = id,
	    .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Klaar.");
	g_free(letter);
	letter = sent_letter_text(desk, "CS0000001", ELS);
	assert_null(strstr(letter, token));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(first_mail_acknowledgement_and_answer_are_one_thread),
	    desk_test(a_watcher_reads_no_id_of_the_reporter),
	    request_test(an_approver_reads_no_id_of_the_requester_nor_the_other_way_round),
	    desk_test(an_answer_drops_the_ids_of_letters_to_others),
	    desk_test(an_agent_reads_the_made_up_id_and_his_own),
	    desk_test(ids_that_are_tokens_never_leave_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
