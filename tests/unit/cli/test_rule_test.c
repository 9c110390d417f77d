/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/cli/rule_test.h"

/* A test of this text; what is wrong with it, joined, in ret_said. */
static RuleTest *
open_text(const Desk *desk, const char *text, char **ret_said)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autofree char *path = g_build_filename(desk->folder, "a.expect.yaml", NULL);
	g_autoptr(GString) said = g_string_new(NULL);
	RuleTest *test;

	desk_put(desk, "a.expect.yaml", text);
	test = rule_test_open(path, desk->context->config, diagnostics);
	for (unsigned i = 0; i < diagnostics->len; i++) {
		const Diagnostic *one = diagnostics->pdata[i];

		g_string_append_printf(
		    said, "%u: %s, %s\n", one->line, one->found, one->expected);
	}
	*ret_said = g_strdup(said->str);
	return test;
}

static void
all_that_may_be_given(void **state)
{
	g_autofree char *said = NULL;
	g_autoptr(RuleTest) test = open_text(*state,
	    "given:\n"
	    "  contact: yes\n"
	    "  account: Klant BV\n"
	    "  proof: 3\n"
	    "  ticket: {kind: request, state: awaiting approval, category: Netwerk, item: "
	    "teams}\n"
	    "  mailbox: support\n"
	    "  at: 2026-11-23 10:02\n"
	    "rule: accept\n",
	    &said);
	const DryRunFacts *given = NULL;

	assert_string_equal(said, "");
	assert_non_null(test);
	given = rule_test_given(test);
	assert_true(given->contact);
	assert_string_equal(given->account, "Klant BV");
	assert_int_equal(given->proof, 3);
	assert_true(given->has_ticket);
	assert_int_equal(given->ticket_kind, TICKET_REQUEST);
	assert_int_equal(given->ticket_state, TICKET_AWAITING_APPROVAL);
	assert_string_equal(given->category, "Netwerk");
	assert_string_equal(given->item, "teams");
	assert_string_equal(given->mailbox, "support");
	assert_int_equal(given->at_ms, NOW);
}

static void
mistakes_have_their_line(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} ROWS[] = {
	    {"\ndesicion: x\n", "2: unknown key 'desicion', "},
	    {"given: {proof: 9}\n", "1: "},
	    {"given:\n  proof: 1\n", "2: proof 1, which needs the token of a ticket"},
	    {"given:\n  ticket: {state: opn}\n", "2: "},
	    {"given:\n  ticket: {}\n", "2: no 'state'"},
	    {"given:\n  mailbox: suport\n", "2: unknown mailbox 'suport'"},
	    {"given:\n  at: yesterday\n", "2: "},
	    {"rule: {a: b}\n", "1: "},
	    {"", "0: nothing"},
	    {"rule: [\n", "2: "},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *said = NULL;
		g_autoptr(RuleTest) test = open_text(*state, ROWS[i].text, &said);

		assert_null(test);
		if (!g_str_has_prefix(said, ROWS[i].said))
			fail_msg("'%s': %s", ROWS[i].text, said);
	}
}

static void
the_example_of_the_manual_is_good(void **state)
{
	g_autofree char *page = NULL, *text = NULL, *said = NULL;
	g_autoptr(RuleTest) test = NULL;
	const char *start;

	assert_true(g_file_get_contents(SRCDIR "/doc/casegate-rules.5", &page, NULL, NULL));
	start = strstr(page, "\ngiven:\n");
	assert_non_null(start);
	text = g_strndup(start, (size_t)(strstr(start, "\n.Ed") - start + 1));
	test = open_text(*state, text, &said);
	assert_string_equal(said, "");
	assert_int_equal(rule_test_given(test)->proof, 3);
}

static char *
text(GPtrArray *take_differences)
{
	g_autoptr(GPtrArray) differences = take_differences;
	GString *line = g_string_new(NULL);

	for (unsigned i = 0; i < differences->len; i++) {
		const Difference *one = differences->pdata[i];

		g_string_append_printf(
		    line, "%s: %s, %s\n", one->key, one->expected, one->found);
	}
	return g_string_free(line, false);
}

static void
only_what_is_expected_is_compared(void **state)
{
	g_autofree char *said = NULL, *differences = NULL;
	g_autoptr(RuleTest) test = open_text(*state,
	    "rule: accept\n"
	    "letter: none\n"
	    "group: none\n"
	    "watchers: [a@desk.example, b@desk.example]\n"
	    "priority: high\n",
	    &said);
	json_t *report = json_pack("{s:s, s:s, s:n, s:[s, s], s:s, s:s}", "rule", "accept",
	    "letter", "closed", "group", "watchers", "a@desk.example", "b@desk.example",
	    "priority", "normal", "title", "anything");

	assert_string_equal(said, "");
	differences = text(rule_test_compare(test, report));
	assert_string_equal(differences, "priority: high, normal\nletter: none, closed\n");
	json_decref(report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(all_that_may_be_given),
	    desk_test(mistakes_have_their_line),
	    desk_test(the_example_of_the_manual_is_good),
	    desk_test(only_what_is_expected_is_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
