/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a trace, line by line; a whole one is compared in test_intake.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/intake/mail_facts.h"
#include "gateway/intake/trace.h"

static void
nothing_is_empty(void **state)
{
	g_autoptr(Trace) trace = trace_new();

	(void)state;
	assert_string_equal(trace_text(trace), "");
	trace_free(NULL);
}

static void
lines_stand_in_order(void **state)
{
	g_autoptr(Trace) trace = trace_new();

	(void)state;
	trace_add(trace, "mail", "%d", 1);
	trace_add(trace, "decision", "hold  %s", "why");
	assert_string_equal(trace_text(trace), "mail      1\ndecision  hold  why");
}

static void
a_mail_is_one_line_whatever_its_subject(void **state)
{
	g_autoptr(Trace) trace = trace_new();
	g_autoptr(Message) message = message_new();
	g_autofree char *long_subject = g_strnfill(300, 'x');
	g_autofree char *subject = g_strdup_printf("a\n\tb \xc3\xa9%s", long_subject);
	g_autofree char *cut = g_strnfill(94, 'x');
	g_autofree char *expected =
	    g_strdup_printf("mail      <no Message-ID>  2026-11-23 10:02  \"a  b \xc3\xa9%s\"\n"
			    "kind      auto-reply   Auto-Submitted: yes\n"
			    "limit     parts\nlimit     text",
		cut);
	const Mail mail = {.received_ms = INT64_C(1795428120000)};

	(void)state;
	g_free(message->subject);
	g_free(message->kind_reason);
	message->subject = g_steal_pointer(&subject);
	message->kind = MESSAGE_AUTO_REPLY;
	message->kind_reason = g_strdup("Auto-Submitted: yes");
	g_ptr_array_add(message->limits, g_strdup("parts"));
	g_ptr_array_add(message->limits, g_strdup("text"));
	trace_mail(trace, &mail, message);
	assert_string_equal(trace_text(trace), expected);
}

static void
what_was_cut_is_told(void **state)
{
	static const Mail mail = {0};
	g_autoptr(Trace) trace = trace_new();
	g_autoptr(Message) message = message_new();

	(void)state;
	message_cut_add(message->cut, CUT_SIGNATURE, g_strdup("Els\nniet na vijf uur\n"));
	trace_mail(trace, &mail, message);
	assert_true(g_str_has_suffix(
	    trace_text(trace), "\ncut       signature: Els\n          niet na vijf uur"));
}

/* However long it is, and whatever lines of a trace somebody wrote into it. */
static void
all_that_was_cut_is_found_again(void **state)
{
	static const Mail mail = {0};
	g_autoptr(GString) quote = g_string_new("> Op maandag schreef Els:\n");
	g_autoptr(Trace) trace = trace_new();
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) pieces = NULL;
	g_autofree char *brief = NULL;
	g_autofree char *expected = NULL;

	(void)state;
	for (int i = 0; i < 3000; i++)
		g_string_append_printf(quote, "cut       banner: %d\n\n", i);
	g_string_append(quote, "decision  accept");
	expected = g_strconcat("quote: ", quote->str, NULL);
	message_cut_add(message->cut, CUT_QUOTE, g_strdup(quote->str));
	for (int i = 0; i < 30; i++)
		message_cut_add(
		    message->cut, CUT_DEVICE, g_strdup("Verzonden vanaf mijn iPhone"));
	trace_mail(trace, &mail, message);
	trace_add(trace, "decision", "open case");
	pieces = trace_pieces(trace_text(trace));
	assert_int_equal(pieces->len, 31);
	assert_string_equal(pieces->pdata[0], expected);
	assert_string_equal(pieces->pdata[30], "device line: Verzonden vanaf mijn iPhone");
	brief = trace_brief(trace_text(trace));
	assert_true(strlen(brief) < 3000);
	assert_non_null(strstr(brief,
	    "          cut       banner: 4\n          \n          ...\ncut       device line"));
	assert_true(g_str_has_suffix(brief, "\ndecision  open case"));
}

