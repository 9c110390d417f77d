/* SPDX-License-Identifier: Apache-2.0 */
/* The customers' overview: what the command `my` lists, which is nothing but what they may see. */
#include <string.h>

#include "gateway/web/view_my.h"
#include "spool/ticket_state.h"

static bool
is_over(const json_t *ticket)
{
	TicketState state = TICKET_NEW;

	return ticket_state_from_name(view_text(ticket, "state"), &state) &&
	       ticket_state_has_ended(state);
}

static json_t *
row_of(const View *view, const json_t *ticket)
{
	const char *state = view_text(ticket, "state");
	const char *waits = view_text(ticket, "waits");
	const char *title = view_text(ticket, "title");
	json_t *row = json_object();

	view_set(row, "number", view_text(ticket, "number"));
	view_take(row, "row_title",
	    view_short(title == NULL ? locale_untitled(view->locale) : title, 160));
	view_take(row, "day", view_day(view, view_time(ticket, "changed")));
	json_object_set_new(row, "pill",
	    waits == NULL ? view_pill(view_state(view, state), view_state_class(state))
			  : view_pill(view_word(view, "my_waits", waits), "us"));
	return row;
}

typedef bool (*Wanted)(const json_t *ticket);

static bool
is_live(const json_t *ticket)
{
	return !is_over(ticket);
}

/* What waits for the reader stands above already. */
static bool
is_with_us(const json_t *ticket)
{
	return !is_over(ticket) && view_text(ticket, "waits") == NULL;
}

static bool
waits_for_reader(const json_t *ticket)
{
	return view_text(ticket, "waits") != NULL;
}

static void
add_rows(const View *view, json_t *rows, const char *list, Wanted wanted)
{
	const json_t *all = json_object_get(json_object_get(view->values, "list"), list);
	const json_t *ticket = NULL;
	size_t i = 0;

	json_array_foreach (all, i, ticket)
		if (wanted(ticket))
			json_array_append_new(rows, row_of(view, ticket));
}

/* Pairs of a tab's word and what it shows. */
static void
set_list(const View *view, json_t *out)
{
	const char *tab = view_query(view, "tab");
	json_t *rows = json_array();

	if (strcmp(tab, "requests") == 0) {
		add_rows(view, rows, "requests", is_with_us);
	} else if (strcmp(tab, "organisation") == 0) {
		add_rows(view, rows, "organisation", is_live);
	} else if (strcmp(tab, "closed") == 0) {
		add_rows(view, rows, "cases", is_over);
		add_rows(view, rows, "requests", is_over);
	} else {
		add_rows(view, rows, "cases", is_with_us);
	}
	view_set_flag(out, "has_rows", json_array_size(rows) > 0);
	json_object_set_new(out, "rows", rows);
}

static void
add_tab(const View *view, json_t *tabs, const char *tab, const char *label)
{
	json_t *one = json_object();

	view_take(
	    one, "url", *tab == '\0' ? g_strdup("/my/") : g_strdup_printf("/my/?tab=%s", tab));
	view_set(one, "label", label);
	view_set_flag(one, "current", strcmp(view_query(view, "tab"), tab) == 0);
	json_array_append_new(tabs, one);
}

void
view_my_overview(const View *view, json_t *out)
{
	const json_t *list = json_object_get(view->values, "list");
	const char *account = view_text(list, "account");
	json_t *tabs = json_array();
	json_t *waits = json_array();

	view_my_set_error(view, out);
	add_tab(view, tabs, "", view_word(view, "my", "cases"));
	add_tab(view, tabs, "requests", view_word(view, "my", "requests"));
	if (json_is_true(json_object_get(list, "sees_organisation")))
		add_tab(view, tabs, "organisation",
		    account == NULL ? view_word(view, "my", "organisation") : account);
	add_tab(view, tabs, "closed", view_word(view, "my", "closed"));
	json_object_set_new(out, "tabs", tabs);
	add_rows(view, waits, "approvals", waits_for_reader);
	add_rows(view, waits, "cases", waits_for_reader);
	add_rows(view, waits, "requests", waits_for_reader);
	view_set_flag(out, "has_waits", json_array_size(waits) > 0);
	json_object_set_new(out, "waits", waits);
	set_list(view, out);
}
