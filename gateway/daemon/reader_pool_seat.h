/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A post is one place in the pool of read roles. Its reader lives for one batch of mails of one mailbox at most, and
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
	READING_WAITS,   /* for a role */
	READING_GIVEN,   /* to a role */
	READING_READ,    /* its message is here */
	READING_LOST,    /* its role ended over it: an attempt is to be counted */
	READING_DECIDED, /* in this batch */
} ReadingState;

/* One waiting mail in memory. */
typedef struct {
	Mail *mail; /* own */
	ReadingState state;
	Message *message; /* own; once read */
	MessageAttachment
	    *wanted;     /* foreign, of the message: what is to be read next; or NULL */
	const char *how; /* constant; how its role ended */
	bool again;      /* waits to be read once more, by a reader of its own */
	bool agreed;     /* both readings say the same */
	bool disputed;   /* they do not */
} Reading;
void reading_free(Reading *reading);

typedef struct Post Post;

/* line: of Reading, to be given in this order, both foreign. A post of second readings starts a reader when one waits,
 * and gives it that mail alone. */
Post *post_new(Gateway *gateway, ForkServer *server, GQueue *line, bool second);
void post_free(Post *post);

/* Gives mails to the reader, as many as it may have. */
bool post_give(Post *post, GError **error);
json_t *post_status(const Post *post);
