/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports about delivery in the free text of mail servers that do not, or not only, write RFC 3464.
 */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"
#include "parsers/part.h"

/* A mail that may be a report. Its texts are made when they are first asked for: most mails are none. */
typedef struct {
	const Message *message; /* foreign */
	unsigned sender;        /* what machine_sender_tells() of it */
	char *subject;          /* own; in lower case */
	char *all;  /* own; what was written above and below, in lower case; or NULL */
	char *head; /* own; the part above the returned mail, in lower case; or NULL */
} BounceText;

BounceText bounce_text_of(const Message *message, unsigned sender);
void bounce_text_clear(BounceText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BounceText, bounce_text_clear)

/* Whether the sender, the subject and the text of a mail are those of such a report, and which. */
bool bounce_text_is_report(BounceText *text, const Part *top, MessageKind *ret_kind);

/* Whether a mail system sent it, and no person who sends a report on. */
bool bounce_text_is_by_system(const BounceText *text);
/* Whether it says that nothing more will be tried. */
bool bounce_text_has_given_up(BounceText *text);

/* Appends the recipients that the text names, with their status as far as it tells. */
void bounce_text_recipients(BounceText *text, MessageKind kind, GPtrArray *bounce);

/* Adds one, unless it is there already or no address. */
void bounce_text_add(GPtrArray *bounce, const char *address, const char *status);

/* The first RFC 3463 status of a failure in a line, or what an SMTP reply code amounts to, or NULL. */
char *bounce_text_status(const char *line);
