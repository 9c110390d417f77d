/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One look at each ticket: it counts in the row of all, in those of its category, group, agent and account, and in the steps
 * of the period in which something happened to it.
 */
#include "gateway/cli/report.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/model/promise.h"

#define DAYS_MOST 35  /* steps are days up to here, */
#define WEEKS_MOST 26 /* weeks up to here, else months */

const char *const REPORT_BY_NAMES[REPORT_BYS] = {"category", "group", "agent", "account"};
const char *const REPORT_PACE_NAMES[] = {"day", "week", "month"};

static void
times_init(ReportTimes *times)
{
	times->half_s = times->most_s = -1;
	times->all_s = g_array_new(false, false, sizeof(uint32_t));
}

static void
times_add(ReportTimes *times, int64_t took_ms)
{
	uint32_t took_s = (uint32_t)CLAMP(took_ms / 1000, 0, G_MAXUINT32);

	g_array_append_val(times->all_s, took_s);
}

static int
compare_times(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a;
	uint32_t other = *(const uint32_t *)b;

	return (one > other) - (one < other);
}

/* The smallest of them that so many tenths do not exceed. */
static int64_t
rank(const GArray *sorted, guint tenths)
{
	if (sorted->len == 0)
		return -1;
	return g_array_index(sorted, uint32_t, (sorted->len * tenths + 9) / 10 - 1);
}

static void
times_settle(ReportTimes *times)
{
	g_array_sort(times->all_s, compare_times);
	times->count = times->all_s->len;
	times->half_s = rank(times->all_s, 5);
	times->most_s = rank(times->all_s, 9);
	g_clear_pointer(&times->all_s, g_array_unref);
}

static void
row_init(ReportRow *row)
{
	times_init(&row->answers);
	times_init(&row->solutions);
}

static void
row_settle(ReportRow *row)
{
	times_settle(&row->answers);
	times_settle(&row->solutions);
}

static void
row_clear(ReportRow *row)
{
	g_free(row->name);
	g_clear_pointer(&row->answers.all_s, g_array_unref);
	g_clear_pointer(&row->solutions.all_s, g_array_unref);
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
		row_init(&step.row);
		g_array_append_val(report->steps, step);
	}
}

static ReportStep *
step_at(const Report *report, guint i)
{
	return &g_array_index(report->steps, ReportStep, i);
}

