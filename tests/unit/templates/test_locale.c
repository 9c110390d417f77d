/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/templates/locale.h"
#include "rules/diagnostic.h"
#include "spool/ticket.h"

static Locale *
load(const char *text, GPtrArray *diagnostics)
{
	char *path = NULL;
	int fd = g_file_open_tmp("words-XXXXXX.yaml", &path, NULL);
	Locale *locale = NULL;

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	locale = locale_load(path, false, diagnostics);
	assert_int_equal(g_remove(path), 0);
	g_free(path);
	return locale;
}

/* A file in which one line is replaced. */
static char *
file_with(const char *date, const char *weekdays, const char *states)
{
	return g_strdup_printf(
	    "date: '%s'\n"
	    "weekdays: %s\n"
	    "months: [a, b, c, d, e, f, g, h, i, j, k, l]\n"
	    "states: {new: nieuw, open: open, awaiting info: wacht, resolved: klaar,\n"
	    "  closed: dicht, cancelled: weg, draft: half, awaiting approval: wacht,\n"
	    "  in progress: bezig, fulfilled: klaar, declined: nee%s}\n"
	    "accept: Ja\n"
	    "reject: Nee\n",
	    date, weekdays, states);
}

#define DATE "{{weekday}} {{day}} {{month}} {{year}}"
#define WEEKDAYS "[ma, di, wo, do, vr, za, zo]"
#define LAST_STATE ", expired: oud"

static void
test_good(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autofree char *text = file_with(DATE, WEEKDAYS, LAST_STATE);
	g_autoptr(Locale) locale = load(text, diagnostics);
	g_autofree char *date = NULL;
	g_autofree char *never = NULL;

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	assert_non_null(locale);
	g_setenv("TZ", "UTC", true);
	date = locale_date(locale, INT64_C(1795514523999));
	never = locale_date(locale, INT64_MAX);
	assert_string_equal(date, "di 24 k 2026");
	assert_string_equal(never, "");
	assert_string_equal(locale_answer(locale, true), "Ja");
	assert_string_equal(locale_answer(locale, false), "Nee");
	assert_string_equal(locale_untitled(locale), "(no subject)");
	assert_string_equal(locale_report(locale, "Opened"), "Opened");
	assert_string_equal(locale_report(locale, "hour"), "h");
}

/* What words.yaml calls each state. */
static void
test_every_state(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autofree char *text = file_with(DATE, WEEKDAYS, LAST_STATE);
	g_autoptr(Locale) locale = load(text, diagnostics);

	(void)state;
	for (int i = 0; i < TICKET_STATES; i++) {
		const char *name = ticket_state_name((TicketState)i);

		if (strcmp(name, "open") != 0)
			assert_string_not_equal(locale_state(locale, name), name);
	}
	assert_string_equal(locale_state(locale, "expired"), "oud");
	assert_string_equal(locale_state(locale, "unheard of"), "unheard of");
}

static void
test_mistakes(void **state)
{
	static const struct {
		const char *date;
		const char *weekdays;
		const char *states;
		const char *expected; /* behind the file's name */
	} cases[] = {
	    {"{{dag}}", WEEKDAYS, LAST_STATE,
		":1: found 'dag' in a date, expected weekday, day, month, year"},
	    {"{{#day}}", WEEKDAYS, LAST_STATE,
		":1: found a section 'day' without its end, expected a date like '{{weekday}} "
		"{{day}} "
		"{{month}}'"},
	    {DATE, "[ma, di]", LAST_STATE, ":2: found 2, expected a list of 7"},
	    {DATE, "ma", LAST_STATE, ":2: found 1, expected a list of 7"},
	    {DATE, WEEKDAYS, "",
		":4: found no 'expired', expected 'expired' here: a request that was never "
		"completed"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();
		g_autofree char *text =
		    file_with(cases[i].date, cases[i].weekdays, cases[i].states);
		g_autoptr(Locale) locale = load(text, diagnostics);
		g_autofree char *found = NULL;

		assert_null(locale);
		assert_int_equal(diagnostics->len, 1);
		found = diagnostic_text(diagnostics->pdata[0]);
		assert_string_equal(
		    strstr(found, ".yaml:") + strlen(".yaml"), cases[i].expected);
	}
}

static void
test_empty(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	(void)state;
	assert_null(load("# nothing\n", diagnostics));
	assert_int_equal(diagnostics->len, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_good),
	    cmocka_unit_test(test_every_state),
	    cmocka_unit_test(test_mistakes),
	    cmocka_unit_test(test_empty),
	};

	return cmocka_run_group_tests_name("wording", tests, NULL, NULL);
}
