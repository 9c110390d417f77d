/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/mistake.h"
#include "rules/ruleset.h"

static const char *const groups[] = {"werkplek", "servicedesk", NULL};
static const char *const categories[] = {"Werkplek", "Overig", NULL};
static const char *const items[] = {"teams", NULL};
static const RulesetNames names = {groups, categories, items};

static Ruleset *
parse(const char *text, GPtrArray *mistakes)
{
	return ruleset_parse("rules.yaml", text, strlen(text), &names, mistakes);
}

static Ruleset *
parse_good(const char *text)
{
	g_autoptr(GPtrArray) mistakes = mistakes_new();
	Ruleset *ruleset = parse(text, mistakes);

	for (size_t i = 0; i < mistakes->len; i++) {
		g_autofree char *said = mistake_text(mistakes->pdata[i]);

		print_error("%s\n%s\n", text, said);
	}
	assert_int_equal(mistakes->len, 0);
	return ruleset;
}

static void
set(char **string, const char *value)
{
	g_free(*string);
	*string = g_strdup(value);
}

/* The mail that the tables below are about. */
static Message *
sample_message(void)
{
	Message *message = message_new();
	MessageHeader *header = g_new0(MessageHeader, 1);
	MessageField *field = g_new0(MessageField, 1);
	MessageAttachment *attachment = g_new0(MessageAttachment, 1);

	message->from = message_address_new("els@mail.klant.example", "Els Bos");
	g_ptr_array_add(message->to, message_address_new("desk@desk.example", ""));
	g_ptr_array_add(message->cc, message_address_new("piet@klant.example", "Piet"));
	g_ptr_array_add(message->delivered_to, g_strdup("hulp@desk.example"));
	set(&message->subject, "Printer B12 kapot");
	set(&message->text, "Hallo,\n\nde printer doet het niet.");
	set(&message->rest, "> eerder geschreven");
	message->language = g_strdup("nl");
	header->name = g_strdup("X-Priority");
	header->value = g_strdup("1 (Highest)");
	g_ptr_array_add(message->headers, header);
	field->label = g_strdup("Kamer");
	field->value = g_strdup("B12\nverdieping 3");
	g_ptr_array_add(message->fields, field);
	attachment->path = g_strdup("2");
	attachment->name = g_strdup("foto.jpg");
	attachment->type = g_strdup("image/jpeg");
	attachment->size = 200000;
	g_ptr_array_add(message->attachments, attachment);
	return message;
}

static Facts
sample_facts(const Message *message)
{
	return (Facts){
	    .message = message,
	    .mailbox = "support",
	    .now_ms = INT64_C(1763975400000), /* Monday 2025-11-24 09:10 UTC */
	    .sender_known = true,
	    .account = "Jansen BV",
	    .proof = 2,
	};
}

