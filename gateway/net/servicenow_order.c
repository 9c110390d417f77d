/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A catalog item is ordered: what the instance makes of it is a request (REQ) with one item (RITM), and the item is our
 * ticket. Ordering takes no key. So the item is given one right behind it; one that may be there already is known by
 * that, by a hidden variable that has the key where the item has such, and else as the only one that was ordered of this
 * item for this person since, and that carries no key of another.
 */
#include <string.h>

#include "gateway/net/servicenow_catalog.h"
#include "gateway/net/servicenow_fields.h"
#include "gateway/net/servicenow_person.h"
#include "gateway/net/servicenow_variables.h"

#define RITMS "/api/now/table/" SERVICENOW_REQUESTS
#define ANSWERS "/api/now/table/sc_item_option_mtom"
#define FIELDS                                                                               \
	SERVICENOW_STANDING ",request,cat_item,requested_for,correlation_id,sys_created_on," \
			    "sys_created_by"
#define ROWS_MAX 100
#define BETWEEN_ADDRESSES ",;<> \t\r\n"     /* "Els Bos <els@klant.nl>, jan@klant.nl" */
#define CLOCKS_MS (INT64_C(10) * 60 * 1000) /* how far the instance's clock may be from ours */

static const char *
key(const ServicenowCall *call)
{
	return servicenow_asked(call, "key");
}

static char *
ritm_path(const char *query)
{
	ServicenowPage page = {.query = query, .fields = FIELDS, .limit = ROWS_MAX};

	return servicenow_path(RITMS, &page);
}

static void
on_marked(ServicenowCall *call, const ServicenowAnswer *answer)
{
	g_autofree char *names = servicenow_names(call, FIELDS);

	(void)answer;
	servicenow_get(call, servicenow_record(call, names), servicenow_end_by_reading_back);
}

/* The item is there, in call->row: it gets its key, and the text. */
static void
mark(ServicenowCall *call)
{
	g_autofree char *text = g_utf8_substring(servicenow_asked(call, "text"), 0,
	    (long)MIN(
		call->config->text_most, g_utf8_strlen(servicenow_asked(call, "text"), -1)));
	const char *method = NULL;
	char *path = NULL;

	g_free(call->remote_id);
	call->remote_id = g_strdup(servicenow_text(call->row, "sys_id"));
	json_object_set_new(call->result, "remote_id", json_string(call->remote_id));
	json_object_set_new(
	    call->result, "number", json_string(servicenow_text(call->row, "number")));
	servicenow_tell_standing(call);
	json_object_set_new(call->result, "reporter",
	    json_pack("{s:s}", "remote_id", servicenow_text(call->row, "requested_for")));
	if (call->desk->login == NULL)
		call->desk->login = g_strdup(servicenow_text(call->row, "sys_created_by"));
	json_decref(call->rest);
	call->rest = NULL;
	servicenow_put(call, "correlation_id", key(call),
	    "the key by which it is found again (correlation_id)");
	servicenow_put(call, "correlation_display", call->config->name,
	    "that it is ours (correlation_display)");
	if (*text != '\0')
		servicenow_put(call, "description", text, "the text");
	path = servicenow_record_to_write(call, &method);
	servicenow_write(call, method, path, servicenow_body(call), on_marked);
}

static void
on_ordered_item(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const json_t *row = json_array_get(answer->result, 0);
	const char *request = servicenow_text(call->row, "request_id");

	if (!servicenow_is(row, "request", request) ||
	    !servicenow_id_is_good(servicenow_text(row, "sys_id"))) {
		servicenow_fail(call, DESK_UNKNOWN,
		    "it was ordered as %s, whose item cannot be read",
		    servicenow_text(call->row, "request_number"));
		return;
	}
	json_decref(call->row);
	call->row = json_incref((json_t *)row);
	mark(call);
}

static void
on_ordered(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *id = servicenow_text(answer->result, "request_id");
	g_autofree char *query = g_strconcat("request=", id, NULL);

	json_decref(call->row);
	call->row = json_incref(answer->result);
	if (servicenow_id_is_good(id))
		servicenow_get(call, ritm_path(query), on_ordered_item);
	else
		servicenow_fail(
		    call, DESK_UNKNOWN, "the desk said that it was ordered, and not as what");
}

