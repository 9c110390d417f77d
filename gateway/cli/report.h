/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of `casegate report`, made once of all tickets and then printed; what each means is in casegate(1). */
#pragma once

#include "gateway/config/config.h"
#include "spool/report.h"

/* How long something took, each by itself, in seconds; sorted once all are there. */
typedef struct {
	int64_t half_s, most_s; /* half, and nine of ten, took no longer; -1: there is none */
	int64_t count;
	GArray *all_s; /* own; of uint32_t */
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
	ReportRow row; /* without a name; the backlog at its end */
} ReportStep;

typedef enum {
	REPORT_CATEGORY,
	REPORT_GROUP,
	REPORT_AGENT,
	REPORT_ACCOUNT,
	REPORT_BYS,
} ReportBy;
extern const char *const REPORT_BY_NAMES[REPORT_BYS];

typedef enum {
	REPORT_DAYS,
	REPORT_WEEKS,
	REPORT_MONTHS,
} ReportPace;
extern const char *const REPORT_PACE_NAMES[]; /* "day" ... */

typedef struct {
	GDate from, to;              /* both count */
	const char *group, *account; /* only those; borrowed, or NULL */
} ReportQuery;

typedef struct {
	const ReportQuery *query; /* borrowed */
	const Config *config;     /* borrowed */
	ReportRow all;
	ReportPace pace;
	GArray *steps;               /* own; of ReportStep */
	GPtrArray *rows[REPORT_BYS]; /* own; of ReportRow, those with most opened first */
} Report;

/* Caller owns; NULL with an error. */
Report *report_make(
    Spool *spool, const Config *config, const ReportQuery *query, GError **error);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)
