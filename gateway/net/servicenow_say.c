/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words and a move, in one request. What is said is found again by the key in its last line; a move is read first, written,
 * and read back, since an instance knows no "only if". An agent's resolution is no comment but the record's close notes.
 */
#include <string.h>

#include "gateway/net/servicenow_change.h"
#include "gateway/net/servicenow_fields.h"
#include "gateway/net/servicenow_line.h"
#include "gateway/net/servicenow_text.h"

static TicketState
target(const ServicenowCall *call)
{
	TicketState state = TICKET_STATES;

	ticket_state_from_name(servicenow_asked(call, "state"), &state);
	return state;
}

static bool
resolves(const ServicenowCall *call)
{
	return target(call) == TICKET_RESOLVED;
}

/* "Els Bos <els@klant.nl>" */
static char *
tell_person(const json_t *person)
{
	const char *name = servicenow_text(person, "name");
	const char *address = servicenow_text(person, "address");

	if (*name == '\0' || *address == '\0' || g_ascii_strcasecmp(name, address) == 0)
		return g_strdup(*name == '\0' ? address : name);
	return g_strdup_printf("%s <%s>", name, address);
}

/* The text with its line; *ret_cut: not all of it. Caller owns. */
static char *
text_with_line(const ServicenowCall *call, bool *ret_cut)
{
	const json_t *by = json_object_get(call->asked, "by");
	bool is_agent = json_is_true(json_object_get(by, "is_agent"));
	const char *said = servicenow_asked(call, "text");
	g_autofree char *named = tell_person(by);
	g_autofree char *person = servicenow_line_without_html(named);
	g_autofree char *text = is_agent ? g_strdup(said) : servicenow_line_without_html(said);

	return servicenow_line_add(text, person, call->config->name,
	    servicenow_asked(call, "key"), (long)call->config->text_most, ret_cut);
}

static void
on_whole_text(ServicenowCall *call)
{
	servicenow_done(call);
}

static void
finish(ServicenowCall *call)
{
	g_autofree char *name =
	    g_strdup_printf("text-%.16s.txt", servicenow_asked(call, "key"));
	bool cut = false;

	g_free(text_with_line(call, &cut));
	if (cut)
		servicenow_attach_text(
		    call, name, servicenow_asked(call, "text"), on_whole_text);
	else
		servicenow_done(call);
}

static void
on_shown(ServicenowCall *call)
{
	json_t *entry = json_object_get(call->rest, "entry");

	if (entry != NULL)
		json_object_set(call->result, "entry", entry);
	else if (!resolves(call))
		call->desk->deaf[call->kind] = true;
	finish(call);
}

/* Between reading and writing somebody else may have moved it, and no request can ask for that not to be: more updates
 * than such a move makes tell of it. */
static void
tell_overtaken(ServicenowCall *call)
{
	int64_t updates = servicenow_number(call->row, "sys_mod_count") - call->count;
	bool first = call->desk->updates == 0;

	if (call->found || target(call) == TICKET_STATES || updates <= 0)
		return;
	if (!first && updates > call->desk->updates)
		json_object_set_new(call->result, "overtaken", json_true());
	if (first || updates < call->desk->updates)
		call->desk->updates = updates;
}

static void
on_read_back(ServicenowCall *call, const ServicenowAnswer *answer)
{
	TicketState wanted = target(call);
	TicketState state = TICKET_STATES;

	json_decref(call->row);
	call->row = json_incref(answer->result);
	servicenow_tell_standing(call);
	tell_overtaken(call);
	servicenow_state(call->config, call->kind, servicenow_text(call->row, "state"), &state);
	if (!call->found && wanted != TICKET_STATES && state != wanted)
		servicenow_leave_out(call, "state %s", ticket_state_name(wanted));
	if (json_object_get(call->rest, "entry") != NULL || resolves(call))
		on_shown(call);
	else
		servicenow_find_said(call, on_shown);
}

static void
read_back(ServicenowCall *call)
{
	servicenow_get(call, servicenow_record(call, SERVICENOW_STANDING), on_read_back);
}

static void
on_written(ServicenowCall *call, const ServicenowAnswer *answer)
{
	(void)answer;
	read_back(call);
}