/* People by their sys_ids; caller owns. */
static char *
people_value(ServicenowCall *call, const char *addresses)
{
	g_auto(GStrv) each = g_strsplit_set(addresses, BETWEEN_ADDRESSES, -1);
	g_autoptr(GString) ids = g_string_new(NULL);

	for (char **one = each; *one != NULL; one++) {
		const json_t *row = NULL;

		if (strchr(*one, '@') == NULL)
			continue;
		servicenow_person(call, *one, &row);
		if (row == NULL)
			servicenow_leave_out(call, "%s, who is nobody at the desk", *one);
		else
			g_string_append_printf(ids, "%s%s", ids->len == 0 ? "" : ",",
			    servicenow_text(row, "sys_id"));
	}
	return g_string_free(g_steal_pointer(&ids), false);
}

static json_t *
variables_to_send(ServicenowCall *call)
{
	const char *key_variable = servicenow_asked(call, "key_variable");
	json_t *variables = json_object();
	const char *name = NULL;
	json_t *value = NULL;

	json_object_foreach (json_object_get(call->asked, "fields"), name, value) {
		const json_t *variable = servicenow_variable(call->change, name);
		const char *text = json_string_value(value);
		g_autofree char *theirs = NULL;

		if (variable == NULL || text == NULL) {
			servicenow_leave_out(call, "%s", name);
			continue;
		}
		theirs = servicenow_variable_is_person(variable) && strchr(text, '@') != NULL
			     ? people_value(call, text)
			     : servicenow_variable_value(variable, text);
		json_object_set_new(variables, name, json_string(theirs));
	}
	if (*key_variable != '\0')
		json_object_set_new(variables, key_variable, json_string(key(call)));
	return variables;
}

/* What the instance would refuse without a word on which; caller owns; NULL: nothing. */
static char *
missing(const ServicenowCall *call, const json_t *variables)
{
	g_autoptr(GString) names = g_string_new(NULL);
	size_t i = 0;
	json_t *variable = NULL;

	json_array_foreach (call->change, i, variable)
		if (json_is_true(json_object_get(variable, "mandatory")) &&
		    servicenow_is(variable, "default", "") &&
		    servicenow_is(variables, servicenow_text(variable, "name"), ""))
			g_string_append_printf(names, "%s%s", names->len == 0 ? "" : ", ",
			    servicenow_text(variable, "name"));
	return names->len == 0 ? NULL : g_string_free(g_steal_pointer(&names), false);
}

static void
order(ServicenowCall *call)
{
	json_t *variables = variables_to_send(call);
	g_autofree char *lacks = missing(call, variables);

	if (lacks != NULL) {
		json_decref(variables);
		servicenow_fail(call, DESK_REFUSED, "the catalog item also asks for %s", lacks);
		return;
	}
	servicenow_write(call, "POST",
	    g_strconcat(
		SERVICENOW_ITEMS, servicenow_asked(call, "remote_item"), "/order_now", NULL),
	    json_pack("{s:i, s:s, s:o}", "sysparm_quantity", 1, "sysparm_requested_for",
		servicenow_text(call->row, "sys_id"), "variables", variables),
	    on_ordered);
}

/* All people that the fields name. */
static json_t *
people_named(const ServicenowCall *call)
{
	json_t *addresses = json_array();
	const char *name = NULL;
	json_t *value = NULL;

	json_object_foreach (json_object_get(call->asked, "fields"), name, value) {
		const json_t *variable = servicenow_variable(call->change, name);
		g_auto(GStrv) each = NULL;

		if (variable == NULL || json_string_value(value) == NULL ||
		    !servicenow_variable_is_person(variable))
			continue;
		each = g_strsplit_set(json_string_value(value), BETWEEN_ADDRESSES, -1);
		for (char **one = each; *one != NULL; one++)
			if (strchr(*one, '@') != NULL)
				json_array_append_new(addresses, json_string(*one));
	}
	return addresses;
}

static void
on_item(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_auto_t *addresses = NULL;

	json_decref(call->change);
	call->change = servicenow_variables(answer->result);
	addresses = people_named(call);
	servicenow_find_people(call, SERVICENOW_USERS, addresses, order);
}

/* One of the candidates that may be it: it has our key, or none. */
static bool
may_be_ours(const ServicenowCall *call, const json_t *row, int64_t since_ms)
{
	const char *by = servicenow_text(row, "sys_created_by");

	return servicenow_is(row, "requested_for", servicenow_text(call->row, "sys_id")) &&
	       servicenow_is(row, "cat_item", servicenow_asked(call, "remote_item")) &&
	       servicenow_time(servicenow_text(row, "sys_created_on")) >= since_ms &&
	       (call->desk->login == NULL || strcmp(call->desk->login, by) == 0) &&
	       (servicenow_is(row, "correlation_id", "") ||
		   servicenow_is(row, "correlation_id", key(call))) &&
	       servicenow_id_is_good(servicenow_text(row, "sys_id"));
}

