/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/svg_chart.h"

#include <inttypes.h>
#include <stdbool.h>

#define WIDTH 380
#define RIGHT (WIDTH - 2)
#define TOP 14
#define BOTTOM 148
#define HEIGHT 176
#define TICKS_MOST 4

#define BAR 21        /* how high a lying bar is, */
#define BAR_STEP 30   /* and how far from one to the next */
#define BAR_LEFT 152  /* where it begins, behind its name */
#define BAR_ROOM 176  /* how long it may be, before its value */
#define NAME_MOST 19  /* characters of a name are shown, */
#define NAME_BEGIN 11 /* so many of its beginning */

#define FIELD_LEFT 37
#define FIELD_STEP 14.3 /* from one hour to the next, */
#define FIELD_ROW 20    /* and from one day to the next */

static void
append_text(GString *out, const char *text)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);

	g_string_append(out, escaped);
}

static char *
label_of(const SvgChart *chart, int64_t value)
{
	return chart->label != NULL ? chart->label(value, chart->label_data)
				    : g_strdup_printf("%" PRId64, value);
}

/* has_links: what is in it can be reached, which is not so of a picture. */
static void
begin(GString *out, const SvgChart *chart, int height, bool has_links)
{
	g_string_append_printf(out,
	    "<svg viewBox=\"0 0 %d %d\" role=\"%s\" aria-labelledby=\"%s-t %s-d\"><title "
	    "id=\"%s-t\">",
	    WIDTH, height, has_links ? "group" : "img", chart->id, chart->id, chart->id);
	append_text(out, chart->title);
	g_string_append_printf(out, "</title><desc id=\"%s-d\">", chart->id);
	append_text(out, chart->description);
	g_string_append(out, "</desc>");
}

/* anchor: "start", "middle" or "end". */
static void
add_text(
    GString *out, const char *class, double x, double y, const char *anchor, const char *text)
{
	g_string_append_printf(out,
	    "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", class, x, y,
	    anchor);
	append_text(out, text);
	g_string_append(out, "</text>");
}

/* The scale from zero up to a whole number of ticks. */
typedef struct {
	int64_t tick, most;
	double left; /* of where the chart begins, behind the labels */
} Scale;

static int64_t
tick_for(const SvgChart *chart, int64_t most)
{
	static const int64_t SPANS[] = {60, 300, 900, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600,
	    86400, 2 * 86400, 7 * 86400, 14 * 86400, 28 * 86400};
	int64_t tick = 1;

	for (size_t i = 0; chart->is_time && i < G_N_ELEMENTS(SPANS); i++) {
		tick = SPANS[i];
		if (tick * TICKS_MOST >= most)
			return tick;
	}
	for (int64_t ten = tick;; ten *= 10)
		for (int one = 1; one <= 5; one += one == 1 ? 1 : 3)
			if (one * ten * TICKS_MOST >= most)
				return one * ten;
}

static double
height_of(const Scale *scale, int64_t value)
{
	return BOTTOM - (double)(BOTTOM - TOP) * (double)value / (double)scale->most;
}

static Scale
add_scale(GString *out, const SvgChart *chart, int64_t most)
{
	Scale scale = {.tick = tick_for(chart, MAX(most, 1)), .left = 0};

	scale.most = (MAX(most, 1) + scale.tick - 1) / scale.tick * scale.tick;
	for (int64_t value = 0; value <= scale.most; value += scale.tick) {
		g_autofree char *label = label_of(chart, value);

		scale.left = MAX(scale.left, 7 * (double)g_utf8_strlen(label, -1) + 8);
	}
	for (int64_t value = 0; value <= scale.most; value += scale.tick) {
		g_autofree char *label = label_of(chart, value);
		double y = height_of(&scale, value);

		g_string_append_printf(out,
		    "<line class=\"g\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
		    scale.left, y, RIGHT, y);
		add_text(out, "t", scale.left - 6, y + 4, "end", label);
	}
	return scale;
}

static double
middle_of(const Scale *scale, const SvgPlaces *places, guint i)
{
	return scale->left + (RIGHT - scale->left) * (i + 0.5) / places->count;
}