/* One rule with these conditions, over the sample: does it match? */
static void
test_conditions(void **state)
{
	static const struct {
		const char *when;
		bool matches;
	} rows[] = {
	    {"{}", true},
	    {"{from: '@mail\\.klant\\.example$'}", true},
	    {"{from: '^piet@'}", false},
	    {"{domain: klant.example}", true},
	    {"{domain: [a.example, mail.klant.example]}", true},
	    {"{domain: ant.example}", false},
	    {"{contact: yes}", true},
	    {"{contact: no}", false},
	    {"{account: jansen bv}", true},
	    {"{account: [Bakker, Jansen]}", false},
	    {"{proof: 2}", true},
	    {"{proof: 3}", false},
	    {"{to: '^desk@'}", true},
	    {"{to: '^piet@'}", true},
	    {"{to: '^hulp@'}", true},
	    {"{to: '^els@'}", false},
	    {"{mailbox: support}", true},
	    {"{mailbox: drop}", false},
	    {"{subject: 'Printer'}", true},
	    {"{subject: 'printer'}", false},
	    {"{subject: '(?i)PRINTER'}", true},
	    {"{text: 'doet het niet'}", true},
	    {"{text: eerder}", false},
	    {"{whole_text: eerder}", true},
	    {"{whole_text: 'niet\\.\\n> eerder'}", true},
	    {"{header: {X-Priority: '^1'}}", true},
	    {"{header: {x-priority: '^1'}}", true},
	    {"{header: {X-Priority: '^2'}}", false},
	    {"{header: {X-Mailer: ''}}", false},
	    {"{header: {X-Priority: '^1', X-Mailer: a}}", false},
	    {"{attachment: yes}", true},
	    {"{attachment: no}", false},
	    {"{attachment: {name: '\\.jpg$'}}", true},
	    {"{attachment: {name: '\\.jpg$', type: '^image/', larger: 100000}}", true},
	    {"{attachment: {name: '\\.jpg$', larger: 200000}}", false},
	    {"{attachment: {type: '^text/'}}", false},
	    {"{kind: person}", true},
	    {"{kind: [bounce, person]}", true},
	    {"{kind: bounce}", false},
	    {"{language: nl}", true},
	    {"{language: [en, de]}", false},
	    {"{ticket: none}", true},
	    {"{ticket: any}", true},
	    {"{ticket: known}", false},
	    {"{ticket.state: resolved}", false},
	    {"{ticket.kind: case}", false},
	    {"{not: {ticket.kind: case}}", true},
	    {"{answer: none}", true},
	    {"{answer: [accept, reject]}", false},
	    {"{asks: nothing}", true},
	    {"{item: teams}", false},
	    {"{time: 09:00-09:11}", true},
	    {"{time: 09:11-17:00}", false},
	    {"{time: 18:00-09:00}", false},
	    {"{time: 22:00-09:30}", true},
	    {"{day: mon}", true},
	    {"{day: [sat, sun]}", false},
	    {"{subject: Printer, text: niet}", true},
	    {"{subject: Printer, text: wel}", false},
	    {"{any: [{text: wel}, {text: niet}]}", true},
	    {"{any: [{text: wel}, {subject: wel}]}", false},
	    {"{any: [{text: niet, subject: wel}, {proof: 1}]}", true},
	    {"{all: [{text: niet}, {text: doet}]}", true},
	    {"{all: [{text: niet}, {text: wel}]}", false},
	    {"{not: {account: Jansen BV}}", false},
	    {"{not: {account: Bakker}}", true},
	    {"{not: {account: Jansen BV, kind: list}}", true},
	    {"{not: {any: [{account: Jansen BV}, {kind: list}]}}", false},
	};
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    g_strdup_printf("- {name: r, when: %s, then: comment}", rows[i].when);
		g_autoptr(Ruleset) ruleset = parse_good(text);
		g_autoptr(Intent) intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});

		if ((intent->kind == INTENT_COMMENT) != rows[i].matches)
			fail_msg("%s", rows[i].when);
	}
}

/* A rule that does not mention the ticket sees only mail without one. */
static void
test_ticket(void **state)
{
	static const struct {
		const char *when;
		bool matches;
	} rows[] = {
	    {"{}", false},
	    {"{subject: Printer}", false},
	    {"{ticket: none}", false},
	    {"{ticket: any}", true},
	    {"{ticket: known}", true},
	    {"{ticket.kind: case}", true},
	    {"{ticket.kind: request}", false},
	    {"{ticket.state: [open, resolved]}", true},
	    {"{ticket.state: awaiting info}", false},
	    {"{ticket.category: Netwerk}", true},
	    {"{any: [{ticket: known}, {subject: x}]}", true},
	    {"{not: {ticket.state: closed}}", true},
	    {"{not: {ticket.state: resolved}}", false},
	};
	g_autoptr(Message) message = sample_message();
	Facts facts = sample_facts(message);

	(void)state;
	facts.ticket = "CS0001234";
	facts.ticket_kind = "case";
	facts.ticket_state = "resolved";
	facts.ticket_category = "Netwerk";
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    g_strdup_printf("- {name: r, when: %s, then: comment}", rows[i].when);
		g_autoptr(Ruleset) ruleset = parse_good(text);
		g_autoptr(Intent) intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});

		if ((intent->kind == INTENT_COMMENT) != rows[i].matches)
			fail_msg("%s", rows[i].when);
	}
}

