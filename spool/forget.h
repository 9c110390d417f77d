/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What goes of mails and letters, because its time is over or because a person is forgotten. Their rows stay, and say when
 * it went: a mail whose hash is known is not taken again. Whoever forgets looks at spool/ticket_hold.h before.
 */
#pragma once

#include "spool/database.h"

/* What stands in the place of words that are gone. */
#define FORGOTTEN "(erased)"

/* Its bytes and its subject. */
bool forget_mail_bytes(Spool *spool, int64_t mail, int64_t now_ms, GError **error);
/* And all else that it says or that says who wrote it, its trace too. One that waits for a person, or was put away, is discarded. */
bool forget_mail(Spool *spool, int64_t mail, int64_t now_ms, GError **error);
bool forget_trace(Spool *spool, int64_t mail, GError **error);
/* Its text and what servers said to it. */
bool forget_letter_text(Spool *spool, int64_t letter, int64_t now_ms, GError **error);
/* And whom it went to; one that waits is dropped. */
bool forget_letter(Spool *spool, int64_t letter, int64_t now_ms, GError **error);

/* What each kind of data is kept for, by the name that the configuration has for it. */
typedef enum {
	KEPT_MAIL,          /* its bytes, since it came */
	KEPT_TRACE,         /* of a mail, since it came */
	KEPT_LETTER,        /* its text, since it was made */
	KEPT_TICKET_CLOSED, /* all but number, state and times, since it ended */
	KEPT_KINDS,
} KeptKind;
/* Ids (int64_t) behind `after` and up to `last` of what is from before_ms at the latest, and not held. */
typedef struct {
	KeptKind kind;
	int64_t after, last;
	int64_t before_ms;
} KeptRange;
bool forget_due(Spool *spool, const KeptRange *range, GArray **ret_ids, GError **error);
/* The last id that there is of this kind. */
bool forget_last(Spool *spool, KeptKind kind, int64_t *ret_last, GError **error);
