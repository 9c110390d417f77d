/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed of the tickets that are ours, a page of one table at a time, in the order of their stamps. Where it goes on
 * is a stamp of the instance's clock, in whole seconds, less an overlap, because a row may be seen late with an older
 * stamp; what came already is known by its sys_id and its count of changes. Rows that we may not read are taken out of a
 * page after it was counted, so a short page is no end: the Link header tells.
 *
 * since is {table: which is next, cases: {newest, from, offset}, requests: ...}, from and offset within a sweep only; seen
 * is {sys_id: {table, stamp, mod_count}}, both as the next poll is to say them again. aside is [words] of rows that no
 * change can be made of.
 */
#include <string.h>

#include "gateway/net/servicenow_change.h"

#define PAGE 25
#define OVERLAP_MS INT64_C(120000)
#define OFFSET_MOST 100000 /* rows of one second; whoever always has one more has none */
#define TRIES_MOST 5       /* to read what was said on one ticket, while the others wait */
#define ID_MOST 64         /* bytes of what stands for a sys_id */
#define ASIDE_MOST 10      /* rows of a page that are named */
#define CHANGES_BYTES_MAX \
	((size_t)8 * 1024 * 1024) /* then the rest of a page is for the next poll */

static const char *const TABLES[] = {"cases", "requests"};

/* call->rest: {since, seen, changes, rows, next} of this page. */
static json_t *
part(const ServicenowCall *call, const char *name)
{
	return json_object_get(call->rest, name);
}

static const char *
table_name(const ServicenowCall *call)
{
	return TABLES[call->kind == TICKET_REQUEST];
}

/* Where this table is. */
static json_t *
cursor(const ServicenowCall *call)
{
	return json_object_get(part(call, "since"), table_name(call));
}

/* From which stamp on this page is; caller owns; NULL: from the first on. */
static char *
page_start(const ServicenowCall *call)
{
	const char *from = servicenow_text(cursor(call), "from");
	int64_t newest_ms = servicenow_time(servicenow_text(cursor(call), "newest"));

	if (servicenow_time(from) != 0)
		return g_strdup(from);
	return newest_ms == 0 ? NULL : servicenow_stamp(newest_ms - OVERLAP_MS);
}

static void
finish(ServicenowCall *call, bool more)
{
	json_object_set_new(call->result, "more", json_boolean(more));
	json_object_set(call->result, "changes", part(call, "changes"));
	json_object_set(call->result, "since", part(call, "since"));
	json_object_set(call->result, "seen", part(call, "seen"));
	servicenow_done(call);
}

/* What is too old to come again is not kept: a table of which nothing changes any more keeps nothing of the other one. */
static void
forget_seen(ServicenowCall *call)
{
	const char *id = NULL;
	json_t *seen = NULL;
	void *next = NULL;

	json_object_foreach_safe (part(call, "seen"), next, id, seen) {
		const json_t *of =
		    json_object_get(part(call, "since"), servicenow_text(seen, "table"));
		int64_t newest_ms = servicenow_time(servicenow_text(of, "newest"));

		if (servicenow_time(servicenow_text(seen, "stamp")) <
		    newest_ms - 2 * OVERLAP_MS)
			json_object_del(part(call, "seen"), id);
	}
}

static void
end_sweep(ServicenowCall *call)
{
	bool more = call->kind == TICKET_CASE;

	json_object_del(cursor(call), "from");
	json_object_del(cursor(call), "offset");
	json_object_set_new(part(call, "since"), "table", json_string(TABLES[more]));
	if (!more)
		forget_seen(call);
	finish(call, more);
}

