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
	g_autoptr(RuleResult) rule_result = NULL;

	(void)state;
	hostile[4999] = '!';
	set(&message->text, hostile);
	facts.answer = ANSWER_ACCEPT;
	facts.answer_where = "line 1 \"Akkoord\"";
	rule_result = ruleset_match(ruleset, &facts, &run);
	assert_string_equal(told->str, expected);
	assert_int_equal(rule_result->kind, RULE_RESULT_ACCEPT);
	assert_int_equal(rule_result->errors, 1);
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
		g_autoptr(RuleResult) rule_result = ruleset_match(ruleset, &facts, &run);

		assert_int_equal(
		    rule_result->kind, deadline < 2 ? RULE_RESULT_HOLD : RULE_RESULT_COMMENT);
		assert_string_equal(rule_result->rule, deadline < 1   ? "a"
						       : deadline < 2 ? "b"
								      : "c");
		if (deadline < 2)
			assert_string_equal(rule_result->reason, "the rules took too long");
	}
}

static void
test_no_rule(void **state)
{
	g_autoptr(Message) message = sample_message();
	const Facts facts = sample_facts(message);
	g_autoptr(Ruleset) ruleset = parse_good("");
	g_autoptr(RuleResult) rule_result = ruleset_match(ruleset, &facts, &(RulesetRun){0});

	(void)state;
	assert_int_equal(rule_result->kind, RULE_RESULT_HOLD);
	assert_string_equal(rule_result->reason, "no rule matched");
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
		RuleResultKind rule_result;
	} rows[] = {
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, RULE_RESULT_OPEN_CASE},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_ACCEPT, ASKS_NOTHING, RULE_RESULT_OPEN_CASE},
	    {MESSAGE_LIST, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, RULE_RESULT_OPEN_CASE},
	    {MESSAGE_NOTIFICATION, NULL, NULL, ANSWER_NONE, ASKS_NOTHING,
		RULE_RESULT_OPEN_CASE},
	    {MESSAGE_AUTO_REPLY, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, RULE_RESULT_IGNORE},
	    {MESSAGE_BOUNCE, NULL, NULL, ANSWER_NONE, ASKS_NOTHING, RULE_RESULT_IGNORE},
	    {MESSAGE_AUTO_REPLY, "CS1", "resolved", ANSWER_ACCEPT, ASKS_NOTHING,
		RULE_RESULT_COMMENT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_ACCEPT, ASKS_NOTHING,
		RULE_RESULT_ACCEPT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_REJECT, ASKS_NOTHING,
		RULE_RESULT_REJECT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_UNCLEAR, ASKS_NOTHING,
		RULE_RESULT_ASK_BACK},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_THANKS, ASKS_NOTHING,
		RULE_RESULT_COMMENT},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_REMARK, ASKS_NOTHING,
		RULE_RESULT_COMMENT},
	    {MESSAGE_PERSON, "CS1", "open", ANSWER_REMARK, ASKS_NOTHING, RULE_RESULT_FOLLOW_UP},
	    {MESSAGE_PERSON, "CS1", "closed", ANSWER_REMARK, ASKS_NOTHING,
		RULE_RESULT_FOLLOW_UP},
	    {MESSAGE_PERSON, "CS1", "resolved", ANSWER_NONE, ASKS_NOTHING,
		RULE_RESULT_FOLLOW_UP},
	    {MESSAGE_PERSON, "RQ1", "awaiting approval", ANSWER_ACCEPT, ASKS_NOTHING,
		RULE_RESULT_APPROVE},
	    {MESSAGE_PERSON, "RQ1", "awaiting approval", ANSWER_REJECT, ASKS_NOTHING,
		RULE_RESULT_DECLINE},
	    {MESSAGE_PERSON, "RQ1", "draft", ANSWER_NONE, ASKS_NOTHING, RULE_RESULT_FOLLOW_UP},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_NONE, ASKS_STATUS, RULE_RESULT_ANSWER_STATUS},
	    {MESSAGE_PERSON, "CS1", "open", ANSWER_NONE, ASKS_STATUS,
		RULE_RESULT_ANSWER_STATUS},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_THANKS, ASKS_MINE, RULE_RESULT_ANSWER_STATUS},
	    {MESSAGE_PERSON, NULL, NULL, ANSWER_NONE, ASKS_ITEM, RULE_RESULT_FILE_REQUEST},
	};
	const char *const directories[] = {SRCDIR "/data/rules.d", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Ruleset) ruleset = ruleset_load(directories, &names, diagnostics);
	g_autoptr(Message) message = sample_message();

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	ruleset_check(ruleset, diagnostics);
	assert_int_equal(diagnostics->len, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Facts facts = sample_facts(message);
		g_autoptr(RuleResult) rule_result = NULL;

		message->kind = rows[i].kind;
		facts.ticket = rows[i].ticket;
		facts.ticket_state = rows[i].ticket_state;
		facts.answer = rows[i].answer;
		facts.asks = rows[i].asks;
		rule_result = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		if (rule_result->kind != rows[i].rule_result)
			fail_msg("row %zu: %s by '%s'", i,
			    rule_result_kind_name(rule_result->kind), rule_result->rule);
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
		g_autoptr(RuleResult) fast = NULL, slow = NULL;

		header->name = g_strdup("x-number");
		header->value = g_strdup(i % 3 == 0 ? word : "");
		g_ptr_array_add(message->headers, header);
		set(&message->subject, i % 3 == 1 ? word : "niets");
		set(&message->text, i % 3 == 2 ? word : "nummer");
		g_ptr_array_set_size(message->cut, 0);
		if (i % 3 == 0)
			message_cut_add(message->cut, CUT_QUOTE, g_strdup(word));
		if (i % 5 == 0)
			set(&message->from->address, address);
		if (i % 5 == 2)
			g_ptr_array_add(message->delivered_to, g_strdup(address));
		fast = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		slow = ruleset_match(ruleset, &facts, &all);
		assert_int_equal(fast->kind, slow->kind);
		assert_int_equal(g_strcmp0(fast->rule, slow->rule), 0);
		matched += fast->kind == RULE_RESULT_COMMENT;
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
	g_autoptr(RuleResult) rule_result = ruleset_match(ruleset, &facts, &run);

	(void)state;
	assert_int_equal(rule_result->kind, RULE_RESULT_COMMENT);
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
