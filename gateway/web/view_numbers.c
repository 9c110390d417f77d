/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of a period, and how many tickets there are. */
#include <inttypes.h>
#include <string.h>

#include "gateway/web/view_charts.h"
#include "spool/ticket_state.h"

#define PATH "/desk/numbers"
#define DAYS "14" /* where none is asked for */
#define WORDS "numbers"

static const char *const PERIODS[] = {"7", "14", "30", "90"};

static const char *
word(const View *view, const char *name)
{
	return view_word(view, WORDS, name);
}

/* Tickets by state, each with the list that has them. */
static void
set_states(
    const View *view, json_t *out, const char *key, const json_t *counts, const char *path)
{
	static const struct {
		TicketState state;
		const char *tab;
	} STATES[] = {
	    {TICKET_NEW, ""},
	    {TICKET_OPEN, "open"},
	    {TICKET_AWAITING_INFO, "customer"},
	    {TICKET_RESOLVED, "resolved"},
	    {TICKET_CLOSED, "closed"},
	    {TICKET_DRAFT, "draft"},
	    {TICKET_AWAITING_APPROVAL, "approval"},
	    {TICKET_IN_PROGRESS, ""},
	    {TICKET_FULFILLED, "done"},
	    {TICKET_DECLINED, NULL},
	    {TICKET_CANCELLED, NULL},
	    {TICKET_EXPIRED, NULL},
	};
	json_t *rows = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(STATES); i++) {
		const char *name = ticket_state_name(STATES[i].state);
		const json_t *count = json_object_get(counts, name);
		json_t *row = NULL;

		if (!json_is_integer(count))
			continue;
		row = json_object();
		view_set(row, "state", view_state(view, name));
		json_object_set_new(row, "count", json_integer(json_integer_value(count)));
		if (STATES[i].tab != NULL)
			view_take(row, "url", view_tab_path(path, STATES[i].tab));
		json_array_append_new(rows, row);
	}
	json_object_set_new(out, key, rows);
}

static void
add_tile(json_t *tiles, const char *label, char *take_count, const char *below)
{
	json_t *tile = json_object();

	view_set(tile, "label", label);
	view_take(tile, "count", take_count);
	view_set(tile, "below", below);
	json_array_append_new(tiles, tile);
}

static void
set_tiles(const View *view, json_t *out)
{
	const json_t *all = json_object_get(json_object_get(view->values, "numbers"), "all");
	const json_t *waiting =
	    json_object_get(json_object_get(view->values, "numbers"), "waiting");
	const json_t *longest = json_array_get(json_object_get(view->values, "longest"), 0);
	int64_t since_ms = view_time(longest, "waiting");
	int64_t answers = view_number(all, "first_answers");
	int64_t within = view_number(all, "first_answers_as_promised");
	int64_t count = 0;
	json_t *tiles = json_array();
	const char *name = NULL;
	const json_t *value = NULL;

	json_object_foreach ((json_t *)waiting, name, value)
		count += json_integer_value(value);
	add_tile(tiles, word(view, "waits_now"), g_strdup_printf("%" PRId64, count), NULL);
	add_tile(tiles, word(view, "longest"),
	    since_ms == 0 ? g_strdup("-") : view_span(view, view->page->now_ms - since_ms),
	    view_text(longest, "number"));
	if (since_ms != 0)
		view_take(json_array_get(tiles, 1), "url",
		    g_strconcat("/desk/", view_text(longest, "number"), NULL));
	add_tile(tiles, word(view, "answer_half"),
	    view_figure_text(view, all, "first_answer_half_s"), NULL);
	add_tile(tiles, word(view, "kept"),
	    answers == 0 ? g_strdup("-")
			 : g_strdup_printf("%d %%", (int)(within * 100 / answers)),
	    NULL);
	json_object_set_new(out, "tiles", tiles);
}

static void
set_periods(const View *view, json_t *out)
{
	const char *asked = view_query(view, "days");
	const char *group = view_query(view, "group");
	g_autofree char *escaped = g_uri_escape_string(group, NULL, false);
	json_t *periods = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(PERIODS); i++) {
		json_t *period = json_object();
		bool is_asked = strcmp(*asked == '\0' ? DAYS : asked, PERIODS[i]) == 0;

		view_take(
		    period, "label", view_say(view, WORDS, "days", "n", PERIODS[i], NULL));
		view_take(period, "url",
		    g_strdup_printf(PATH "?days=%s%s%s", PERIODS[i],
			*group == '\0' ? "" : "&group=", escaped));
		view_set_flag(period, "current", is_asked);
		if (is_asked)
			view_set(out, "days", PERIODS[i]);
		json_array_append_new(periods, period);
	}
	json_object_set_new(out, "periods", periods);
}

void
view_numbers(const View *view, json_t *out)
{
	const json_t *status = json_object_get(view->values, "status");

	set_tiles(view, out);
	set_periods(view, out);
	view_set_choice(view, out, "groups", view_query(view, "group"), "all_groups");
	view_set_charts(view, out);
	set_states(view, out, "cases", json_object_get(status, "cases"), "/desk/");
	set_states(
	    view, out, "requests", json_object_get(status, "requests"), "/desk/requests");
}
