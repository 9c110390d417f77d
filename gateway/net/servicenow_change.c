/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was said stands in a journal. Of a case the Case API tells it, with who said it by sys_id; of a request only the
 * journal's table does, with who said it by name. Either is empty also for who may not read it.
 */
#include "gateway/net/servicenow_change.h"

#include <string.h>

#include "gateway/net/servicenow_html.h"
#include "gateway/net/servicenow_line.h"

#define JOURNAL "/api/now/table/sys_journal_field"
#define JOURNAL_FIELDS "sys_id,element,element_id,value,sys_created_on,sys_created_by"
#define FILES "/api/now/attachment"
#define FILES_MAX 1000
/* Of a very long ticket, what was said in the end: it must fit a frame. */
#define SAID_BYTES_MAX ((size_t)256 * 1024)
#define ENTRY_BYTES_MAX 65536 /* of one thing that was said: it takes no other's place */

static const char *
desk_field(const ConfigDesk *config, const char *property, const char *otherwise)
{
	const char *field = config_desk_theirs(config->fields, property);

	return field == NULL ? otherwise : field;
}

char *
servicenow_change_fields(const ConfigDesk *config)
{
	return g_strdup_printf(SERVICENOW_CHANGE_FIELDS ",%s,%s",
	    desk_field(config, "category", "category"),
	    desk_field(config, "priority", "priority"));
}

static void
set_text(json_t *object, const char *name, const char *text)
{
	if (text != NULL && *text != '\0')
		json_object_set_new(object, name, json_string(text));
}

static void
set_word(json_t *change, const char *name, const GPtrArray *words, const char *theirs)
{
	set_text(change, name, config_desk_ours(words, theirs));
}

static void
set_agent(json_t *change, const json_t *row)
{
	const char *id = servicenow_text(row, "assigned_to");

	if (*id != '\0')
		json_object_set_new(change, "agent",
		    json_pack("{s:s, s:s, s:s}", "remote_id", id, "name",
			servicenow_text(row, "assigned_to.name"), "address",
			servicenow_text(row, "assigned_to.email")));
}

static void
set_resolution(json_t *change, const json_t *row, const char *name)
{
	const char *code = servicenow_text(row, "resolution_code");
	g_autofree char *key = NULL;
	g_autofree char *notes =
	    servicenow_line_cut(servicenow_text(row, "close_notes"), name, &key);
	/* what has our line is our text */
	g_autofree char *text = key != NULL ? g_strdup(notes) : servicenow_html_to_text(notes);

	if (*code != '\0' || *text != '\0')
		json_object_set_new(
		    change, "resolution", json_pack("{s:s, s:s}", "code", code, "text", text));
}

/* What its record tells. */
static json_t *
tell_record(const ServicenowCall *call, const json_t *row)
{
	const ConfigDesk *config = call->config;
	const char *group =
	    config_desk_ours(config->groups, servicenow_text(row, "assignment_group"));
	json_t *change = json_object();

	set_text(change, "remote_id", servicenow_text(row, "sys_id"));
	set_text(change, "number", servicenow_text(row, "number"));
	set_text(change, "title", servicenow_text(row, "short_description"));
	set_text(change, "state",
	    servicenow_state_name(config, call->kind, servicenow_text(row, "state")));
	json_object_set_new(change, "remote_state", json_string(servicenow_text(row, "state")));
	json_object_set_new(
	    change, "mod_count", json_integer(servicenow_number(row, "sys_mod_count")));
	servicenow_set_updated(change, row);
	set_word(change, "category", config->categories,
	    servicenow_text(row, desk_field(config, "category", "category")));
	set_word(change, "priority", config->priorities,
	    servicenow_text(row, desk_field(config, "priority", "priority")));
	set_text(change, "group",
	    group != NULL ? group : servicenow_text(row, "assignment_group.name"));
	set_agent(change, row);
	set_resolution(change, row, config->name);
	json_object_set_new(change, "entries", json_array());
	json_object_set_new(change, "files", json_array());
	return change;
}

static bool
is_note(const json_t *entry)
{
	return servicenow_is(entry, "element", "work_notes");
}

/* Caller owns. */
static char *
begin_of(const char *text)
{
	g_autofree char *part = NULL;

	if (strlen(text) <= ENTRY_BYTES_MAX)
		return g_strdup(text);
	part = g_strndup(
	    text, (gsize)(g_utf8_find_prev_char(text, text + ENTRY_BYTES_MAX + 1) - text));
	return g_strconcat(part, "\n[...]", NULL);
}

/* An entry of either list, in our words. us: our account's sys_id or name, as that list names who said it; where that is
 * not known, our line must tell. */