/* Whether the move may be done from where the ticket is. */
static bool
is_from(const ServicenowCall *call)
{
	const json_t *from = json_object_get(call->asked, "from");
	const char *state = servicenow_state_name(
	    call->config, call->kind, servicenow_text(call->row, "state"));
	size_t i = 0;
	json_t *name = NULL;

	if (json_array_size(from) == 0)
		return !servicenow_is(call->row, "active", "false");
	json_array_foreach ((json_t *)from, i, name)
		if (g_strcmp0(json_string_value(name), state) == 0)
			return true;
	return false;
}

static void
on_refused_state(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->row);
	call->row = json_incref(answer->result);
	if (is_from(call))
		servicenow_fail(
		    call, DESK_REFUSED, "%s", servicenow_text(call->rest, "refused"));
	else
		servicenow_conflict(call, servicenow_text(call->rest, "refused"));
}

/* It may be that somebody was faster. */
static void
on_refused(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->rest);
	call->rest = json_pack("{s:s}", "refused", answer->words);
	servicenow_get(call, servicenow_record(call, SERVICENOW_STANDING), on_refused_state);
}

static void
put_resolution(ServicenowCall *call, json_t *body, const char *text)
{
	json_object_set_new(body, "close_notes", json_string(text));
	if (call->kind == TICKET_CASE && call->config->resolution_code != NULL)
		json_object_set_new(
		    body, "resolution_code", json_string(call->config->resolution_code));
}

static void
write_words(ServicenowCall *call)
{
	bool cut = false;
	g_autofree char *text = text_with_line(call, &cut);
	const char *method = NULL;
	g_autofree char *path = servicenow_record_to_write(call, &method);
	json_t *body = json_object();
	TicketState state = target(call);

	if (state != TICKET_STATES)
		json_object_set_new(body, "state",
		    json_string(config_desk_theirs(
			call->config->states[call->kind], ticket_state_name(state))));
	if (call->operation == DESK_NOTE)
		json_object_set_new(body, "work_notes", json_string(text));
	else if (state == TICKET_RESOLVED)
		put_resolution(call, body, text);
	else
		json_object_set_new(body, "comments", json_string(text));
	if (state == TICKET_CLOSED && call->kind == TICKET_CASE &&
	    call->config->close_code != NULL)
		json_object_set_new(
		    body, "resolution_code", json_string(call->config->close_code));
	if (state == TICKET_CLOSED && servicenow_is(call->row, "close_notes", ""))
		json_object_set_new(body, "close_notes", json_string(text));
	servicenow_not_found(call);
	servicenow_if_refused(call, on_refused);
	servicenow_write(call, method, g_steal_pointer(&path), body, on_written);
}

/* Whether the record's close notes are those that we wrote for this very operation. */
static bool
is_resolved_already(const ServicenowCall *call)
{
	g_autofree char *key = NULL;

	g_free(servicenow_line_cut(
	    servicenow_text(call->row, "close_notes"), call->config->name, &key));
	return g_strcmp0(key, servicenow_asked(call, "key")) == 0;
}

static void
on_state(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->row);
	call->row = json_incref(answer->result);
	call->count = servicenow_number(call->row, "sys_mod_count");
	if (call->may_be_done && resolves(call) && is_resolved_already(call)) {
		servicenow_found(call);
		read_back(call);
	} else if (is_from(call))
		write_words(call);
	else
		servicenow_conflict(call, "the ticket is not where it could be done");
}

static void
read_state(ServicenowCall *call)
{
	if (target(call) == TICKET_STATES)
		write_words(call);
	else
		servicenow_get(call,
		    servicenow_record(call, SERVICENOW_STANDING ",close_notes"), on_state);
}

static void
on_searched(ServicenowCall *call)
{
	if (json_object_get(call->rest, "entry") == NULL) {
		servicenow_not_found(call);
		read_state(call);
		return;
	}
	servicenow_found(call);
	read_back(call);
}

void
servicenow_say(ServicenowCall *call)
{
	TicketState state = target(call);

	if (*servicenow_asked(call, "state") != '\0' &&
	    (state == TICKET_STATES || config_desk_theirs(call->config->states[call->kind],
					   ticket_state_name(state)) == NULL))
		servicenow_fail(call, DESK_REFUSED, "the desk has no state for \"%s\"",
		    servicenow_asked(call, "state"));
	else if (!call->may_be_done || resolves(call))
		read_state(call);
	else if (call->desk->deaf[call->kind])
		servicenow_fail(call, DESK_DOUBTFUL,
		    "it may be said already, and our account cannot read what is said there");
	else
		servicenow_find_said(call, on_searched);
}
