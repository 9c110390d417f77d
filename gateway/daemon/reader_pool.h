/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of read workers and the mails that wait for it, in intake order for each mailbox: a mail is decided only when
 * all before it in its mailbox are decided, or have lost their reader. Those are read again, alone, when no new mail
 * waits; after three readers the mail is quarantined. A mail by which something may be granted is read twice.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

ReaderPool *reader_pool_new(Daemon *daemon);
void reader_pool_free(ReaderPool *pool);

/* In the batch: decides what was read, in order. */
bool reader_pool_decide(ReaderPool *pool, Batch *batch, GError **error);
/* Whether that failed because of one mail: done again at once, the batch holds that mail and decides the others. */
bool reader_pool_want_care(ReaderPool *pool);
void reader_pool_committed(ReaderPool *pool);
void reader_pool_undone(ReaderPool *pool);

/* Takes waiting mails from the spool and gives them to workers, as many as they may have. */
bool reader_pool_give(ReaderPool *pool, GError **error);
/* Looks at all waiting mails again, because one was set back to waiting. */
void reader_pool_look_again(ReaderPool *pool);

/* Whether no mail but history waits to be read or decided. */
bool reader_pool_are_quiet(const ReaderPool *pool);
json_t *reader_pool_status(const ReaderPool *pool);
