/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is remembered of a mailbox from one session of its fetch worker to the next: the mails that do not come, which are
 * in the spool too, and those over one of which the last session ended.
 */
#pragma once

#include <jansson.h>

#include "spool/database.h"

typedef struct FetchMemory FetchMemory;

/* mailbox: borrowed. What the spool knows is read at once; what cannot be read is not known. */
FetchMemory *fetch_memory_new(Spool *spool, const char *mailbox);
void fetch_memory_free(FetchMemory *memory);

/* For the next session. */
void fetch_memory_add_settings(const FetchMemory *memory, GVariantDict *settings);

/* What the session says: it asks for these keys now (as), and only for these; */
bool fetch_memory_asked(FetchMemory *memory, GVariant *keys);
/* this one did not come. False when there are more than any mailbox has. */
bool fetch_memory_failed(FetchMemory *memory, const char *key, const char *why);
/* It came; */
void fetch_memory_came(FetchMemory *memory, const char *key);
/* it is gone. */
void fetch_memory_gone(FetchMemory *memory, const char *key);
/* The session ended. True when something had come in it, so that the next one may begin soon. */
bool fetch_memory_ended(FetchMemory *memory, const char *how);

/* In the batch: records what changed. */
bool fetch_memory_record(FetchMemory *memory, GError **error);
void fetch_memory_committed(FetchMemory *memory);

/* "UID 4 (the server ...), UID 9 (...) and 12 more", or NULL: all come. Caller owns. */
char *fetch_memory_trouble(const FetchMemory *memory);