/* All of the page is told. */
static void
end_page(ServicenowCall *call)
{
	const json_t *rows = part(call, "rows");
	const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
	const char *stamp = servicenow_text(last, "sys_updated_on");
	g_autofree char *start = page_start(call);

	if (!json_is_true(part(call, "next")) ||
	    servicenow_number(cursor(call), "offset") >= OFFSET_MOST) {
		end_sweep(call);
		return;
	}
	if (servicenow_time(stamp) > (start == NULL ? 0 : servicenow_time(start))) {
		json_object_set_new(cursor(call), "from", json_string(stamp));
		json_object_del(cursor(call), "offset");
	} else {
		if (start != NULL)
			json_object_set_new(cursor(call), "from", json_string(start));
		json_object_set_new(cursor(call), "offset",
		    json_integer(servicenow_number(cursor(call), "offset") + PAGE));
	}
	finish(call, true);
}

static bool
is_seen(const ServicenowCall *call, const json_t *row)
{
	const json_t *seen =
	    json_object_get(part(call, "seen"), servicenow_text(row, "sys_id"));

	return seen != NULL &&
	       servicenow_number(seen, "mod_count") ==
		   servicenow_number(row, "sys_mod_count") &&
	       servicenow_is(seen, "stamp", servicenow_text(row, "sys_updated_on"));
}

/* What is told by now is as much as a frame should have. */
static bool
is_full(const ServicenowCall *call)
{
	return (size_t)servicenow_number(call->rest, "bytes") > CHANGES_BYTES_MAX;
}

static size_t
bytes_of(const json_t *change)
{
	size_t bytes = 0;
	size_t i = 0;
	json_t *entry = NULL;

	json_array_foreach (json_object_get(change, "entries"), i, entry)
		bytes += json_string_length(json_object_get(entry, "text"));
	return bytes;
}

static void ask_for_rows(ServicenowCall *call);

static void
keep_seen(ServicenowCall *call, const char *id, const json_t *row)
{
	json_object_set_new(part(call, "seen"), id,
	    json_pack("{s:s, s:s, s:I}", "table", table_name(call), "stamp",
		servicenow_text(row, "sys_updated_on"), "mod_count",
		(json_int_t)servicenow_number(row, "sys_mod_count")));
}

static void
keep_change(ServicenowCall *call, json_t *change, const json_t *row)
{
	json_array_append(part(call, "changes"), change);
	keep_seen(call, servicenow_text(row, "sys_id"), row);
	json_object_set_new(call->rest, "bytes",
	    json_integer(
		(json_int_t)bytes_of(change) + servicenow_number(call->rest, "bytes")));
}

/* The instance answers, and cannot tell this one. */
static void
count_ailing(ServicenowCall *call, const json_t *result)
{
	GHashTable *ailing = call->desk->ailing;
	const char *id = servicenow_text(result, "remote_id");
	g_autofree char *why = g_strdup_printf(
	    "%s: %s", servicenow_text(result, "number"), servicenow_text(result, "why"));
	int tries = GPOINTER_TO_INT(g_hash_table_lookup(ailing, id));

	if (json_object_get(result, "broke") == NULL)
		return;
	json_object_set_new(call->result, "why", json_string(why));
	g_hash_table_replace(ailing, g_strdup(id), GINT_TO_POINTER(tries + 1));
}

/* What goes wrong with one ends the page, once no other is under way: what is told by then is lost with it, and asked for
 * again. */
static void
on_row(DeskOutcome outcome, json_t *result, const GByteArray *bytes, void *data)
{
	ServicenowCall *call = data;

	(void)bytes;
	call->under_way--;
	if (outcome == DESK_DONE)
		keep_change(
		    call, json_object_get(result, "change"), json_object_get(result, "row"));
	else if (json_object_get(call->rest, "failed") == NULL) {
		json_object_set_new(call->rest, "failed", json_integer(outcome));
		json_object_update(call->result, result);
		count_ailing(call, result);
	}
	ask_for_rows(call);
}

static void
tell_row(ServicenowCall *call)
{
	json_object_set(call->result, "change", call->change);
	json_object_set(call->result, "row", call->row);
	servicenow_done(call);
}

/* One that cannot be told keeps no other waiting for ever: its state is told, and what was said there with its next
 * change. */
