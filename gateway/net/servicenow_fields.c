/* SPDX-License-Identifier: Apache-2.0 */
/* call->rest is {field: {value, words}}. */
#include "gateway/net/servicenow_fields.h"

#include <string.h>

void
servicenow_put(
    ServicenowCall *call, const char *field, const char *value, const char *format, ...)
{
	g_autofree char *words = NULL;
	va_list list;

	va_start(list, format);
	words = g_strdup_vprintf(format, list);
	va_end(list);
	if (call->rest == NULL)
		call->rest = json_object();
	json_object_set_new(
	    call->rest, field, json_pack("{s:s, s:s}", "value", value, "words", words));
}

bool
servicenow_put_word(
    ServicenowCall *call, const char *property, const GPtrArray *words, const char *ours)
{
	const char *theirs = config_desk_theirs(words, ours);
	const char *field = config_desk_theirs(call->config->fields, property);

	if (theirs == NULL || field == NULL)
		return false;
	servicenow_put(call, field, theirs, "%s %s", property, ours);
	return true;
}

json_t *
servicenow_body(const ServicenowCall *call)
{
	json_t *body = json_object();
	const char *field = NULL;
	json_t *put = NULL;

	json_object_foreach (call->rest, field, put)
		json_object_set(body, field, json_object_get(put, "value"));
	return body;
}

char *
servicenow_names(const ServicenowCall *call, const char *more)
{
	GString *names = g_string_new(more);
	const char *field = NULL;
	json_t *put = NULL;

	json_object_foreach (call->rest, field, put)
		g_string_append_printf(names, ",%s", field);
	return g_string_free(names, false);
}

/* Text without what an instance may make of line ends. */
static char *
plain(const char *text)
{
	GString *lines = g_string_new(text);

	g_string_replace(lines, "\r\n", "\n", 0);
	return g_strstrip(g_string_free(lines, false));
}

static bool
is_kept(const json_t *row, const char *field, const char *value)
{
	g_autofree char *ours = plain(value);
	g_autofree char *theirs = plain(servicenow_text(row, field));

	return strcmp(ours, theirs) == 0;
}

void
servicenow_compare(ServicenowCall *call)
{
	const char *field = NULL;
	json_t *put = NULL;

	json_object_foreach (call->rest, field, put)
		if (!is_kept(call->row, field, servicenow_text(put, "value")))
			servicenow_leave_out(call, "%s", servicenow_text(put, "words"));
}

void
servicenow_tell_standing(ServicenowCall *call)
{
	const char *state = servicenow_text(call->row, "state");
	const char *ours = servicenow_state_name(call->config, call->kind, state);

	if (ours != NULL)
		json_object_set_new(call->result, "state", json_string(ours));
	json_object_set_new(call->result, "remote_state", json_string(state));
	json_object_set_new(call->result, "mod_count",
	    json_integer(servicenow_number(call->row, "sys_mod_count")));
	servicenow_set_updated(call->result, call->row);
}

void
servicenow_end_by_reading_back(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_decref(call->row);
	call->row = json_incref(answer->result);
	servicenow_compare(call);
	servicenow_tell_standing(call);
	servicenow_done(call);
}