static void
test_values(void **state)
{
	static const char text[] =
	    "- name: watched\n"
	    "  when: {account: Jansen BV}\n"
	    "  continue: {priority: high, watchers: [chef@klant.example], category: Overig}\n"
	    "- name: not met\n"
	    "  when: {subject: '(?<room>K)apot'}\n"
	    "  continue: {priority: low}\n"
	    "- name: printer down\n"
	    "  when:\n"
	    "    any:\n"
	    "      - {subject: '(?<room>P)rinter', text: nergens}\n"
	    "      - subject: '(?i)\\bprinter\\s+(?<room>[A-Z]\\d+)'\n"
	    "    not: {text: '(?<room>printer) wel'}\n"
	    "  then:\n"
	    "    open_case: {category: Werkplek, group: werkplek, watchers: "
	    "agent@desk.example,\n"
	    "      title: 'Printer {{room}}: {{ subject }} {{field.kamer}} {{sender.name}}'}\n"
	    "- {name: last, when: {}, then: ignore}\n";
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good(text);
	g_autoptr(Intent) intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});

	(void)state;
	assert_int_equal(ruleset_count(ruleset), 4);
	assert_int_equal(intent->kind, INTENT_OPEN_CASE);
	assert_string_equal(intent->rule, "printer down");
	assert_string_equal(
	    intent->title, "Printer B12: Printer B12 kapot B12 verdieping 3 Els Bos");
	assert_string_equal(intent->priority, "high");
	assert_string_equal(intent->category, "Werkplek");
	assert_string_equal(intent->group, "werkplek");
	assert_null(intent->account);
	assert_int_equal(intent->watchers->len, 2);
	assert_string_equal(intent->watchers->pdata[0], "chef@klant.example");
	assert_string_equal(intent->watchers->pdata[1], "agent@desk.example");
}

/* What a stranger writes fills no header and no name that the operator does not know. */
static void
test_values_are_tame(void **state)
{
	static const char text[] = "- name: r\n"
				   "  when: {text: '(?s)^(?<all>.*)$'}\n"
				   "  then: {open_case: {title: '{{all}}', category: "
				   "'{{all}}', group: '{{all}}', priority: '{{all}}'}}\n";
	static const struct {
		const char *text;
		const char *title;
		const char *group;
	} rows[] = {
	    {"a\nBcc: x@y.example", "a Bcc: x@y.example", NULL},
	    {"a\r\n\r\nbody", "a body", NULL},
	    {"a\tb\xc2\x85"
	     "c\xe2\x80\xa8"
	     "d",
		"a b c d", NULL},
	    {"{{subject}}", "{{subject}}", NULL},
	    {"werkplek", "werkplek", "werkplek"},
	    {"  \n ", NULL, NULL},
	};
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good(text);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Intent) intent = NULL;

		set(&message->text, rows[i].text);
		intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		assert_int_equal(intent->kind, INTENT_OPEN_CASE);
		assert_int_equal(g_strcmp0(intent->title, rows[i].title), 0);
		assert_int_equal(g_strcmp0(intent->group, rows[i].group), 0);
		assert_null(intent->category);
		assert_null(intent->priority);
	}
}

static void
test_title_is_bounded(void **state)
{
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset =
	    parse_good("- {name: r, when: {}, then: {open_case: {title: '{{subject}}'}}}");
	g_autofree char *subject = g_strnfill(10000, 'a');
	g_autoptr(Intent) intent = NULL;

	(void)state;
	set(&message->subject, subject);
	intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});
	assert_int_equal(strlen(intent->title), 250);
}

static void
note_tried(const char *rule, bool matched, const char *why, void *data)
{
	g_string_append_printf(data, "%s %s: %s\n", rule, matched ? "yes" : "no", why);
}

static void
test_trace(void **state)
{
	static const char text[] =
	    "- {name: a, when: {subject: Scanner}, then: comment}\n"
	    "- {name: b, when: {kind: bounce}, then: comment}\n"
	    "- {name: c, when: {ticket: known}, then: comment}\n"
	    "- {name: d, when: {any: [{text: x}, {text: y}]}, then: comment}\n"
	    "- {name: e, when: {not: {subject: Printer}}, then: comment}\n"
	    "- {name: f, when: {text: '^(a+)+$', kind: person}, then: comment}\n"
	    "- {name: g, when: {}, continue: {priority: high}}\n"
	    "- {name: h, when: {subject: 'B\\d+', answer: accept}, then: accept}\n"
	    "- {name: i, when: {}, then: comment}\n";
	static const char expected[] =
	    "a no: subject has no match\n"
	    "b no: kind is person\n"
	    "c no: ticket is none\n"
	    "d no: none of its alternatives is met\n"
	    "e no: not wanted: subject \"Printer\"\n"
	    "f no: error: the pattern on text needs more than a pattern may\n"
	    "g yes: always\n"
	    "h yes: subject \"B12\"; answer accept, line 1 \"Akkoord\"\n";
	g_autoptr(Message) message = sample_message();
	Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good(text);
	g_autoptr(GString) told = g_string_new(NULL);
	const RulesetRun run = {.tried = note_tried, .data = told};
	g_autofree char *hostile = g_strnfill(5000, 'a');
	g_autoptr(Intent) intent = NULL;

	(void)state;
	hostile[4999] = '!';
	set(&message->text, hostile);
	facts.answer = ANSWER_ACCEPT;
	facts.answer_where = "line 1 \"Akkoord\"";
	intent = ruleset_match(ruleset, &facts, &run);
	assert_string_equal(told->str, expected);
	assert_int_equal(intent->kind, INTENT_ACCEPT);
	assert_int_equal(intent->errors, 1);
}