static bool
is_given_up(const ServicenowCall *call)
{
	GHashTable *ailing = call->desk->ailing;
	int tries = GPOINTER_TO_INT(g_hash_table_lookup(ailing, call->remote_id));

	return tries >= TRIES_MOST && g_hash_table_remove(ailing, call->remote_id);
}

static void
begin_row(ServicenowCall *call)
{
	call->kind = servicenow_kind(call->config, servicenow_text(call->asked, "number"));
	call->row = json_incref(call->asked);
	call->remote_id = g_strdup(servicenow_text(call->row, "sys_id"));
	json_object_set_new(call->result, "remote_id", json_string(call->remote_id));
	json_object_set_new(
	    call->result, "number", json_string(servicenow_text(call->row, "number")));
	if (is_given_up(call)) {
		servicenow_tell_record(call);
		tell_row(call);
	} else {
		servicenow_tell_change(call, tell_row);
	}
}

/* By a call of its own: several are under way at once. */
static void
ask_for_row(ServicenowCall *call, json_t *row)
{
	ServicenowOperation operation = {.operation = DESK_LOOK, .asked = row};

	call->under_way++;
	servicenow_call(call->desk, &operation, begin_row, on_row, call);
}

/* A case as we opened it: whatever is said of it is a change. Most of what a poll finds while we open many is such, and
 * costs no requests. */
static bool
is_as_opened(const ServicenowCall *call, const json_t *row)
{
	const char *us = call->desk->login;

	return call->kind == TICKET_CASE && us != NULL &&
	       servicenow_is(row, "sys_mod_count", "0") &&
	       servicenow_is(row, "sys_updated_by", us) &&
	       servicenow_is(row, "sys_created_on", servicenow_text(row, "sys_updated_on"));
}

static bool
is_ours(const ServicenowCall *call, const json_t *row)
{
	return servicenow_is(row, "correlation_display", call->config->name);
}

/* Such as no change can be made of keeps none of the others waiting: it is named once for each change of it. */
static void
set_aside(ServicenowCall *call, const json_t *row)
{
	json_t *aside = json_object_get(call->result, "aside");
	const char *id = servicenow_text(row, "sys_id");
	g_autofree char *words = is_ours(call, row)
				     ? g_strdup_printf("%s has the sys_id \"%.*s\"",
					   servicenow_text(row, "number"), ID_MOST, id)
				     : g_strdup_printf("%s has the correlation_display \"%s\"",
					   servicenow_text(row, "number"),
					   servicenow_text(row, "correlation_display"));

	if (json_array_size(aside) < ASIDE_MOST)
		json_array_append_new(aside, json_string(words));
	if (strlen(id) <= ID_MOST)
		keep_seen(call, id, row);
}

static void
take_row(ServicenowCall *call, json_t *row)
{
	json_auto_t *change = NULL;

	if (is_seen(call, row))
		return;
	if (!is_ours(call, row) || !servicenow_id_is_good(servicenow_text(row, "sys_id"))) {
		set_aside(call, row);
		return;
	}
	if (!is_as_opened(call, row)) {
		ask_for_row(call, row);
		return;
	}
	change = servicenow_change_unsaid(call, row);
	keep_change(call, change, row);
}

static void
end_rows(ServicenowCall *call)
{
	const json_t *failed = json_object_get(call->rest, "failed");

	if (failed != NULL)
		servicenow_end(call, (DeskOutcome)json_integer_value(failed));
	else if (is_full(call))
		finish(call, true); /* the same page again: what was told is seen */
	else
		end_page(call);
}

static void
ask_for_rows(ServicenowCall *call)
{
	const json_t *rows = part(call, "rows");
	bool stops = is_full(call) || json_object_get(call->rest, "failed") != NULL;

	while (!stops && call->at < json_array_size(rows) &&
	       call->under_way < call->config->parallel)
		take_row(call, json_array_get(rows, call->at++));
	if (call->under_way == 0)
		end_rows(call);
}

/* The newest stamp that the instance gave, unless it is of a time that has not come there (now_ms; 0: not told, then as
 * far as we know): it would hide all that changes until then. */
