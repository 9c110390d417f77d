/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adds to the search index piece by piece, each in a transaction of its own, once the loop had no turn for a second. A mail's own transaction never touches the index.
 */
#include "gateway/daemon/search_indexer.h"

#include "gateway/util/log.h"
#include "spool/search.h"

#define QUIET_MS 1000

struct SearchIndexer {
	Daemon *daemon; /* foreign */
	guint source;   /* timer or idle source, or 0 */
	bool hurry;     /* until all is added */
};

SearchIndexer *
search_indexer_new(Daemon *daemon)
{
	SearchIndexer *indexer = g_new0(SearchIndexer, 1);

	indexer->daemon = daemon;
	return indexer;
}

void
search_indexer_free(SearchIndexer *indexer)
{
	if (indexer == NULL)
		return;
	if (indexer->source != 0)
		g_source_remove(indexer->source);
	g_free(indexer);
}

static bool
add_piece(Spool *spool, bool *ret_more, GError **error)
{
	if (!spool_begin(spool, error))
		return false;
	if (search_add(spool, ret_more, error) && spool_commit(spool, error))
		return true;
	spool_rollback(spool);
	return false;
}

static int on_time(void *data);

/* The next piece at once, but after all that is ready to be done. */
static int
on_idle(void *data)
{
	SearchIndexer *indexer = data;
	int64_t quiet_ms = (g_get_monotonic_time() - indexer->daemon->turned_us) / 1000;
	g_autoptr(GError) error = NULL;
	bool more = false;

	if (quiet_ms < QUIET_MS && !indexer->hurry) {
		indexer->source = g_timeout_add(QUIET_MS, on_time, indexer);
		return G_SOURCE_REMOVE;
	}
	if (!add_piece(indexer->daemon->context->spool, &more, &error))
		log_write(LOG_WARNING, "search", "%s", error->message);
	if (more)
		return G_SOURCE_CONTINUE;
	indexer->hurry = false;
	indexer->source = 0;
	return G_SOURCE_REMOVE;
}

static int
on_time(void *data)
{
	SearchIndexer *indexer = data;

	indexer->source = g_idle_add_full(G_PRIORITY_LOW, on_idle, indexer, NULL);
	return G_SOURCE_REMOVE;
}

void
search_indexer_wake(SearchIndexer *indexer)
{
	if (indexer->source == 0)
		indexer->source = g_timeout_add(QUIET_MS, on_time, indexer);
}

void
search_indexer_hurry(SearchIndexer *indexer)
{
	indexer->hurry = true;
	if (indexer->source != 0)
		g_source_remove(indexer->source);
	indexer->source = g_idle_add_full(G_PRIORITY_DEFAULT, on_idle, indexer, NULL);
}
