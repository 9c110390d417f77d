/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One place in the pool of read workers. Its reader, a process, lives for one batch of mails of one mailbox at most, and
 * ends after any mail that hit a limit or was slow to read; the next one is started while it reads. A reader that ends,
 * however it does, while it reads a mail has used an attempt of that mail.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"
#include "gateway/ipc/fork_server.h"
#include "gateway/util/fair_queue.h"
#include "parsers/message.h"
#include "spool/mail.h"

typedef enum {
	PENDING_WAITS,   /* for a reader */
	PENDING_GIVEN,   /* to a reader */
	PENDING_READ,    /* its message is here */
	PENDING_LOST,    /* its reader ended over it: an attempt is to be counted */
	PENDING_DECIDED, /* in this batch */
} PendingMailState;

/* One mail that waits to be read or decided. */
typedef struct {
	Mail *mail; /* own */
	PendingMailState state;
	Message *message; /* own; once read */
	MessageAttachment
	    *wanted;     /* foreign, of the message: what is to be read next; or NULL */
	const char *how; /* constant; how its reader ended */
	bool again;      /* waits to be read once more, by a reader of its own */
	bool agreed;     /* both readings say the same */
	bool disputed;   /* they do not */
} PendingMail;
void pending_mail_free(PendingMail *pending);

typedef struct PoolWorker PoolWorker;

/* queue: of PendingMail by their mailbox, both foreign. second: for second readings, where a reader is started
 * when a mail waits and gets that mail alone. */
PoolWorker *pool_worker_new(Daemon *daemon, ForkServer *server, FairQueue *queue, bool second);
void pool_worker_free(PoolWorker *worker);

/* Gives mails to the reader, as many as it may have. */
bool pool_worker_give(PoolWorker *worker, GError **error);
json_t *pool_worker_status(const PoolWorker *worker);