/* A name for each place that is far enough from the one before. */
static void
add_places(GString *out, const Scale *scale, const SvgPlaces *places)
{
	double free = 0;

	for (guint i = 0; i < places->count; i++) {
		double half = 3.6 * (double)g_utf8_strlen(places->names[i], -1);
		double x = CLAMP(middle_of(scale, places, i), half, WIDTH - half);

		if (x - half < free)
			continue;
		add_text(out, "t", x, BOTTOM + 19, "middle", places->names[i]);
		free = x + half + 8;
	}
}

static int64_t
most_of(const SvgSeries *series, guint n_series, guint count)
{
	int64_t most = 0;

	for (guint s = 0; s < n_series; s++)
		for (guint i = 0; i < count; i++)
			most = MAX(most, series[s].values[i]);
	return most;
}

typedef struct {
	const SvgPlaces *places;
	const Scale *scale;
	double width; /* of one */
} Columns;

/* Left or right of the middle of its place; "3 nov: 12 opened", for who points at it. */
static void
add_column(GString *out, const Columns *columns, const SvgSeries *series, guint i, bool right)
{
	double x = middle_of(columns->scale, columns->places, i);
	double y = height_of(columns->scale, series->values[i]);

	g_string_append_printf(out,
	    "<rect class=\"c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
	    "rx=\"%.1f\"><title>",
	    right ? 2 : 1, right ? x + 0.3 : x - columns->width - 0.3, y, columns->width,
	    BOTTOM - y, MIN(1.5, columns->width / 4));
	append_text(out, columns->places->names[i]);
	g_string_append_printf(out, ": %" PRId64 " ", series->values[i]);
	append_text(out, series->name);
	g_string_append(out, "</title></rect>");
}

void
svg_chart_columns(
    GString *out, const SvgChart *chart, const SvgPlaces *places, const SvgSeries series[2])
{
	Scale scale;
	Columns columns = {places, &scale, 0};

	begin(out, chart, HEIGHT, false);
	scale = add_scale(out, chart, most_of(series, 2, places->count));
	columns.width = MIN(16, (RIGHT - scale.left) / MAX(places->count, 1) * 0.4);
	for (guint i = 0; i < places->count; i++) {
		add_column(out, &columns, &series[0], i, false);
		add_column(out, &columns, &series[1], i, true);
	}
	add_places(out, &scale, places);
	g_string_append(out, "</svg>");
}

/* A place whose neighbours have no value is a dot. */
static void
add_line(GString *out, const SvgSeries *series, guint number, const SvgPlaces *places,
    const Scale *scale)
{
	bool open = false;

	for (guint i = 0; i < places->count; i++) {
		double x = middle_of(scale, places, i);
		bool there = series->values[i] >= 0;
		bool ends = i + 1 == places->count || series->values[i + 1] < 0;

		if (there && !open && ends)
			g_string_append_printf(out,
			    "<circle class=\"c%u\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\"/>", number,
			    x, height_of(scale, series->values[i]));
		else if (there)
			g_string_append_printf(out, "%s%.1f,%.1f%s",
			    open          ? " "
			    : number == 1 ? "<polyline class=\"l1\" points=\""
					  : "<polyline class=\"l2\" points=\"",
			    x, height_of(scale, series->values[i]), ends ? "\"/>" : "");
		open = there && !ends;
	}
}

void
svg_chart_lines(
    GString *out, const SvgChart *chart, const SvgPlaces *places, const SvgLines *lines)
{
	int64_t most = most_of(lines->series, lines->n_series, places->count);
	Scale scale;

	begin(out, chart, HEIGHT, false);
	scale = add_scale(out, chart, MAX(most, lines->limit));
	if (lines->limit > 0) {
		double y = height_of(&scale, lines->limit);

		g_string_append_printf(out,
		    "<line class=\"lim\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
		    scale.left, y, RIGHT, y);
		add_text(out, "t", RIGHT, y - 4, "end", lines->limit_name);
	}
	for (guint s = 0; s < lines->n_series; s++)
		add_line(out, &lines->series[s], s + 1, places, &scale);
	add_places(out, &scale, places);
	g_string_append(out, "</svg>");
}

