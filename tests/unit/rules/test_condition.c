/* SPDX-License-Identifier: Apache-2.0 */
/* Each condition over one mail. */
#include "tests/unit/rules_fixture.h"

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
	    {"{whole_text: 'verdieping 3\\n> eerder'}", true},
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
	    {"{spam: yes}", true},
	    {"{spam: no}", false},
	    {"{spam: {score: 8}}", true},
	    {"{spam: {score: 9}}", false},
	    {"{spam: {score: -3}}", true},
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
	    {"{time: 09:10-17:00}", true},
	    {"{time: 08:00-09:10}", false},
	    {"{time: 09:10-08:00}", true},
	    {"{time: 22:00-09:10}", false},
	    {"{time: 09:10-09:10}", false},
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
		g_autoptr(RuleResult) rule_result =
		    ruleset_match(ruleset, &facts, &(RulesetRun){0});

		if ((rule_result->kind == RULE_RESULT_COMMENT) != rows[i].matches)
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
	    {"{ticket.category: Werkplek}", true},
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
	facts.ticket_category = "Werkplek";
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
		    g_strdup_printf("- {name: r, when: %s, then: comment}", rows[i].when);
		g_autoptr(Ruleset) ruleset = parse_good(text);
		g_autoptr(RuleResult) rule_result =
		    ruleset_match(ruleset, &facts, &(RulesetRun){0});

		if ((rule_result->kind == RULE_RESULT_COMMENT) != rows[i].matches)
			fail_msg("%s", rows[i].when);
	}
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
		g_autoptr(RuleResult) rule_result = NULL;

		set(&message->text, text);
		rule_result = ruleset_match(ruleset, &facts, &(RulesetRun){0});
		assert_int_equal(rule_result->kind == RULE_RESULT_COMMENT, rows[i].found);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_conditions),
	    cmocka_unit_test(test_ticket),
	    cmocka_unit_test(test_long_text),
	};

	g_setenv("TZ", "UTC", true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
