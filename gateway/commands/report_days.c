/* SPDX-License-Identifier: Apache-2.0 */
/* Of what was counted by day: it takes as long as the period, whatever there is. */
#include "gateway/commands/report_internal.h"
#include "spool/tally.h"
#include "spool/tally_day.h"
#include "spool/ticket_state.h"

typedef struct {
	Report *report;
	int64_t from, to; /* days of the period; to: the first one behind it */
	int64_t *first;   /* own; the first day of each step */
	guint at;         /* the step of the day that was counted last: days come in order */
	int64_t today, hour;
	int64_t grown; /* by how much the backlog has grown since the period began */
	size_t figure; /* that is counted now: its place in ReportRow */
} Count;

static void
count_init(Count *count, Report *report)
{
	guint steps = report->steps->len;
	int64_t now_ms = report->query->now_ms;
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(now_ms / 1000);

	*count = (Count){.report = report, .first = g_new(int64_t, steps)};
	for (guint i = 0; i < steps; i++)
		count->first[i] = tally_day_of(report_step(report, i)->from_ms);
	count->today = tally_day_of(now_ms);
	count->hour = g_date_time_get_hour(now);
	count->from = count->first[0];
	count->to = tally_day_of(report_step(report, steps - 1)->to_ms);
}

static void
count_clear(Count *count)
{
	g_free(count->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Count, count_clear)

/* NULL: it is later. */
static ReportStep *
step_of(Count *count, int64_t day)
{
	if (day >= count->to)
		return NULL;
	while (count->at + 1 < count->report->steps->len && count->first[count->at + 1] <= day)
		count->at++;
	return report_step(count->report, count->at);
}

static void
count_opened(int64_t day, int64_t kind, int64_t n, void *data)
{
	Count *count = data;
	ReportStep *step = step_of(count, day);
	ReportRow *rows[] = {&count->report->all, step == NULL ? NULL : &step->row};

	count->grown += n;
	for (size_t i = 0; step != NULL && i < G_N_ELEMENTS(rows); i++) {
		rows[i]->opened += n;
		rows[i]->requests += kind == 1 ? n : 0;
	}
	if (step != NULL)
		step->row.backlog += n;
}

static void
count_done(int64_t day, int64_t kind, int64_t n, void *data)
{
	Count *count = data;
	ReportStep *step = step_of(count, day);

	(void)kind;
	count->grown -= n;
	if (step != NULL)
		step->row.backlog -= n;
}

/* The figure that is counted, of all and of the step of the day; false: it is later. */
static bool
figures_of(Count *count, int64_t day, void *ret_figures[2])
{
	ReportStep *step = step_of(count, day);

	if (step == NULL)
		return false;
	ret_figures[0] = (char *)&count->report->all + count->figure;
	ret_figures[1] = (char *)&step->row + count->figure;
	return true;
}

/* kind: how long it took. */
static void
count_time(int64_t day, int64_t kind, int64_t n, void *data)
{
	void *figures[2];

	if (!figures_of(data, day, figures))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++)
		report_times_add(figures[i], kind, n);
}

static void
count_number(int64_t day, int64_t kind, int64_t n, void *data)
{
	void *figures[2];

	(void)kind;
	if (!figures_of(data, day, figures))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(figures); i++)
		*(int64_t *)figures[i] += n;
}

static void
count_mails(int64_t day, int64_t kind, int64_t n, void *data)
{
	Count *count = data;
	ReportStep *step = step_of(count, day);

	if (step == NULL)
		return;
	step->mails += n;
	/* the first of January 1970 was a Thursday */
	count->report->hours[(day + 3) % 7][kind % 24] += n;
}

static void
count_letters(int64_t day, int64_t kind, int64_t n, void *data)
{
	Count *count = data;
	ReportStep *step = step_of(count, day);

	(void)kind;
	if (step != NULL)
		step->letters += n;
}

static bool
each_of(Count *count, Spool *spool, const TallyDays *days, TallyDayEach one, GError **error)
{
	count->at = 0;
	return tally_day_each(spool, days, one, count, error);
}

static bool
each(Count *count, Spool *spool, const char *what, TallyDayEach one, GError **error)
{
	return each_of(count, spool,
	    &(TallyDays){
		.what = what, .from = count->from, .team = count->report->query->group},
	    one, error);
}

/* How long things took: by weeks where steps are weeks, of which the first may be a part. */
static bool
each_time(Count *count, Spool *spool, const char *const what[2], size_t figure, GError **error)
{
	const char *team = count->report->query->group;
	guint steps = count->report->steps->len;
	bool is_whole = (count->from + 3) % 7 == 0;
	int64_t monday = is_whole ? count->from : count->first[MIN(1, steps - 1)];

	count->figure = figure;
	/* a period that ends within a week of the past */
	if (count->report->pace != REPORT_WEEKS || count->to <= count->today)
		return each(count, spool, what[0], count_time, error);
	return (is_whole ||
		   each_of(count, spool, &(TallyDays){what[0], count->from, team, monday},
		       count_time, error)) &&
	       each_of(count, spool, &(TallyDays){what[1], monday, team, 0}, count_time, error);
}

