/* SPDX-License-Identifier: Apache-2.0 */
/* For programs: JSON, and a table for a spreadsheet. */
#include <inttypes.h>
#include <string.h>

#include "gateway/commands/report_json.h"
#include "gateway/util/json_print.h"

const char *const REPORT_BY_NAMES[REPORT_BYS] = {"category", "group", "agent", "account"};
const char *const REPORT_PACE_NAMES[] = {"day", "week", "month"};
const char *const REPORT_END_NAMES[REPORT_ENDS] = {
    "accepted", "by_time", "by_desk", "rejected", "not_yet"};
const char *const REPORT_WAIT_NAMES[REPORT_WAITS] = {
    "last_hours", "today", "yesterday", "week", "longer"};

static const char *const NAMES[REPORT_FIGURES] = {
    [REPORT_OPENED] = "opened",
    [REPORT_REQUESTS] = "requests",
    [REPORT_ANSWERS] = "first_answers",
    [REPORT_ANSWER_HALF] = "first_answer_half_s",
    [REPORT_ANSWER_MOST] = "first_answer_nine_of_ten_s",
    [REPORT_WITHIN] = "first_answers_as_promised",
    [REPORT_SOLUTIONS] = "resolved",
    [REPORT_SOLUTION_HALF] = "resolution_half_s",
    [REPORT_SOLUTION_MOST] = "resolution_nine_of_ten_s",
    [REPORT_REOPENED] = "reopened",
    [REPORT_BACKLOG] = "backlog",
};

char *
report_date(const GDate *date)
{
	return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(date),
	    (int)g_date_get_month(date), g_date_get_day(date));
}

char *
report_step_date(const ReportStep *step)
{
	g_autoptr(GDateTime) from = g_date_time_new_from_unix_local(step->from_ms / 1000);

	return g_date_time_format(from, "%Y-%m-%d");
}

static json_t *
row_json(const ReportRow *row)
{
	json_t *object = json_object();

	for (ReportFigure one = 0; one < REPORT_FIGURES; one++) {
		int64_t figure = report_figure(row, one);

		json_object_set_new(
		    object, NAMES[one], figure < 0 ? json_null() : json_integer(figure));
	}
	return object;
}

static json_t *
rows_json(const GPtrArray *rows)
{
	json_t *array = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const ReportRow *row = rows->pdata[i];
		json_t *object = row_json(row);

		json_object_set_new(object, "name",
		    row->name[0] == '\0' ? json_null() : json_print_string(row->name));
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
steps_json(const Report *report)
{
	json_t *array = json_array();

	for (guint i = 0; i < report->steps->len; i++) {
		const ReportStep *step = &g_array_index(report->steps, ReportStep, i);
		g_autofree char *from = report_step_date(step);
		json_t *object = row_json(&step->row);

		json_object_set_new(object, "from", json_string(from));
		json_object_set_new(object, "mails",
		    report->has_mails ? json_integer(step->mails) : json_null());
		json_object_set_new(object, "letters",
		    report->has_mails ? json_integer(step->letters) : json_null());
		json_array_append_new(array, object);
	}
	return array;
}

static json_t *
counts_json(const int64_t *counts, const char *const *names, int n_counts)
{
	json_t *object = json_object();

	for (int i = 0; i < n_counts; i++)
		json_object_set_new(object, names[i], json_integer(counts[i]));
	return object;
}

static json_t *
hours_json(const Report *report)
{
	json_t *hours = json_array();

	for (int i = 0; i < 7 * 24; i++)
		json_array_append_new(hours, json_integer(report->hours[i / 24][i % 24]));
	return hours;
}

json_t *
report_to_json(const Report *report)
{
	const ReportQuery *query = report->query;
	g_autofree char *from = report_date(&query->from);
	g_autofree char *to = report_date(&query->to);
	json_t *by = json_object();

	for (ReportBy one = 0; one < REPORT_BYS; one++)
		json_object_set_new(by, REPORT_BY_NAMES[one], rows_json(report->rows[one]));
	return json_pack("{s:i, s:s, s:s, s:o, s:o, s:I, s:o, s:s, s:o, s:o, s:o, s:o, s:o}",
	    "schema", 1, "from", from, "to", to, "group", json_print_string(query->group),
	    "account", json_print_string(query->account), "promised_s",
	    (json_int_t)report_promised_s(report->config), "all", row_json(&report->all),
	    "pace", REPORT_PACE_NAMES[report->pace], "steps", steps_json(report), "by", by,
	    "waiting",
	    report->has_waits ? counts_json(report->waits, REPORT_WAIT_NAMES, REPORT_WAITS)
			      : json_null(),
	    "solutions",
	    report->has_ends ? counts_json(report->ends, REPORT_END_NAMES, REPORT_ENDS)
			     : json_null(),
	    "hours", report->has_mails ? hours_json(report) : json_null());
}

/* A cell that begins like a formula is none to a spreadsheet. */
static void
append_cell(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
		g_string_append_c(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			g_string_append_c(out, '"');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static void
append_row(GString *out, const char *of, const char *name, const ReportRow *row)
{
	g_string_append_printf(out, "%s,", of);
	append_cell(out, name);
	for (ReportFigure one = 0; one < REPORT_FIGURES; one++) {
		int64_t figure = report_figure(row, one);

		g_string_append_c(out, ',');
		if (figure >= 0)
			g_string_append_printf(out, "%" PRId64, figure);
	}
	g_string_append(out, "\r\n");
}

void
report_print_csv(const Report *report, GString *out)
{
	g_string_append(out, "of,name");
	for (ReportFigure one = 0; one < REPORT_FIGURES; one++)
		g_string_append_printf(out, ",%s", NAMES[one]);
	g_string_append(out, "\r\n");
	append_row(out, "all", "", &report->all);
	for (guint i = 0; i < report->steps->len; i++) {
		const ReportStep *step = &g_array_index(report->steps, ReportStep, i);
		g_autofree char *from = report_step_date(step);

		append_row(out, "step", from, &step->row);
	}
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		for (guint i = 0; i < report->rows[by]->len; i++) {
			const ReportRow *row = report->rows[by]->pdata[i];

			append_row(out, REPORT_BY_NAMES[by], row->name, row);
		}
}
