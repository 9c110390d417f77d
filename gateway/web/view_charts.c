/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Figures as charts, each with its table behind it. A chart is markup, and the only value of a template that is:
 * gateway/util/svg_chart.h makes it, and escapes what people called things.
 */
#include <inttypes.h>
#include <string.h>

#include "gateway/util/svg_chart.h"
#include "gateway/web/view_charts.h"

#define WORDS "numbers"

static const char *
word(const View *view, const char *name)
{
	return view_word(view, WORDS, name);
}

static const json_t *
figures(const View *view)
{
	return json_object_get(view->values, "numbers");
}

/* -1: there is none. */
static int64_t
figure(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* Of seconds; caller owns. */
static char *
span(int64_t s, const void *view)
{
	return s < 0 ? g_strdup("-") : s == 0 ? g_strdup("0") : view_span(view, s * 1000);
}

char *
view_figure_text(const View *view, const json_t *object, const char *name)
{
	int64_t value = figure(object, name);

	return g_str_has_suffix(name, "_s") ? span(value, view)
	       : value < 0                  ? g_strdup("-")
					    : g_strdup_printf("%" PRId64, value);
}

/* "23 November" of "2026-11-23", short: "23 Nov". Caller owns. */
static char *
day_text(const View *view, const char *date)
{
	int year = 0, month = 1, day = 1;
	g_autofree char *name = NULL;

	if (date == NULL || sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3)
		return g_strdup("");
	name = g_utf8_substring(locale_month(view->locale, CLAMP(month, 1, 12)), 0, 3);
	return g_strdup_printf("%d %s", day, name);
}

/* A figure of each step, or of each row of a table. */
typedef struct {
	const char *name; /* of the JSON */
	const char *word;
} Column;

static json_t *
chart_new(const View *view, const char *id, const char *hint)
{
	json_t *chart = json_object();

	view_set(chart, "id", id);
	view_set(chart, "chart_title", word(view, id));
	view_set(chart, "hint", hint);
	return chart;
}

static void
add_heading(json_t *chart, const char *label)
{
	json_t *head = json_object_get(chart, "head");

	if (head == NULL)
		json_object_set_new(chart, "head", head = json_array());
	json_array_append_new(head, json_pack("{ss}", "label", label));
}

static json_t *
add_row(json_t *chart, const char *name, const char *url)
{
	json_t *rows = json_object_get(chart, "rows");
	json_t *row = json_object();

	if (rows == NULL)
		json_object_set_new(chart, "rows", rows = json_array());
	view_set(row, "name", name);
	view_set(row, "url", url);
	json_object_set_new(row, "cells", json_array());
	json_array_append_new(rows, row);
	return row;
}

static void
add_cell(json_t *row, char *take_text)
{
	json_array_append_new(
	    json_object_get(row, "cells"), json_pack("{ss}", "value", take_text));
	g_free(take_text);
}

static void
add_key(json_t *chart, const char *label, bool is_line, int number)
{
	json_t *keys = json_object_get(chart, "keys");

	if (keys == NULL)
		json_object_set_new(chart, "keys", keys = json_array());
	view_set_flag(chart, "has_keys", true);
	json_array_append_new(keys,
	    json_pack("{ss, ss}", "label", label, "class",
		is_line ? (number == 1 ? "line" : "line k2") : (number == 1 ? "" : "k2")));
}

static void
finish(json_t *out, json_t *chart, GString *svg)
{
	json_object_set_new(chart, "svg", json_string(svg->str));
	json_array_append_new(json_object_get(out, "charts"), chart);
}

/* How figures went, step by step: columns side by side, or lines. */
typedef struct {
	const char *id; /* and its title's word */
	const char *hint;
	Column columns[2];
	guint n_columns;
	bool is_bars;
	bool has_limit;
} Course;

/* "opened: 12; resolved: 9", of the whole period. Caller owns. */
static char *
describe(const View *view, const Course *course)
{
	GString *text = g_string_new(NULL);
	const json_t *steps = json_object_get(figures(view), "steps");
	const json_t *all = json_object_get(figures(view), "all");

	for (guint c = 0; c < course->n_columns; c++) {
		const Column *column = &course->columns[c];
		g_autofree char *value = view_figure_text(view, all, column->name);
		int64_t sum = 0;

		for (size_t i = 0; i < json_array_size(steps); i++)
			sum += MAX(figure(json_array_get(steps, i), column->name), 0);
		g_string_append_printf(
		    text, "%s%s: ", c == 0 ? "" : "; ", word(view, column->word));
		if (figure(all, column->name) < 0 && !g_str_has_suffix(column->name, "_s"))
			g_string_append_printf(text, "%" PRId64, sum);
		else
			g_string_append(text, value);
	}
	return g_string_free(text, false);
}

static void
draw_course(const View *view, const Course *course, const SvgPlaces *places, int64_t *values[2],
    GString *svg)
{
	bool is_time = g_str_has_suffix(course->columns[0].name, "_s");
	g_autofree char *description = describe(view, course);
	const SvgSeries series[2] = {{word(view, course->columns[0].word), values[0]},
	    {course->n_columns > 1 ? word(view, course->columns[1].word) : NULL, values[1]}};
	const SvgChart chart = {
	    .id = course->id,
	    .title = word(view, course->id),
	    .description = description,
	    .label = is_time ? span : NULL,
	    .label_data = view,
	    .is_time = is_time,
	};

	if (course->is_bars)
		svg_chart_columns(svg, &chart, places, series);
	else
		svg_chart_lines(svg, &chart, places,
		    &(SvgLines){series, course->n_columns,
			course->has_limit ? view_number(figures(view), "promised_s") : 0,
			word(view, "promised")});
}

static void
add_step_rows(const View *view, json_t *out, const Course *course, char **names)
{
	const json_t *steps = json_object_get(figures(view), "steps");

	add_heading(out, word(view, "from"));
	for (guint c = 0; c < course->n_columns; c++)
		add_heading(out, word(view, course->columns[c].word));
	for (size_t i = 0; i < json_array_size(steps); i++) {
		json_t *row = add_row(out, names[i], NULL);

		for (guint c = 0; c < course->n_columns; c++)
			add_cell(row, view_figure_text(view, json_array_get(steps, i),
					  course->columns[c].name));
	}
}

static void
add_course(const View *view, json_t *out, const Course *course)
{
	const json_t *steps = json_object_get(figures(view), "steps");
	size_t count = json_array_size(steps);
	g_auto(GStrv) names = g_new0(char *, count + 1);
	g_autofree int64_t *first = g_new0(int64_t, count + 1);
	g_autofree int64_t *second = g_new0(int64_t, count + 1);
	const SvgPlaces places = {(const char *const *)names, (guint)count};
	g_autoptr(GString) svg = g_string_new(NULL);
	json_t *chart = chart_new(view, course->id, word(view, course->hint));

	for (size_t i = 0; i < count; i++) {
		const json_t *step = json_array_get(steps, i);

		names[i] = day_text(view, view_text(step, "from"));
		first[i] = figure(step, course->columns[0].name);
		if (course->n_columns > 1)
			second[i] = figure(step, course->columns[1].name);
	}
	for (guint c = 0; course->n_columns > 1 && c < course->n_columns; c++)
		add_key(
		    chart, word(view, course->columns[c].word), !course->is_bars, (int)c + 1);
	draw_course(view, course, &places, (int64_t *[]){first, second}, svg);
	add_step_rows(view, chart, course, names);
	finish(out, chart, svg);
}

/* Bars, each of which leads to the list that it counts. */
typedef struct {
	const char *name; /* of the JSON, and its word */
	const char *url;
} Bar;
#define BARS_MOST 5

static void
add_bars(const View *view, json_t *out, const char *id, const Bar bars[BARS_MOST], guint second)
{
	const json_t *counts = json_object_get(figures(view), id);
	const char *names[BARS_MOST], *urls[BARS_MOST];
	int64_t values[BARS_MOST];
	g_autoptr(GString) description = g_string_new(NULL);
	g_autoptr(GString) svg = g_string_new(NULL);
	json_t *chart = chart_new(view, id,
	    word(view, strcmp(id, "waiting") == 0 ? "waiting_hint" : "solutions_hint"));

	if (!json_is_object(counts)) {
		json_decref(chart);
		return;
	}
	add_heading(chart, word(view, id));
	add_heading(chart, word(view, "count"));
	for (int i = 0; i < BARS_MOST; i++) {
		names[i] = word(view, bars[i].name);
		urls[i] = bars[i].url;
		values[i] = view_number(counts, bars[i].name);
		add_cell(
		    add_row(chart, names[i], urls[i]), g_strdup_printf("%" PRId64, values[i]));
		g_string_append_printf(
		    description, "%s%s: %" PRId64, i == 0 ? "" : "; ", names[i], values[i]);
	}
	svg_chart_bars(svg,
	    &(SvgChart){.id = id, .title = word(view, id), .description = description->str},
	    &(SvgPlaces){names, BARS_MOST}, &(SvgBars){values, urls, second});
	finish(out, chart, svg);
}

static void
add_hours(const View *view, json_t *out)
{
	static const char *const DAYS_OF_WEEK[7] = {
	    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
	const json_t *all = json_object_get(figures(view), "hours");
	const char *names[7];
	int64_t hours[7][24];
	int64_t most = 0;
	g_autofree char *busiest = g_strdup("-");
	g_autoptr(GString) svg = g_string_new(NULL);
	json_t *chart = NULL;

	if (!json_is_array(all))
		return;
	chart = chart_new(view, "hours", word(view, "hours_hint"));
	add_heading(chart, word(view, "day"));
	for (int part = 0; part < 24; part += 6) {
		g_autofree char *label =
		    g_strdup_printf("%d:00\xe2\x80\x93%d:00", part, part + 6);

		add_heading(chart, label);
	}
	for (int day = 0; day < 7; day++) {
		json_t *row = NULL;

		names[day] = word(view, DAYS_OF_WEEK[day]);
		row = add_row(chart, names[day], NULL);
		for (int hour = 0; hour < 24; hour++) {
			hours[day][hour] =
			    json_integer_value(json_array_get(all, (size_t)(day * 24 + hour)));
			if (hours[day][hour] <= most)
				continue;
			most = hours[day][hour];
			g_free(busiest);
			busiest = g_strdup_printf("%s %d:00: %" PRId64, names[day], hour, most);
		}
		for (int part = 0; part < 24; part += 6) {
			int64_t sum = 0;

			for (int hour = part; hour < part + 6; hour++)
				sum += hours[day][hour];
			add_cell(row, g_strdup_printf("%" PRId64, sum));
		}
	}
	svg_chart_week(svg,
	    &(SvgChart){.id = "hours", .title = word(view, "hours"), .description = busiest},
	    &(SvgPlaces){names, 7}, hours);
	finish(out, chart, svg);
}

void
view_set_charts(const View *view, json_t *out)
{
	static const Bar WAITS[BARS_MOST] = {{"last_hours", "/desk/"}, {"today", "/desk/"},
	    {"yesterday", "/desk/"}, {"week", "/desk/"}, {"longer", "/desk/"}};
	static const Bar ENDS[BARS_MOST] = {{"accepted", "/desk/?tab=closed"},
	    {"by_time", "/desk/?tab=closed"}, {"by_desk", "/desk/?tab=closed"},
	    {"rejected", "/desk/?tab=open"}, {"not_yet", "/desk/?tab=resolved"}};
	static const Course ANSWER = {"answer", "answer_hint",
	    {{"first_answer_half_s", "half"}, {"first_answer_nine_of_ten_s", "most"}}, 2, false,
	    true};
	static const Course OPENED = {"in_and_out", "per_step",
	    {{"opened", "opened"}, {"resolved", "resolved"}}, 2, true, false};
	static const Course MAILS = {
	    "mails", "mails_hint", {{"mails", "in"}, {"letters", "out"}}, 2, true, false};
	static const Course OPEN = {
	    "backlog", "backlog_hint", {{"backlog", "open"}}, 1, false, false};
	const json_t *steps = json_object_get(figures(view), "steps");

	json_object_set_new(out, "charts", json_array());
	if (json_array_size(steps) == 0)
		return;
	add_bars(view, out, "waiting", WAITS, 3);
	add_course(view, out, &ANSWER);
	add_course(view, out, &OPENED);
	if (figure(json_array_get(steps, 0), "mails") >= 0)
		add_course(view, out, &MAILS);
	add_course(view, out, &OPEN);
	add_bars(view, out, "solutions", ENDS, 3);
	add_hours(view, out);
}
