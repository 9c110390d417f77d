/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps the search index up to date while nothing else is to be done. */
#pragma once

#include "gateway/daemon/daemon.h"

Indexer *indexer_new(Gateway *gateway);
void indexer_free(Indexer *indexer);

/* Something may have been added to a timeline. */
void indexer_wake(Indexer *indexer);
/* Somebody waits for the index: it is brought up to date now, whatever else there is to do. */
void indexer_hurry(Indexer *indexer);