static int64_t
false_clock(void *data)
{
	int64_t *now = data;

	return (*now)++;
}

static void
test_deadline(void **state)
{
	static const char text[] = "- {name: a, when: {subject: x}, then: comment}\n"
				   "- {name: b, when: {text: x}, then: comment}\n"
				   "- {name: c, when: {}, then: comment}\n";
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good(text);

	(void)state;
	for (int64_t deadline = 0; deadline < 4; deadline++) {
		int64_t now = 1;
		const RulesetRun run = {
		    .clock_us = false_clock, .deadline_us = deadline, .data = &now};
		g_autoptr(Intent) intent = ruleset_match(ruleset, &facts, &run);

		assert_int_equal(intent->kind, deadline < 2 ? INTENT_HOLD : INTENT_COMMENT);
		assert_string_equal(intent->rule, deadline < 1   ? "a"
						  : deadline < 2 ? "b"
								 : "c");
		if (deadline < 2)
			assert_string_equal(intent->reason, "the rules took too long");
	}
}

static void
test_no_rule(void **state)
{
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good("");
	g_autoptr(Intent) intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});

	(void)state;
	assert_int_equal(intent->kind, INTENT_HOLD);
	assert_string_equal(intent->reason, "no rule matched");
}

/* Text conditions see the first 64 KiB, and no half character. */
static void
test_long_text(void **state)
{
	static const struct {
		size_t before;
		bool found;
	} rows[] = {{0, true}, {65533, true}, {65534, false}, {100000, false}};
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset =
	    parse_good("- {name: r, when: {text: '€'}, then: comment}");

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *filling = g_strnfill(rows[i].before, 'a');
		g_autofree char *text = g_strconcat(filling, "€€€", NULL);
		g_autoptr(Intent) intent = NULL;

		set(&message->text, text);
		intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		assert_int_equal(intent->kind == INTENT_COMMENT, rows[i].found);
	}
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *text;
		const char *said; /* of the only mistake */
	} rows[] = {
	    {"name: x", "a list of rules"},
	    {"- {name: r, then: comment}", "when"},
	    {"- {when: {}, then: comment}", "name"},
	    {"- {name: r, when: {}, than: comment, then: comment}", "then"},
	    {"- {name: r, when: {}}", "neither"},
	    {"- {name: r, when: {}, then: comment, continue: {priority: high}}", "both"},
	    {"- {name: r, when: [], then: comment}", "a map of conditions"},
	    {"- {name: r, when: {subjekt: x}, then: comment}", "subject"},
	    {"- {name: r, when: {text: '('}, then: comment}", "at character 2"},
	    {"- {name: r, when: {kind: persoon}, then: comment}", "person"},
	    {"- {name: r, when: {ticket: knwon}, then: comment}", "known"},
	    {"- {name: r, when: {ticket.state: gesloten}, then: comment}", "awaiting info"},
	    {"- {name: r, when: {proof: 7}, then: comment}", "7"},
	    {"- {name: r, when: {time: '8-9'}, then: comment}", "18:00-08:00"},
	    {"- {name: r, when: {day: maandag}, then: comment}", "maandag"},
	    {"- {name: r, when: {any: {text: x}}, then: comment}", "a list of maps"},
	    {"- {name: r, when: {not: {}}, then: comment}", "nothing below 'not'"},
	    {"- {name: r, when: {attachment: {naam: x}}, then: comment}", "name"},
	    {"- {name: r, when: {header: x}, then: comment}", "a map of header names"},
	    {"- {name: r, when: {}, then: comnent}", "comment"},
	    {"- {name: r, when: {}, then: {open_case: {prioriti: high}}}", "priority"},
	    {"- {name: r, when: {}, then: {open_case: {priority: urgent}}}",
		"unknown priority 'urgent'"},
	    {"- {name: r, when: {}, then: {open_case: {group: werkplk}}}", "werkplek"},
	    {"- {name: r, when: {}, then: {open_case: {category: Netwerk}}}",
		"unknown category"},
	    {"- {name: r, when: {}, then: {file_request: {item: team}}}", "teams"},
	    {"- {name: r, when: {}, then: {open_case: {title: '{{room}}'}}}",
		"unknown {{room}}"},
	    {"- {name: r, when: {not: {text: '(?<room>x)'}}, then: {open_case: {title: "
	     "'{{room}}'}}}",
		"unknown {{room}}"},
	    {"- {name: r, when: {}, then: {open_case: {title: 'a {{b'}}}", "has no end"},
	    {"- {name: r, when: {}, then: forward}", "no address"},
	    {"- {name: r, when: {}, then: {forward: {address: '{{sender.address}}'}}}",
		"address"},
	    {"- {name: r, when: {}, then: {open_case: {watchers: '{{sender.address}}'}}}",
		"mail addresses"},
	    {"- {name: r, when: {}, then: {comment: {letter: '{{subject}}'}}}",
		"the name of a letter"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) mistakes = mistakes_new();
		g_autofree char *said =
		    mistakes->len == 0 ? NULL : mistake_text(mistakes->pdata[0]);

		ruleset_free(parse(rows[i].text, mistakes));
		if (mistakes->len > 0)
			said = mistake_text(mistakes->pdata[0]);
		if (mistakes->len != 1 || strstr(said, rows[i].said) == NULL)
			fail_msg("%s: %u mistakes, %s", rows[i].text, mistakes->len, said);
	}
}

