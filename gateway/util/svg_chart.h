/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts as SVG to stand in a page of HTML, as wide as their place: coloured by classes that the page's style sheet has (c1,
 * c2: filled; l1, l2: lines, the second dashed; lim: a limit; g: the grid; v: a value; h0 to h4: strengths), each with title and description.
 * Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Texts are not escaped yet. */
typedef struct {
	const char *id; /* within the page; of letters */
	const char *title;
	const char *description; /* what it shows, in words */
	/* How a value is written; NULL: as a number. Caller owns. */
	char *(*label)(int64_t value, const void *data);
	const void *label_data; /* foreign */
	bool is_time;           /* values are seconds: a scale goes by minutes, hours, days */
} SvgChart;

typedef struct {
	const char *name;
	const int64_t *values; /* so many as there are places; -1: there is none */
} SvgSeries;

/* Places along the bottom, "1 nov" ...; as many of them are named as there is room for. */
typedef struct {
	const char *const *names;
	guint count;
} SvgPlaces;

/* Two bars side by side at each place. */
void svg_chart_columns(
    GString *out, const SvgChart *chart, const SvgPlaces *places, const SvgSeries series[2]);
/* One or two lines, over a gap where a value is missing; limit: a dashed line across, 0: none; called limit_name. */
typedef struct {
	const SvgSeries *series;
	guint n_series;
	int64_t limit;
	const char *limit_name;
} SvgLines;
void svg_chart_lines(
    GString *out, const SvgChart *chart, const SvgPlaces *places, const SvgLines *lines);
/* A bar for each place, lying, with its name before and its value behind it; a long name is cut. */
typedef struct {
	const int64_t *values;
	const char *const *urls; /* where each leads to; NULL: nowhere */
	guint second;            /* from this one on they have the second colour; 0: none */
} SvgBars;
void svg_chart_bars(
    GString *out, const SvgChart *chart, const SvgPlaces *places, const SvgBars *bars);
/* A field for each hour of the week, the fuller the more; places: the seven days. Classes h0 (nothing) to h4. */
void svg_chart_week(
    GString *out, const SvgChart *chart, const SvgPlaces *places, int64_t hours[7][24]);
