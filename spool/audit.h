/* SPDX-License-Identifier: Apache-2.0 */
/* Whether what the spool holds agrees with itself: what must be true of every mail, ticket and letter, one row each. */
#pragma once

#include "spool/database.h"

/* How many there are. */
typedef struct {
	int64_t mails, tickets, letters;
} AuditCounts;

/* Reads all of the spool and changes nothing; takes seconds for 100,000 mails. ret_faults: of char *, one line each, the
 * first AUDIT_FAULTS_MAX of each kind; empty when all is accounted for. */
#define AUDIT_FAULTS_MAX 20
bool audit_spool(Spool *spool, AuditCounts *ret_counts, GPtrArray **ret_faults, GError **error);

/* A mail that lies in a mailbox. */
typedef struct {
	const char *mailbox;
	const char
	    *key; /* the fetch worker's name for it, where it lies in the inbox; or NULL */
	const char *message_id; /* without angle brackets, or NULL */
	int64_t size;
} AuditMail;
typedef enum {
	AUDIT_UNKNOWN, /* the spool has no such mail */
	AUDIT_UNFILED, /* it is there, and its copy at this place is still to be filed away */
	AUDIT_FILED,   /* it is there, and was filed */
} AuditFiling;
bool audit_find(Spool *spool, const AuditMail *mail, AuditFiling *ret_filing, GError **error);
