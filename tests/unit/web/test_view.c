/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/util/time_format.h"
#include "gateway/web/page_words.h"
#include "gateway/web/view.h"
#include "gateway/web/view_entry.h"
#include "rules/diagnostic.h"

#define NOW INT64_C(1795608000000) /* 2026-11-25 12:00 UTC */
#define MINUTE INT64_C(60000)

typedef struct {
	View view;
	PageView page;
	json_t *words;
	Locale *locale;
} Fixture;

static int
set_up(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	Fixture *fixture = g_new0(Fixture, 1);

	time_format_use_zone("UTC");
	fixture->words = page_words_load(SRCDIR "/data/pages/en/words.yaml", diagnostics);
	fixture->locale = locale_load(SRCDIR "/data/letters/en/words.yaml", false, diagnostics);
	fixture->page = (PageView){.language = "en", .now_ms = NOW, .path = "/desk/"};
	fixture->view = (View){&fixture->page, fixture->words, fixture->locale, NULL};
	*state = fixture;
	return diagnostics->len == 0 ? 0 : -1;
}

static int
tear_down(void **state)
{
	Fixture *fixture = *state;

	json_decref(fixture->words);
	locale_free(fixture->locale);
	g_free(fixture);
	return 0;
}

static void
test_spans(void **state)
{
	static const struct {
		int64_t minutes;
		const char *said;
	} CASES[] = {
	    {-5, "0 min"},
	    {0, "0 min"},
	    {8, "8 min"},
	    {60, "1 h"},
	    {380, "6 h 20 min"},
	    {1440, "1 d"},
	    {1680, "1 d 4 h"},
	    {9 * 1440 + 61, "9 d"},
	};
	const Fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *said = view_span(&fixture->view, CASES[i].minutes * MINUTE);

		assert_string_equal(said, CASES[i].said);
	}
}

static void
test_moments(void **state)
{
	static const struct {
		int64_t minutes; /* before now */
		const char *moment;
		const char *day;
	} CASES[] = {
	    {0, "12:00", "today"},
	    {720, "00:00", "today"},
	    {721, "24 November, 23:59", "24 November"},
	    {INT64_C(1440) * 365, "25 November 2025, 12:00", "25 November 2025"},
	};
	const Fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		int64_t at_ms = NOW - CASES[i].minutes * MINUTE;
		g_autofree char *moment = view_moment(&fixture->view, at_ms);
		g_autofree char *day = view_day(&fixture->view, at_ms);

		assert_string_equal(moment, CASES[i].moment);
		assert_string_equal(day, CASES[i].day);
	}
}

static void
test_short(void **state)
{
	g_autofree char *cut = view_short("a\nb \xc3\xa9\xc3\xa9\xc3\xa9", 5);
	g_autofree char *whole = view_short("  abc\n", 3);
	g_autofree char *none = view_short(NULL, 3);

	(void)state;
	assert_string_equal(cut, "a b \xc3\xa9\xe2\x80\xa6");
	assert_string_equal(whole, "abc");
	assert_string_equal(none, "");
}

static void
check_text(const json_t *object, const char *key, const char *expected)
{
	const char *found = view_text(object, key);

	if (g_strcmp0(found, expected) != 0)
		fail_msg("%s: '%s' in place of '%s'", key, found, expected);
}

