/* SPDX-License-Identifier: Apache-2.0 */
/* One ticket: who waits, the timeline, what may be done, and what is known beside it. */
#include <inttypes.h>
#include <string.h>

#include "gateway/web/view.h"
#include "gateway/web/view_entry.h"
#include "spool/ticket_state.h"

#define ENTRIES_MOST 60
#define TIMELINE_MOST 26000 /* bytes: a page holds 50 KB */
#define OTHERS_MOST 5

static bool
is_state(const json_t *ticket, TicketState state)
{
	return g_strcmp0(view_text(ticket, "state"), ticket_state_name(state)) == 0;
}

static bool
is_request(const json_t *ticket)
{
	return g_strcmp0(view_text(ticket, "kind"), "request") == 0;
}

static bool
has_ended(const json_t *ticket)
{
	return is_state(ticket, TICKET_CLOSED) || is_state(ticket, TICKET_CANCELLED) ||
	       is_state(ticket, TICKET_FULFILLED) || is_state(ticket, TICKET_DECLINED) ||
	       is_state(ticket, TICKET_EXPIRED);
}

static const char *
person_name(const json_t *person)
{
	const char *name = view_text(person, "name");

	return name != NULL ? name : view_text(person, "address");
}

/* "The customer waits 6 h 20 min; an answer is promised before 16:40" */
static void
set_promise(const View *view, json_t *out, const json_t *ticket)
{
	int64_t waiting_ms = view_time(ticket, "waiting");
	int64_t due_ms = view_time(ticket, "answer_due");
	bool late = json_is_true(json_object_get(ticket, "overdue"));
	g_autofree char *span = view_span(view, view->page->now_ms - waiting_ms);
	g_autofree char *due = view_moment(view, due_ms);

	if (waiting_ms != 0)
		view_take(out, "promise",
		    view_say(view, "case",
			due_ms == 0 ? "waits"
			: late      ? "waits_late"
				    : "waits_promised",
			"span", span, "time", due, NULL));
	json_object_set_new(out, "promise_class",
	    json_string(late     ? "late"
			: due_ms ? "soon"
				 : "quiet"));
}

static void
set_head(const View *view, json_t *out, const json_t *ticket)
{
	const char *title = view_text(ticket, "title");
	const char *state = view_text(ticket, "state");

	view_set(out, "number", view_text(ticket, "number"));
	view_take(out, "case_title",
	    view_short(title != NULL ? title : locale_untitled(view->locale), 300));
	view_set(out, "state", view_state(view, state));
	json_object_set_new(out, "state_class", json_string(view_state_class(state)));
	view_set_flag(out, "is_request", is_request(ticket));
	view_set(out, "back", is_request(ticket) ? "/desk/requests" : "/desk/");
	view_set(out, "back_label",
	    view_word(view, "menu", is_request(ticket) ? "requests" : "queue"));
	set_promise(view, out, ticket);
}

/* The timeline */

/* Attachments are shown with the first entry of their mail alone. */
static bool
came_before(const json_t *timeline, size_t index)
{
	int64_t mail = view_number(json_array_get(timeline, index), "mail");

	for (size_t i = 0; i < index; i++)
		if (view_number(json_array_get(timeline, i), "mail") == mail)
			return true;
	return false;
}

/* So many of the newest below `before` as a page holds, at least one; returns the first's index. */
static size_t
first_shown(const json_t *timeline, size_t end)
{
	size_t size = 0, i = end;

	for (; i > 0 && end - i < ENTRIES_MOST; i--) {
		size += view_entry_size(json_array_get(timeline, i - 1));
		if (size > TIMELINE_MOST && i < end)
			break;
	}
	return i;
}

/* Behind the last entry with an id below that of the query. */
static size_t
timeline_end(const View *view, const json_t *timeline)
{
	gint64 before = g_ascii_strtoll(view_query(view, "before"), NULL, 10);
	size_t end = json_array_size(timeline);

	while (before > 0 && end > 0 &&
	       view_number(json_array_get(timeline, end - 1), "id") >= before)
		end--;
	return end;
}

static void
set_timeline(const View *view, json_t *out, const json_t *ticket)
{
	const json_t *timeline = json_object_get(ticket, "timeline");
	const json_t *attachments = json_object_get(ticket, "attachments");
	size_t end = timeline_end(view, timeline), first = first_shown(timeline, end);
	json_t *entries = json_array();

	for (size_t i = first; i < end; i++)
		json_array_append_new(
		    entries, view_entry(view, json_array_get(timeline, i),
				 came_before(timeline, i) ? NULL : attachments));
	json_object_set_new(out, "entries", entries);
	if (first > 0)
		json_object_set_new(out, "older",
		    json_integer(view_number(json_array_get(timeline, first), "id")));
	view_set_flag(out, "is_old_part", end < json_array_size(timeline));
	json_object_set_new(out, "last",
	    json_integer(
		view_number(json_array_get(timeline, json_array_size(timeline) - 1), "id")));
}

