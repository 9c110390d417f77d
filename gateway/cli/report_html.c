/* SPDX-License-Identifier: Apache-2.0 */
/* One file with everything in it. Each chart has its figures behind it as a table, and nothing is told by colour alone. */
#include <inttypes.h>
#include <string.h>

#include "gateway/cli/report_html_page.h"
#include "gateway/util/svg_chart.h"

#define BARS_SHOWN 8

static const char STYLE[] =
    ":root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--line:#e3e6ea;--ink:#1c2530;"
    "--quiet:#55606d;--link:#1d5aa6;--bad:#a8231f;--c1:#2f5f98;--c2:#c2571a;--grid:#e3e6ea}\n"
    "@media(prefers-color-scheme:dark){:root{--page:#14171b;--card:#1c2025;--line:#2d333b;"
    "--ink:#e6e8eb;--quiet:#a3acb7;--link:#9cc2f5;--bad:#f59089;--c1:#7fb0ea;--c2:#f0a35e;"
    "--grid:#2d333b}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--page);color:var(--ink);overflow-wrap:anywhere;"
    "font:15px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif}\n"
    "main{max-width:1180px;margin:auto;padding:24px 20px 60px}\n"
    "h1,h2,p,figure{margin:0}h1{font-size:21px;font-weight:650}h2{font-size:15px;"
    "font-weight:650}\n"
    ".quiet,.hint{color:var(--quiet)}.hint,.small{font-size:13px;font-weight:400}\n"
    ".card{background:var(--card);border:1px solid var(--line);border-radius:10px}\n"
    ".tiles,.grid{display:grid;gap:12px;margin-top:16px;"
    "grid-template-columns:repeat(auto-fit,minmax(min(100%,140px),1fr))}\n"
    ".grid{gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr))}\n"
    ".tile{padding:12px 16px}.tile b{display:block;font-size:25px;line-height:1.3;"
    "font-weight:620;font-variant-numeric:tabular-nums}\n"
    "figure.card{padding:14px 18px 10px;display:flex;flex-direction:column}\n"
    "figure details{margin-top:auto;padding-top:6px}\n"
    "summary{cursor:pointer;color:var(--link);font-size:13px;padding:3px 0}\n"
    ":focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:4px}\n"
    "svg{display:block;width:100%;height:auto;margin-top:8px}\n"
    "svg text{font-size:11px;fill:var(--quiet);font-family:inherit}\n"
    "svg .v{fill:var(--ink);font-weight:600}svg .g{stroke:var(--grid)}\n"
    "svg .c1{fill:var(--c1)}svg .c2{fill:var(--c2)}\n"
    "svg .l1,svg .l2{fill:none;stroke:var(--c1);stroke-width:2;stroke-linejoin:round}\n"
    "svg .l2{stroke:var(--c2);stroke-dasharray:5 3}\n"
    "svg .h0{fill:var(--page);stroke:var(--grid)}svg .h1,svg .h2,svg .h3,svg "
    ".h4{fill:var(--c1)}"
    "svg .h1{fill-opacity:.18}svg .h2{fill-opacity:.4}svg .h3{fill-opacity:.7}\n"
    "svg .lim{stroke:var(--bad);stroke-dasharray:2 3}\n"
    ".key{display:flex;gap:14px;font-size:13px;color:var(--quiet)}\n"
    ".key span::before{content:\"\";display:inline-block;width:10px;height:10px;"
    "border-radius:2px;margin-right:6px;background:var(--c1)}\n"
    ".key span+span::before{background:var(--c2)}\n"
    ".key.lines span::before{height:0;width:16px;background:none;vertical-align:middle;"
    "border-top:2px solid var(--c1);border-radius:0}\n"
    ".key.lines span+span::before{border-top:2px dashed var(--c2)}\n"
    ".scroll{overflow-x:auto}section.card{margin-top:16px;padding:14px 0 4px}\n"
    "section h2{padding:0 18px 6px}section p{padding:4px 18px 8px}\n"
    "table{border-collapse:collapse;width:100%;font-size:14px}\n"
    "th{text-align:left;font-weight:600;font-size:13px;color:var(--quiet);"
    "padding:6px 18px 6px 0;vertical-align:bottom}\n"
    "td{padding:6px 18px 6px 0;border-top:1px solid var(--line);vertical-align:top}\n"
    "section th:first-child,section td:first-child{padding-left:18px;min-width:140px}\n"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
    "@media(max-width:480px){svg text{font-size:12.5px}main{padding:16px 12px 40px}}\n"
    "@media print{body{background:#fff}.card{break-inside:avoid}}\n";

