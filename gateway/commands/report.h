/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures of `casegate report` and of the pages; what each means is in casegate(1). A report looks at all tickets, a page's
 * is made of what was counted by day, and says the same of all and of each step.
 */
#pragma once

#include "gateway/config/config.h"
#include "spool/database.h"

/* How long something took, in seconds as tally_day_round_s() makes them. */
typedef struct {
	int64_t half_s, most_s; /* half, and nine of ten, took no longer; -1: there is none */
	int64_t count;
	GHashTable *found; /* own; how often each; NULL once half and most are known */
} ReportTimes;

typedef struct {
	char *name;            /* own; "": none */
	int64_t opened;        /* tickets, among them */
	int64_t requests;      /* these */
	ReportTimes answers;   /* first ones */
	int64_t within;        /* so many of them within the promised time */
	ReportTimes solutions; /* outcomes that the desk gave */
	int64_t reopened;
	int64_t backlog; /* not done at the end of the period */
} ReportRow;

/* What is printed of a row. */
typedef enum {
	REPORT_OPENED,
	REPORT_REQUESTS,
	REPORT_ANSWERS,
	REPORT_ANSWER_HALF,
	REPORT_ANSWER_MOST,
	REPORT_WITHIN,
	REPORT_SOLUTIONS,
	REPORT_SOLUTION_HALF,
	REPORT_SOLUTION_MOST,
	REPORT_REOPENED,
	REPORT_BACKLOG,
	REPORT_FIGURES, /* how many there are */
} ReportFigure;
/* What is promised to most: the desk's, of normal priority, in working time. */
int64_t report_promised_s(const Config *config);
/* A number, or seconds; -1: there is none. */
int64_t report_figure(const ReportRow *row, ReportFigure figure);
bool report_figure_is_time(ReportFigure figure);

/* A day, week or month. */
typedef struct {
	int64_t from_ms, to_ms;
	ReportRow row;          /* without a name; the backlog at its end */
	int64_t mails, letters; /* that came, and went out */
} ReportStep;

typedef enum {
	REPORT_CATEGORY,
	REPORT_GROUP,
	REPORT_AGENT,
	REPORT_ACCOUNT,
	REPORT_BYS,
} ReportBy;

typedef enum {
	REPORT_DAYS,
	REPORT_WEEKS,
	REPORT_MONTHS,
} ReportPace;

typedef struct {
	GDate from, to;              /* both count */
	const char *group, *account; /* only those; borrowed, or NULL */
	int64_t now_ms;
} ReportQuery;

/* How solutions that were given in the period ended. */
typedef enum {
	REPORT_ACCEPTED,
	REPORT_LAPSED,
	REPORT_CLOSED,
	REPORT_REJECTED,
	REPORT_PROPOSED, /* not yet */
	REPORT_ENDS,
} ReportEnd;

/* Since when cases wait for the desk now. */
typedef enum {
	REPORT_WAITS_HOURS, /* this hour, or the one before */
	REPORT_WAITS_TODAY,
	REPORT_WAITS_YESTERDAY,
	REPORT_WAITS_WEEK, /* the six days before */
	REPORT_WAITS_LONGER,
	REPORT_WAITS,
} ReportWait;

typedef struct {
	const ReportQuery *query; /* borrowed */
	const Config *config;     /* borrowed */
	ReportRow all;
	ReportPace pace;
	GArray *steps;               /* own; of ReportStep */
	GPtrArray *rows[REPORT_BYS]; /* own; of ReportRow, those with most opened first */
	bool has_ends;               /* of groups, but not of accounts; as has_waits */
	int64_t ends[REPORT_ENDS];
	bool has_waits; /* the period goes on until now */
	int64_t waits[REPORT_WAITS];
	/* Of the whole desk alone, as are the steps' mails and letters: */
	bool has_mails;
	int64_t hours[7][24]; /* mails that came, from Monday on */
} Report;

/* query: borrowed as long as the report is. Callers own; NULL with an error. The first takes as long as there are tickets. */
Report *report_make(
    Spool *spool, const Config *config, const ReportQuery *query, GError **error);
/* Without rows; of no account, and until today. */
Report *report_make_by_day(
    Spool *spool, const Config *config, const ReportQuery *query, GError **error);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)