static void
keep_newest(ServicenowCall *call, const json_t *row, int64_t now_ms)
{
	const char *stamp = servicenow_text(row, "sys_updated_on");
	int64_t at_ms = servicenow_time(stamp);

	if (now_ms == 0)
		now_ms = g_get_real_time() / 1000;
	if (at_ms > servicenow_time(servicenow_text(cursor(call), "newest")) && at_ms <= now_ms)
		json_object_set_new(cursor(call), "newest", json_string(stamp));
}

/* Whether the instance asked for our name may have brought this row: some compare without regard to case. */
static bool
may_be_asked_for(const ServicenowCall *call, const json_t *row)
{
	return servicenow_is_alike(row, "correlation_display", call->config->name);
}

/* Of what it was asked for it brings nothing: it left out that part of the query, or hides the field. */
static bool
brings_others(const ServicenowCall *call, const json_t *rows)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach ((json_t *)rows, i, row)
		if (may_be_asked_for(call, row))
			return false;
	return json_array_size(rows) > 0;
}

static void
on_page(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;

	if (brings_others(call, answer->result)) {
		json_object_set_new(call->result, "alarm", json_true());
		servicenow_fail(call, DESK_PAUSED,
		    "the desk was asked for our tickets and brings others: may our account "
		    "read the field \"correlation_display\"?");
		return;
	}
	json_array_foreach (answer->result, i, row)
		if (is_ours(call, row))
			keep_newest(call, row, answer->at_ms);
	json_object_set_new(call->result, "aside", json_array());
	json_object_set(call->rest, "rows", answer->result);
	json_object_set_new(call->rest, "next", json_boolean(answer->has_next));
	ask_for_rows(call);
}

/* Requests may be no business of our account. */
static void
on_no_page(ServicenowCall *call, const ServicenowAnswer *answer)
{
	if (call->kind == TICKET_REQUEST)
		end_sweep(call);
	else {
		json_object_set_new(call->result, "alarm", json_true());
		servicenow_fail(call, DESK_PAUSED, "%s", answer->words);
	}
}

static void
begin(ServicenowCall *call)
{
	const json_t *since = json_object_get(call->asked, "since");
	const json_t *seen = json_object_get(call->asked, "seen");
	g_autofree char *start = NULL;
	g_autofree char *query = NULL;
	g_autofree char *told = servicenow_change_fields(call->config);
	g_autofree char *fields = g_strconcat(told, ",sys_created_on", NULL);
	g_autofree char *resource = NULL;
	ServicenowPage page = {.limit = PAGE};

	call->may_be_done = false;
	call->rest = json_pack("{s:o, s:o, s:[]}", "since",
	    json_is_object(since) ? json_deep_copy(since) : json_object(), "seen",
	    json_is_object(seen) ? json_deep_copy(seen) : json_object(), "changes");
	call->kind = servicenow_is(part(call, "since"), "table", TABLES[1]) ? TICKET_REQUEST
									    : TICKET_CASE;
	if (cursor(call) == NULL)
		json_object_set_new(part(call, "since"), table_name(call), json_object());
	start = page_start(call);
	query =
	    g_strdup_printf("correlation_display=%s%s%s^ORDERBYsys_updated_on^ORDERBYsys_id",
		call->config->name,
		start == NULL ? "" : "^sys_updated_on>=", start == NULL ? "" : start);
	page.query = query;
	page.fields = fields;
	page.offset = (int)servicenow_number(cursor(call), "offset");
	resource = g_strconcat("/api/now/table/", servicenow_table(call->kind), NULL);
	servicenow_if_refused(call, on_no_page);
	servicenow_get(call, servicenow_path(resource, &page), on_page);
}

void
servicenow_poll(ServicenowDesk *desk, json_t *asked, ServicenowEnded ended, void *data)
{
	ServicenowOperation operation = {.operation = DESK_LOOK, .asked = asked};

	servicenow_call(desk, &operation, begin, ended, data);
}