typedef struct {
	Count *count;
	int64_t sum;
} Sum;

static void
add_to_sum(int64_t day, int64_t kind, int64_t n, void *data)
{
	Sum *sum = data;

	(void)kind;
	sum->sum += day < sum->count->to ? n : 0;
}

static bool
count_ends(Count *count, Spool *spool, GError **error)
{
	static const char *const WHAT[REPORT_ENDS] = {TALLY_DAY_ACCEPTED, TALLY_DAY_LAPSED,
	    TALLY_DAY_CLOSED, TALLY_DAY_REJECTED, TALLY_DAY_PROPOSED};
	Report *report = count->report;

	report->has_ends = report->query->account == NULL;
	for (ReportEnd end = 0; report->has_ends && end < REPORT_ENDS; end++) {
		const TallyDays days = {
		    .what = WHAT[end], .from = count->from, .team = report->query->group};
		Sum sum = {count, 0};

		if (!tally_day_each(spool, &days, add_to_sum, &sum, error))
			return false;
		report->ends[end] = sum.sum;
	}
	return true;
}

static void
count_waits(int64_t day, int64_t kind, int64_t n, void *data)
{
	const Count *count = data;
	int64_t days = count->today - day;
	int64_t hours = days * 24 + count->hour - kind;
	ReportWait wait = hours <= 1  ? REPORT_WAITS_HOURS
			  : days == 0 ? REPORT_WAITS_TODAY
			  : days == 1 ? REPORT_WAITS_YESTERDAY
			  : days <= 7 ? REPORT_WAITS_WEEK
				      : REPORT_WAITS_LONGER;

	count->report->waits[wait] += n;
}

bool
report_add_days(Report *report, Spool *spool, GError **error)
{
	g_auto(Count) count = {0};

	count_init(&count, report);
	report->has_mails = report->query->group == NULL && report->query->account == NULL;
	report->has_waits = report->query->account == NULL && count.to > count.today;
	if (report->has_mails &&
	    (!each(&count, spool, TALLY_DAY_MAIL, count_mails, error) ||
		!each(&count, spool, TALLY_DAY_LETTER, count_letters, error)))
		return false;
	if (!count_ends(&count, spool, error))
		return false;
	return !report->has_waits || tally_day_each(spool,
					 &(TallyDays){.what = TALLY_DAY_WAITS,
					     .from = INT64_MIN,
					     .team = report->query->group},
					 count_waits, &count, error);
}

/* Now. */
static bool
count_open(Spool *spool, const char *group, int64_t *ret_count, GError **error)
{
	g_autoptr(GPtrArray) rows = NULL;

	if (!tally_list(spool, TALLY_TICKET, &rows, error))
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const TallyRow *row = rows->pdata[i];
		TicketState state = TICKET_STATES;

		if (ticket_state_from_name(row->two, &state) && !ticket_state_is_done(state) &&
		    (group == NULL || g_str_equal(group, row->three)))
			*ret_count += row->n;
	}
	return true;
}

Report *
report_make_by_day(Spool *spool, const Config *config, const ReportQuery *query, GError **error)
{
	static const struct {
		const char *what;
		TallyDayEach each;
		size_t figure;
	} WHAT[] = {
	    {TALLY_DAY_OPENED, count_opened, 0},
	    {TALLY_DAY_DONE, count_done, 0},
	    {TALLY_DAY_KEPT, count_number, offsetof(ReportRow, within)},
	    {TALLY_DAY_REJECTED, count_number, offsetof(ReportRow, reopened)},
	};
	static const char *const ANSWERS[] = {TALLY_DAY_ANSWER, TALLY_DAY_ANSWER_WEEK};
	static const char *const OUTCOMES[] = {TALLY_DAY_OUTCOME, TALLY_DAY_OUTCOME_WEEK};
	g_autoptr(Report) report = report_new(config, query);
	g_auto(Count) count = {0};
	int64_t open = 0;

	count_init(&count, report);
	for (size_t i = 0; i < G_N_ELEMENTS(WHAT); i++) {
		count.figure = WHAT[i].figure;
		if (!each(&count, spool, WHAT[i].what, WHAT[i].each, error))
			return NULL;
	}
	if (!each_time(&count, spool, ANSWERS, offsetof(ReportRow, answers), error) ||
	    !each_time(&count, spool, OUTCOMES, offsetof(ReportRow, solutions), error))
		return NULL;
	if (!count_open(spool, query->group, &open, error) ||
	    !report_add_days(report, spool, error))
		return NULL;
	report_settle(report, open - count.grown);
	report->all.backlog = report_step(report, report->steps->len - 1)->row.backlog;
	return g_steal_pointer(&report);
}
