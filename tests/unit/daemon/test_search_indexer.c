/* SPDX-License-Identifier: Apache-2.0 */
/* The search index is brought up to date by itself, and at once when somebody waits. */
#include "tests/unit/spool_fixture.h"

#include "gateway/daemon/search_indexer.h"
#include "spool/search.h"

static bool
on_late(void *data)
{
	*(bool *)data = true;
	return G_SOURCE_REMOVE;
}

/* Whether all is in the index before the time is over. */
static bool
indexed_within(Spool *spool, guint ms)
{
	bool late = false;
	guint timer = g_timeout_add(ms, (GSourceFunc)(void (*)(void))on_late, &late);
	int64_t missing = 1;
	int percent = 0;

	while (!late && missing > 0) {
		g_main_context_iteration(NULL, true);
		must(search_progress(spool, &percent, &missing, &error));
	}
	if (!late)
		g_source_remove(timer);
	return missing == 0;
}

static void
test_indexer(void **state)
{
	Fixture *fixture = *state;
	Context context = {.spool = fixture->spool};
	Daemon daemon = {.context = &context};
	SearchIndexer *indexer = search_indexer_new(&daemon);

	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "1");
	must(spool_commit(fixture->spool, &error));
	daemon.turned_us = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
	search_indexer_wake(indexer);
	assert_false(indexed_within(fixture->spool, 1200)); /* there was a turn just now */
	search_indexer_hurry(indexer);
	assert_true(indexed_within(fixture->spool, 500));
	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "2");
	must(spool_commit(fixture->spool, &error));
	daemon.turned_us = 0;
	search_indexer_wake(indexer);
	assert_true(indexed_within(fixture->spool, 5000));
	search_indexer_free(indexer);
}

static void
test_nothing_is_left_to_be_done(void **state)
{
	Fixture *fixture = *state;
	Context context = {.spool = fixture->spool};
	Daemon daemon = {.context = &context};
	SearchIndexer *indexer = search_indexer_new(&daemon);
	GSource *timer = NULL;

	search_indexer_wake(indexer);
	timer = g_main_context_find_source_by_user_data(NULL, indexer);
	assert_non_null(timer);
	g_source_ref(timer);
	search_indexer_free(indexer);
	assert_true(g_source_is_destroyed(timer));
	g_source_unref(timer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_indexer),
	    spool_test(test_nothing_is_left_to_be_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
