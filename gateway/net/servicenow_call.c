/* SPDX-License-Identifier: Apache-2.0 */
/* A step sends one request or ends the call; the call then is gone, so a step returns at once after either. */
#include "gateway/net/servicenow_call.h"

#include <string.h>

#define JSON_TYPE "application/json"

void
servicenow_call_free(void *data)
{
	ServicenowCall *call = data;

	json_decref(call->asked);
	g_clear_pointer(&call->file, g_bytes_unref);
	json_decref(call->result);
	g_free(call->remote_id);
	json_decref(call->people);
	json_decref(call->row);
	json_decref(call->change);
	json_decref(call->rest);
	g_free(call);
}

void
servicenow_call(ServicenowDesk *desk, const ServicenowOperation *operation,
    ServicenowThen begin, ServicenowEnded ended, void *data)
{
	ServicenowCall *call = g_new0(ServicenowCall, 1);

	call->desk = desk;
	call->config = desk->config;
	call->operation = operation->operation;
	call->may_be_done = operation->look_first;
	call->asked = json_incref(operation->asked);
	call->file = operation->file == NULL ? NULL : g_bytes_ref(operation->file);
	call->result = json_object();
	call->people = json_object();
	call->ended = ended;
	call->data = data;
	g_hash_table_add(desk->calls, call);
	begin(call);
}

static void
end_with(ServicenowCall *call, DeskOutcome outcome, const GByteArray *bytes)
{
	call->ended(outcome, call->result, bytes, call->data);
	g_hash_table_remove(call->desk->calls, call);
}

void
servicenow_end(ServicenowCall *call, DeskOutcome outcome)
{
	end_with(call, outcome, NULL);
}

void
servicenow_done(ServicenowCall *call)
{
	servicenow_end(call, DESK_DONE);
}

void
servicenow_done_with(ServicenowCall *call, const GByteArray *bytes)
{
	end_with(call, DESK_DONE, bytes);
}

void
servicenow_fail(ServicenowCall *call, DeskOutcome outcome, const char *format, ...)
{
	g_autofree char *why = NULL;
	va_list list;

	va_start(list, format);
	why = g_strdup_vprintf(format, list);
	va_end(list);
	json_object_set_new(call->result, "why", json_string(why));
	servicenow_end(call, outcome);
}

/* What is to become of an operation, and of the desk, by an answer to one of its requests. */
static DeskOutcome
outcome_of(const ServicenowAnswer *answer)
{
	switch (answer->class) {
	case SERVICENOW_QUEUED:
		return DESK_AGAIN;
	case SERVICENOW_GOOD:
	case SERVICENOW_LOGIN:
	case SERVICENOW_LIMITED:
	case SERVICENOW_ASLEEP:
	case SERVICENOW_DOWN:
	case SERVICENOW_BROKEN:
	case SERVICENOW_UNSURE:
		return DESK_PAUSED;
	case SERVICENOW_FORBIDDEN:
	case SERVICENOW_MISSING:
	case SERVICENOW_REFUSED:
		return DESK_REFUSED;
	}
	return DESK_REFUSED;
}

void
servicenow_fail_by(ServicenowCall *call, const ServicenowAnswer *answer)
{
	DeskOutcome outcome = outcome_of(answer);
	bool unsure = answer->class == SERVICENOW_UNSURE || answer->class == SERVICENOW_BROKEN;

	if (outcome == DESK_REFUSED && call->wrote) {
		servicenow_leave_out(call, "%s", answer->words);
		servicenow_done(call);
		return;
	}
	if (outcome == DESK_REFUSED && call->may_be_done) {
		servicenow_fail(call, DESK_DOUBTFUL,
		    "it may be done already, and cannot be looked up: %s", answer->words);
		return;
	}
	if (call->writes && unsure)
		call->may_be_done = true;
	if (outcome != DESK_REFUSED && call->may_be_done) {
		/* a line that was cut says nothing of the desk */
		if (outcome == DESK_PAUSED &&
		    !(call->writes && answer->class == SERVICENOW_UNSURE))
			json_object_set_new(call->result, "pauses", json_true());
		outcome = DESK_UNKNOWN;
	}
	if (outcome != DESK_REFUSED)
		json_object_set_new(call->result, "wait_ms", json_integer(answer->wait_ms));
	if (answer->class == SERVICENOW_LOGIN)
		json_object_set_new(call->result, "alarm", json_true());
	if (unsure)
		json_object_set_new(call->result, "broke", json_true());
	servicenow_fail(call, outcome, "%s", answer->words);
}

void
servicenow_if_refused(ServicenowCall *call, ServicenowStep step)
{
	call->otherwise = step;
}

