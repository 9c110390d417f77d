/* SPDX-License-Identifier: Apache-2.0 */
/* What days tell beside the figures, as on the page of numbers. */
#include <inttypes.h>
#include <string.h>

#include "gateway/cli/report_html_page.h"
#include "gateway/util/svg_chart.h"

/* Counts that only days tell, each by its name. */
typedef struct {
	const char *id, *title, *hint;
	const char *const *names;
	guint count, second;
	const int64_t *values;
} Counts;

static void
add_counts(const ReportPage *page, const Counts *counts)
{
	const char *names[REPORT_WAITS + REPORT_ENDS];
	g_autoptr(GString) description = g_string_new(NULL);
	SvgChart chart = {.id = counts->id, .title = report_html_word(page, counts->title)};

	for (guint i = 0; i < counts->count; i++) {
		names[i] = report_html_word(page, counts->names[i]);
		g_string_append_printf(description, "%s%s: %" PRId64, i == 0 ? "" : "; ",
		    names[i], counts->values[i]);
	}
	chart.description = description->str;
	report_html_begin_figure(page, counts->title, report_html_word(page, counts->hint));
	svg_chart_bars(page->out, &chart, &(SvgPlaces){names, counts->count},
	    &(SvgBars){.values = counts->values, .second = counts->second});
	report_html_begin_details(page);
	report_html_begin_table(page, "", NULL, 0);
	for (guint i = 0; i < counts->count; i++)
		g_string_append_printf(page->out,
		    "<tr><td>%s</td><td class=\"n\">%" PRId64 "</td></tr>", names[i],
		    counts->values[i]);
	report_html_end_table(page);
	report_html_end_figure(page);
}

static void
add_mails(const ReportPage *page)
{
	guint count = page->report->steps->len;
	g_autofree int64_t *mails = g_new(int64_t, count);
	g_autofree int64_t *letters = g_new(int64_t, count);
	const SvgSeries series[2] = {{report_html_word(page, "mails in"), mails},
	    {report_html_word(page, "letters out"), letters}};

	report_html_begin_figure(page, "Mails in, letters out", "");
	g_string_append_printf(page->out, "<p class=\"key\"><span>%s</span><span>%s</span></p>",
	    series[0].name, series[1].name);
	for (guint i = 0; i < count; i++) {
		mails[i] = report_html_step_at(page, i)->mails;
		letters[i] = report_html_step_at(page, i)->letters;
	}
	svg_chart_columns(page->out,
	    &(SvgChart){.id = "mails",
		.title = report_html_word(page, "Mails in, letters out"),
		.description = report_html_word(page, "As a table")},
	    &(SvgPlaces){page->places, count}, series);
	report_html_begin_details(page);
	report_html_begin_table(page, report_html_word(page, "from"), NULL, 0);
	for (guint i = 0; i < count; i++)
		g_string_append_printf(page->out,
		    "<tr><td>%s</td><td class=\"n\">%" PRId64 "</td><td class=\"n\">%" PRId64
		    "</td></tr>",
		    page->places[i], mails[i], letters[i]);
	report_html_end_table(page);
	report_html_end_figure(page);
}

static void
add_hours(const ReportPage *page)
{
	static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	int64_t hours[7][24];
	const char *names[7];

	memcpy(hours, page->report->hours, sizeof hours);
	for (int day = 0; day < 7; day++)
		names[day] = report_html_word(page, DAYS[day]);
	report_html_begin_figure(
	    page, "When mails come in", report_html_word(page, "Per hour of the week."));
	svg_chart_week(page->out,
	    &(SvgChart){.id = "hours",
		.title = report_html_word(page, "When mails come in"),
		.description = report_html_word(page, "Per hour of the week.")},
	    &(SvgPlaces){names, 7}, hours);
	report_html_begin_details(page);
	report_html_begin_table(page, "", NULL, 0);
	for (int day = 0; day < 7; day++) {
		g_string_append_printf(page->out, "<tr><td>%s</td>", names[day]);
		for (int hour = 0; hour < 24; hour++)
			g_string_append_printf(
			    page->out, "<td class=\"n\">%" PRId64 "</td>", hours[day][hour]);
		g_string_append(page->out, "</tr>");
	}
	report_html_end_table(page);
	report_html_end_figure(page);
}

void
report_html_days(const ReportPage *page)
{
	static const char *const WAITS[] = {
	    "the last hours", "today", "yesterday", "2 to 7 days ago", "longer"};
	static const char *const ENDS[] = {
	    "accepted", "closed by time", "closed by us", "rejected", "not yet"};
	const Report *report = page->report;

	if (report->has_waits)
		add_counts(
		    page, &(Counts){"waiting", "How long customers wait now",
			      "Cases, by since when.", WAITS, REPORT_WAITS, 3, report->waits});
	if (report->has_ends)
		add_counts(page, &(Counts){"solutions", "How solutions end",
				     "Solutions that were given in this period.", ENDS,
				     REPORT_ENDS, 3, report->ends});
	if (report->has_mails) {
		add_mails(page);
		add_hours(page);
	}
}
