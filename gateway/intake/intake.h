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
} IntakeResult;
void intake_result_clear(IntakeResult *processed);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeResult, intake_result_clear)

/*
 * Decides and applies, in the caller's transaction: what the mail does, its trace and its new state stand or fall
 * together. A mail of id 0 is not in the spool (explain): it gets no state.
 */
bool intake_message(Context *context, const Mail *mail, const Message *message,
    IntakeResult *ret_processed, GError **error);
/* The same for a mail that could not be read: quarantined, with a bare ticket. */
bool intake_unreadable(Context *context, const Mail *mail, const char *reason, GError **error);