static void
on_answer(const ServicenowAnswer *answer, void *data)
{
	ServicenowCall *call = data;
	ServicenowStep otherwise = call->otherwise;

	call->otherwise = NULL;
	if (answer->transaction != NULL)
		json_object_set_new(
		    call->result, "transaction", json_string(answer->transaction));
	switch (answer->class) {
	case SERVICENOW_GOOD:
		call->wrote = call->wrote || call->writes;
		call->may_be_done = call->may_be_done || call->writes;
		call->step(call, answer);
		break;
	case SERVICENOW_FORBIDDEN:
	case SERVICENOW_MISSING:
	case SERVICENOW_REFUSED:
		if (otherwise != NULL)
			otherwise(call, answer);
		else
			servicenow_fail_by(call, answer);
		break;
	case SERVICENOW_LOGIN:
	case SERVICENOW_LIMITED:
	case SERVICENOW_QUEUED:
	case SERVICENOW_ASLEEP:
	case SERVICENOW_DOWN:
	case SERVICENOW_UNSURE:
	case SERVICENOW_BROKEN:
		servicenow_fail_by(call, answer);
		break;
	}
}

static void
send_request(ServicenowCall *call, const ServicenowRequest *request, ServicenowStep step)
{
	call->step = step;
	call->writes = request->body != NULL;
	servicenow_session_send(call->desk->session, request, on_answer, call);
}

void
servicenow_get(ServicenowCall *call, char *take_path, ServicenowStep step)
{
	g_autofree char *path = take_path;

	send_request(call, &(ServicenowRequest){.method = "GET", .path = path}, step);
}

void
servicenow_get_file(ServicenowCall *call, char *take_path, ServicenowStep step)
{
	g_autofree char *path = take_path;

	send_request(
	    call, &(ServicenowRequest){.method = "GET", .path = path, .file = true}, step);
}

void
servicenow_write(ServicenowCall *call, const char *method, char *take_path, json_t *take_body,
    ServicenowStep step)
{
	g_autofree char *path = take_path;
	char *text = json_dumps(take_body, JSON_COMPACT);
	g_autoptr(GBytes) bytes = g_bytes_new_with_free_func(text, strlen(text), free, text);

	json_decref(take_body);
	send_request(call,
	    &(ServicenowRequest){
		.method = method, .path = path, .body = bytes, .type = JSON_TYPE},
	    step);
}

void
servicenow_write_file(
    ServicenowCall *call, char *take_path, GBytes *bytes, const char *type, ServicenowStep step)
{
	g_autofree char *path = take_path;

	send_request(call,
	    &(ServicenowRequest){.method = "POST", .path = path, .body = bytes, .type = type},
	    step);
}

void
servicenow_leave_out(ServicenowCall *call, const char *format, ...)
{
	json_t *left_out = json_object_get(call->result, "left_out");
	g_autofree char *words = NULL;
	va_list list;

	va_start(list, format);
	words = g_strdup_vprintf(format, list);
	va_end(list);
	if (left_out == NULL) {
		left_out = json_array();
		json_object_set_new(call->result, "left_out", left_out);
	}
	json_array_append_new(left_out, json_string(words));
}

const char *
servicenow_asked(const ServicenowCall *call, const char *name)
{
	const char *text = json_string_value(json_object_get(call->asked, name));

	return text == NULL ? "" : text;
}

char *
servicenow_record(const ServicenowCall *call, const char *fields)
{
	g_autofree char *resource = g_strdup_printf(
	    "/api/now/table/%s/%s", servicenow_table(call->kind), call->remote_id);
	ServicenowPage page = {.fields = fields};

	return servicenow_path(resource, &page);
}

char *
servicenow_record_to_write(const ServicenowCall *call, const char **ret_method)
{
	if (call->kind == TICKET_CASE) {
		*ret_method = "PUT";
		return g_strdup_printf("/api/sn_customerservice/case/%s", call->remote_id);
	}
	*ret_method = "PATCH";
	return g_strdup_printf("/api/now/table/" SERVICENOW_REQUESTS "/%s", call->remote_id);
}

void
servicenow_found(ServicenowCall *call)
{
	call->found = true;
	call->wrote = true;
}

void
servicenow_not_found(ServicenowCall *call)
{
	call->may_be_done = false;
}

static void
go_on_if_trusted(ServicenowCall *call)
{
	if (call->desk->trust == SERVICENOW_TRUSTED)
		call->then(call);
	else
		servicenow_fail(call, DESK_DOUBTFUL,
		    "it may be done already, and a look-up at the desk cannot be believed");
}

static void
on_random_key(ServicenowCall *call, const ServicenowAnswer *answer)
{
	if (call->desk->trust == SERVICENOW_UNTRIED)
		call->desk->trust = json_array_size(answer->result) == 0
					? SERVICENOW_TRUSTED
					: SERVICENOW_DISTRUSTED;
	go_on_if_trusted(call);
}

void
servicenow_when_trusted(ServicenowCall *call, ServicenowThen then)
{
	g_autofree char *query = NULL;
	ServicenowPage page = {.fields = "sys_id", .limit = 1};

	call->then = then;
	if (call->desk->trust != SERVICENOW_UNTRIED) {
		go_on_if_trusted(call);
		return;
	}
	query = g_strdup_printf(
	    "correlation_id=%08x%08x%08x", g_random_int(), g_random_int(), g_random_int());
	page.query = query;
	servicenow_get(
	    call, servicenow_path("/api/now/table/" SERVICENOW_CASES, &page), on_random_key);
}
