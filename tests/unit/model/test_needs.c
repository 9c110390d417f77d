/* SPDX-License-Identifier: Apache-2.0 */
/* The table cell by cell: what follows of a need for who has an app or none, and has confirmed by this. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/model/needs.h"

#define O(outcome) NEED_##outcome

static void
each_cell(void **state)
{
	static const struct {
		Need need;
		bool has_app;
		NeedOutcome by[CONFIRMED_BYS]; /* nothing, a letter, the app */
	} ROWS[] = {
	    {NEED_NONE, false, {O(MET), O(MET), O(MET)}},
	    {NEED_NONE, true, {O(MET), O(MET), O(MET)}},
	    {NEED_CONFIRMED, false, {O(ASKS_LETTER), O(MET), O(MET)}},
	    {NEED_CONFIRMED, true, {O(ASKS_LETTER), O(MET), O(MET)}},
	    {NEED_APP, false, {O(ASKS_LETTER), O(MET_BY_DESK), O(MET)}},
	    {NEED_APP, true, {O(ASKS_APP), O(ASKS_APP), O(MET)}},
	};

	(void)state;
	assert_int_equal(G_N_ELEMENTS(ROWS), 2 * NEEDS);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		for (int by = 0; by < CONFIRMED_BYS; by++)
			assert_int_equal(
			    needs_outcome(ROWS[i].need, ROWS[i].has_app, (ConfirmedBy)by),
			    ROWS[i].by[by]);
	/* the login of their organisation stands for the app */
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_int_equal(
		    needs_outcome(ROWS[i].need, ROWS[i].has_app, CONFIRMED_BY_LOGIN),
		    ROWS[i].by[CONFIRMED_BY_APP]);
}

static NeedTable
saying(NeedAction action, Need need)
{
	NeedTable table = {0};

	table.of[action] = need;
	return table;
}

static void
the_strictest_counts(void **state)
{
	(void)state;
	for (int action = 0; action < NEED_ACTIONS; action++)
		for (int desk = 0; desk < NEEDS; desk++)
			for (int account = 0; account < NEEDS; account++) {
				NeedTable first = saying((NeedAction)action, (Need)desk);
				NeedTable second = saying((NeedAction)action, (Need)account);

				assert_int_equal(
				    needs_strictest((NeedAction)action, &first, &second, NULL),
				    MAX(desk, account));
			}
}

static void
an_item_counts_for_what_is_asked_and_approved(void **state)
{
	NeedTable none = {0};
	NeedTable request = saying(NEED_REQUEST, NEED_APP);
	NeedTable approve = saying(NEED_APPROVE, NEED_CONFIRMED);

	(void)state;
	assert_int_equal(needs_strictest(NEED_REQUEST, &none, &none, &request), NEED_APP);
	assert_int_equal(
	    needs_strictest(NEED_REQUEST_SENSITIVE, &none, &none, &request), NEED_APP);
	assert_int_equal(needs_strictest(NEED_APPROVE, &none, &none, &request), NEED_NONE);
	assert_int_equal(
	    needs_strictest(NEED_APPROVE_SENSITIVE, &none, &none, &approve), NEED_CONFIRMED);
	assert_int_equal(needs_strictest(NEED_ACCEPT, &none, &none, &request), NEED_NONE);
	/* what a plain one needs, a sensitive one does */
	assert_int_equal(
	    needs_strictest(NEED_REQUEST_SENSITIVE, &request, &none, NULL), NEED_APP);
	assert_int_equal(
	    needs_strictest(NEED_APPROVE_SENSITIVE, &none, &approve, NULL), NEED_CONFIRMED);
}

static void
is_printed(void **state)
{
	NeedTable desk = need_default();
	g_autofree char *text = needs_text(&desk);

	(void)state;
	for (int action = 0; action < NEED_ACTIONS; action++)
		assert_non_null(strstr(text, need_action_name((NeedAction)action)));
	assert_non_null(strstr(text, "app's code"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_cell),
	    cmocka_unit_test(the_strictest_counts),
	    cmocka_unit_test(an_item_counts_for_what_is_asked_and_approved),
	    cmocka_unit_test(is_printed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