/* Each step of the shipped rules. */
static void
test_shipped(void **state)
{
	static const struct {
		MessageKind kind;
		const char *ticket;
		const char *ticket_state;
		AnswerKind answer;
		AsksKind asks;
		IntentKind intent;
	} rows[] = {
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, INTENT_OPEN_CASE},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_ACCEPT, ASKS_NOTHING, INTENT_OPEN_CASE},
	    {MESSAGE_LIST, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, INTENT_OPEN_CASE},
	    {MESSAGE_NOTIFICATION, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, INTENT_OPEN_CASE},
	    {MESSAGE_AUTO_REPLY, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, INTENT_IGNORE},
	    {MESSAGE_BOUNCE, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, INTENT_IGNORE},
	    {MESSAGE_AUTO_REPLY, "CS1", "resolved", ANSWER_ACCEPT, ASKS_NOTHING,
		INTENT_COMMENT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_ACCEPT, ASKS_NOTHING, INTENT_ACCEPT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_REJECT, ASKS_NOTHING, INTENT_REJECT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_UNCLEAR, ASKS_NOTHING, INTENT_ASK_BACK},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_THANKS, ASKS_NOTHING, INTENT_COMMENT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_NONE, ASKS_NOTHING, INTENT_FOLLOW_UP},
	    {MESSAGE_PERSON, "RQ1", "awaiting approval", ANSWER_ACCEPT, ASKS_NOTHING,
		INTENT_APPROVE},
	    {MESSAGE_PERSON, "RQ1", "awaiting approval", ANSWER_REJECT, ASKS_NOTHING,
		INTENT_DECLINE},
	    {MESSAGE_PERSON, "RQ1", "draft", ANSWER_NONE, ASKS_NOTHING, INTENT_FOLLOW_UP},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_NONE, ASKS_STATUS, INTENT_ANSWER_STATUS},
	    {MESSAGE_PERSON, "CS1", "open", ANSWER_NONE, ASKS_STATUS, INTENT_ANSWER_STATUS},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_THANKS, ASKS_MINE, INTENT_ANSWER_STATUS},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_NONE, ASKS_ITEM, INTENT_FILE_REQUEST},
	};
	const char *const directories[] = {SRCDIR "/data/rules.d", NULL};
	g_autoptr(GPtrArray) mistakes = mistakes_new();
	g_autoptr(Ruleset) ruleset = ruleset_load(directories, &names, mistakes);
	g_autoptr(Message) message = sample_message();

	(void)state;
	assert_int_equal(mistakes->len, 0);
	ruleset_check(ruleset, mistakes);
	assert_int_equal(mistakes->len, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Facts facts = sample_facts(message);
		g_autoptr(Intent) intent = NULL;

		message->kind = rows[i].kind;
		facts.ticket = rows[i].ticket;
		facts.ticket_state = rows[i].ticket_state;
		facts.answer = rows[i].answer;
		facts.asks = rows[i].asks;
		intent = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		if (intent->kind != rows[i].intent)
			fail_msg("row %zu: %s by '%s'", i, intent_kind_name(intent->kind),
			    intent->rule);
	}
}