/* An entry of each kind. */
static void
test_entries(void **state)
{
	static const struct {
		const char *kind;
		const char *text;
		bool is_text;
		const char *css;
		const char *pill;
		const char *body; /* or the line */
	} CASES[] = {
	    {"description", "It hangs", true, "", NULL, "It hangs"},
	    {"comment", "asked: me", true, "", NULL, "asked: me"},
	    {"answer", "Try this", true, "desk", "Answer", "Try this"},
	    {"question", "asked: Which one?", true, "desk", "Question", "Which one?"},
	    {"note", "Odd", true, "note", "Note, for the desk only", "Odd"},
	    {"change", "priority: high", false, NULL, NULL, "Priority: high"},
	    {"change", "closed", false, NULL, NULL, "Closed"},
	    {"change", "assigned to Sanne", false, NULL, NULL, "Assigned to: Sanne"},
	    {"change", "state: awaiting info", false, NULL, NULL,
		"State: waiting for the customer"},
	    {"change", "moon: full", false, NULL, NULL, "moon: full"},
	    {"change", "resolved: Done.\nReally.", true, "desk", "Solution", "Done.\nReally."},
	    {"letter", "answer sent", false, NULL, NULL, "Letter answer sent"},
	    {"letter", "answer not delivered to a@b.example", false, NULL, NULL,
		"Letter answer not delivered"},
	    {"letter", "answer", false, NULL, NULL, "answer"},
	    {"of tomorrow", "something", false, NULL, NULL, "something"},
	};
	const Fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		json_t *entry = json_pack(
		    "{si, ss, ss}", "id", 1, "kind", CASES[i].kind, "text", CASES[i].text);
		json_t *out = view_entry(&fixture->view, entry, NULL);

		assert_int_equal(
		    json_is_true(json_object_get(out, "is_text")), CASES[i].is_text);
		check_text(out, "css", CASES[i].css);
		check_text(json_object_get(out, "pill"), "label", CASES[i].pill);
		check_text(out, CASES[i].is_text ? "body" : "line", CASES[i].body);
		json_decref(out);
		json_decref(entry);
	}
}

static json_t *
row_of(const Fixture *fixture, const char *more)
{
	g_autofree char *text = g_strdup_printf("{\"number\": \"CS1\", %s}", more);
	json_t *ticket = json_loads(text, 0, NULL);
	json_t *row = NULL;

	assert_non_null(ticket);
	row = view_ticket_row(&fixture->view, ticket);
	json_decref(ticket);
	return row;
}

static void
test_rows(void **state)
{
	static const struct {
		const char *ticket;
		const char *key;
		const char *said;
	} CASES[] = {
	    {"\"waiting\": \"2026-11-25T11:00:00Z\"", "when", "1 h"},
	    {"\"waiting\": \"2026-11-25T11:00:00Z\", \"overdue\": true", "when_class", "late"},
	    {"\"answer_due\": \"2026-11-25T13:00:00Z\"", "when_class", "soon"},
	    {"\"answer_due\": \"2026-11-27T13:00:00Z\"", "when_class", NULL},
	    {"\"changed\": \"2026-10-02T11:00:00Z\"", "when", "2 October"},
	    {"\"title\": null", "title", "(no subject)"},
	    {"\"agent\": \"Sanne de Wit\"", "initials", "SW"},
	    {"\"agent\": \"tom@desk.example\"", "initials", "T"},
	    {"\"agent\": null", "initials", NULL},
	    {"\"agent\": null", "agent", "nobody"},
	    {"\"reporter\": {\"name\": \"Els\", \"address\": \"e@x\"}, \"account\": \"BV\"",
		"who", "Els, BV"},
	    {"\"reporter\": {\"name\": null, \"address\": \"e@x\"}", "who", "e@x"},
	    {"\"reporter\": null", "who", "unknown sender"},
	    {"\"said\": {\"kind\": \"answer\", \"author\": \"Tom\", \"text\": \"a\\nb\"}",
		"said", "a b"},
	    {"\"said\": {\"kind\": \"answer\", \"author\": \"Tom\", \"text\": \"a\"}",
		"said_by", "Tom"},
	    {"\"said\": {\"kind\": \"comment\", \"author\": \"Els\", \"text\": \"a\"}",
		"said_by", NULL},
	    {"\"said\": null", "said", NULL},
	};
	const Fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		json_t *row = row_of(fixture, CASES[i].ticket);

		check_text(row, CASES[i].key, CASES[i].said);
		json_decref(row);
	}
}

