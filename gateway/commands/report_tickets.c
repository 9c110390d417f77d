/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One look at each ticket: it counts in the row of all, in those of its category, group, agent and account, and in the steps
 * of the period in which something happened to it.
 */
#include <string.h>

#include "gateway/commands/report_internal.h"
#include "gateway/config/agents.h"
#include "gateway/model/promise.h"
#include "spool/report.h"

/* The step in which it was, within the period. */
static guint
find_step(const Report *report, int64_t at_ms)
{
	guint low = 0;
	guint high = report->steps->len;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (report_step(report, middle)->to_ms <= at_ms)
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
	int64_t before;                /* the backlog in which the period begins */
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
		report_row_init(row);
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

/* One that was answered under an older version is measured by what is promised now. */
static void
count_answer(const Making *making, const ReportTicket *ticket, ReportRow *row)
{
	Ticket measured = {.created_ms = ticket->created_ms,
	    .answered_ms = ticket->answered_ms,
	    .answer_s = ticket->answer_s,
	    .answer_kept = ticket->answer_kept};

	if (measured.answer_s < 0) {
		const Promise promise = promise_find(
		    making->report->config, ticket->account, ticket->group, ticket->priority);

		promise_measure(&promise, &measured);
	}
	report_times_add(&row->answers, measured.answer_s, 1);
	row->within += measured.answer_kept;
}

static void
count_solution(const Making *making, const ReportTicket *ticket, ReportRow *row)
{
	(void)making;
	if (ticket_state_is_outcome(ticket->state))
		report_times_add(
		    &row->solutions, MAX(ticket->done_ms - ticket->created_ms, 0) / 1000, 1);
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
	count(making, ticket,
	    &report_step(making->report, find_step(making->report, at_ms))->row);
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
	if (ticket->created_ms < making->period.from_ms)
		making->before++;
	else
		report_step(report, find_step(report, ticket->created_ms))->row.backlog++;
	if (done)
		report_step(report, find_step(report, ticket->done_ms))->row.backlog--;
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

	report_settle(report, making->before);
	name_agents(report);
	for (ReportBy by = 0; by < REPORT_BYS; by++) {
		for (guint i = 0; i < report->rows[by]->len; i++)
			report_row_settle(report->rows[by]->pdata[i]);
		g_ptr_array_sort(report->rows[by], compare_rows);
	}
}

Report *
report_make(Spool *spool, const Config *config, const ReportQuery *query, GError **error)
{
	g_autoptr(Report) report = report_new(config, query);
	Making making = {.report = report};
	bool good = false;

	for (ReportBy by = 0; by < REPORT_BYS; by++)
		making.index[by] = g_hash_table_new(g_str_hash, g_str_equal);
	making.period.from_ms = report_step(report, 0)->from_ms;
	making.period.to_ms = report_step(report, report->steps->len - 1)->to_ms;
	good = report_tickets(spool, &making.period, count_ticket, &making, error) &&
	       report_reopened(spool, &making.period, count_reopened, &making, error);
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		g_hash_table_unref(making.index[by]);
	if (!good)
		return NULL;
	settle(&making);
	return report_add_days(report, spool, error) ? g_steal_pointer(&report) : NULL;
}