/* What the check says of rules that are allowed and hardly meant. */
static void
test_check(void **state)
{
	static const struct {
		const char *text;
		const char *said; /* of the only warning; NULL: none */
	} rows[] = {
	    {"- {name: a, when: {}, then: comment}", NULL},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {kind: list}, then: "
	     "comment}",
		"rule 'b', which no mail"},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {}, then: comment}",
		"rule 'a' takes them all"},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {ticket: known}, then: "
	     "comment}",
		NULL},
	    {"- {name: a, when: {}, then: comment}\n- {name: b, when: {ticket: any, proof: 1}, "
	     "then: comment}",
		NULL},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: "
	     "{ticket.state: open}, then: comment}",
		"rule 'b', which no mail"},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: {}, then: "
	     "comment}",
		NULL},
	    {"- {name: a, when: {ticket: any}, then: comment}\n- {name: b, when: {}, then: "
	     "comment}",
		"rule 'b', which no mail"},
	    {"- {name: a, when: {ticket: known}, then: comment}\n- {name: b, when: {ticket: "
	     "none}, then: comment}\n"
	     "- {name: c, when: {ticket: any, proof: 2}, then: comment}",
		"rule 'c', which no mail reaches: rule 'b'"},
	    {"- {name: a, when: {}, continue: {priority: high}}\n- {name: b, when: {}, then: "
	     "comment}",
		NULL},
	    {"- {name: a, when: {proof: 2, account: [x, y]}, then: comment}\n"
	     "- {name: b, when: {account: [y, x], proof: 2}, then: ignore}",
		"rule 'b' with the same conditions as rule 'a' in line 1"},
	    {"- {name: a, when: {proof: 2}, then: comment}\n- {name: b, when: {proof: 3}, "
	     "then: comment}",
		NULL},
	    {"- {name: a, when: {kind: list}, then: comment}\n- {name: b, when: {kind: "
	     "[list]}, then: comment}",
		"the same"},
	    {"- {name: a, when: {proof: 2}, continue: {priority: low}}\n- {name: b, when: "
	     "{proof: 2}, then: comment}",
		NULL},
	    {"- {name: a, when: {text: printer}, then: comment}", NULL},
	    {"- {name: a, when: {text: '\\d+'}, then: comment}",
		"whose patterns every mail is searched for"},
	    {"- {name: a, when: {any: [{text: printer}, {subject: muis}]}, then: comment}",
		NULL},
	    {"- {name: a, when: {any: [{text: printer}, {subject: '.'}]}, then: comment}",
		"every mail"},
	    {"- {name: a, when: {not: {text: printer}}, then: comment}", "every mail"},
	    {"- {name: a, when: {subject: printer, text: '\\d'}, then: comment}", NULL},
	    {"- {name: a, when: {subject: printer, text: '(\\w+\\s?)*$'}, then: comment}",
		"very slow"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Ruleset) ruleset = parse_good(rows[i].text);
		g_autoptr(GPtrArray) warnings = mistakes_new();
		g_autofree char *said = NULL;

		ruleset_check(ruleset, warnings);
		if (warnings->len > 0)
			said = mistake_text(warnings->pdata[0]);
		if (warnings->len != (rows[i].said != NULL) ||
		    (rows[i].said != NULL && strstr(said, rows[i].said) == NULL))
			fail_msg("%s: %u warnings, %s", rows[i].text, warnings->len, said);
	}
}

