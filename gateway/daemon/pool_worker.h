/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A post is one place in the pool of read workers. Its reader lives for one batch of mails of one mailbox at most, and
 * ends after any mail that hit a limit or was slow to read; the next one is started while it reads. A reader that
 * ends in whatever way with a mail in hand has used an attempt of that mail.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"
#include "gateway/ipc/child.h"
#include "parsers/message.h"
#include "spool/mail.h"

typedef enum {
	PENDING_WAITS,   /* for a worker */
	PENDING_GIVEN,   /* to a worker */
	PENDING_READ,    /* its message is here */
	PENDING_LOST,    /* its worker ended over it: an attempt is to be counted */
	PENDING_DECIDED, /* in this batch */
} PendingMailState;

/* One waiting mail in memory. */
typedef struct {
	Mail *mail; /* own */
	PendingMailState state;
	Message *message; /* own; once read */
	MessageAttachment
	    *wanted;     /* foreign, of the message: what is to be read next; or NULL */
	const char *how; /* constant; how its worker ended */
	bool again;      /* waits to be read once more, by a reader of its own */
	bool agreed;     /* both readings say the same */
	bool disputed;   /* they do not */
} PendingMail;
void pending_mail_free(PendingMail *reading);

typedef struct PoolWorker PoolWorker;

/* line: of Reading, to be given in this order, both foreign. A post of second readings starts a reader when one waits,
 * and gives it that mail alone. */
PoolWorker *pool_worker_new(Daemon *gateway, ForkServer *server, GQueue *line, bool second);
void pool_worker_free(PoolWorker *post);

/* Gives mails to the reader, as many as it may have. */
bool pool_worker_give(PoolWorker *post, GError **error);
json_t *pool_worker_status(const PoolWorker *post);
