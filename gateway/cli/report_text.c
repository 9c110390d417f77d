/* SPDX-License-Identifier: Apache-2.0 */
/* For the terminal: the figures of all in words, how they went as a line of small bars, then a table for each kind. */
#include <inttypes.h>

#include "gateway/cli/report_print.h"
#include "gateway/util/sanitize.h"

int
report_percent_within(const ReportRow *row)
{
	return row->answers.count == 0 ? 0 : (int)(row->within * 100 / row->answers.count);
}

char *
report_span(int64_t s, char hour)
{
	if (s < 0)
		return g_strdup("-");
	if (s < 60)
		return g_strdup_printf("%" PRId64 " s", s);
	if (s < 3600)
		return g_strdup_printf("%" PRId64 " min", s / 60);
	if (s < 86400 && s % 3600 < 60)
		return g_strdup_printf("%" PRId64 " %c", s / 3600, hour);
	if (s < 86400)
		return g_strdup_printf(
		    "%" PRId64 " %c %02d", s / 3600, hour, (int)(s % 3600 / 60));
	if (s % 86400 < 3600)
		return g_strdup_printf("%" PRId64 " d", s / 86400);
	return g_strdup_printf("%" PRId64 " d %d %c", s / 86400, (int)(s % 86400 / 3600), hour);
}

char *
report_figure_text(const ReportRow *row, ReportFigure figure, char hour)
{
	int64_t value = report_figure(row, figure);

	return report_figure_is_time(figure) ? report_span(value, hour)
					     : g_strdup_printf("%" PRId64, value);
}

static void
print_times(const char *what, const ReportTimes *times, GString *out)
{
	g_autofree char *half = report_span(times->half_s, 'h');
	g_autofree char *most = report_span(times->most_s, 'h');

	g_string_append_printf(out, "%-13s%7" PRId64, what, times->count);
	if (times->count > 0)
		g_string_append_printf(
		    out, "   half within %s, nine of ten within %s", half, most);
}

static int64_t
figure_at(const Report *report, guint step, ReportFigure figure)
{
	return report_figure(&g_array_index(report->steps, ReportStep, step).row, figure);
}

/* A bar of an eighth to a whole line for each step, none for nothing. */
static void
print_course(const Report *report, const char *what, ReportFigure figure, GString *out)
{
	static const char *const BARS[] = {" ", "\xe2\x96\x81", "\xe2\x96\x82", "\xe2\x96\x83",
	    "\xe2\x96\x84", "\xe2\x96\x85", "\xe2\x96\x86", "\xe2\x96\x87", "\xe2\x96\x88"};
	int64_t most = 1;

	for (guint i = 0; i < report->steps->len; i++)
		most = MAX(most, figure_at(report, i, figure));
	g_string_append_printf(out, "%-13s", what);
	for (guint i = 0; i < report->steps->len; i++)
		g_string_append(
		    out, BARS[(figure_at(report, i, figure) * 8 + most - 1) / most]);
	g_string_append_printf(out, "  at most %" PRId64 "\n", most);
}

static void
print_all(const Report *report, GString *out)
{
	const ReportRow *all = &report->all;
	g_autofree char *promise = report_span(report_promised_s(report->config), 'h');
	int64_t cases = all->opened - all->requests;

	g_string_append_printf(out,
	    "opened       %7" PRId64 "   %" PRId64 " case%s, %" PRId64 " request%s\n",
	    all->opened, cases, cases == 1 ? "" : "s", all->requests,
	    all->requests == 1 ? "" : "s");
	print_times("first answer", &all->answers, out);
	if (all->answers.count > 0)
		g_string_append_printf(
		    out, "; %d %% within the promised %s", report_percent_within(all), promise);
	g_string_append_c(out, '\n');
	print_times("resolved", &all->solutions, out);
	g_string_append_printf(out,
	    "\nreopened     %7" PRId64 "\nbacklog      %7" PRId64
	    "   open at the end of the period\n",
	    all->reopened, all->backlog);
}

static void
print_courses(const Report *report, GString *out)
{

	g_string_append_printf(out, "\nper %s\n", REPORT_PACE_NAMES[report->pace]);
	print_course(report, "  opened", REPORT_OPENED, out);
	print_course(report, "  resolved", REPORT_SOLUTIONS, out);
	print_course(report, "  backlog", REPORT_BACKLOG, out);
}

static const struct {
	const char *heading;
	ReportFigure figure;
} COLUMNS[] = {
    {"opened", REPORT_OPENED},
    {"answer half", REPORT_ANSWER_HALF},
    {"9 of 10", REPORT_ANSWER_MOST},
    {"resolved", REPORT_SOLUTIONS},
    {"half", REPORT_SOLUTION_HALF},
    {"9 of 10", REPORT_SOLUTION_MOST},
    {"reopened", REPORT_REOPENED},
    {"backlog", REPORT_BACKLOG},
};

static void
add_row(TextTable *table, const ReportRow *row)
{
	g_auto(GStrv) cells = g_new0(char *, 1 + G_N_ELEMENTS(COLUMNS) + 1);

	cells[0] = sanitize_line(row->name[0] == '\0' ? "(none)" : row->name);
	for (size_t i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
		cells[1 + i] = report_figure_text(row, COLUMNS[i].figure, 'h');
	text_table_add(table, (const char *const *)cells);
}

static void
print_by(const Report *report, ReportBy by, const TextTableStyle *style, GString *out)
{
	TextTableColumn columns[1 + G_N_ELEMENTS(COLUMNS)] = {
	    {.heading = REPORT_BY_NAMES[by], .flexible = true}};
	const GPtrArray *rows = report->rows[by];
	g_autoptr(TextTable) table = text_table_new(columns, G_N_ELEMENTS(columns));

	for (size_t i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
		columns[1 + i] =
		    (TextTableColumn){.heading = COLUMNS[i].heading, .right = true};
	for (guint i = 0; i < MIN(rows->len, REPORT_ROWS_SHOWN); i++)
		add_row(table, rows->pdata[i]);
	if (rows->len == 0)
		return;
	g_string_append_c(out, '\n');
	text_table_print(table, style, out);
	if (rows->len > REPORT_ROWS_SHOWN)
		g_string_append_printf(
		    out, "and %u more, with --csv or --json\n", rows->len - REPORT_ROWS_SHOWN);
}

void
report_print_text(const Report *report, const TextTableStyle *style, GString *out)
{
	const ReportQuery *query = report->query;
	g_autofree char *from = report_date(&query->from);
	g_autofree char *to = report_date(&query->to);

	g_string_append_printf(out, "%s, %s to %s", report->config->desk_name, from, to);
	if (query->group != NULL)
		g_string_append_printf(out, ", group %s", query->group);
	if (query->account != NULL)
		g_string_append_printf(out, ", account %s", query->account);
	g_string_append(out, "\n\n");
	print_all(report, out);
	if (report->rows[REPORT_CATEGORY]->len > 0)
		print_courses(report, out);
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		print_by(report, by, style, out);
}
