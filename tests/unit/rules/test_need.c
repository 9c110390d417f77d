/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "rules/need.h"

static void
parses(void **state)
{
	static const struct {
		const char *text;
		const char *expected; /* as need_text() has it, or what is wrong */
	} CASES[] = {
	    {"", ""},
	    {"accept=confirmed", "accept=confirmed"},
	    {"approve=app, accept=confirmed", "accept=confirmed,approve=app"},
	    {"accept=none", ""},
	    {"accept=confirmed,accept=none", ""},
	    {"request_sensitive=app", "request_sensitive=app"},
	    {"accept=sure", "!accept=sure"},
	    {"accept", "!accept"},
	    {"request_sensitiv=app", "!request_sensitiv=app"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		NeedTable table = {0};
		g_autofree char *wrong = NULL;
		bool good = need_parse(CASES[i].text, &table, &wrong);
		g_autofree char *text =
		    good ? need_text(&table) : g_strconcat("!", wrong, NULL);

		assert_string_equal(text, CASES[i].expected);
	}
}

static void
has_a_name_for_each(void **state)
{
	const NeedTable table = need_default();

	(void)state;
	for (int action = 0; action < NEED_ACTIONS; action++) {
		g_autofree char *one =
		    g_strdup_printf("%s=app", need_action_name((NeedAction)action));
		g_autofree char *wrong = NULL;
		NeedTable read = {0};

		assert_true(need_parse(one, &read, &wrong));
		assert_int_equal(read.of[action], NEED_APP);
		assert_true(strlen(need_action_help((NeedAction)action)) > 3);
	}
	assert_int_equal(table.of[NEED_ACCEPT], NEED_NONE);
	assert_int_equal(table.of[NEED_REQUEST_SENSITIVE], NEED_APP);
	assert_int_equal(table.of[NEED_APPROVE_SENSITIVE], NEED_APP);
	assert_int_equal(table.of[NEED_CONTACT_DATA], NEED_APP);
	assert_int_equal(table.of[NEED_EXPORT], NEED_APP);
	assert_int_equal(table.of[NEED_ERASE], NEED_APP);
	assert_string_equal(need_name(NEED_CONFIRMED), "confirmed");
}

/* Caller owns: what is read of this file, or the first mistake. */
static char *
read_yaml(const char *text, YamlReader reader)
{
	g_autoptr(GPtrArray) mistakes =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	g_autoptr(YamlDocument) document =
	    yaml_parse("casegate.yaml", text, strlen(text), mistakes);
	NeedTable table = {0};

	reader(yaml_top(document), NULL, &table);
	return mistakes->len > 0 ? diagnostic_text(mistakes->pdata[0]) : need_text(&table);
}

static void
reads_files(void **state)
{
	g_autofree char *good = read_yaml("accept: confirmed\nerase: app\n", need_read_table);
	g_autofree char *bad = read_yaml("open: none\naccept: sure\n", need_read_table);
	g_autofree char *unknown = read_yaml("acept: app\n", need_read_table);
	g_autofree char *item = read_yaml("request: app\napprove: confirmed\n", need_read_item);
	g_autofree char *no_item = read_yaml("accept: app\n", need_read_item);

	(void)state;
	assert_string_equal(good, "accept=confirmed,erase=app");
	assert_string_equal(
	    bad, "casegate.yaml:2: found 'sure', expected one of none, confirmed, app");
	assert_non_null(strstr(unknown, "casegate.yaml:1: "));
	assert_string_equal(item, "request=app,approve=confirmed");
	assert_non_null(strstr(no_item, "casegate.yaml:1: "));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parses),
	    cmocka_unit_test(has_a_name_for_each),
	    cmocka_unit_test(reads_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
