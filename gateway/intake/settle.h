/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a mail's way through a reader, in the caller's transaction: it is decided, quarantined, or runs again. */
#pragma once

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/mail.h"

/* All borrowed. */
typedef struct {
	const Mail *mail;
	const Message *message; /* NULL: it lost its reader */
	const char *how;        /* how that ended */
	bool disputed;          /* a second reader made something else of it */
} Settled;

bool settle(Context *context, const Settled *read, GError **error);
/* The same, and it stands or falls alone: a mail that cannot be decided is held with the reason, so that it blocks
 * nothing; only a spool that cannot be written is an error. */
bool settle_alone(Context *context, const Settled *read, GError **error);