const char *
report_html_word(const ReportPage *page, const char *english)
{
	return templates_report(page->templates, page->report->config->language, english);
}

static void
add_text(const ReportPage *page, const char *text)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);

	g_string_append(page->out, escaped);
}

static char
hour(const ReportPage *page)
{
	return *report_html_word(page, "hour");
}

/* On a scale. Caller owns. */
static char *
scale_span(int64_t s, const void *page)
{
	return s == 0 ? g_strdup("0") : report_span(s, hour(page));
}

static const char *
month_word(const ReportPage *page, int month)
{
	static const char *const MONTHS[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	return report_html_word(page, MONTHS[month - 1]);
}

/* "1 nov 2026" */
static char *
day(const ReportPage *page, const GDate *date)
{
	return g_strdup_printf("%d %s %d", g_date_get_day(date),
	    month_word(page, (int)g_date_get_month(date)), g_date_get_year(date));
}

/* "1 nov", "nov 2026" */
static char *
place(const ReportPage *page, const ReportStep *step)
{
	g_autoptr(GDateTime) from = g_date_time_new_from_unix_local(step->from_ms / 1000);
	const char *month = month_word(page, g_date_time_get_month(from));

	return page->report->pace == REPORT_MONTHS
		   ? g_strdup_printf("%s %d", month, g_date_time_get_year(from))
		   : g_strdup_printf("%d %s", g_date_time_get_day_of_month(from), month);
}

/* What a row without a name is called. */
static const char *
name_of(const ReportPage *page, const ReportRow *row, ReportBy by)
{
	return row->name[0] != '\0' ? row->name
	       : by == REPORT_AGENT ? report_html_word(page, "nobody")
				    : report_html_word(page, "none");
}

void
report_html_begin_table(
    const ReportPage *page, const char *first, const ReportColumn *columns, size_t n_columns)
{
	g_string_append(
	    page->out, "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">");
	add_text(page, first);
	g_string_append(page->out, "</th>");
	for (size_t i = 0; i < n_columns; i++) {
		g_string_append(page->out, "<th scope=\"col\" class=\"n\">");
		add_text(page, report_html_word(page, columns[i].heading));
		g_string_append(page->out, "</th>");
	}
	g_string_append(page->out, "</tr></thead><tbody>");
}

static void
add_row(const ReportPage *page, const char *name, const ReportRow *row,
    const ReportColumn *columns, size_t n_columns)
{
	g_string_append(page->out, "<tr><td>");
	add_text(page, name);
	g_string_append(page->out, "</td>");
	for (size_t i = 0; i < n_columns; i++) {
		g_autofree char *text = report_figure_text(row, columns[i].figure, hour(page));

		g_string_append_printf(page->out, "<td class=\"n\">%s</td>", text);
	}
	g_string_append(page->out, "</tr>");
}

void
report_html_end_table(const ReportPage *page)
{
	g_string_append(page->out, "</tbody></table></div>");
}

void
report_html_begin_figure(const ReportPage *page, const char *title, const char *hint)
{
	g_string_append(page->out, "<figure class=\"card\"><figcaption><h2>");
	add_text(page, report_html_word(page, title));
	g_string_append(page->out, "</h2><span class=\"hint\">");
	add_text(page, hint);
	g_string_append(page->out, "</span></figcaption>");
}

void
report_html_begin_details(const ReportPage *page)
{
	g_string_append_printf(
	    page->out, "<details><summary>%s</summary>", report_html_word(page, "As a table"));
}

void
report_html_end_figure(const ReportPage *page)
{
	g_string_append(page->out, "</details></figure>\n");
}

const ReportStep *
report_html_step_at(const ReportPage *page, guint i)
{
	return &g_array_index(page->report->steps, ReportStep, i);
}

/* The figure of each step. Caller owns. */
static int64_t *
course_of(const ReportPage *page, const ReportColumn *column)
{
	int64_t *course = g_new(int64_t, page->report->steps->len);

	for (guint i = 0; i < page->report->steps->len; i++)
		course[i] = report_figure(&report_html_step_at(page, i)->row, column->figure);
	return course;
}

/* "geopend 12, opgelost 9", of the whole period. Caller owns. */
static char *
describe(const ReportPage *page, const ReportColumn *columns, size_t n_columns)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < n_columns; i++) {
		g_autofree char *value =
		    report_figure_text(&page->report->all, columns[i].figure, hour(page));

		g_string_append_printf(text, "%s%s: %s", i == 0 ? "" : "; ",
		    report_html_word(page, columns[i].heading), value);
	}
	return g_string_free(text, false);
}

