/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_row.h"

#include <stdio.h>
#include <string.h>

#include "gateway/net/servicenow_query.h"

#define MS_PER_S 1000
#define STAMP_LENGTH 19

const char *
servicenow_text(const json_t *row, const char *field)
{
	const json_t *value = json_object_get(row, field);
	const char *text = NULL;

	if (json_is_object(value)) {
		const json_t *inner = json_object_get(value, "value");

		value = inner != NULL ? inner : json_object_get(value, "sys_id");
	}
	text = json_string_value(value);
	return text == NULL ? "" : text;
}

bool
servicenow_is(const json_t *row, const char *field, const char *value)
{
	return strcmp(servicenow_text(row, field), value) == 0;
}

bool
servicenow_is_alike(const json_t *row, const char *field, const char *address)
{
	g_autofree char *theirs = g_utf8_casefold(servicenow_text(row, field), -1);
	g_autofree char *ours = g_utf8_casefold(address, -1);

	return strcmp(theirs, ours) == 0;
}

int64_t
servicenow_number(const json_t *row, const char *field)
{
	const json_t *value = json_object_get(row, field);

	if (json_is_integer(value))
		return json_integer_value(value);
	return g_ascii_strtoll(servicenow_text(row, field), NULL, 10);
}

int64_t
servicenow_time(const char *stamp)
{
	int year, month, day, hour, minute, second;
	int length = 0;
	g_autoptr(GDateTime) time = NULL;

	if (sscanf(stamp, "%4d-%2d-%2d %2d:%2d:%2d%n", &year, &month, &day, &hour, &minute,
		&second, &length) != 6 ||
	    length != STAMP_LENGTH || stamp[length] != '\0')
		return 0;
	time = g_date_time_new_utc(year, month, day, hour, minute, second);
	return time == NULL ? 0 : g_date_time_to_unix(time) * MS_PER_S;
}

void
servicenow_set_updated(json_t *object, const json_t *row)
{
	int64_t at_ms = servicenow_time(servicenow_text(row, "sys_updated_on"));

	if (at_ms != 0)
		json_object_set_new(object, "updated_ms", json_integer(at_ms));
}

char *
servicenow_stamp(int64_t at_ms)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(at_ms / MS_PER_S);

	return g_date_time_format(time, "%Y-%m-%d %H:%M:%S");
}

bool
servicenow_state(
    const ConfigDesk *config, TicketKind kind, const char *theirs, TicketState *ret_state)
{
	const char *ours = config_desk_ours(config->states[kind], theirs);

	return ours != NULL && ticket_state_from_name(ours, ret_state);
}

const char *
servicenow_state_name(const ConfigDesk *config, TicketKind kind, const char *theirs)
{
	TicketState state = TICKET_STATES;

	return servicenow_state(config, kind, theirs, &state) ? ticket_state_name(state) : NULL;
}

TicketKind
servicenow_kind(const ConfigDesk *config, const char *number)
{
	return g_str_has_prefix(number, config->request_letters) ? TICKET_REQUEST : TICKET_CASE;
}

const char *
servicenow_table(TicketKind kind)
{
	return kind == TICKET_REQUEST ? SERVICENOW_REQUESTS : SERVICENOW_CASES;
}