/* What may be done */

/* Adds one of the choices above the text; the first is chosen, or the one that was. */
static void
add_choice(const View *view, json_t *choices, const char *act)
{
	g_autofree char *hint = g_strdup_printf("hint_%s", act);
	const char *chosen = view_query(view, "do");
	json_t *choice = json_object();
	bool is_first = json_array_size(choices) == 0;

	view_set(choice, "act", act);
	view_set(choice, "label", view_word(view, "act", act));
	view_set(choice, "hint", view_word(view, "act", hint));
	view_set_flag(choice, "checked", *chosen == '\0' ? is_first : strcmp(chosen, act) == 0);
	json_array_append_new(choices, choice);
}

static void
set_choices(const View *view, json_t *out, const json_t *ticket)
{
	static const char *const OF_CASE[] = {"answer", "ask", "resolve", "note", NULL};
	static const char *const OF_REQUEST[] = {
	    "answer", "ask", "fulfil", "decline", "note", NULL};
	static const char *const OF_ENDED[] = {"note", NULL};
	const char *const *acts = has_ended(ticket)    ? OF_ENDED
				  : is_request(ticket) ? OF_REQUEST
						       : OF_CASE;
	json_t *choices = json_array();

	for (; *acts != NULL; acts++)
		if (strcmp(*acts, "fulfil") != 0 || is_state(ticket, TICKET_IN_PROGRESS))
			add_choice(view, choices, *acts);
	json_object_set_new(out, "choices", choices);
}

/* Buttons that need no text. */
static void
set_buttons(const View *view, json_t *out, const json_t *ticket)
{
	json_t *buttons = json_array();
	const struct {
		const char *act;
		bool may;
	} ACTS[] = {
	    {"approve", is_state(ticket, TICKET_AWAITING_APPROVAL)},
	    {"reopen",
		is_state(ticket, TICKET_RESOLVED) || is_state(ticket, TICKET_AWAITING_INFO)},
	    {"close", !is_request(ticket) && !has_ended(ticket)},
	    {"cancel", !has_ended(ticket)},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(ACTS); i++) {
		g_autofree char *hint = g_strdup_printf("hint_%s", ACTS[i].act);

		if (ACTS[i].may)
			json_array_append_new(
			    buttons, json_pack("{ss, ss, ss}", "act", ACTS[i].act, "label",
					 view_word(view, "act", ACTS[i].act), "hint",
					 view_word(view, "act", hint)));
	}
	view_set_flag(out, "has_buttons", json_array_size(buttons) > 0);
	json_object_set_new(out, "buttons", buttons);
}

/* "to Els Bos, Piet Jansen" */
static void
set_to(const View *view, json_t *out, const json_t *ticket)
{
	const char *reporter = person_name(json_object_get(ticket, "reporter"));
	g_autoptr(GString) names = g_string_new(reporter == NULL ? "" : reporter);
	const json_t *person = NULL;
	g_autofree char *all = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(ticket, "involved"), i, person)
		g_string_append_printf(names, ", %s", person_name(person));
	all = view_short(names->str, 120);
	if (*all != '\0')
		view_take(out, "to", view_say(view, "case", "to", "names", all, NULL));
}

/* What is known beside it */

static json_t *
person_row(const json_t *person, const char *account)
{
	json_t *row = json_object();

	view_set(row, "name", person_name(person));
	view_set(row, "address", view_text(person, "address"));
	view_set(row, "account", account);
	return row;
}

static void
set_customer(json_t *out, const json_t *ticket)
{
	const json_t *reporter = json_object_get(ticket, "reporter");
	json_t *involved = json_array();
	const json_t *person = NULL;
	size_t i = 0;

	if (json_is_object(reporter))
		json_object_set_new(
		    out, "customer", person_row(reporter, view_text(ticket, "account")));
	json_array_foreach (json_object_get(ticket, "involved"), i, person)
		json_array_append_new(involved, person_row(person, NULL));
	view_set_flag(out, "has_involved", json_array_size(involved) > 0);
	json_object_set_new(out, "involved", involved);
}

static void
set_others(const View *view, json_t *out, const json_t *ticket)
{
	json_t *others = json_array();
	const json_t *other = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(view->values, "others"), i, other) {
		json_t *row = NULL;

		if (json_array_size(others) == OTHERS_MOST ||
		    g_strcmp0(view_text(other, "number"), view_text(ticket, "number")) == 0)
			continue;
		row = view_ticket_row(view, other);
		view_set(row, "other_state", view_state(view, view_text(other, "state")));
		json_array_append_new(others, row);
	}
	view_set_flag(out, "has_others", json_array_size(others) > 0);
	json_object_set_new(out, "others", others);
}

