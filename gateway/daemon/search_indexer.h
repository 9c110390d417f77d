/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the search index up to date while the daemon is idle. */
#pragma once

#include "gateway/daemon/daemon.h"

SearchIndexer *search_indexer_new(Daemon *daemon);
void search_indexer_free(SearchIndexer *indexer);

/* Something may have been added to a timeline. */
void search_indexer_wake(SearchIndexer *indexer);
/* A command waits for the index: it is brought up to date now, idle or not. */
void search_indexer_hurry(SearchIndexer *indexer);