/* How one or two figures went: columns side by side, or lines. */
typedef struct {
	const char *id, *title;
	const char *hint; /* NULL: of what each step is */
	ReportColumn columns[2];
	size_t n_columns;
	bool is_bars;
	bool has_limit;
} Course;

static const Course COURSES[] = {
    {"opened", "Opened and resolved", NULL,
	{{"opened", REPORT_OPENED}, {"resolved", REPORT_SOLUTIONS}}, 2, true, false},
    {"answer", "Time to the first answer", "Half, and nine of ten, took no longer.",
	{{"half", REPORT_ANSWER_HALF}, {"nine of ten", REPORT_ANSWER_MOST}}, 2, false, true},
    {"solution", "Time to the solution", "Half, and nine of ten, took no longer.",
	{{"half", REPORT_SOLUTION_HALF}, {"nine of ten", REPORT_SOLUTION_MOST}}, 2, false,
	false},
    {"backlog", "Backlog", "Open at the end of each.", {{"open at the end", REPORT_BACKLOG}}, 1,
	false, false},
};

static void
draw_course(const ReportPage *page, const Course *course)
{
	g_autofree char *description = describe(page, course->columns, course->n_columns);
	g_autofree int64_t *first = course_of(page, &course->columns[0]);
	g_autofree int64_t *second =
	    course->n_columns > 1 ? course_of(page, &course->columns[1]) : NULL;
	const SvgPlaces places = {page->places, page->report->steps->len};
	const SvgSeries series[2] = {
	    {report_html_word(page, course->columns[0].heading), first},
	    {course->n_columns > 1 ? report_html_word(page, course->columns[1].heading) : NULL,
		second}};
	bool is_time = report_figure_is_time(course->columns[0].figure);
	const SvgChart chart = {
	    .id = course->id,
	    .title = report_html_word(page, course->title),
	    .description = description,
	    .label = is_time ? scale_span : NULL,
	    .label_data = page,
	    .is_time = is_time,
	};

	if (course->is_bars)
		svg_chart_columns(page->out, &chart, &places, series);
	else
		svg_chart_lines(page->out, &chart, &places,
		    &(SvgLines){series, (guint)course->n_columns,
			course->has_limit ? report_promised_s(page->report->config) : 0,
			report_html_word(page, "promised")});
}

static void
add_key(const ReportPage *page, const Course *course)
{
	g_string_append_printf(
	    page->out, "<p class=\"key%s\">", course->is_bars ? "" : " lines");
	for (size_t i = 0; i < course->n_columns; i++)
		g_string_append_printf(page->out, "<span>%s</span>",
		    report_html_word(page, course->columns[i].heading));
	g_string_append(page->out, "</p>");
}

static void
add_course(const ReportPage *page, const Course *course)
{
	static const char *const PACES[] = {"Per day.", "Per week, from Monday.", "Per month."};

	report_html_begin_figure(page, course->title,
	    report_html_word(
		page, course->hint == NULL ? PACES[page->report->pace] : course->hint));
	if (course->n_columns > 1)
		add_key(page, course);
	draw_course(page, course);
	report_html_begin_details(page);
	report_html_begin_table(
	    page, report_html_word(page, "from"), course->columns, course->n_columns);
	for (guint i = 0; i < page->report->steps->len; i++)
		add_row(page, page->places[i], &report_html_step_at(page, i)->row,
		    course->columns, course->n_columns);
	report_html_end_table(page);
	report_html_end_figure(page);
}

