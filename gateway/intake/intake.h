/* SPDX-License-Identifier: Apache-2.0 */
/* One message on its way through the nine steps of deciding, each of which leaves its line in the trace. */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/mail.h"

typedef struct {
	char *decision; /* own; "accept", "open case", "duplicate" */
	char *number;   /* own; of the ticket it became or belongs to, or NULL */
	char *trace;    /* own; as `casegate explain` prints it */
	json_t *
	    outcome; /* own; of a mail of id 0 that was decided, as gateway/intake/report.h; or NULL */
} Processed;
void processed_clear(Processed *processed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Processed, processed_clear)

/*
 * Decides and applies, in the caller's transaction: what the mail does, its trace and its new state stand or fall
 * together. A mail of id 0 is not in the spool (explain): it gets no state.
 */
bool process_message(Office *office, const Mail *mail, const Message *message,
    Processed *ret_processed, GError **error);
/* The same for a mail that could not be read: quarantined, with a bare ticket. */
bool process_unreadable(Office *office, const Mail *mail, const char *reason, GError **error);
