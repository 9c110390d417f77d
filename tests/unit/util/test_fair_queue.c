/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/util/fair_queue.h"

/* An item is a string whose first letter names its lane. */
static void
push(FairQueue *queue, const char *items)
{
	static const char *const ALL[] = {
	    "a1", "a2", "a3", "a4", "b1", "b2", "c1", "c2", "c3", NULL};
	g_auto(GStrv) wanted = g_strsplit(items, " ", -1);

	for (char **one = wanted; *one != NULL; one++)
		for (const char *const *item = ALL; *item != NULL; item++)
			if (strcmp(*item, *one) == 0)
				fair_queue_push(queue, (char[]){**item, '\0'}, (void *)*item);
}

/* All that it has, in the order of taking; lane: of that lane only, or NULL. */
static char *
take(FairQueue *queue, const char *lane)
{
	GString *taken = g_string_new(NULL);
	const char *item = NULL;

	while ((item = fair_queue_peek(queue, lane)) != NULL) {
		g_string_append_printf(taken, "%s%s", taken->len > 0 ? " " : "", item);
		fair_queue_drop(queue, (char[]){*item, '\0'});
	}
	return g_string_free(taken, FALSE);
}

static void
lanes_take_turns(void **state)
{
	static const struct {
		const char *pushed;
		const char *taken;
	} ROWS[] = {
	    {"", ""},
	    {"a1 a2 a3", "a1 a2 a3"},
	    {"a1 a2 a3 a4 b1", "a1 b1 a2 a3 a4"},
	    {"a1 a2 a3 b1 b2 c1 c2 c3", "a1 b1 c1 a2 b2 c2 a3 c3"},
	    {"b1 a1 b2 a2", "b1 a1 b2 a2"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		FairQueue *queue = fair_queue_new();
		g_autofree char *taken = NULL;

		push(queue, ROWS[i].pushed);
		taken = take(queue, NULL);
		assert_string_equal(taken, ROWS[i].taken);
		assert_true(fair_queue_is_empty(queue));
		fair_queue_free(queue);
	}
}

static void
one_lane_can_be_asked_for(void **state)
{
	FairQueue *queue = fair_queue_new();
	g_autofree char *of_b = NULL;
	g_autofree char *rest = NULL;

	(void)state;
	push(queue, "a1 a2 b1 b2");
	assert_null(fair_queue_peek(queue, "c"));
	of_b = take(queue, "b");
	assert_string_equal(of_b, "b1 b2");
	assert_null(fair_queue_peek(queue, "b"));
	assert_false(fair_queue_is_empty(queue));
	rest = take(queue, NULL);
	assert_string_equal(rest, "a1 a2");
	fair_queue_free(queue);
}

/* What was given back comes first in its lane again, and who had its turn waits for the others. */
static void
what_is_given_back_keeps_its_place(void **state)
{
	FairQueue *queue = fair_queue_new();
	g_autofree char *taken = NULL;

	(void)state;
	push(queue, "a1 a2 b1");
	fair_queue_drop(queue, "a");
	fair_queue_push_front(queue, "a", (void *)"a1");
	push(queue, "c1");
	taken = take(queue, NULL);
	assert_string_equal(taken, "b1 a1 c1 a2");
	fair_queue_free(queue);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lanes_take_turns),
	    cmocka_unit_test(one_lane_can_be_asked_for),
	    cmocka_unit_test(what_is_given_back_keeps_its_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