static void
take_found(ServicenowCall *call, const json_t *row)
{
	servicenow_found(call);
	json_decref(call->row);
	call->row = json_incref((json_t *)row);
	mark(call);
}

static int64_t
since_ms(const ServicenowCall *call)
{
	return servicenow_number(call->asked, "sent_ms") - CLOCKS_MS;
}

static void
on_candidates(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const json_t *found = NULL;
	size_t count = 0;
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row) {
		if (!may_be_ours(call, row, since_ms(call)))
			continue;
		if (servicenow_is(row, "correlation_id", key(call))) {
			take_found(call, row);
			return;
		}
		found = row;
		count++;
	}
	/* where ours would have its key in a variable, one without is not known to be ours */
	if (count == 1 && *servicenow_asked(call, "key_variable") == '\0')
		take_found(call, found);
	else if (count > 0)
		servicenow_fail(call, DESK_DOUBTFUL,
		    "%zu orders there may be this one: look which is, and whether it must be "
		    "ordered at all",
		    count);
	else {
		servicenow_not_found(call);
		servicenow_get_item(call, on_item);
	}
}

static void
look_for_candidates(ServicenowCall *call)
{
	g_autofree char *stamp = servicenow_stamp(since_ms(call));
	g_autofree char *query = g_strdup_printf(
	    "requested_for=%s^cat_item=%s^sys_created_on>=%s^ORDERBYsys_created_on",
	    servicenow_text(call->row, "sys_id"), servicenow_asked(call, "remote_item"), stamp);

	servicenow_get(call, ritm_path(query), on_candidates);
}

static void
on_keyed_item(ServicenowCall *call, const ServicenowAnswer *answer)
{
	take_found(call, answer->result);
}

/* Of the answers with our key, whose order it is. */
static void
on_keyed(ServicenowCall *call, const ServicenowAnswer *answer)
{
	size_t i = 0;
	json_t *row = NULL;

	json_array_foreach (answer->result, i, row) {
		const char *id = servicenow_text(row, "request_item");

		if (!servicenow_is(row, "sc_item_option.value", key(call)) ||
		    !servicenow_id_is_good(id))
			continue;
		g_free(call->remote_id);
		call->remote_id = g_strdup(id);
		servicenow_get(call, servicenow_record(call, FIELDS), on_keyed_item);
		return;
	}
	look_for_candidates(call);
}

static void
look_for_key(ServicenowCall *call)
{
	g_autofree char *query = g_strdup_printf("sc_item_option.value=%s", key(call));
	ServicenowPage page = {
	    .query = query, .fields = "request_item,sc_item_option.value", .limit = ROWS_MAX};

	servicenow_get(call, servicenow_path(ANSWERS, &page), on_keyed);
}

/* Who it is for is known, in call->row. */
static void
begin(ServicenowCall *call)
{
	if (!call->may_be_done)
		servicenow_get_item(call, on_item);
	else if (!servicenow_id_is_good(servicenow_asked(call, "remote_item")))
		servicenow_fail(call, DESK_REFUSED, "the catalog item has no sys_id");
	else if (*servicenow_asked(call, "key_variable") != '\0')
		servicenow_when_trusted(call, look_for_key);
	else
		servicenow_when_trusted(call, look_for_candidates);
}

static void
on_reporter(ServicenowCall *call)
{
	const char *address =
	    servicenow_text(json_object_get(call->asked, "reporter"), "address");
	const json_t *row = NULL;

	servicenow_person(call, address, &row);
	if (row == NULL) {
		servicenow_fail(call, DESK_DOUBTFUL,
		    "nobody at the desk whom it could be for, or not one alone, has the "
		    "address %s",
		    address);
		return;
	}
	call->row = json_incref((json_t *)row);
	begin(call);
}

void
servicenow_order(ServicenowCall *call)
{
	const json_t *reporter = json_object_get(call->asked, "reporter");
	const char *id = servicenow_text(reporter, "remote_id");
	json_auto_t *addresses = NULL;

	call->kind = TICKET_REQUEST;
	if (servicenow_id_is_good(id)) {
		call->row = json_pack("{s:s}", "sys_id", id);
		begin(call);
		return;
	}
	addresses = json_pack("[s]", servicenow_text(reporter, "address"));
	servicenow_find_people(call, SERVICENOW_CONTACTS, addresses, on_reporter);
}
