/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of read workers and the mails on their way through it, in intake order for each mailbox: a mail is decided
 * only when all before it in its mailbox are, or have lost their reader. Those run again, alone, when nothing
 * fresh waits; after three readers the mail is quarantined. A mail by which something may be granted is read twice.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

ReaderPool *reader_pool_new(Daemon *gateway);
void reader_pool_free(ReaderPool *readers);

/* In the batch: decides what was read, in order. */
bool reader_pool_decide(ReaderPool *readers, Batch *batch, GError **error);
/* Whether that failed because of one mail: done again at once, the batch holds that mail and decides the others. */
bool reader_pool_want_care(ReaderPool *readers);
void reader_pool_committed(ReaderPool *readers);
void reader_pool_undone(ReaderPool *readers);

/* Takes waiting mails from the spool and gives them to workers, as many as there is room for. */
bool reader_pool_give(ReaderPool *readers, GError **error);
/* Looks at all waiting mails again, for one whose state was set back to waiting. */
void reader_pool_look_again(ReaderPool *readers);

/* Whether no mail waits to be read or decided. */
bool reader_pool_are_quiet(const ReaderPool *readers);
json_t *reader_pool_status(const ReaderPool *readers);
