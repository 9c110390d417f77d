/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts that are kept while things happen, so that asking for them takes as long whatever the spool holds. What has a state
 * is counted by the spool itself (schema_8.sql): how many there are. The rest is counted here: how often it happened since
 * the spool is there.
 */
#pragma once

#include "spool/database.h"

/* What is counted, and by what. */
#define TALLY_MAIL "mail"                     /* state, mailbox */
#define TALLY_LETTER "letter"                 /* state */
#define TALLY_TICKET "ticket"                 /* kind, state, group */
#define TALLY_DECISION "decision"             /* decision, rule */
#define TALLY_MAIL_ATTEMPT "mail attempt"     /* that cost a reader */
#define TALLY_LETTER_ATTEMPT "letter attempt" /* outcome, of those that failed */
#define TALLY_REOPENED "reopened"
#define TALLY_ANSWER "first answer" /* kind, bucket */
#define TALLY_OUTCOME "outcome"     /* kind, bucket */

/* One more. one, two: "" where it is of no kind. */
bool tally_add(
    Spool *spool, const char *what, const char *one, const char *two, GError **error);

/* How long something took, for a histogram. */
#define TALLY_BOUNDS 11
extern const int64_t TALLY_BOUNDS_S[TALLY_BOUNDS]; /* the buckets' upper bounds, seconds */
bool tally_took(
    Spool *spool, const char *what, const char *one, int64_t took_ms, GError **error);
typedef struct {
	int64_t counts[TALLY_BOUNDS + 1]; /* of each bucket alone, the last has no bound */
	int64_t sum_ms;
} TallyTimes;
bool tally_times(
    Spool *spool, const char *what, const char *one, TallyTimes *ret_times, GError **error);

typedef struct {
	char *one, *two, *three; /* own */
	int64_t n;
} TallyRow;
void tally_row_free(TallyRow *row);
/* All of it, of TallyRow, in the order of the kinds. */
bool tally_list(Spool *spool, const char *what, GPtrArray **ret_rows, GError **error);
