/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that a rule sends on: whole, to the one who is named, and to nobody else. */
#include "tests/unit/context_fixture.h"

#include "spool/ticket_list.h"

#include "gateway/intake/agent_attachments.h"
#include "gateway/letters/compose.h"
#include "gateway/letters/customer_letter.h"
#include "parsers/file_marks.h"

#define BOOKS "boeken@desk.example"
#define RAW "Subject: 1.1\r\n\r\n" /* what post_mail() stores */

static int
setup_with_rule(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "rules.d/10-own.yaml",
	    "- name: invoices\n"
	    "  when: {ticket: any, subject: '^Factuur'}\n"
	    "  then: {forward: {address: " BOOKS "}}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static Letter *
only_letter(const Desk *desk)
{
	Letter *letter = NULL;

	must(letter_get(desk->context->spool, 1, &letter, &error));
	assert_non_null(letter);
	return letter;
}

static char *
text_of(const Desk *desk, int64_t letter)
{
	g_autoptr(GBytes) bytes = NULL;
	gsize size = 0;
	const char *text = NULL;

	must((bytes = letter_bytes(desk->context->spool, letter, &error)) != NULL);
	text = g_bytes_get_data(bytes, &size);
	return g_strndup(text, size);
}

static void
assert_has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("there is no \"%s\" in:\n%s", words, text);
}

static void
it_goes_on_whole_and_opens_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GPtrArray) tickets = NULL;
	const TicketQuery query = {.kind = TICKET_CASE, .limit = 10};

	desk_know(desk, ELS);
	desk_post(desk, "forward", ELS, "Els Bos", "Factuur 17", .text = "Zie bijlage.");
	assert_mail(desk, MAIL_DONE, BOOKS);
	letter = only_letter(desk);
	assert_string_equal(letter->name, "forwarded");
	assert_string_equal(letter->recipient, BOOKS);
	assert_string_equal(letter->purpose, "");
	assert_int_equal(letter->ticket, 0);
	assert_int_equal(letter->mail, 1);
	text = text_of(desk, letter->id);
	assert_has(text, "Reply-To: " ELS);
	assert_has(text, "To: " BOOKS);
	assert_has(text, "Auto-Submitted: auto-generated");
	assert_has(text, "Content-Type: message/rfc822\r\nContent-Disposition: attachment;\r\n "
			 "filename=\"Factuur 17.eml\"\r\nContent-Transfer-Encoding: "
			 "7bit\r\n\r\n" RAW);
	assert_null(strstr(text, "base64"));
	assert_null(strstr(text, "Ref: "));
	must(ticket_list(desk->context->spool, &query, &tickets, &error));
	assert_int_equal(tickets->len, 0);
	assert_letters(desk, "forwarded to " BOOKS);
}

/* Who quotes his own letter in an invoice gives nobody his token, nor that of somebody else. */
static void
tokens_in_it_are_blanked(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *raw = NULL;
	g_autofree char *blanked = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = message_new();
	MailArrival arrival = {.mailbox = "support", .key = "9.9", .received_ms = NOW};
	int64_t id = 0;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	token = desk_token(desk, "CS0000001", ELS);
	raw = g_strdup_printf("To: desk+%s@desk.example\r\n\r\n> Ref: %s\r\n", token, token);
	blanked = g_strdup("\r\n\r\nTo: desk+xxxxxxxxxxxxxxxxxxxxxxxxxx@desk.example\r\n\r\n"
			   "> Ref: xxxxxxxxxxxxxxxxxxxxxxxxxx\r\n");
	arrival.raw = bytes = g_bytes_new(raw, strlen(raw));
	arrival.size = (int64_t)strlen(raw);
	must(mail_add(desk->context->spool, &arrival, &id, &error));
	must(mail_get(desk->context->spool, id, &mail, &error));
	g_free(message->subject);
	message->subject = g_strdup_printf("Factuur %s", token);
	message->from = message_address_new(ELS, token);
	g_free(message->from->address);
	message->from->address = g_strdup_printf("desk+%s@desk.example", token);
	must(customer_letter_forward(
	    desk->context, mail, message, &(ForwardOrder){BOOKS, NULL}, &error));
	text = text_of(desk, 2);
	assert_null(strstr(text, token));
	assert_has(text, blanked);
	assert_has(text, "Reply-To: desk@desk.example\r\n");
}

