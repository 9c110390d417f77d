/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the search index up to date while nothing else is to be done. */
#pragma once

#include "gateway/daemon/daemon.h"

SearchIndexer *search_indexer_new(Daemon *gateway);
void search_indexer_free(SearchIndexer *indexer);

/* Something may have been added to a timeline. */
void search_indexer_wake(SearchIndexer *indexer);
/* Somebody waits for the index: it is brought up to date now, whatever else there is to do. */
void search_indexer_hurry(SearchIndexer *indexer);
