/* SPDX-License-Identifier: Apache-2.0 */
/* Each chart is well-formed, is read out, and stays within its frame, whatever it shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/util/svg_chart.h"

#define MOST 400

static const SvgChart CHART = {
    .id = "x", .title = "<Opened & resolved>", .description = "3 \"opened\""};

/* Numbers of an element lie within 380 by 400, and none is a NaN. */
static void
check_element(GMarkupParseContext *context, const char *element, const char **names,
    const char **values, void *data, GError **error)
{
	static const char *const NUMBERS[] = {
	    "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", NULL};

	(void)context;
	(void)error;
	++*(int *)data;
	for (int i = 0; names[i] != NULL; i++) {
		double number = 0;

		if (!g_strv_contains(NUMBERS, names[i]))
			continue;
		number = g_ascii_strtod(values[i], NULL);
		if (!(number >= 0 && number <= MOST))
			fail_msg("%s has %s=%s", element, names[i], values[i]);
	}
}

/* How many elements there are. */
static int
check(const GString *svg)
{
	const GMarkupParser parser = {.start_element = check_element};
	int elements = 0;
	g_autoptr(GError) error = NULL;
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &elements, NULL);

	if (!g_markup_parse_context_parse(context, svg->str, (gssize)svg->len, &error) ||
	    !g_markup_parse_context_end_parse(context, &error))
		fail_msg("%s: %s", error->message, svg->str);
	g_markup_parse_context_free(context);
	assert_null(strstr(svg->str, "nan"));
	assert_true(g_str_has_prefix(svg->str, "<svg viewBox=\"0 0 380 "));
	assert_non_null(strstr(svg->str,
	    "\" aria-labelledby=\"x-t x-d\"><title id=\"x-t\">&lt;Opened &amp; "
	    "resolved&gt;</title><desc id=\"x-d\">3 &quot;opened&quot;</desc>"));
	return elements;
}

static void
test_columns(void **state)
{
	static const guint COUNTS[] = {0, 1, 2, 31, MOST};
	const char *names[MOST];
	int64_t values[MOST];

	(void)state;
	for (int i = 0; i < MOST; i++) {
		names[i] = i % 2 == 0 ? "1 nov" : "31 <december>";
		values[i] = i * INT64_C(1000000007);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(COUNTS); i++) {
		const SvgPlaces places = {names, COUNTS[i]};
		const SvgSeries series[2] = {{"in & out", values}, {"out", values}};
		g_autoptr(GString) svg = g_string_new(NULL);

		svg_chart_columns(svg, &CHART, &places, series);
		assert_true(check(svg) >= (int)COUNTS[i] * 4);
	}
}

static char *
label_hours(int64_t value, const void *data)
{
	(void)data;
	return g_strdup_printf("%d h", (int)(value / 3600));
}

static void
test_lines(void **state)
{
	static const struct {
		int64_t values[5];
		const char *lines;
	} CASES[] = {
	    {{-1, -1, -1, -1, -1}, ""},
	    {{3600, -1, 7200, -1, 0}, "ccc"},
	    {{3600, 3600, -1, 7200, 9000}, "ll"},
	    {{-1, 3600, 3600, 7200, -1}, "l"},
	    {{1, 1, 1, 1, 9}, "l"},
	};
	const char *names[] = {"a", "b", "c", "d", "e"};
	SvgChart chart = CHART;

	(void)state;
	chart.label = label_hours;
	chart.is_time = true;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const SvgPlaces places = {names, 5};
		const SvgSeries series = {"half", CASES[i].values};
		g_autoptr(GString) svg = g_string_new(NULL);
		g_autoptr(GString) lines = g_string_new(NULL);

		svg_chart_lines(
		    svg, &chart, &places, &(SvgLines){&series, 1, 28800, "promised"});
		check(svg);
		for (const char *at = svg->str; (at = strchr(at, '<')) != NULL; at++)
			if (g_str_has_prefix(at, "<circle"))
				g_string_append_c(lines, 'c');
			else if (g_str_has_prefix(at, "<polyline"))
				g_string_append_c(lines, 'l');
		assert_string_equal(lines->str, CASES[i].lines);
		assert_non_null(strstr(svg->str, ">8 h</text>"));
		assert_non_null(strstr(svg->str, ">promised</text>"));
	}
}

static void
test_bars(void **state)
{
	const char *names[] = {"Stichting Zorg & Welzijn <Noord>, afdeling 17", "kort",
	    "\xc3\xa9\xc3\xa9n naam van precies"};
	const int64_t values[] = {12, 0, 3};
	g_autoptr(GString) svg = g_string_new(NULL);

	(void)state;
	svg_chart_bars(svg, &CHART, &(SvgPlaces){names, 3}, &(SvgBars){.values = values});
	check(svg);
	assert_non_null(strstr(svg->str, ">Stichting Z\xe2\x80\xa6"
					 "ling 17</text>"));
	assert_non_null(strstr(svg->str,
	    "<title>Stichting Zorg &amp; Welzijn &lt;Noord&gt;, afdeling 17</title>"));
	assert_non_null(strstr(svg->str, ">kort</text>"));
	assert_non_null(strstr(svg->str, "width=\"0.0\""));
}

/* Each can be reached, and says what it counts; the later ones have the second colour. */
static void
test_links(void **state)
{
	const char *names[] = {"vandaag", "<lang> & breed"};
	const char *urls[] = {"/desk/", "/desk/?a=1&b=2"};
	const int64_t values[] = {3, 1};
	g_autoptr(GString) svg = g_string_new(NULL);

	(void)state;
	svg_chart_bars(svg, &CHART, &(SvgPlaces){names, 2}, &(SvgBars){values, urls, 1});
	check(svg);
	assert_non_null(strstr(svg->str, "role=\"group\""));
	assert_non_null(strstr(
	    svg->str, "<a href=\"/desk/\" aria-label=\"3: vandaag\"><rect class=\"c1\""));
	assert_non_null(strstr(svg->str, "<a href=\"/desk/?a=1&amp;b=2\" aria-label=\"1: "
					 "&lt;lang&gt; &amp; breed\"><rect class=\"c2\""));
}

static void
test_week(void **state)
{
	const char *names[] = {"ma", "di", "wo", "do", "vr", "za", "zo"};
	int64_t hours[7][24] = {{0}};
	g_autoptr(GString) svg = g_string_new(NULL);
	g_autoptr(GString) none = g_string_new(NULL);

	(void)state;
	svg_chart_week(none, &CHART, &(SvgPlaces){names, 7}, hours);
	check(none);
	assert_null(strstr(none->str, "class=\"h1\""));
	hours[0][9] = 8;
	hours[6][23] = 1;
	svg_chart_week(svg, &CHART, &(SvgPlaces){names, 7}, hours);
	check(svg);
	assert_non_null(strstr(svg->str, "class=\"h4\" x=\"165.7\" y=\"2\""));
	assert_non_null(strstr(svg->str, "<title>9:00: 8</title>"));
	assert_non_null(strstr(svg->str, "class=\"h1\" x=\"365.9\" y=\"122\""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_columns),
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_bars),
	    cmocka_unit_test(test_links),
	    cmocka_unit_test(test_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