/* The next page keeps the tab, and is offered only behind a full one. */
static void
test_next(void **state)
{
	Fixture *fixture = *state;
	json_t *list = json_array(), *out = json_object();

	fixture->page.query = json_pack("{ss}", "tab", "closed");
	for (int i = 0; i < 49; i++)
		json_array_append_new(list, json_pack("{ss}", "number", "CS1"));
	view_set_next(&fixture->view, out, "/desk/", list, "number");
	check_text(out, "next", NULL);
	json_array_append_new(list, json_pack("{ss}", "number", "CS&2"));
	view_set_next(&fixture->view, out, "/desk/", list, "number");
	check_text(out, "next", "/desk/?tab=closed&before=CS%262");
	json_decref(fixture->page.query);
	fixture->page.query = NULL;
	json_decref(list);
	json_decref(out);
}

/* A full page leads on, by what its last row is known by. */
static void
test_cursors(void **state)
{
	static const struct {
		void (*view)(const View *view, json_t *out);
		const char *row, *next;
	} ROWS[] = {
	    {view_contacts, "{\"address\": \"a+b@c.example\"}",
		"/desk/contacts?before=a%2Bb%40c.example"},
	    {view_held, "{\"id\": 17}", "/desk/mails?before=17"},
	    {view_letters, "{\"id\": 18}", "/desk/letters?before=18"},
	};
	Fixture *fixture = *state;

	for (size_t i = 0; i < 2 * G_N_ELEMENTS(ROWS); i++) {
		json_t *list = json_array(), *values = json_pack("{so}", "list", list);
		json_t *out = json_object();
		bool is_full = i % 2 == 0;

		for (int row = 0; row < (is_full ? 50 : 49); row++)
			json_array_append_new(list, json_loads(ROWS[i / 2].row, 0, NULL));
		fixture->view.values = values;
		ROWS[i / 2].view(&fixture->view, out);
		if (is_full)
			assert_string_equal(view_text(out, "next"), ROWS[i / 2].next);
		else
			assert_null(view_text(out, "next"));
		json_decref(out);
		json_decref(values);
	}
	fixture->view.values = NULL;
}

/* A part that is full leads to its own list, which goes on page by page. */
static void
test_mine(void **state)
{
	static const struct {
		const char *tab;
		int rows;
		const char *more, *next;
	} ROWS[] = {
	    {"", 19, NULL, NULL},
	    {"", 20, "/desk/mine?tab=customer", NULL},
	    {"customer", 20, NULL, NULL},
	    {"customer", 50, NULL, "/desk/mine?tab=customer&before=CS0000001"},
	};
	Fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		json_t *list = json_array(), *values = json_pack("{so}", "customer", list);
		json_t *out = json_object();
		const json_t *group = NULL;

		for (int row = 0; row < ROWS[i].rows; row++)
			json_array_append_new(list,
			    json_pack("{ss, ss}", "number", "CS0000001", "state", "open"));
		fixture->page.query = json_pack("{ss}", "tab", ROWS[i].tab);
		fixture->view.values = values;
		view_mine(&fixture->view, out);
		group = json_array_get(json_object_get(out, "groups"), 0);
		if (ROWS[i].more == NULL)
			assert_null(view_text(group, "more"));
		else
			assert_string_equal(view_text(group, "more"), ROWS[i].more);
		if (ROWS[i].next == NULL)
			assert_null(view_text(out, "next"));
		else
			assert_string_equal(view_text(out, "next"), ROWS[i].next);
		json_decref(fixture->page.query);
		json_decref(out);
		json_decref(values);
	}
	fixture->page.query = NULL;
	fixture->view.values = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_spans),
	    cmocka_unit_test(test_moments),
	    cmocka_unit_test(test_short),
	    cmocka_unit_test(test_entries),
	    cmocka_unit_test(test_rows),
	    cmocka_unit_test(test_next),
	    cmocka_unit_test(test_cursors),
	    cmocka_unit_test(test_mine),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