/* A rule whose pattern is on one of the texts, with a number in it. */
static char *
numbered_rules(unsigned count)
{
	static const char *const conditions[] = {"subject: '(?i)nummer%u\\b'",
	    "text: 'nummer%u\\b'", "whole_text: '(?i)NUMMER%u\\b'", "from: '^nummer%u@'",
	    "to: '(?i)nummer%u@'", "header: {X-Number: 'nummer%u$', X-Priority: '1'}",
	    "any: [{subject: 'nummer%u\\b'}, {text: 'getal%u\\b'}]",
	    "not: {subject: 'geen'}, text: 'x?nummer%u\\b'",
	    "attachment: {name: 'nummer%u\\.'}",
	    "all: [{text: nummer}, {subject: 'nummer%u$'}]"};
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < count; i++) {
		g_auto(GStrv) parts =
		    g_strsplit(conditions[i % G_N_ELEMENTS(conditions)], "%u", -1);
		g_autofree char *number = g_strdup_printf("%u", i);
		g_autofree char *condition = g_strjoinv(number, parts);

		g_string_append_printf(
		    text, "- {name: r%u, when: {%s}, then: comment}\n", i, condition);
	}
	return g_string_free(text, false);
}

static void
note_nothing(const char *rule, bool matched, const char *why, void *data)
{
	(void)rule;
	(void)matched;
	(void)why;
	(void)data;
}

/* Looking only at the rules whose strings stand in the mail finds the same rule as trying them all. */
static void
test_same_without_prefilter(void **state)
{
	const unsigned count = 300;
	g_autofree char *text = numbered_rules(count);
	g_autoptr(Ruleset) ruleset = parse_good(text);
	const RulesetRun all = {.tried = note_nothing};
	unsigned matched = 0;

	(void)state;
	for (unsigned i = 0; i < count * 3; i++) {
		g_autofree char *word =
		    g_strdup_printf(i % 2 == 0 ? "nummer%u" : "NUMMER%u", i / 3);
		g_autofree char *address = g_strdup_printf("%s@klant.example", word);
		g_autoptr(Message) message = sample_message();
		const Facts facts = sample_facts(message);
		MessageHeader *header = g_new0(MessageHeader, 1);
		g_autoptr(Intent) fast = NULL, slow = NULL;

		header->name = g_strdup("x-number");
		header->value = g_strdup(i % 3 == 0 ? word : "");
		g_ptr_array_add(message->headers, header);
		set(&message->subject, i % 3 == 1 ? word : "niets");
		set(&message->text, i % 3 == 2 ? word : "nummer");
		set(&message->rest, i % 3 == 0 ? word : "");
		if (i % 5 == 0)
			set(&message->from->address, address);
		if (i % 5 == 1)
			g_ptr_array_add(message->delivered_to, g_strdup(address));
		fast = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		slow = ruleset_match(ruleset, &facts, &all);
		assert_int_equal(fast->kind, slow->kind);
		assert_int_equal(g_strcmp0(fast->rule, slow->rule), 0);
		matched += fast->kind == INTENT_COMMENT;
	}
	assert_true(matched > count / 3);
}

static void
test_brief(void **state)
{
	static const char text[] =
	    "- {name: a, when: {subject: Scanner}, then: comment}\n"
	    "- {name: b, when: {kind: bounce}, then: comment}\n"
	    "- {name: c, when: {subject: Printer}, continue: {priority: high}}\n"
	    "- {name: d, when: {}, then: comment}\n";
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good(text);
	g_autoptr(GString) told = g_string_new(NULL);
	const RulesetRun run = {.tried = note_tried, .data = told, .brief = true};
	g_autoptr(Intent) intent = ruleset_match(ruleset, &facts, &run);

	(void)state;
	assert_int_equal(intent->kind, INTENT_COMMENT);
	assert_string_equal(told->str, "c yes: subject \"Printer\"\nd yes: always\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_conditions),
	    cmocka_unit_test(test_ticket),
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_values_are_tame),
	    cmocka_unit_test(test_title_is_bounded),
	    cmocka_unit_test(test_trace),
	    cmocka_unit_test(test_deadline),
	    cmocka_unit_test(test_no_rule),
	    cmocka_unit_test(test_long_text),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_check),
	    cmocka_unit_test(test_same_without_prefilter),
	    cmocka_unit_test(test_brief),
	};

	g_setenv("TZ", "UTC", true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