/* The step in which it was; the number of steps where it was later, 0 where it was before. */
static guint
find_step(const Report *report, int64_t at_ms)
{
	guint low = 0;
	guint high = report->steps->len;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (step_at(report, middle)->to_ms <= at_ms)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

typedef struct {
	Report *report;
	ReportPeriod period;
	GHashTable *index[REPORT_BYS]; /* own; name -> ReportRow, which the report owns */
	int64_t *growth;               /* own; how the backlog changes in each step */
} Making;

static bool
is_in(const Making *making, int64_t at_ms)
{
	return at_ms >= making->period.from_ms && at_ms < making->period.to_ms;
}

static ReportRow *
find_row(Making *making, ReportBy by, const char *name)
{
	ReportRow *row = g_hash_table_lookup(making->index[by], name == NULL ? "" : name);

	if (row == NULL) {
		row = g_new0(ReportRow, 1);
		row->name = g_strdup(name == NULL ? "" : name);
		row_init(row);
		g_ptr_array_add(making->report->rows[by], row);
		g_hash_table_insert(making->index[by], row->name, row);
	}
	return row;
}

static bool
is_asked_for(const ReportQuery *query, const ReportTicket *ticket)
{
	return (query->group == NULL || g_strcmp0(query->group, ticket->group) == 0) &&
	       (query->account == NULL ||
		   (ticket->account != NULL &&
		       g_ascii_strcasecmp(query->account, ticket->account) == 0));
}

/* The rows that a ticket counts in: of all, and by what it is. */
#define ROWS_OF (1 + REPORT_BYS)
static void
rows_of(Making *making, const ReportTicket *ticket, ReportRow *ret_rows[ROWS_OF])
{
	const char *names[REPORT_BYS] = {
	    ticket->category, ticket->group, ticket->agent, ticket->account};

	ret_rows[0] = &making->report->all;
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		ret_rows[1 + by] = find_row(making, by, names[by]);
}

typedef void (*Count)(const Making *making, const ReportTicket *ticket, ReportRow *row);

static void
count_opened(const Making *making, const ReportTicket *ticket, ReportRow *row)
{
	(void)making;
	row->opened++;
	row->requests += ticket->kind == TICKET_REQUEST;
}

static void
count_answer(const Making *making, const ReportTicket *ticket, ReportRow *row)
{
	const Promise promise = promise_find(
	    making->report->config, ticket->account, ticket->group, ticket->priority);
	int64_t took_ms =
	    working_hours_between(promise.hours, ticket->created_ms, ticket->answered_ms);

	times_add(&row->answers, took_ms);
	row->within += took_ms <= working_hours_span(promise.hours, promise.first_answer);
}

static void
count_solution(const Making *making, const ReportTicket *ticket, ReportRow *row)
{
	(void)making;
	if (ticket_state_is_outcome(ticket->state))
		times_add(&row->solutions, ticket->done_ms - ticket->created_ms);
}

static void
count_reopening(const Making *making, const ReportTicket *ticket, ReportRow *row)
{
	(void)making;
	(void)ticket;
	row->reopened++;
}

/* Something that happened to a ticket of these rows then, where that is within the period. */
static void
count_event(
    Making *making, const ReportTicket *ticket, ReportRow *rows[], int64_t at_ms, Count count)
{
	if (!is_in(making, at_ms))
		return;
	for (int i = 0; i < ROWS_OF; i++)
		count(making, ticket, rows[i]);
	count(making, ticket, &step_at(making->report, find_step(making->report, at_ms))->row);
}

static void
count_ticket(const ReportTicket *ticket, void *data)
{
	Making *making = data;
	const Report *report = making->report;
	bool done = is_in(making, ticket->done_ms);
	ReportRow *rows[ROWS_OF];

	if (!is_asked_for(report->query, ticket))
		return;
	rows_of(making, ticket, rows);
	count_event(making, ticket, rows, ticket->created_ms, count_opened);
	count_event(making, ticket, rows, ticket->answered_ms, count_answer);
	count_event(making, ticket, rows, ticket->done_ms, count_solution);
	making->growth[find_step(report, ticket->created_ms)]++;
	if (done)
		making->growth[find_step(report, ticket->done_ms)]--;
	for (int i = 0; i < ROWS_OF; i++)
		rows[i]->backlog += !done;
}

static void
count_reopened(const ReportTicket *ticket, void *data)
{
	Making *making = data;
	ReportRow *rows[ROWS_OF];

	if (!is_asked_for(making->report->query, ticket))
		return;
	rows_of(making, ticket, rows);
	count_event(making, ticket, rows, ticket->reopened_ms, count_reopening);
}

static int
compare_rows(const void *a, const void *b)
{
	const ReportRow *one = *(ReportRow *const *)a;
	const ReportRow *other = *(ReportRow *const *)b;

	if (one->opened != other->opened)
		return one->opened < other->opened ? 1 : -1;
	return strcmp(one->name, other->name);
}

/* An agent of the configuration is called by name. */
static void
name_agents(const Report *report)
{
	for (guint i = 0; i < report->rows[REPORT_AGENT]->len; i++) {
		ReportRow *row = report->rows[REPORT_AGENT]->pdata[i];
		const ConfigAgent *agent = agents_agent(report->config, row->name);

		if (agent != NULL) {
			g_free(row->name);
			row->name = g_strdup(agent->name);
		}
	}
}

static void
settle(Making *making)
{
	Report *report = making->report;
	int64_t backlog = 0;

	row_settle(&report->all);
	for (guint i = 0; i < report->steps->len; i++) {
		ReportStep *step = step_at(report, i);

		backlog += making->growth[i];
		step->row.backlog = backlog;
		row_settle(&step->row);
	}
	name_agents(report);
	for (ReportBy by = 0; by < REPORT_BYS; by++) {
		for (guint i = 0; i < report->rows[by]->len; i++)
			row_settle(report->rows[by]->pdata[i]);
		g_ptr_array_sort(report->rows[by], compare_rows);
	}
}

Report *
report_make(Spool *spool, const Config *config, const ReportQuery *query, GError **error)
{
	g_autoptr(Report) report = g_new0(Report, 1);
	Making making = {.report = report};
	bool good = false;

	report->query = query;
	report->config = config;
	report->pace = pace_of(query);
	report->steps = g_array_new(false, false, sizeof(ReportStep));
	row_init(&report->all);
	for (ReportBy by = 0; by < REPORT_BYS; by++) {
		report->rows[by] = g_ptr_array_new_with_free_func(row_free);
		making.index[by] = g_hash_table_new(g_str_hash, g_str_equal);
	}
	add_steps(report);
	making.period.from_ms = step_at(report, 0)->from_ms;
	making.period.to_ms = step_at(report, report->steps->len - 1)->to_ms;
	making.growth = g_new0(int64_t, report->steps->len + 1);
	good = report_tickets(spool, &making.period, count_ticket, &making, error) &&
	       report_reopened(spool, &making.period, count_reopened, &making, error);
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		g_hash_table_unref(making.index[by]);
	if (good)
		settle(&making);
	g_free(making.growth);
	return good ? g_steal_pointer(&report) : NULL;
}

void
report_free(Report *report)
{
	if (report == NULL)
		return;
	row_clear(&report->all);
	for (guint i = 0; i < report->steps->len; i++)
		row_clear(&step_at(report, i)->row);
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
