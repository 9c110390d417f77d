/* SPDX-License-Identifier: Apache-2.0 */
/* Rules tried in order. */
#include "tests/unit/rules_fixture.h"

static void
note_tried(const char *rule, bool matched, const char *why, void *data)
{
	g_string_append_printf(data, "%s %s: %s\n", rule, matched ? "yes" : "no", why);
}

static int64_t
false_clock(void *data)
{
	int64_t *now = data;

	return (*now)++;
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
	    "d no: none of its alternatives: text has no match, text has no match\n"
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
	    cmocka_unit_test(test_trace),
	    cmocka_unit_test(test_deadline),
	    cmocka_unit_test(test_no_rule),
	    cmocka_unit_test(test_shipped),
	    cmocka_unit_test(test_same_without_prefilter),
	    cmocka_unit_test(test_brief),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
