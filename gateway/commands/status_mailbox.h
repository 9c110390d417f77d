/* SPDX-License-Identifier: Apache-2.0 */
/* What a mailbox has that does not go on: mails that it does not give, and mails that are safe and not filed. */
#pragma once

#include <jansson.h>

#include "spool/database.h"

typedef struct {
	GPtrArray *unfetched; /* own; of Unfetched, oldest first */
	int64_t unfiled;      /* mails in the spool that are not filed yet */
} StatusMailbox;

StatusMailbox *status_mailbox_read(Spool *spool, const char *mailbox, GError **error);
void status_mailbox_free(StatusMailbox *mailbox);

/* worker: what the running gateway says of this mailbox, or NULL. */
void status_mailbox_add_json(
    const StatusMailbox *mailbox, const json_t *worker, json_t *object);
/* A line for each thing; none where all goes on. */
void status_mailbox_print(
    const StatusMailbox *mailbox, const json_t *worker, int64_t now_ms, GString *out);
