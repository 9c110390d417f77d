/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/desk/desk_news_text.h"

static void
blanks_and_a_cut_make_no_difference(void **state)
{
	g_autofree char *whole = g_strnfill(5000, 'a');
	g_autofree char *cut = g_strndup(whole, 4000);
	g_autofree char *short_cut = g_strndup(whole, 900);

	(void)state;
	assert_true(
	    desk_news_same("Nieuwe kabel.\nGetest.", " Nieuwe  kabel.\r\n\r\nGetest. "));
	assert_true(desk_news_same(whole, cut));
	assert_false(desk_news_same(cut, whole));
	assert_false(desk_news_same(whole, short_cut));
	assert_false(desk_news_same("Nieuwe kabel.", "Nieuwe kabel"));
}

static void
each_text_stands_once(void **state)
{
	static const char *const TEXTS[] = {"Een.", "Twee.", " Een. "};
	g_autoptr(GPtrArray) texts = g_ptr_array_new();
	g_autofree char *joined = NULL;

	(void)state;
	assert_null(desk_news_join(texts));
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
		g_ptr_array_add(texts, (char *)TEXTS[i]);
	joined = desk_news_join(texts);
	assert_string_equal(joined, "Een.\n\nTwee.");
}

#define LONG "Het scherm van de werkplek op de derde verdieping blijft zwart na het opstarten"

static void
a_title_may_be_cut_there(void **state)
{
	(void)state;
	assert_true(desk_news_same_title(LONG " van de laptop", LONG));
	assert_true(desk_news_same_title(LONG " van de laptop", LONG "\342\200\246"));
	assert_true(desk_news_same_title("Scherm", "Scherm "));
	assert_false(desk_news_same_title("Scherm is zwart", "Scherm"));
	assert_false(desk_news_same_title(LONG, LONG " van de laptop"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(blanks_and_a_cut_make_no_difference),
	    cmocka_unit_test(each_text_stands_once),
	    cmocka_unit_test(a_title_may_be_cut_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