/* undo: what the command is called that takes it back, NULL: none does. */
static void
add_relation(
    const View *view, json_t *relations, const char *why, const char *number, const char *undo)
{
	json_t *relation = NULL;

	if (number == NULL)
		return;
	relation = json_pack("{ss, ss}", "why", view_word(view, "case", why), "other", number);
	view_set(relation, "undo", undo);
	view_set(relation, "undo_word", undo == NULL ? NULL : view_word(view, "case", undo));
	json_array_append_new(relations, relation);
}

static void
set_relations(const View *view, json_t *out, const json_t *ticket)
{
	json_t *relations = json_array();
	const json_t *item = NULL;
	size_t i = 0;

	add_relation(view, relations, "follows", view_text(ticket, "predecessor"), NULL);
	add_relation(
	    view, relations, "merged_into", view_text(ticket, "merged_into"), "unmerge");
	json_array_foreach (json_object_get(ticket, "merged"), i, item)
		add_relation(view, relations, "includes", json_string_value(item), NULL);
	json_array_foreach (json_object_get(ticket, "links"), i, item)
		add_relation(view, relations, "see_also", view_text(item, "number"), "unlink");
	view_set_flag(out, "has_relations", json_array_size(relations) > 0);
	json_object_set_new(out, "relations", relations);
}

/* The mails of its timeline, each once. */
static void
set_mails(json_t *out, const json_t *ticket)
{
	json_t *mails = json_array();
	const json_t *timeline = json_object_get(ticket, "timeline");
	const json_t *entry = NULL;
	size_t i = 0;

	json_array_foreach (timeline, i, entry) {
		int64_t mail = view_number(entry, "mail");

		if (mail != 0 && !came_before(timeline, i) && json_array_size(mails) < 20)
			json_array_append_new(mails, json_integer(mail));
	}
	view_set_flag(out, "has_mails", json_array_size(mails) > 0);
	json_object_set_new(out, "mails", mails);
}

static void
set_fields(json_t *out, const json_t *ticket)
{
	json_t *fields = json_array();
	const json_t *field = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(ticket, "fields"), i, field) {
		const char *value = view_text(field, "value");

		json_array_append_new(
		    fields, json_pack("{ss, ss}", "label", view_text(field, "label"), "value",
				value == NULL ? "" : value));
	}
	view_set_flag(out, "has_fields", json_array_size(fields) > 0);
	json_object_set_new(out, "fields", fields);
}

/* Of what has ended they are told. */
static void
set_facts(const View *view, json_t *out, const json_t *ticket)
{
	const char *agent = view_text(ticket, "agent"), *group = view_text(ticket, "group");
	const char *priority = view_text(ticket, "priority");
	int64_t snoozed_ms = view_time(ticket, "snoozed_until");

	view_set_flag(out, "may_assign", true);
	view_set_choice(view, out, "agents", agent, NULL);
	view_set_choice(view, out, "groups", group, NULL);
	view_set_choice(view, out, "categories", view_text(ticket, "category"), NULL);
	view_set_priorities(view, out, priority, NULL);
	view_set_flag(out, "may_set", !has_ended(ticket));
	view_set_flag(out, "may_move", !has_ended(ticket));
	view_set_flag(out, "may_merge", !is_request(ticket));
	if (snoozed_ms != 0)
		view_take(out, "snoozed", view_moment(view, snoozed_ms));
	view_set(out, "told_agent", agent != NULL ? agent : view_word(view, "row", "nobody"));
	view_set(out, "told_group", group != NULL ? group : view_word(view, "row", "none"));
	view_set(out, "told_category", view_text(ticket, "category"));
	view_set(out, "told_priority",
	    priority == NULL ? NULL : locale_priority(view->locale, priority));
}

static void
fill(const View *view, json_t *out)
{
	const json_t *ticket = json_object_get(view->values, "show");

	set_head(view, out, ticket);
	set_timeline(view, out, ticket);
	set_choices(view, out, ticket);
	set_buttons(view, out, ticket);
	set_to(view, out, ticket);
	set_facts(view, out, ticket);
	set_customer(out, ticket);
	set_others(view, out, ticket);
	set_relations(view, out, ticket);
	set_mails(out, ticket);
	set_fields(out, ticket);
}

void
view_case(const View *view, json_t *out)
{
	fill(view, out);
}

/* Only what came meanwhile stands above what was typed. */
void
view_case_newer(const View *view, json_t *out)
{
	gint64 last = g_ascii_strtoll(view_query(view, "last"), NULL, 10);
	json_t *entries = NULL;

	fill(view, out);
	entries = json_object_get(out, "entries");
	while (json_array_size(entries) > 0 &&
	       view_number(json_array_get(entries, 0), "id") <= last)
		json_array_remove(entries, 0);
	view_set(
	    out, "chosen", *view_query(view, "do") != '\0' ? view_query(view, "do") : "answer");
}
