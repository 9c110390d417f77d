/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of tickets: the queue, one's own, requests, what a search found. */
#include <inttypes.h>
#include <string.h>

#include "gateway/web/view.h"
#include "spool/ticket_state.h"

#define MINE "/desk/mine"
#define MINE_FULL 20  /* rows of a part, as it is asked for */
#define MARKS_MOST 12 /* of the words that were looked for, in one text */

/* A group of rows below its name; nothing where there are none. */
static void
add_group(json_t *groups, const char *label, json_t *take_rows)
{
	json_t *group = NULL;

	if (json_array_size(take_rows) == 0) {
		json_decref(take_rows);
		return;
	}
	group = json_object();
	view_set(group, "label", label);
	json_object_set_new(
	    group, "count", json_integer((json_int_t)json_array_size(take_rows)));
	json_object_set_new(group, "rows", take_rows);
	json_array_append_new(groups, group);
}

/* What waits: late ones, those that are due soon, the others; within each in the order of the list. */
static void
set_waiting_groups(const View *view, json_t *out, const json_t *list)
{
	json_t *late = json_array(), *soon = json_array(), *fresh = json_array();
	json_t *groups = json_array();
	const json_t *ticket = NULL;
	size_t i = 0;

	json_array_foreach (list, i, ticket) {
		json_t *row = view_ticket_row(view, ticket);
		const char *css_class = view_text(row, "when_class");
		json_t *group = g_strcmp0(css_class, "late") == 0   ? late
				: g_strcmp0(css_class, "soon") == 0 ? soon
								    : fresh;

		json_array_append_new(group, row);
	}
	add_group(groups, view_word(view, "queue", "late"), late);
	add_group(groups, view_word(view, "queue", "soon"), soon);
	add_group(groups,
	    json_array_size(groups) > 0 ? view_word(view, "queue", "later") : NULL, fresh);
	json_object_set_new(out, "groups", groups);
}

static void
set_one_group(const View *view, json_t *out, const json_t *list)
{
	json_t *groups = json_array();

	add_group(groups, NULL, view_ticket_rows(view, list));
	json_object_set_new(out, "groups", groups);
}

static void
set_shown(const View *view, json_t *out, const json_t *list)
{
	g_autofree char *count = g_strdup_printf("%zu", json_array_size(list));
	bool one = json_array_size(list) == 1;

	view_take(
	    out, "shown", view_say(view, "row", one ? "shown_one" : "shown", "n", count, NULL));
}

void
view_queue(const View *view, json_t *out)
{
	static const ViewTab TABS[] = {
	    {"", "waiting"},
	    {"nobody", "nobody"},
	    {"customer", "customer"},
	    {"resolved", "resolved"},
	    {"open", "all"},
	    {"closed", "closed"},
	    {NULL, NULL},
	};
	const json_t *list = json_object_get(view->values, "list");
	const char *tab = view_query(view, "tab");

	view_set_tabs(view, out, "/desk/", TABS);
	if (*tab == '\0' || strcmp(tab, "nobody") == 0)
		set_waiting_groups(view, out, list);
	else
		set_one_group(view, out, list);
	set_shown(view, out, list);
	view_set_next(view, out, "/desk/", list, "number");
}

/* Without those that wait, which stand in a list of their own. Caller owns. */
static json_t *
not_waiting(const json_t *list)
{
	json_t *kept = json_array();
	json_t *ticket = NULL;
	size_t i = 0;

	json_array_foreach ((json_t *)list, i, ticket)
		if (view_time(ticket, "waiting") == 0)
			json_array_append(kept, ticket);
	return kept;
}

/* One part, and where the rest of it is, where it is full. */
static void
add_part(const View *view, json_t *out, const char *name, const char *tab)
{
	const json_t *list = json_object_get(view->values, name);
	json_t *groups = json_object_get(out, "groups");
	json_t *rest = strcmp(tab, "open") == 0 ? not_waiting(list) : NULL;
	size_t before = json_array_size(groups);

	if (*view_query(view, "tab") != '\0')
		view_set_next(view, out, MINE, list, "number");
	add_group(groups, view_word(view, "mine", tab),
	    view_ticket_rows(view, rest == NULL ? list : rest));
	json_decref(rest);
	if (*view_query(view, "tab") == '\0' && json_array_size(list) >= MINE_FULL &&
	    json_array_size(groups) > before)
		view_take(json_array_get(groups, before), "more", view_tab_path(MINE, tab));
}