static void
a_sender(void **state)
{
	const Contact known = {.known = true, .account_name = (char *)"Klant BV"};
	const Contact stranger = {0};
	const struct {
		bool has_from;
		const Contact *sender;
		const char *expected;
	} ROWS[] = {
	    {false, NULL, "sender    none: there is no address in From"},
	    {true, NULL, "sender    Els <els@klant.example>, no contact"},
	    {true, &stranger, "sender    Els <els@klant.example>, unverified"},
	    {true, &known, "sender    Els <els@klant.example>, contact, Klant BV"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Trace) trace = trace_new();
		g_autoptr(Message) message = message_new();

		if (ROWS[i].has_from)
			message->from = message_address_new("els@klant.example", "Els");
		trace_sender(trace, message, ROWS[i].sender);
		assert_string_equal(trace_text(trace), ROWS[i].expected);
	}
}

static const Ticket TICKET = {.number = (char *)"CS0000001", .state = TICKET_RESOLVED};

static void
proof_and_ticket(void **state)
{
	g_autoptr(Trace) trace = trace_new();
	const Thread thread = {.words = (char *)"token in To"};

	(void)state;
	trace_proof(trace, PROOF_NONE, NULL, NULL, false);
	trace_proof(trace, PROOF_BOTH, "DMARC pass by mx", &TICKET, true);
	trace_ticket(trace, &TICKET, &thread);
	trace_ticket(trace, NULL, &thread);
	assert_string_equal(trace_text(trace),
	    "proof     L0           no sender; no token of theirs\n"
	    "proof     L3           DMARC pass by mx; token of CS0000001, issued to this "
	    "contact\n"
	    "ticket    CS0000001    resolved; token in To\n"
	    "ticket    none");
}

static void
a_ticket_that_is_named(void **state)
{
	static const struct {
		NamedTicket named;
		const char *expected;
	} ROWS[] = {
	    {{0}, "the sender is no party to it"},
	    {{.tied = (char *)"was named on it"},
		"the sender is no party to it; was named on it"},
	    {{.elsewhere = true}, "the mail went to another mailbox"},
	};
	const Thread thread = {.words = (char *)"token in To"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Trace) trace = trace_new();
		g_autofree char *expected =
		    g_strconcat("ticket    none         CS0000001 is named (token in To), but ",
			ROWS[i].expected, NULL);

		trace_not_seen(trace, &TICKET, &thread, &ROWS[i].named);
		trace_ticket(trace, NULL, &thread);
		assert_string_equal(trace_text(trace), expected);
	}
}

static void
a_decision(void **state)
{
	static const struct {
		Decision decision;
		bool on_ticket;
		const char *number;
		const char *expected; /* after the rules */
	} ROWS[] = {
	    {{.kind = DECISION_OPEN_CASE, .reason = "", .mark = ""}, false, "CS0000002",
		"decision  open case    CS0000002, new"},
	    {{.kind = DECISION_OPEN_CASE, .reason = "it ended", .mark = "", .follows = true},
		true, "CS0000002", "decision  open case    CS0000002, new, follows CS0000001"},
	    {{.kind = DECISION_FILE_REQUEST, .reason = "", .mark = "", .next = TICKET_DRAFT},
		false, NULL, "decision  file request ?, draft"},
	    {{.kind = DECISION_ACCEPT, .reason = "", .mark = "", .next = TICKET_CLOSED}, true,
		NULL,
		"allowed   accept needs the ticket's token from its contact: no, but the "
		"configuration allows it\n"
		"decision  accept       resolved -> closed"},
	    {{.kind = DECISION_COMMENT,
		 .reason = "not proven",
		 .mark = "unproven",
		 .next = TICKET_RESOLVED},
		true, NULL,
		"allowed   words only: the sender is unproven\n"
		"decision  comment      not proven"},
	    {{.kind = DECISION_COMMENT, .reason = "", .mark = "", .next = TICKET_RESOLVED},
		true, NULL, "decision  comment      resolved"},
	    {{.kind = DECISION_IGNORE, .reason = "sent by a machine", .mark = ""}, false, NULL,
		"decision  ignore       sent by a machine"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Trace) trace = trace_new();
		Ticket ticket = TICKET;
		const MailFacts facts = {.ticket = ROWS[i].on_ticket ? &ticket : NULL,
		    .decision = ROWS[i].decision,
		    .applied = {.number = (char *)ROWS[i].number}};
		g_autofree char *expected =
		    g_strdup_printf("rules     one                  no: subject has no match\n"
				    "          two                  yes: always\n%s",
			ROWS[i].expected);

		trace_rule(trace, "one", false, "subject has no match");
		trace_rule(trace, "two", true, "always");
		trace_decision(trace, &facts);
		assert_string_equal(trace_text(trace), expected);
	}
}

