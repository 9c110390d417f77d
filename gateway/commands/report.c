/* SPDX-License-Identifier: Apache-2.0 */
/* What reports are made of, whether of tickets (gateway/commands/report_tickets.c) or of days (gateway/commands/report_days.c). */
#include "gateway/commands/report_internal.h"

#include <string.h>

#include "gateway/model/promise.h"
#include "spool/tally_day.h"

#define DAYS_MOST 35  /* steps are days up to here, */
#define WEEKS_MOST 26 /* weeks up to here, else months */

static void
times_init(ReportTimes *times)
{
	times->half_s = times->most_s = -1;
	times->found = g_hash_table_new(NULL, NULL);
}

/* Rounded, so that there are not many: how often each was found. */
void
report_times_add(ReportTimes *times, int64_t took_s, int64_t n)
{
	void *key = GSIZE_TO_POINTER((gsize)tally_day_round_s(took_s));
	gsize count = GPOINTER_TO_SIZE(g_hash_table_lookup(times->found, key));

	g_hash_table_insert(times->found, key, GSIZE_TO_POINTER(count + (gsize)n));
	times->count += n;
}

static int
compare_times(const void *a, const void *b)
{
	gsize one = *(const gsize *)a;
	gsize other = *(const gsize *)b;

	return (one > other) - (one < other);
}

/* The smallest of them that so many tenths do not exceed. */
static int64_t
rank(const ReportTimes *times, const gsize *sorted, int tenths)
{
	int64_t left = (times->count * tenths + 9) / 10;

	for (guint i = 0; i < g_hash_table_size(times->found); i++) {
		left -= (int64_t)GPOINTER_TO_SIZE(
		    g_hash_table_lookup(times->found, GSIZE_TO_POINTER(sorted[i])));
		if (left <= 0)
			return (int64_t)sorted[i];
	}
	return -1;
}

static void
times_settle(ReportTimes *times)
{
	guint count = 0;
	g_autofree gsize *sorted =
	    (gsize *)(void *)g_hash_table_get_keys_as_array(times->found, &count);

	qsort(sorted, count, sizeof *sorted, compare_times);
	times->half_s = rank(times, sorted, 5);
	times->most_s = rank(times, sorted, 9);
	g_clear_pointer(&times->found, g_hash_table_unref);
}

void
report_row_init(ReportRow *row)
{
	times_init(&row->answers);
	times_init(&row->solutions);
}

void
report_row_settle(ReportRow *row)
{
	times_settle(&row->answers);
	times_settle(&row->solutions);
}

static void
row_clear(ReportRow *row)
{
	g_free(row->name);
	g_clear_pointer(&row->answers.found, g_hash_table_unref);
	g_clear_pointer(&row->solutions.found, g_hash_table_unref);
}

static void
row_free(void *row)
{
	row_clear(row);
	g_free(row);
}

/* Midnight of this machine's calendar. */
static int64_t
begin_of(const GDate *date)
{
	g_autoptr(GDateTime) begin = g_date_time_new_local(
	    g_date_get_year(date), (int)g_date_get_month(date), g_date_get_day(date), 0, 0, 0);

	return g_date_time_to_unix(begin) * 1000;
}

static ReportPace
pace_of(const ReportQuery *query)
{
	int days = g_date_days_between(&query->from, &query->to) + 1;

	return days <= DAYS_MOST        ? REPORT_DAYS
	       : days <= WEEKS_MOST * 7 ? REPORT_WEEKS
					: REPORT_MONTHS;
}

/* Weeks begin on Monday. */
static void
go_on(GDate *date, ReportPace pace)
{
	switch (pace) {
	case REPORT_DAYS:
		g_date_add_days(date, 1);
		break;
	case REPORT_WEEKS:
		g_date_add_days(date, 8 - g_date_get_weekday(date));
		break;
	case REPORT_MONTHS:
		g_date_set_day(date, 1);
		g_date_add_months(date, 1);
		break;
	}
}

static void
add_steps(Report *report)
{
	GDate end = report->query->to;
	GDate from = report->query->from;

	g_date_add_days(&end, 1);
	while (g_date_compare(&from, &end) < 0) {
		ReportStep step = {.from_ms = begin_of(&from)};

		go_on(&from, report->pace);
		step.to_ms = begin_of(g_date_compare(&from, &end) < 0 ? &from : &end);
		report_row_init(&step.row);
		g_array_append_val(report->steps, step);
	}
}

ReportStep *
report_step(const Report *report, guint i)
{
	return &g_array_index(report->steps, ReportStep, i);
}

Report *
report_new(const Config *config, const ReportQuery *query)
{
	Report *report = g_new0(Report, 1);

	report->query = query;
	report->config = config;
	report->pace = pace_of(query);
	report->steps = g_array_new(false, false, sizeof(ReportStep));
	report_row_init(&report->all);
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		report->rows[by] = g_ptr_array_new_with_free_func(row_free);
	add_steps(report);
	return report;
}

void
report_settle(Report *report, int64_t backlog)
{
	report_row_settle(&report->all);
	for (guint i = 0; i < report->steps->len; i++) {
		ReportStep *step = report_step(report, i);

		backlog += step->row.backlog;
		step->row.backlog = backlog;
		report_row_settle(&step->row);
	}
}

void
report_free(Report *report)
{
	if (report == NULL)
		return;
	row_clear(&report->all);
	for (guint i = 0; i < report->steps->len; i++)
		row_clear(&report_step(report, i)->row);
	g_array_unref(report->steps);
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		g_ptr_array_unref(report->rows[by]);
	g_free(report);
}

int64_t
report_figure(const ReportRow *row, ReportFigure figure)
{
	const int64_t figures[REPORT_FIGURES] = {
	    [REPORT_OPENED] = row->opened,
	    [REPORT_REQUESTS] = row->requests,
	    [REPORT_ANSWERS] = row->answers.count,
	    [REPORT_ANSWER_HALF] = row->answers.half_s,
	    [REPORT_ANSWER_MOST] = row->answers.most_s,
	    [REPORT_WITHIN] = row->within,
	    [REPORT_SOLUTIONS] = row->solutions.count,
	    [REPORT_SOLUTION_HALF] = row->solutions.half_s,
	    [REPORT_SOLUTION_MOST] = row->solutions.most_s,
	    [REPORT_REOPENED] = row->reopened,
	    [REPORT_BACKLOG] = row->backlog,
	};

	return figures[figure];
}

bool
report_figure_is_time(ReportFigure figure)
{
	return figure == REPORT_ANSWER_HALF || figure == REPORT_ANSWER_MOST ||
	       figure == REPORT_SOLUTION_HALF || figure == REPORT_SOLUTION_MOST;
}

int64_t
report_promised_s(const Config *config)
{
	const Promise promise = promise_find(config, NULL, NULL, "normal");

	return working_hours_span(promise.hours, promise.first_answer) / 1000;
}