static json_t *
tell_entry(const ServicenowCall *call, const json_t *entry, const char *who, const char *us)
{
	const char *author = servicenow_text(entry, "name");
	g_autofree char *key = NULL;
	g_autofree char *text =
	    servicenow_line_cut(servicenow_text(entry, "value"), call->config->name, &key);
	bool by_us = us != NULL && *us != '\0' ? servicenow_is(entry, who, us) : key != NULL;
	g_autofree char *theirs =
	    by_us ? NULL : servicenow_html_to_text(servicenow_text(entry, "value"));
	g_autofree char *said = begin_of(by_us ? text : theirs);
	json_t *told = json_pack("{s:s, s:s, s:s, s:s, s:b, s:I}", "remote_id",
	    servicenow_text(entry, "sys_id"), "kind", is_note(entry) ? "note" : "comment",
	    "text", said, "author",
	    *author != '\0' ? author : servicenow_text(entry, "sys_created_by"), "by_us", by_us,
	    "at_ms", (json_int_t)servicenow_time(servicenow_text(entry, "sys_created_on")));

	/* who is not our account can only have copied such a line */
	if (by_us)
		set_text(told, "key", key);
	set_text(told, "author_id", servicenow_text(entry, "user_sys_id"));
	return told;
}

static int
compare_entries(const void *one, const void *other, void *data)
{
	int64_t left = servicenow_number(*(json_t *const *)one, "at_ms");
	int64_t right = servicenow_number(*(json_t *const *)other, "at_ms");

	(void)data;
	return left < right ? -1 : left > right;
}

/* Oldest first. Those of one second stay as they came, or the other way round, as the instance lists: where the stamps of
 * this list do not tell, as those of an earlier one did. */
static void
sort_entries(ServicenowDesk *desk, json_t *entries)
{
	size_t length = json_array_size(entries);
	g_autofree json_t **sorted = g_new(json_t *, length + 1);
	int64_t first = servicenow_number(json_array_get(entries, 0), "at_ms");
	int64_t last =
	    servicenow_number(json_array_get(entries, length == 0 ? 0 : length - 1), "at_ms");

	if (first != last)
		desk->oldest_first = first < last;
	for (size_t i = 0; i < length; i++)
		sorted[desk->oldest_first ? i : length - 1 - i] =
		    json_incref(json_array_get(entries, i));
	/* stable, which qsort() need not be */
	g_qsort_with_data(sorted, (int)length, sizeof *sorted, compare_entries, NULL);
	json_array_clear(entries);
	for (size_t i = 0; i < length; i++)
		json_array_append_new(entries, sorted[i]);
}

static void
cut_entries(json_t *entries)
{
	size_t first = json_array_size(entries);
	size_t bytes = 0;

	for (; first > 0; first--) {
		bytes += json_string_length(
		    json_object_get(json_array_get(entries, first - 1), "text"));
		if (bytes > SAID_BYTES_MAX)
			break;
	}
	while (first-- > 0)
		json_array_remove(entries, 0);
}

/* The entries of either answer: an object with its user, or rows. */
static void
take_entries(ServicenowCall *call, const json_t *result, json_t *entries)
{
	bool rows = json_is_array(result);
	const char *login = servicenow_text(result, "user_login");
	const char *us = rows ? call->desk->login : servicenow_text(result, "user_sys_id");
	size_t i = 0;
	json_t *entry = NULL;

	if (*login != '\0' && g_strcmp0(login, call->desk->login) != 0) {
		g_free(call->desk->login);
		call->desk->login = g_strdup(login);
	}
	json_array_foreach (
	    rows ? (json_t *)result : json_object_get(result, "entries"), i, entry)
		if ((is_note(entry) || servicenow_is(entry, "element", "comments")) &&
		    (!rows || servicenow_is(entry, "element_id", call->remote_id)))
			json_array_append_new(
			    entries, tell_entry(call, entry,
					 rows ? "sys_created_by" : "user_sys_id", us));
}

static void
on_files(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_t *files = json_object_get(call->change, "files");
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row)
		if (servicenow_is(row, "table_sys_id", call->remote_id))
			json_array_append_new(files,
			    json_pack("{s:s, s:s, s:s, s:I, s:b}", "remote_id",
				servicenow_text(row, "sys_id"), "name",
				servicenow_text(row, "file_name"), "type",
				servicenow_text(row, "content_type"), "size",
				(json_int_t)servicenow_number(row, "size_bytes"), "by_us",
				call->desk->login != NULL &&
				    servicenow_is(row, "sys_created_by", call->desk->login)));
	call->then(call);
}

static void
on_no_files(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)answer;
	call->then(call);
}