static void
add_bars(const ReportPage *page, ReportBy by)
{
	static const char *const TITLES[] = {"Opened, by category", "Opened, by group",
	    "Opened, by agent", "Opened, by account"};
	static const char *const IDS[] = {"categories", "groups", "agents", "accounts"};
	static const ReportColumn OPENED = {"opened", REPORT_OPENED};
	const GPtrArray *rows = page->report->rows[by];
	guint count = MIN(rows->len, BARS_SHOWN);
	const char *names[BARS_SHOWN];
	int64_t values[BARS_SHOWN];
	g_autofree char *description = describe(page, &OPENED, 1);
	const SvgChart chart = {.id = IDS[by],
	    .title = report_html_word(page, TITLES[by]),
	    .description = description};

	if (rows->len == 0)
		return;
	for (guint i = 0; i < count; i++) {
		names[i] = name_of(page, rows->pdata[i], by);
		values[i] = report_figure(rows->pdata[i], REPORT_OPENED);
	}
	report_html_begin_figure(page, TITLES[by], "");
	svg_chart_bars(
	    page->out, &chart, &(SvgPlaces){names, count}, &(SvgBars){.values = values});
	report_html_begin_details(page);
	report_html_begin_table(page, "", &OPENED, 1);
	for (guint i = 0; i < count; i++)
		add_row(page, names[i], rows->pdata[i], &OPENED, 1);
	report_html_end_table(page);
	report_html_end_figure(page);
}

static void
add_by(const ReportPage *page, ReportBy by)
{
	static const char *const TITLES[] = {
	    "By category", "By group", "By agent", "By account"};
	static const ReportColumn COLUMNS[] = {{"Opened", REPORT_OPENED},
	    {"First answer", REPORT_ANSWER_HALF}, {"nine of ten", REPORT_ANSWER_MOST},
	    {"Resolved", REPORT_SOLUTIONS}, {"Solution", REPORT_SOLUTION_HALF},
	    {"nine of ten", REPORT_SOLUTION_MOST}, {"Reopened", REPORT_REOPENED},
	    {"Backlog", REPORT_BACKLOG}};
	const GPtrArray *rows = page->report->rows[by];

	if (rows->len == 0)
		return;
	g_string_append_printf(page->out, "<section class=\"card\"><h2>%s</h2>",
	    report_html_word(page, TITLES[by]));
	report_html_begin_table(page, "", COLUMNS, G_N_ELEMENTS(COLUMNS));
	for (guint i = 0; i < MIN(rows->len, REPORT_ROWS_SHOWN); i++)
		add_row(page, name_of(page, rows->pdata[i], by), rows->pdata[i], COLUMNS,
		    G_N_ELEMENTS(COLUMNS));
	report_html_end_table(page);
	if (rows->len > REPORT_ROWS_SHOWN)
		g_string_append_printf(page->out, "<p class=\"hint\">%u %s.</p>",
		    rows->len - REPORT_ROWS_SHOWN,
		    report_html_word(page, "more, in the CSV and JSON of the same report"));
	g_string_append(page->out, "</section>\n");
}

static void
add_tile(const ReportPage *page, const char *title, const char *figure, const char *below)
{
	g_string_append_printf(page->out,
	    "<div class=\"card tile\"><span class=\"small quiet\">%s</span><b>%s</b>"
	    "<span class=\"small quiet\">%s</span></div>",
	    report_html_word(page, title), figure, below);
}

static void
add_figure(const ReportPage *page, const char *title, ReportFigure figure, const char *below)
{
	g_autofree char *text = report_figure_text(&page->report->all, figure, hour(page));

	add_tile(page, title, text, below);
}

