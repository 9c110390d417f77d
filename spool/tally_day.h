/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happened on each day of this machine's calendar, by group: counted by the spool itself (schema_10.sql), so that asking
 * takes as long whatever it holds. A ticket counts with the group that it has now, as in spool/report.h.
 */
#pragma once

#include "spool/database.h"

#define TALLY_DAY_OPENED "opened"           /* kind: 1: a request */
#define TALLY_DAY_ANSWER "answer"           /* first ones; kind: seconds, rounded */
#define TALLY_DAY_ANSWER_WEEK "answer week" /* the same of a week, on its Monday */
#define TALLY_DAY_KEPT "kept"               /* those of them that came as promised */
#define TALLY_DAY_DONE "done"
#define TALLY_DAY_OUTCOME \
	"outcome" /* those of them that the desk gave; kind: seconds, rounded */
#define TALLY_DAY_OUTCOME_WEEK "outcome week"
#define TALLY_DAY_ACCEPTED "accepted" /* solutions, by the customer, */
#define TALLY_DAY_LAPSED "lapsed"     /* by time, */
#define TALLY_DAY_CLOSED "closed"     /* by the desk, */
#define TALLY_DAY_PROPOSED "proposed" /* and not yet */
#define TALLY_DAY_REJECTED "rejected"
#define TALLY_DAY_WAITS \
	"waits" /* cases that wait for the desk; of the day since when; kind: hour */
#define TALLY_DAY_MAIL "mail"     /* came; kind: hour */
#define TALLY_DAY_LETTER "letter" /* went out */

/* Counts what is there, where it was counted by no calendar yet or another one. */
bool tally_day_ready(Spool *spool, GError **error);

/* Days since 1 January 1970, as its calendar has them. */
int64_t tally_day_of(int64_t at_ms);
/* A time as it is counted: up to the next minute, five, fifteen ... the longer, the coarser, by a quarter at most. */
int64_t tally_day_round_s(int64_t took_s);

typedef struct {
	const char *what;
	int64_t from;     /* day */
	const char *team; /* NULL: all, "": those of none */
	int64_t to;       /* the first day behind them; 0: there is none */
} TallyDays;
typedef void (*TallyDayEach)(int64_t day, int64_t kind, int64_t n, void *data);
/* In the order of days. */
bool tally_day_each(
    Spool *spool, const TallyDays *which, TallyDayEach each, void *data, GError **error);
