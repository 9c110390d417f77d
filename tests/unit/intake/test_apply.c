/* SPDX-License-Identifier: Apache-2.0 */
/* What a mail brings to its ticket: people, attachments, ids, fields; the stories are told by test_intake.c. */
#include "tests/unit/context_fixture.h"

#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

static Message *
message_with_attachments(const Desk *desk, const Post *post, int n)
{
	Message *message = post_message(desk, post);

	for (int i = 1; i <= n; i++) {
		MessageAttachment *attachment = g_new0(MessageAttachment, 1);

		attachment->path = g_strdup_printf("%d", i + 1);
		attachment->name = g_strdup_printf("foto%d.jpg", i);
		attachment->type = g_strdup("image/jpeg");
		attachment->size = 1000 * i;
		attachment->is_inline = i == 2;
		g_ptr_array_add(message->attachments, attachment);
	}
	return message;
}

static void
attachments_are_numbered_along_the_ticket(void **state)
{
	static const Post FIRST = {ELS, .text = "Zie foto's."};
	static const Post SECOND = {ELS, .text = "Nog een.", .to = TO_1};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) attachments = NULL;

	for (int i = 0; i < 2; i++) {
		const Post *post = i == 0 ? &FIRST : &SECOND;
		g_autoptr(Mail) mail = post_mail(desk, post);
		g_autoptr(Message) message = message_with_attachments(desk, post, 2 - i);
		g_auto(IntakeResult) processed = {0};

		must(intake_message(desk->context, mail, message, &processed, &error));
	}
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_attachments(desk->context->spool, ticket->id, &attachments, &error));
	assert_int_equal(attachments->len, 3);
	for (unsigned i = 0; i < 3; i++) {
		const TicketAttachment *one = attachments->pdata[i];

		assert_int_equal(one->number, i + 1);
		assert_int_equal(one->mail, i < 2 ? 1 : 2);
		assert_string_equal(one->name, i == 1 ? "foto2.jpg" : "foto1.jpg");
		assert_string_equal(one->path, i == 1 ? "3" : "2");
		assert_int_equal(one->size, i == 1 ? 2000 : 1000);
		assert_int_equal(one->is_inline, i == 1);
	}
}

static void
at_most_a_hundred_people_come_along(void **state)
{
	static const Post POST = {ELS, .text = "Aan allen."};
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &POST);
	g_autoptr(Message) message = post_message(desk, &POST);
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) people = NULL;
	g_auto(IntakeResult) processed = {0};

	for (int i = 0; i < 150; i++) {
		g_autofree char *address = g_strdup_printf("p%d@elders.example", i);

		g_ptr_array_add(message->cc, message_address_new(address, ""));
	}
	must(intake_message(desk->context, mail, message, &processed, &error));
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_people(desk->context->spool, ticket->id, &people, &error));
	assert_int_equal(people->len, 100);
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

static void
a_case_knows_who_where_and_what(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Mail) mail = NULL;

	desk_post(desk, "open case CS0000001", ELS, .subject = "Re: FW: Scherm is zwart",
	    .text = "Mijn scherm blijft zwart.");
	ticket = desk_ticket(desk, "CS0000001");
	assert_int_equal(ticket->reporter, els);
	assert_true(ticket->account != 0);
	assert_string_equal(ticket->title, "Scherm is zwart");
	assert_string_equal(ticket->category, "Overig");
	assert_string_equal(ticket->priority, "normal");
	assert_null(ticket->group);
	assert_string_equal(ticket->mailbox, "support");
	assert_string_equal(ticket->language, "nl");
	assert_int_equal(ticket->created_ms, NOW);
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Mijn scherm blijft zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n");
	mail = desk_last_mail(desk);
	assert_int_equal(mail->ticket, ticket->id);
	assert_string_equal(mail->decision, "open case");
	assert_string_equal(mail->message_id, "1@klant.example");
	assert_string_equal(mail->from_address, ELS);
	assert_string_equal(mail->subject, "Re: FW: Scherm is zwart");
}

static void
a_mail_without_subject_has_a_title_all_the_same(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_post(desk, "open case CS0000001", ELS, .text = "Mijn scherm\nblijft zwart.");
	ticket = desk_ticket(desk, "CS0000001");
	assert_string_equal(ticket->title, "Mijn scherm");
}

static void
a_request_keeps_what_was_understood(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) fields = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS,
	    .subject = "Teams of Teamskanaal aanmaken", .text = "Graag.",
	    .fields = {
		{"Gewenste naam van Team/Kanaal", "Zomer"}, {"Lievelingskleur", "blauw"}});
	ticket = desk_ticket(desk, "REQ0000001");
	assert_string_equal(ticket->item, "teams");
	assert_string_equal(ticket->title, "Teams of Teamskanaal aanmaken");
	must(ticket_fields(desk->context->spool, ticket->id, &fields, &error));
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		if (strcmp(field->name, "name") == 0)
			assert_string_equal(field->value, "Zomer");
		assert_string_not_equal(field->value, "blauw");
	}
	assert_true(fields->len >= 1);
}

/* Proven contacts find frequent questions in the acknowledgement, unless a rule says no; nobody else does. */
static void
frequent_questions_are_answered_at_once(void **state)
{
	static const struct {
		const char *from, *subject, *text;
		bool vouched, told;
	} mails[] = {
	    {"els@klant.example", "Scherm", "Mijn PRINTER doet niets.", true, true},
	    {"els@klant.example", "Scherm", "Mijn PRINTER doet niets.", false, false},
	    {"els@klant.example", "Scherm", "Het blijft zwart.", true, false},
	    {"els@klant.example", "Alarm", "Mijn printer doet niets.", true, false},
	    {"vreemd@elders.example", "Scherm", "Mijn printer doet niets.", true, false},
	};
	Desk *desk = *state;

	context_close(desk->context);
	desk_put(
	    desk, "faq.d/a.yaml", "- {title: Geen papier, text: Vul hem., words: printer}\n");
	desk_put(desk, "rules.d/10-alarm.yaml",
	    "- {name: alarm, when: {subject: Alarm}, then: {open_case: {faq: no}}}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	desk_know(desk, mails[0].from);
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *number = g_strdup_printf("CS%07zu", i + 1);
		g_autofree char *opened = g_strdup_printf("open case %s", number);
		g_autofree char *letter = NULL;

		desk_post(desk, opened, mails[i].from, .subject = mails[i].subject,
		    .text = mails[i].text, .aligned = mails[i].vouched);
		letter = sent_letter_text(desk, number, mails[i].from);
		assert_int_equal(strstr(letter, "Geen papier") != NULL, mails[i].told);
		assert_int_equal(strstr(letter, "Vul hem.") != NULL, mails[i].told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(attachments_are_numbered_along_the_ticket),
	    desk_test(at_most_a_hundred_people_come_along),
	    desk_test(a_case_knows_who_where_and_what),
	    desk_test(a_mail_without_subject_has_a_title_all_the_same),
	    desk_test(a_request_keeps_what_was_understood),
	    desk_test(frequent_questions_are_answered_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
