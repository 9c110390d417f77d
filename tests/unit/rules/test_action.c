/* SPDX-License-Identifier: Apache-2.0 */
/* What rules make of the values of a mail. */
#include "tests/unit/rules_fixture.h"

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
	g_autoptr(RuleResult) rule_result = ruleset_match(ruleset, &facts, &(RulesetRun){0});

	(void)state;
	assert_int_equal(ruleset_count(ruleset), 4);
	assert_int_equal(rule_result->kind, RULE_RESULT_OPEN_CASE);
	assert_string_equal(rule_result->rule, "printer down");
	assert_string_equal(
	    rule_result->title, "Printer B12: Printer B12 kapot B12 verdieping 3 Els Bos");
	assert_string_equal(rule_result->priority, "high");
	assert_string_equal(rule_result->category, "Werkplek");
	assert_string_equal(rule_result->group, "werkplek");
	assert_null(rule_result->account);
	assert_int_equal(rule_result->watchers->len, 2);
	assert_string_equal(rule_result->watchers->pdata[0], "chef@klant.example");
	assert_string_equal(rule_result->watchers->pdata[1], "agent@desk.example");
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
		g_autoptr(RuleResult) rule_result = NULL;

		set(&message->text, rows[i].text);
		rule_result = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		assert_int_equal(rule_result->kind, RULE_RESULT_OPEN_CASE);
		assert_int_equal(g_strcmp0(rule_result->title, rows[i].title), 0);
		assert_int_equal(g_strcmp0(rule_result->group, rows[i].group), 0);
		assert_null(rule_result->category);
		assert_null(rule_result->priority);
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
	g_autoptr(RuleResult) rule_result = NULL;

	(void)state;
	set(&message->subject, subject);
	rule_result = ruleset_match(ruleset, &facts, &(RulesetRun){0});
	assert_int_equal(strlen(rule_result->title), 250);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_values_are_tame),
	    cmocka_unit_test(test_title_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
