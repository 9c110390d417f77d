/* SPDX-License-Identifier: Apache-2.0 */
/* A row of a list of tickets: how long somebody waits, what it is about, who said what last, whose it is. */
#include <string.h>

#include "gateway/web/view.h"
#include "spool/ticket_state.h"

#define SAID_MOST 110 /* characters */
#define SOON_MS (INT64_C(2) * 60 * 60 * 1000)

/* "SW" of Sanne de Wit. Caller owns. */
static char *
initials(const char *name)
{
	g_auto(GStrv) words = g_strsplit_set(name, " @.", -1);
	g_autoptr(GString) out = g_string_new(NULL);
	const char *first = NULL, *last = NULL;

	for (char **word = words; *word != NULL; word++) {
		if (!g_unichar_isalpha(g_utf8_get_char(*word)))
			continue;
		if (first == NULL)
			first = *word;
		else if (strchr(name, '@') == NULL)
			last = *word;
	}
	if (first != NULL)
		g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(first)));
	if (last != NULL)
		g_string_append_unichar(out, g_unichar_toupper(g_utf8_get_char(last)));
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
set_face(const View *view, json_t *row, const json_t *ticket)
{
	const char *agent = view_text(ticket, "agent");

	view_set(row, "agent", agent != NULL ? agent : view_word(view, "row", "nobody"));
	view_take(row, "initials", agent != NULL ? initials(agent) : NULL);
	view_set_flag(row, "has_agent", agent != NULL);
}

/* For how long its customer waits; where nobody does, when it changed. */
static void
set_when(const View *view, json_t *row, const json_t *ticket)
{
	int64_t now_ms = view->page->now_ms;
	int64_t waiting_ms = view_time(ticket, "waiting");
	int64_t due_ms = view_time(ticket, "answer_due");
	int64_t at_ms = waiting_ms != 0 ? waiting_ms : view_time(ticket, "changed");

	view_take(row, "when",
	    waiting_ms != 0 ? view_span(view, now_ms - waiting_ms) : view_day(view, at_ms));
	view_take(row, "when_at", view_machine_time(at_ms));
	if (json_is_true(json_object_get(ticket, "overdue")))
		json_object_set_new(row, "when_class", json_string("late"));
	else if (due_ms != 0 && due_ms - now_ms < SOON_MS)
		json_object_set_new(row, "when_class", json_string("soon"));
}

/* "Els Bos, Jansen BV" */
static void
set_who(const View *view, json_t *row, const json_t *ticket)
{
	const json_t *reporter = json_object_get(ticket, "reporter");
	const char *name = view_text(reporter, "name");
	const char *account = view_text(ticket, "account");

	if (name == NULL)
		name = view_text(reporter, "address");
	if (name == NULL)
		name = view_word(view, "row", "no_reporter");
	view_take(row, "who",
	    account == NULL ? g_strdup(name) : g_strdup_printf("%s, %s", name, account));
}

static void
set_said(json_t *row, const json_t *ticket)
{
	const json_t *said = json_object_get(ticket, "said");
	const char *kind = view_text(said, "kind");

	if (view_text(said, "text") == NULL)
		return;
	view_take(row, "said", view_short(view_text(said, "text"), SAID_MOST));
	if (g_strcmp0(kind, "answer") == 0 || g_strcmp0(kind, "question") == 0)
		view_take(row, "said_by", view_short(view_text(said, "author"), 40));
	view_set_flag(row, "replied", g_strcmp0(kind, "comment") == 0);
}

static void
set_pills(const View *view, json_t *row, const json_t *ticket)
{
	const char *state = view_text(ticket, "state");
	const char *priority = view_text(ticket, "priority");
	json_t *pills = json_array();
	bool waits = view_time(ticket, "waiting") != 0;
	bool replied = json_is_true(json_object_get(row, "replied"));

	if (g_strcmp0(priority, "high") == 0)
		json_array_append_new(
		    pills, view_pill(locale_priority(view->locale, priority), "bad"));
	if (waits && replied)
		json_array_append_new(
		    pills, view_pill(view_word(view, "row", "replied"), "us"));
	else if (!waits || strcmp(view_state_class(state), "us") != 0)
		json_array_append_new(
		    pills, view_pill(view_state(view, state), view_state_class(state)));
	json_object_set_new(row, "pills", pills);
}

json_t *
view_ticket_row(const View *view, const json_t *ticket)
{
	const char *title = view_text(ticket, "title");
	const char *state = view_text(ticket, "state");
	json_t *row = json_object();

	view_set(row, "number", view_text(ticket, "number"));
	view_take(row, "title",
	    view_short(title != NULL ? title : locale_untitled(view->locale), 160));
	view_set(row, "category", view_text(ticket, "category"));
	set_when(view, row, ticket);
	set_who(view, row, ticket);
	set_said(row, ticket);
	set_pills(view, row, ticket);
	set_face(view, row, ticket);
	view_set_flag(row, "fresh", g_strcmp0(state, ticket_state_name(TICKET_NEW)) == 0);
	return row;
}

json_t *
view_ticket_rows(const View *view, const json_t *list)
{
	json_t *rows = json_array();
	const json_t *ticket = NULL;
	size_t i = 0;

	json_array_foreach (list, i, ticket)
		json_array_append_new(rows, view_ticket_row(view, ticket));
	return rows;
}