/* What reads invoices looks at attachments, and not into a mail that is one. */
static void
its_attachments_go_along(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = message_new();
	g_autoptr(GBytes) raw = g_bytes_new_static("Subject: caf\xc3\xa9\n\nx\n", 18);
	g_autoptr(GBytes) pdf = g_bytes_new_static("%PDF", 4);
	ComposeAttachment file = {"factuur.pdf", "application/pdf", pdf, 0};
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	const MailArrival arrival = {
	    .mailbox = "support", .key = "9.9", .received_ms = NOW, .raw = raw, .size = 18};
	g_autofree char *text = NULL;
	const char *first = NULL;
	int64_t id = 0;

	g_ptr_array_add(files, &file);
	must(mail_add(desk->context->spool, &arrival, &id, &error));
	must(mail_get(desk->context->spool, id, &mail, &error));
	must(customer_letter_forward(
	    desk->context, mail, message, &(ForwardOrder){BOOKS, files}, &error));
	text = text_of(desk, 1);
	assert_has(text, "Content-Transfer-Encoding: 8bit\r\nContent-Type: multipart/mixed");
	first = strstr(text, "filename=\"factuur.pdf\"\r\nContent-Transfer-Encoding: "
			     "base64\r\n\r\nJVBERg==\r\n");
	assert_non_null(first);
	assert_has(first, "filename=\"mail.eml\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
			  "Subject: caf\xc3\xa9\r\n\r\nx\r\n");
}

/* Also where they are too large, or too many, to go along by themselves. */
static void
it_says_what_is_in_it(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Message) message = message_new();
	g_autoptr(GBytes) raw = g_bytes_new_static("Subject: x\n\nx\n", 14);
	MessageAttachment *one = g_new0(MessageAttachment, 1);
	const MailArrival arrival = {
	    .mailbox = "support", .key = "9.9", .received_ms = NOW, .raw = raw, .size = 14};
	g_autofree char *text = NULL;
	int64_t id = 0;

	one->name = g_strdup("setup.exe");
	one->marks = FILE_MARK_EXECUTABLE;
	g_ptr_array_add(message->attachments, one);
	must(mail_add(desk->context->spool, &arrival, &id, &error));
	must(mail_get(desk->context->spool, id, &mail, &error));
	must(customer_letter_forward(
	    desk->context, mail, message, &(ForwardOrder){BOOKS, NULL}, &error));
	text = text_of(desk, 1);
	assert_has(text, "wat je verwachtte: mail.eml (programma).");
	assert_has(text, "Content-Type: message/rfc822\r\n");
}

/* Where a rule sends mails on they are read before it is decided; who is not sent on is not read. */
static void
its_attachments_are_read_before(void **state)
{
	Desk *desk = *state;
	g_autoptr(Message) message = message_new();
	MessageAttachment *one = g_new0(MessageAttachment, 1);

	one->path = g_strdup("2");
	one->name = g_strdup("factuur.pdf");
	one->type = g_strdup("application/pdf");
	g_ptr_array_add(message->attachments, one);
	assert_ptr_equal(agent_attachments_to_forward(desk->context, message), one);
	message->kind = MESSAGE_BOUNCE;
	assert_null(agent_attachments_to_forward(desk->context, message));
	message->kind = MESSAGE_PERSON;
	one->size = COMPOSE_FILES_MOST + 1;
	assert_null(agent_attachments_to_forward(desk->context, message));
	one->bytes = g_bytes_new_static("x", 1);
	assert_null(agent_attachments_to_forward(desk->context, message));
}

static void
its_token_proves_nothing(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *id = NULL;

	desk_post(desk, "forward", ELS, .subject = "Factuur 17", .text = "Zie bijlage.");
	token = desk_token_of(desk, TOKEN_PROOF, 1);
	id = g_strdup_printf("%s@desk.example", token);
	desk_post(desk, "open case CS0000001", BOOKS, .text = "Akkoord", .answers = id);
	desk_post(desk, "ignore", BOOKS, .text = "Zie bijlage.", .id = id);
}

static void
a_mail_from_nobody_goes_on_too(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_post(desk, "forward", .subject = "Factuur 17", .text = "Zie bijlage.");
	text = text_of(desk, 1);
	assert_null(strstr(text, "Reply-To:"));
}

static void
explaining_forwards_an_empty_mail_only_in_memory(void **state)
{
	Desk *desk = *state;
	const Post post = {ELS, .subject = "Factuur 17", .text = "Zie bijlage."};
	g_autoptr(Message) message = post_message(desk, &post);
	const Mail mail = {.mailbox = (char *)"support", .received_ms = NOW};
	g_auto(IntakeResult) processed = {0};

	must(intake_message(desk->context, &mail, message, &processed, &error));
	assert_string_equal(processed.decision, "forward");
	assert_null(processed.number);
}

#define rule_test(name) cmocka_unit_test_setup_teardown(name, setup_with_rule, desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    rule_test(it_goes_on_whole_and_opens_nothing),
	    rule_test(tokens_in_it_are_blanked),
	    rule_test(its_attachments_go_along),
	    rule_test(it_says_what_is_in_it),
	    rule_test(its_attachments_are_read_before),
	    rule_test(its_token_proves_nothing),
	    rule_test(a_mail_from_nobody_goes_on_too),
	    rule_test(explaining_forwards_an_empty_mail_only_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