/* Without its middle: names of one organisation begin alike. Caller owns. */
static char *
shorten(const char *name)
{
	glong length = g_utf8_strlen(name, -1);
	g_autofree char *begin = NULL;

	if (length <= NAME_MOST)
		return g_strdup(name);
	begin = g_utf8_substring(name, 0, NAME_BEGIN);
	return g_strconcat(begin, "\xe2\x80\xa6",
	    g_utf8_offset_to_pointer(name, length - (NAME_MOST - NAME_BEGIN - 1)), NULL);
}

/* Named by its whole name, for who points at it or hears it. */
static void
add_bar(GString *out, const SvgPlaces *places, const SvgBars *bars, guint i, double width)
{
	const char *url = bars->urls == NULL ? NULL : bars->urls[i];
	g_autofree char *told =
	    g_strdup_printf("%" PRId64 ": %s", bars->values[i], places->names[i]);

	if (url != NULL) {
		g_string_append(out, "<a href=\"");
		append_text(out, url);
		g_string_append(out, "\" aria-label=\"");
		append_text(out, told);
		g_string_append(out, "\">");
	}
	g_string_append_printf(out,
	    "<rect class=\"%s\" x=\"%d\" y=\"%u\" width=\"%.1f\" height=\"%d\" "
	    "rx=\"2\"><title>",
	    bars->second != 0 && i >= bars->second ? "c2" : "c1", BAR_LEFT, i * BAR_STEP + 6,
	    width, BAR);
	append_text(out, places->names[i]);
	g_string_append_printf(out, "</title></rect>%s", url == NULL ? "" : "</a>");
}

void
svg_chart_bars(
    GString *out, const SvgChart *chart, const SvgPlaces *places, const SvgBars *bars)
{
	const SvgSeries series = {.values = bars->values};
	int64_t most = MAX(most_of(&series, 1, places->count), 1);

	begin(out, chart, (int)places->count * BAR_STEP + 4, bars->urls != NULL);
	for (guint i = 0; i < places->count; i++) {
		g_autofree char *name = shorten(places->names[i]);
		g_autofree char *label = label_of(chart, bars->values[i]);
		double y = i * BAR_STEP + 21;
		double width = (double)BAR_ROOM * (double)bars->values[i] / (double)most;

		add_text(out, "t", BAR_LEFT - 8, y, "end", name);
		add_bar(out, places, bars, i, width);
		add_text(out, "v", BAR_LEFT + width + 7, y, "start", label);
	}
	g_string_append(out, "</svg>");
}

static void
add_day(GString *out, guint day, const int64_t hours[24], int64_t most)
{
	for (int hour = 0; hour < 24; hour++)
		g_string_append_printf(out,
		    "<rect class=\"h%d\" x=\"%.1f\" y=\"%u\" width=\"13\" height=\"17\" "
		    "rx=\"2\"><title>%d:00: %" PRId64 "</title></rect>",
		    (int)((hours[hour] * 4 + most - 1) / most), FIELD_LEFT + hour * FIELD_STEP,
		    day * FIELD_ROW + 2, hour, hours[hour]);
}

void
svg_chart_week(
    GString *out, const SvgChart *chart, const SvgPlaces *places, int64_t hours[7][24])
{
	int64_t most = 1;

	for (int i = 0; i < 7 * 24; i++)
		most = MAX(most, hours[i / 24][i % 24]);
	begin(out, chart, 7 * FIELD_ROW + 24, false);
	for (guint day = 0; day < 7; day++) {
		add_text(
		    out, "t", FIELD_LEFT - 7, day * FIELD_ROW + 15, "end", places->names[day]);
		add_day(out, day, hours[day], most);
	}
	for (int hour = 0; hour < 24; hour += 6) {
		g_autofree char *label = g_strdup_printf("%d:00", hour);

		add_text(out, "t", FIELD_LEFT + hour * FIELD_STEP, 7 * FIELD_ROW + 17, "start",
		    label);
	}
	g_string_append(out, "</svg>");
}
