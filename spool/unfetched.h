/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that a mailbox lists and does not give, so that they are known after a restart. */
#pragma once

#include "spool/database.h"

typedef struct {
	char *mailbox; /* own */
	char *key;     /* own; as in Mail */
	char *reason;  /* own; why it did not come last, in words */
	int64_t tries;
	int64_t since_ms; /* when it did not come for the first time, */
	int64_t tried_ms; /* and for the last */
} Unfetched;

void unfetched_free(Unfetched *mail);
/* What a person would call it where it lies: "UID 4", "file NAME"; caller owns. */
char *unfetched_name(const Unfetched *mail);

/* Adds it, or puts it in place of what is known of this mail. */
bool unfetched_set(Spool *spool, const Unfetched *mail, GError **error);
bool unfetched_remove(Spool *spool, const char *mailbox, const char *key, GError **error);
/* Oldest first; mailbox NULL: of all. */
bool unfetched_list(
    Spool *spool, const char *mailbox, int limit, GPtrArray **ret_mails, GError **error);
