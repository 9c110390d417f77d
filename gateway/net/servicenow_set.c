/* SPDX-License-Identifier: Apache-2.0 */
/* One field of a record, and who watches it. Both can be done twice. */
#include <string.h>

#include "gateway/model/ticket_property.h"
#include "gateway/net/servicenow_change.h"
#include "gateway/net/servicenow_fields.h"
#include "gateway/net/servicenow_line.h"
#include "gateway/net/servicenow_person.h"

static void
on_written(ServicenowCall *call, const ServicenowAnswer *answer)
{
	g_autofree char *names = servicenow_names(call, SERVICENOW_STANDING);

	(void)answer;
	servicenow_get(call, servicenow_record(call, names), servicenow_end_by_reading_back);
}

static void
on_refused_state(ServicenowCall *call, const ServicenowAnswer *answer)
{
	g_autofree char *why = g_strdup(servicenow_text(call->rest, "refused"));

	if (servicenow_is(answer->result, "active", "false"))
		servicenow_conflict(call, why);
	else
		servicenow_fail(call, DESK_REFUSED, "%s", why);
}

/* What is closed takes nothing more. */
static void
on_refused(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->rest);
	call->rest = json_pack("{s:s}", "refused", answer->words);
	servicenow_get(call, servicenow_record(call, SERVICENOW_STANDING), on_refused_state);
}

static void
write_fields(ServicenowCall *call)
{
	const char *method = NULL;
	char *path = servicenow_record_to_write(call, &method);

	servicenow_if_refused(call, on_refused);
	servicenow_write(call, method, path, servicenow_body(call), on_written);
}

/* Who it is to be: an address, or a person, whose remote id may be known. */
static const char *
asked_address(const ServicenowCall *call)
{
	const json_t *value = json_object_get(call->asked, "value");

	return json_is_object(value) ? servicenow_text(value, "address")
				     : servicenow_asked(call, "value");
}

/* The field that a person of the desk, or a contact, is set in. */
static const char *
person_field(const ServicenowCall *call)
{
	const char *property = servicenow_asked(call, "property");

	if (strcmp(property, TICKET_REPORTER) == 0)
		return call->kind == TICKET_REQUEST ? "requested_for" : "contact";
	return config_desk_theirs(call->config->fields, property);
}

static void
on_person(ServicenowCall *call)
{
	const char *address = asked_address(call);
	const json_t *row = NULL;

	servicenow_person(call, address, &row);
	if (row == NULL) {
		servicenow_fail(call, DESK_REFUSED,
		    "nobody at the desk, or not one alone, has the address %s", address);
		return;
	}
	servicenow_put(call, person_field(call), servicenow_text(row, "sys_id"), "%s %s",
	    servicenow_asked(call, "property"), address);
	write_fields(call);
}

static void
set_person(ServicenowCall *call, const char *resource)
{
	const char *address = asked_address(call);
	const char *id = servicenow_text(json_object_get(call->asked, "value"), "remote_id");
	json_auto_t *addresses = json_pack("[s]", address);

	if (person_field(call) == NULL)
		servicenow_fail(call, DESK_REFUSED, "the desk has no field for \"%s\"",
		    servicenow_asked(call, "property"));
	else if (servicenow_id_is_good(id) || *address == '\0') {
		servicenow_put(call, person_field(call), id, "%s %s",
		    servicenow_asked(call, "property"), *address == '\0' ? "nobody" : address);
		write_fields(call);
	} else
		servicenow_find_people(call, resource, addresses, on_person);
}

static void
set_word(ServicenowCall *call, const char *property, const GPtrArray *words)
{
	const char *value = servicenow_asked(call, "value");
	const char *field = config_desk_theirs(call->config->fields, property);

	if (*value == '\0' && field != NULL)
		servicenow_put(call, field, "", "no %s", property);
	else if (!servicenow_put_word(call, property, words, value)) {
		servicenow_fail(
		    call, DESK_REFUSED, "the desk has no value for %s \"%s\"", property, value);
		return;
	}
	write_fields(call);
}

static void
set_title(ServicenowCall *call)
{
	bool cut = false;
	g_autofree char *title = servicenow_line_shorten(
	    servicenow_asked(call, "value"), (long)call->config->title_most, &cut);

	servicenow_put(call, "short_description", title, "the title");
	write_fields(call);
}

void
servicenow_set(ServicenowCall *call)
{
	const char *property = servicenow_asked(call, "property");

	call->may_be_done = false;
	if (strcmp(property, ticket_property_name(PROPERTY_TITLE)) == 0)
		set_title(call);
	else if (strcmp(property, ticket_property_name(PROPERTY_CATEGORY)) == 0)
		set_word(call, property, call->config->categories);
	else if (strcmp(property, ticket_property_name(PROPERTY_PRIORITY)) == 0)
		set_word(call, property, call->config->priorities);
	else if (strcmp(property, ticket_property_name(PROPERTY_GROUP)) == 0)
		set_word(call, property, call->config->groups);
	else if (strcmp(property, TICKET_REPORTER) == 0)
		set_person(call, SERVICENOW_CONTACTS);
	else
		set_person(call, SERVICENOW_USERS);
}

/* Adds or takes away one watcher, who may stand in the list by sys_id or by address. */
static void
change_list(const ServicenowCall *call, GPtrArray *list, const char *address, bool add)
{
	const json_t *row = NULL;
	const char *id = NULL;

	servicenow_person(call, address, &row);
	id = row == NULL ? address : servicenow_text(row, "sys_id");
	for (guint i = list->len; i > 0; i--)
		if (strcmp(list->pdata[i - 1], id) == 0 ||
		    g_ascii_strcasecmp(list->pdata[i - 1], address) == 0)
			g_ptr_array_remove_index(list, i - 1);
	if (add && strpbrk(address, ",^") == NULL)
		g_ptr_array_add(list, g_strdup(id));
}

static void
on_list(ServicenowCall *call, const ServicenowAnswer *answer)
{
	g_auto(GStrv) now = g_strsplit(servicenow_text(answer->result, "watch_list"), ",", -1);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *joined = NULL;
	size_t i = 0;
	json_t *address = NULL;

	for (char **one = now; *one != NULL; one++)
		if (*g_strstrip(*one) != '\0')
			g_ptr_array_add(list, g_strdup(*one));
	json_array_foreach (json_object_get(call->asked, "remove"), i, address)
		change_list(call, list, json_string_value(address), false);
	json_array_foreach (json_object_get(call->asked, "add"), i, address)
		change_list(call, list, json_string_value(address), true);
	g_ptr_array_add(list, NULL);
	joined = g_strjoinv(",", (char **)list->pdata);
	servicenow_put(call, "watch_list", joined, "who gets its letters");
	write_fields(call);
}

static void
read_list(ServicenowCall *call)
{
	servicenow_get(
	    call, servicenow_record(call, SERVICENOW_STANDING ",watch_list"), on_list);
}

void
servicenow_people(ServicenowCall *call)
{
	json_auto_t *addresses = json_array();

	call->may_be_done = false;
	json_array_extend(addresses, json_object_get(call->asked, "add"));
	json_array_extend(addresses, json_object_get(call->asked, "remove"));
	servicenow_find_people(call, SERVICENOW_USERS, addresses, read_list);
}