static void
a_letter_or_why_there_is_none(void **state)
{
	g_autoptr(Trace) trace = trace_new();
	const Contact els = {.address = (char *)"els@klant.example"};

	(void)state;
	trace_letter(trace, &(ApplyResult){.letter = "closed"}, "nl", &els);
	trace_letter(trace,
	    &(ApplyResult){.no_letter = (char *)"letters to this address come back"}, "nl",
	    &els);
	trace_letter(trace, &(ApplyResult){0}, "nl", NULL);
	assert_string_equal(trace_text(trace),
	    "letter    closed (nl) to els@klant.example\n"
	    "letter    none: letters to this address come back\n"
	    "letter    none");
}

static void
who_is_told(void **state)
{
	static const struct {
		unsigned people;
		const char *expected;
	} ROWS[] = {
	    {0, "desk      nobody is told: reply"},
	    {1, "desk      is told: reply, to a@desk.example"},
	    {5, "desk      is told: reply, to a@desk.example, a@desk.example, a@desk.example, "
		"a@desk.example, a@desk.example"},
	    {7, "desk      is told: reply, to a@desk.example, a@desk.example, a@desk.example, "
		"a@desk.example, a@desk.example and 2 more"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Trace) trace = trace_new();
		g_autoptr(GPtrArray) told = g_ptr_array_new();

		for (unsigned n = 0; n < ROWS[i].people; n++)
			g_ptr_array_add(told, (void *)"a@desk.example");
		trace_notice(trace, &(ApplyResult){0});
		trace_notice(trace, &(ApplyResult){.notice = "reply", .told = told});
		assert_string_equal(trace_text(trace), ROWS[i].expected);
	}
}

static void
fields_of_a_ticket(void **state)
{
	g_autoptr(Trace) trace = trace_new();
	g_autoptr(GPtrArray) watchers = g_ptr_array_new();
	Ticket ticket = {.title = (char *)"Printer\nB12",
	    .category = (char *)"Overig",
	    .priority = (char *)"high"};
	g_autoptr(GPtrArray) agents = g_ptr_array_new();
	ConfigAgent sanne = {.name = (char *)"Sanne", .address = (char *)"sanne@desk.example"};
	Config config = {.agents = agents};
	Context context = {.config = &config};
	RuleResult rules = {.watchers = watchers};
	MailFacts facts = {
	    .context = &context, .rule_result = &rules, .after = {.ticket = &ticket}};

	(void)state;
	trace_fields(trace, &facts);
	g_ptr_array_add(agents, &sanne);
	ticket.agent = (char *)"sanne@desk.example";
	facts.after.account = (char *)"Jansen BV";
	ticket.group = (char *)"werkplek";
	g_ptr_array_add(watchers, (void *)"a@desk.example");
	g_ptr_array_add(watchers, (void *)"b@desk.example");
	trace_fields(trace, &facts);
	assert_string_equal(trace_text(trace),
	    "fields    category Overig, priority high, title \"Printer B12\"\n"
	    "fields    category Overig, priority high, group werkplek, agent Sanne, account "
	    "Jansen "
	    "BV, watchers a@desk.example b@desk.example, title \"Printer B12\"");
}

static void
frequent_questions(void **state)
{
	FaqHit hit = {.title = "Printer drukt niets af", .why = (char *)"text \"printer\""};
	g_autoptr(GPtrArray) hits = g_ptr_array_new();
	g_autoptr(Trace) trace = trace_new();

	(void)state;
	trace_faq(trace, NULL);
	trace_faq(trace, hits);
	g_ptr_array_add(hits, &hit);
	trace_faq(trace, hits);
	assert_string_equal(
	    trace_text(trace), "faq       Printer drukt niets af yes: text \"printer\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_is_empty),
	    cmocka_unit_test(lines_stand_in_order),
	    cmocka_unit_test(a_mail_is_one_line_whatever_its_subject),
	    cmocka_unit_test(what_was_cut_is_told),
	    cmocka_unit_test(all_that_was_cut_is_found_again),
	    cmocka_unit_test(a_sender),
	    cmocka_unit_test(proof_and_ticket),
	    cmocka_unit_test(a_ticket_that_is_named),
	    cmocka_unit_test(a_decision),
	    cmocka_unit_test(who_is_told),
	    cmocka_unit_test(fields_of_a_ticket),
	    cmocka_unit_test(frequent_questions),
	    cmocka_unit_test(a_letter_or_why_there_is_none),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