/* Whether our account changed it last, where it is known how that is called. */
static void
set_by_us(const ServicenowCall *call, const json_t *row, json_t *change)
{
	if (call->desk->login != NULL)
		json_object_set_new(change, "by_us",
		    json_boolean(servicenow_is(row, "sys_updated_by", call->desk->login)));
}

static void
ask_for_files(ServicenowCall *call)
{
	g_autofree char *query = g_strdup_printf("table_sys_id=%s", call->remote_id);
	ServicenowPage page = {.query = query, .limit = FILES_MAX};

	set_by_us(call, call->row, call->change);
	servicenow_if_refused(call, on_no_files);
	servicenow_get(call, servicenow_path(FILES, &page), on_files);
}

static void
on_no_said(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)answer;
	ask_for_files(call);
}

static void
on_said(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_t *entries = json_object_get(call->change, "entries");

	take_entries(call, answer->result, entries);
	sort_entries(call->desk, entries);
	cut_entries(entries);
	ask_for_files(call);
}

static char *
journal_path(const ServicenowCall *call)
{
	g_autofree char *query =
	    g_strdup_printf("element_id=%s^elementINcomments,work_notes^ORDERBYsys_created_on",
		call->remote_id);
	ServicenowPage page = {.query = query, .fields = JOURNAL_FIELDS};

	return servicenow_path(JOURNAL, &page);
}

static char *
said_path(const ServicenowCall *call)
{
	GString *path = NULL;

	if (call->kind == TICKET_REQUEST)
		return journal_path(call);
	path = g_string_new(NULL);
	g_string_printf(path, "/api/sn_customerservice/case/%s/activities", call->remote_id);
	servicenow_add_parameter(path, "sysparm_activity_type", "comments,work_notes");
	return g_string_free(path, false);
}

json_t *
servicenow_change_unsaid(const ServicenowCall *call, const json_t *row)
{
	json_t *change = tell_record(call, row);

	set_by_us(call, row, change);
	return change;
}

void
servicenow_tell_record(ServicenowCall *call)
{
	json_decref(call->change);
	call->change = tell_record(call, call->row);
}

void
servicenow_tell_change(ServicenowCall *call, ServicenowThen then)
{
	call->then = then;
	servicenow_tell_record(call);
	servicenow_if_refused(call, on_no_said);
	servicenow_get(call, said_path(call), on_said);
}

static void
on_record(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->row);
	call->row = json_incref(answer->result);
	servicenow_tell_change(call, call->then);
}

void
servicenow_read_change(ServicenowCall *call, ServicenowThen then)
{
	g_autofree char *fields = servicenow_change_fields(call->config);

	call->then = then;
	servicenow_get(call, servicenow_record(call, fields), on_record);
}

static void
end_by_conflict(ServicenowCall *call)
{
	json_object_set(call->result, "change", call->change);
	servicenow_fail(call, DESK_CONFLICT, "%s", servicenow_text(call->rest, "conflict"));
}

void
servicenow_conflict(ServicenowCall *call, const char *why)
{
	json_t *kept = json_pack("{s:s}", "conflict", why); /* why may stand in what goes */

	json_decref(call->rest);
	call->rest = kept;
	call->may_be_done = false;
	servicenow_read_change(call, end_by_conflict);
}

static void
tell_change_alone(ServicenowCall *call)
{
	json_object_update(call->result, call->change);
	servicenow_done(call);
}

void
servicenow_look(ServicenowCall *call)
{
	call->may_be_done = false;
	servicenow_read_change(call, tell_change_alone);
}

/* Of what was said, the entry that has our key. */
static void
search_said(ServicenowCall *call, const json_t *result)
{
	json_auto_t *entries = json_array();
	size_t i = 0;
	json_t *entry = NULL;

	take_entries(call, result, entries);
	if (call->rest == NULL)
		call->rest = json_object();
	json_array_foreach (entries, i, entry)
		if (servicenow_is(entry, "key", servicenow_asked(call, "key")))
			json_object_set(
			    call->rest, "entry", json_object_get(entry, "remote_id"));
}

static void
on_journal(ServicenowCall *call, const ServicenowAnswer *answer)
{
	search_said(call, answer->result);
	call->then(call);
}

static void
on_said_to_search(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const json_t *entries = json_object_get(answer->result, "entries");

	search_said(call, answer->result);
	if (call->kind == TICKET_CASE && json_array_size(entries) == 0 && call->may_be_done)
		servicenow_get(call, journal_path(call), on_journal);
	else
		call->then(call);
}

void
servicenow_find_said(ServicenowCall *call, ServicenowThen then)
{
	call->then = then;
	servicenow_get(call, said_path(call), on_said_to_search);
}
