/* SPDX-License-Identifier: Apache-2.0 */
/* One mail that was read, from its message to its new state. */
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
	    report; /* own; of a mail of id 0 that was decided, as gateway/intake/report.h; or NULL */
} IntakeResult;
void intake_result_clear(IntakeResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IntakeResult, intake_result_clear)

/*
 * Decides and applies, in the caller's transaction: what the mail does, its trace and its new state stand or fall
 * together. A mail of id 0 is not in the spool (explain): it gets no state.
 */
bool intake_message(Context *context, const Mail *mail, const Message *message,
    IntakeResult *ret_result, GError **error);
/* The same for a mail that could not be read: quarantined, with a bare ticket. */
bool intake_unreadable(Context *context, const Mail *mail, const char *reason, GError **error);

/* What came of reading a mail. All borrowed. */
typedef struct {
	const Mail *mail;
	const Message *message; /* NULL: it lost its reader */
	const char *how;        /* how that ended */
	bool disputed;          /* a second reader made something else of it */
} IntakeReading;

/* In the caller's transaction: the mail is decided, held, quarantined, or read again. */
bool intake_reading(Context *context, const IntakeReading *reading, GError **error);
/* The same, and it stands or falls alone: a mail that cannot be decided is held with the reason, so that it blocks
 * nothing; only a spool that cannot be written is an error. */
bool intake_reading_alone(Context *context, const IntakeReading *reading, GError **error);
