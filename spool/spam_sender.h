/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Senders that the desk marked as spammers, each by the very address that stood in From. That is no proof of who wrote: what
 * follows from a mark is for mail of which nothing is proven.
 */
#pragma once

#include "spool/database.h"

typedef struct {
	char *address;    /* own; as it stood in the mail */
	char *author;     /* own; who of the desk marked it */
	int64_t since_ms; /* and when */
} SpamSender;
void spam_sender_free(SpamSender *sender);

/* One that is marked already stays as it is. */
bool spam_sender_add(
    Spool *spool, const char *address, const char *author, int64_t now_ms, GError **error);
bool spam_sender_is(Spool *spool, const char *address, bool *ret_is, GError **error);
bool spam_sender_remove(Spool *spool, const char *address, bool *ret_was, GError **error);
/* All, of SpamSender, the newest first. */
bool spam_sender_list(Spool *spool, GPtrArray **ret_senders, GError **error);

/* A mail is spam from now on, whatever it was; what it did stays done, and its ticket its ticket. */
bool spam_sender_put_away(Spool *spool, int64_t mail, const char *reason, GError **error);
