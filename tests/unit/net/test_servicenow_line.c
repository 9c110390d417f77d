/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib.h>

#include "gateway/net/servicenow_line.h"

static void
a_line_is_added_and_cut_off(void **state)
{
	static const struct {
		const char *text;
		const char *person;
		const char *posted;
	} TEXTS[] = {
	    {"Nog steeds.", "Els <els@x>", "Nog steeds.\n\nEls <els@x> [casegate k7]"},
	    {"Een\ntwee", "", "Een\ntwee\n\n[casegate k7]"},
	    {"", "Els", "Els [casegate k7]"},
	    {"Van [casegate a1]\n[casegate b2]", "Els",
		"Van [casegate a1]\n[casegate b2]\n\nEls [casegate k7]"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		bool cut = true;
		g_autofree char *key = NULL;
		g_autofree char *posted = servicenow_line_add(
		    TEXTS[i].text, TEXTS[i].person, "casegate", "k7", 4000, &cut);
		g_autofree char *back = servicenow_line_cut(posted, "casegate", &key);

		assert_string_equal(posted, TEXTS[i].posted);
		assert_false(cut);
		assert_string_equal(back, TEXTS[i].text);
		assert_string_equal(key, "k7");
	}
}

static void
what_an_instance_does_to_line_ends(void **state)
{
	g_autofree char *key = NULL;
	g_autofree char *back =
	    servicenow_line_cut("Een\r\n\r\nEls [casegate k7]\r\n", "casegate", &key);

	(void)state;
	assert_string_equal(back, "Een");
	assert_string_equal(key, "k7");
}

static void
what_is_no_line_of_ours_stays(void **state)
{
	static const char *const TEXTS[] = {"", "Hallo", "[casegate k7] en meer",
	    "Els [casegate ]", "Els [casegate k 7]", "Els [other k7]", "Els [casegate k7].",
	    "Els [casegate k7]\nMeer", "[casegate"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *key = NULL;
		g_autofree char *back = servicenow_line_cut(TEXTS[i], "casegate", &key);

		assert_string_equal(back, TEXTS[i]);
		assert_null(key);
	}
}

static void
long_texts_are_cut_on_a_character(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *posted = NULL;
	g_autofree char *title = NULL;
	g_autofree char *key = NULL;
	g_autofree char *back = NULL;
	bool cut = false;

	(void)state;
	for (int i = 0; i < 200; i++)
		g_string_append(text, "é");
	posted = servicenow_line_add(text->str, "Els", "casegate", "k7", 100, &cut);
	assert_true(cut);
	assert_int_equal(g_utf8_strlen(posted, -1), 100);
	assert_true(g_str_has_suffix(posted, "é\n[...]\n\nEls [casegate k7]"));
	back = servicenow_line_cut(posted, "casegate", &key);
	assert_string_equal(key, "k7");
	title = servicenow_line_shorten(text->str, 160, &cut);
	assert_true(cut);
	assert_int_equal(strlen(title), 320);
	g_free(title);
	title = servicenow_line_shorten("kort", 4, &cut);
	assert_false(cut);
	assert_string_equal(title, "kort");
}

static void
what_customers_write_is_no_html(void **state)
{
	static const char *const TEXTS[][2] = {
	    {"[code]<b>x</b>[/code]", "[code ]<b>x</b>[/code ]"},
	    {"[[CODE]] [code", "[[CODE ]] [code"},
	    {"[code x] \303\251[", "[code x] \303\251["},
	    {"", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *plain = servicenow_line_without_html(TEXTS[i][0]);

		assert_string_equal(plain, TEXTS[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_is_added_and_cut_off),
	    cmocka_unit_test(what_an_instance_does_to_line_ends),
	    cmocka_unit_test(what_is_no_line_of_ours_stays),
	    cmocka_unit_test(long_texts_are_cut_on_a_character),
	    cmocka_unit_test(what_customers_write_is_no_html),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
