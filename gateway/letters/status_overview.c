/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/status_overview.h"

/* A day as people write it; of another year with its number. */
static char *
day_text(Context *context, const char *language, int64_t at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(context->now_ms / 1000);
	g_autofree char *day = templates_date(context->templates, language, at_ms);

	if (at == NULL || now == NULL || g_date_time_get_year(at) == g_date_time_get_year(now))
		return g_steal_pointer(&day);
	return g_strdup_printf("%s %d", day, g_date_time_get_year(at));
}

bool
status_overview_may_answer(const Ticket *ticket, const Contact *reader)
{
	return ticket->state == TICKET_RESOLVED && ticket->reporter == reader->id;
}

json_t *
status_overview_new(void)
{
	return json_pack("{s:[]}", "tickets");
}

void
status_overview_add(
    Context *context, json_t *overview, const StatusRow *row, const char *language)
{
	const char *state =
	    row->is_own ? templates_state(context->templates, language, row->state)
			: templates_desk_state(context->templates, language, row->state);
	g_autofree char *changed = day_text(context, language, row->changed_ms);

	json_array_append_new(json_object_get(overview, "tickets"),
	    json_pack("{s:s, s:s, s:s, s:s, s:b}", "number", row->number, "title", row->title,
		"state", state, "changed", changed, "may_answer", row->may_answer));
}

void
status_overview_end(json_t *overview, const StatusWhole *whole)
{
	int64_t told = (int64_t)json_array_size(json_object_get(overview, "tickets"));

	if (whole->organisation != NULL)
		json_object_set_new(overview, "organisation", json_string(whole->organisation));
	else
		json_object_set_new(overview, "mine", json_true());
	json_object_set_new(overview, "none", json_boolean(told == 0));
	if (whole->count > told)
		json_object_set_new(overview, "more", json_integer(whole->count - told));
}

void
status_overview_is_of(Context *context, json_t *overview, int64_t at_ms, const char *language)
{
	g_autofree char *day = day_text(context, language, at_ms);
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	g_autofree char *time = at == NULL ? NULL : g_date_time_format(at, "%H:%M");
	g_autofree char *text = g_strdup_printf("%s %s", day, time == NULL ? "" : time);

	json_object_set_new(overview, "as_of", json_string(text));
}