void
view_mine(const View *view, json_t *out)
{
	static const char *const PARTS[][2] = {
	    {"list", "waiting"},
	    {"requests", "requests"},
	    {"customer", "customer"},
	    {"resolved", "resolved"},
	    {"open", "open"},
	};

	json_object_set_new(out, "groups", json_array());
	for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++)
		add_part(view, out, PARTS[i][0], PARTS[i][1]);
}

void
view_requests(const View *view, json_t *out)
{
	static const ViewTab TABS[] = {
	    {"", "to_do"},
	    {"approval", "approval"},
	    {"draft", "drafts"},
	    {"done", "done"},
	    {NULL, NULL},
	};
	const json_t *list = json_object_get(view->values, "list");

	view_set_tabs(view, out, "/desk/requests", TABS);
	set_one_group(view, out, list);
	set_shown(view, out, list);
	view_set_next(view, out, "/desk/requests", list, "number");
}

/* The first place of one of the words at or behind `from`; bytes. Compared without case. */
static const char *
find_word(const char *text, const char *from, char *const *words, size_t *ret_length)
{
	for (const char *at = from; *at != '\0'; at = g_utf8_next_char(at)) {
		bool begins = at == text || !g_unichar_isalnum(g_utf8_get_char(
						g_utf8_find_prev_char(text, at)));

		for (size_t i = 0; begins && words[i] != NULL; i++) {
			size_t length = strlen(words[i]);

			if (length > 1 && g_ascii_strncasecmp(at, words[i], length) == 0) {
				*ret_length = length;
				return at;
			}
		}
	}
	return NULL;
}

static void
add_piece(json_t *pieces, const char *text, size_t length, bool marked)
{
	if (length > 0)
		json_array_append_new(
		    pieces, json_pack("{ss%, sb}", "piece", text, length, "marked", marked));
}

/* The text in pieces, of which those are marked that were looked for. */
static json_t *
marked_pieces(const char *text, char *const *words)
{
	json_t *pieces = json_array();
	const char *at = text;

	for (int i = 0; i < MARKS_MOST; i++) {
		size_t length = 0;
		const char *found = find_word(text, at, words, &length);

		if (found == NULL || !g_utf8_validate(found, (gssize)length, NULL))
			break;
		add_piece(pieces, at, (size_t)(found - at), false);
		add_piece(pieces, found, length, true);
		at = found + length;
	}
	add_piece(pieces, at, strlen(at), false);
	return pieces;
}

static void
mark_rows(json_t *rows, const char *looked_for)
{
	g_autofree char *plain = g_strdup(looked_for);
	g_auto(GStrv) words = g_strsplit_set(g_strdelimit(plain, "\"*", ' '), " ", -1);
	json_t *row = NULL;
	size_t i = 0;

	json_array_foreach (rows, i, row) {
		const char *said = view_text(row, "said");

		json_object_set_new(
		    row, "title_pieces", marked_pieces(view_text(row, "title"), words));
		if (said != NULL)
			json_object_set_new(row, "said_pieces", marked_pieces(said, words));
	}
}

void
view_search(const View *view, json_t *out)
{
	const char *looked_for = view_query(view, "text");
	json_t *cases = view_ticket_rows(view, json_object_get(view->values, "list"));
	json_t *requests = view_ticket_rows(view, json_object_get(view->values, "requests"));
	json_t *groups = json_array();

	mark_rows(cases, looked_for);
	mark_rows(requests, looked_for);
	add_group(groups, view_word(view, "search", "cases"), cases);
	add_group(groups, view_word(view, "search", "requests"), requests);
	view_set_flag(out, "none", *looked_for != '\0' && json_array_size(groups) == 0);
	json_object_set_new(out, "groups", groups);
}
