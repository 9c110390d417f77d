/* SPDX-License-Identifier: Apache-2.0 */
/* The examples of the manual are read as an operator would use them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

#include "rules/catalog.h"
#include "rules/diagnostic.h"
#include "rules/faq.h"
#include "rules/ruleset.h"
#include "spool/ticket_state.h"

/* What stands between ".Bd -literal" and ".Ed" in a page, as a reader sees it. Caller owns the list. */
static GPtrArray *
examples_of(const char *page)
{
	g_autofree char *path = g_build_filename(SRCDIR, "doc", page, NULL);
	g_autofree char *text = NULL;
	GPtrArray *examples = g_ptr_array_new_with_free_func(g_free);

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	for (const char *start = text; (start = strstr(start, "\n.Bd -literal")) != NULL;) {
		const char *end = strstr(start, "\n.Ed");
		g_auto(GStrv) parts = NULL;
		g_autofree char *source = NULL;

		start = strchr(start + 1, '\n') + 1;
		source = g_strndup(start, (size_t)(end - start + 1));
		parts = g_strsplit(source, "\\e", -1);
		g_ptr_array_add(examples, g_strjoinv("\\", parts));
		start = end;
	}
	return examples;
}

static void
assert_none(const GPtrArray *diagnostics, const char *example)
{
	for (size_t i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		print_error("%s\n%s\n", example, text);
	}
	assert_int_equal(diagnostics->len, 0);
}

static void
test_rules(void **state)
{
	static const char *const groups[] = {"servicedesk", NULL};
	static const RulesetNames names = {.groups = groups};
	g_autoptr(GPtrArray) examples = examples_of("casegate-rules.5");

	(void)state;
	assert_int_equal(examples->len, 6);
	for (size_t i = 0; i < examples->len; i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		const char *text = examples->pdata[i];

		if (g_str_has_prefix(
			text, "given:")) /* an expectation: test_rule_test.c reads it */
			continue;
		g_autoptr(Ruleset) ruleset =
		    ruleset_parse("example", text, strlen(text), &names, diagnostics);

		ruleset_check(ruleset, diagnostics);
		assert_none(diagnostics, text);
		assert_true(ruleset_count(ruleset) > 0);
	}
}

static void
test_catalog(void **state)
{
	static const CatalogNames names = {NULL};
	g_autoptr(GPtrArray) examples = examples_of("casegate-catalog.5");
	g_autofree char *folder = g_dir_make_tmp("manual-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "item.yaml", NULL);
	const char *const directories[] = {folder, NULL};

	(void)state;
	assert_int_equal(examples->len, 2);
	for (size_t i = 0; i < examples->len; i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Catalog) catalog = NULL;

		assert_true(g_file_set_contents(path, examples->pdata[i], -1, NULL));
		catalog = catalog_load(directories, &names, diagnostics);
		assert_none(diagnostics, examples->pdata[i]);
		assert_non_null(catalog_names(catalog)[0]);
	}
	g_unlink(path);
	g_rmdir(folder);
}

/* The first example is what explain prints, the last a rule. */
static void
test_faq(void **state)
{
	g_autoptr(GPtrArray) examples = examples_of("casegate-faq.5");
	g_autofree char *folder = g_dir_make_tmp("manual-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "faq.yaml", NULL);
	g_autofree char *shipped = NULL;
	const char *const directories[] = {folder, NULL};
	const char *rule = NULL;

	(void)state;
	assert_int_equal(examples->len, 3);
	assert_true(g_file_get_contents(SRCDIR "/data/faq.yaml.example", &shipped, NULL, NULL));
	for (size_t i = 0; i < 2; i++) {
		const char *text = i == 0 ? shipped : examples->pdata[1];
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Faq) faq = NULL;

		assert_true(g_file_set_contents(path, text, -1, NULL));
		faq = faq_load(directories, diagnostics);
		faq_check(faq, diagnostics);
		assert_none(diagnostics, text);
		assert_true(faq_count(faq) >= 2);
	}
	rule = examples->pdata[2];
	{
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autoptr(Ruleset) ruleset = ruleset_parse(
		    "example", rule, strlen(rule), &(RulesetNames){0}, diagnostics);

		assert_none(diagnostics, rule);
		assert_int_equal(ruleset_count(ruleset), 1);
	}
	g_unlink(path);
	g_rmdir(folder);
}

/* Each condition has its paragraph: of a key that is like none, all that there are are named. */
static void
test_conditions(void **state)
{
	static const char RULE[] = "- name: x\n  when: {qqqqqqqqqqqq: 1}\n  then: hold\n";
	g_autofree char *path = g_build_filename(SRCDIR, "doc", "casegate-rules.5", NULL);
	g_autofree char *text = NULL;
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Ruleset) ruleset =
	    ruleset_parse("example", RULE, strlen(RULE), &(RulesetNames){0}, diagnostics);
	g_auto(GStrv) keys = NULL;

	(void)state;
	assert_non_null(ruleset);
	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	assert_int_equal(diagnostics->len, 1);
	keys = g_strsplit(((Diagnostic *)diagnostics->pdata[0])->expected, ", ", -1);
	assert_true(g_strv_length(keys) > 20);
	for (size_t i = 0; keys[i] != NULL; i++) {
		g_autofree char *item = g_strdup_printf("\n.It Cm %s : ", keys[i]);

		if (strstr(text, item) == NULL)
			fail_msg("casegate-rules(5) does not have %s", keys[i]);
	}
}

/* Whether a line of the page lists the state by name: ".Cm draft , awaiting approval ;" */
static bool
lists_state(const char *page, const char *name)
{
	g_autofree char *path = g_build_filename(SRCDIR, "doc", page, NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	bool found = false;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL && !found; i++) {
		g_auto(GStrv) names = NULL;

		if (!g_str_has_prefix(lines[i], ".Cm "))
			continue;
		names = g_strsplit_set(lines[i] + strlen(".Cm "), ",;.", -1);
		for (size_t n = 0; names[n] != NULL; n++)
			found |= g_str_equal(g_strstrip(names[n]), name);
	}
	return found;
}

static void
test_states(void **state)
{
	static const char *const PAGES[] = {
	    "casegate.1", "casegate-rules.5", "casegate-letters.5"};

	(void)state;
	for (TicketState one = 0; one < TICKET_STATES; one++)
		for (size_t i = 0; i < G_N_ELEMENTS(PAGES); i++)
			if (!lists_state(PAGES[i], ticket_state_name(one)))
				fail_msg(
				    "%s does not list '%s'", PAGES[i], ticket_state_name(one));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_rules),
	    cmocka_unit_test(test_catalog),
	    cmocka_unit_test(test_faq),
	    cmocka_unit_test(test_conditions),
	    cmocka_unit_test(test_states),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