/* "half within 3 h"; "" where there is none. Caller owns. */
static char *
within(const ReportPage *page, const char *what, int64_t s)
{
	g_autofree char *span = report_span(s, hour(page));

	return s < 0 ? g_strdup("")
		     : g_strdup_printf("%s %s", report_html_word(page, what), span);
}

static void
add_tiles(const ReportPage *page)
{
	const ReportRow *all = &page->report->all;
	int64_t cases = all->opened - all->requests;
	g_autofree char *kinds = g_strdup_printf("%" PRId64 " %s, %" PRId64 " %s", cases,
	    report_html_word(page, cases == 1 ? "case" : "cases"), all->requests,
	    report_html_word(page, all->requests == 1 ? "request" : "requests"));
	g_autofree char *answers = within(page, "nine of ten within", all->answers.most_s);
	g_autofree char *percent = all->answers.count == 0
				       ? g_strdup("-")
				       : g_strdup_printf("%d %%", report_percent_within(all));
	g_autofree char *promise =
	    within(page, "within", report_promised_s(page->report->config));
	g_autofree char *solutions = within(page, "half within", all->solutions.half_s);

	g_string_append(page->out, "<div class=\"tiles\">");
	add_figure(page, "Opened", REPORT_OPENED, kinds);
	add_figure(page, "First answer, half within", REPORT_ANSWER_HALF, answers);
	add_tile(page, "Answered as promised", percent, promise);
	add_figure(page, "Resolved", REPORT_SOLUTIONS, solutions);
	add_figure(page, "Reopened", REPORT_REOPENED, report_html_word(page, "by customers"));
	add_figure(page, "Backlog", REPORT_BACKLOG, report_html_word(page, "open at the end"));
	g_string_append(page->out, "</div>\n");
}

static void
add_filter(const ReportPage *page, const char *what, const char *name)
{
	if (name == NULL)
		return;
	g_string_append_printf(page->out, "; %s ", report_html_word(page, what));
	add_text(page, name);
}

static void
add_head(const ReportPage *page)
{
	const ReportQuery *query = page->report->query;
	g_autofree char *from = day(page, &query->from);
	g_autofree char *to = day(page, &query->to);

	g_string_append_printf(page->out,
	    "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	    "style-src 'unsafe-inline'\">\n<title>",
	    page->report->config->language);
	add_text(page, page->report->config->desk_name);
	g_string_append_printf(page->out,
	    ", %s - %s</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n<h1>%s ", from,
	    to, STYLE, report_html_word(page, "Report"));
	add_text(page, page->report->config->desk_name);
	g_string_append_printf(page->out, "</h1>\n<p class=\"quiet\">%s &#8211; %s", from, to);
	add_filter(page, "group", query->group);
	add_filter(page, "account", query->account);
	g_string_append(page->out, "</p>\n");
}

/* Whether there is anything to tell. */
static bool
is_empty(const Report *report)
{
	return report->rows[REPORT_CATEGORY]->len == 0;
}

void
report_print_html(const Report *report, const Templates *templates, GString *out)
{
	ReportPage page = {report, out, templates, NULL};
	g_auto(GStrv) places = g_new0(char *, report->steps->len + 1);

	for (guint i = 0; i < report->steps->len; i++)
		places[i] = place(&page, report_html_step_at(&page, i));
	page.places = (const char **)places;
	add_head(&page);
	add_tiles(&page);
	if (is_empty(report))
		g_string_append_printf(out, "<section class=\"card\"><p>%s</p></section>\n",
		    report_html_word(&page, "Nothing happened in this period."));
	g_string_append(out, "<div class=\"grid\">\n");
	for (size_t i = 0; !is_empty(report) && i < G_N_ELEMENTS(COURSES); i++)
		add_course(&page, &COURSES[i]);
	if (!is_empty(report))
		report_html_days(&page);
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		add_bars(&page, by);
	g_string_append(out, "</div>\n");
	for (ReportBy by = 0; by < REPORT_BYS; by++)
		add_by(&page, by);
	g_string_append_printf(out,
	    "<section class=\"card\"><p "
	    "class=\"hint\">%s</p></section>\n</main>\n</body>\n</html>\n",
	    report_html_word(&page, "note"));
}
