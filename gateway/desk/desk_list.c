/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_list.h"

#include "gateway/letters/status_overview.h"
#include "gateway/model/desk_operation.h"
#include "spool/desk_mirror.h"
#include "spool/ticket.h"
#include "spool/ticket_live.h"

bool
desk_list_ask(Context *context, const DeskList *list, int64_t *ret_operation, GError **error)
{
	json_t *body = NULL;
	g_autofree char *text = NULL;
	OutboxOperation operation = {
	    .kind = (char *)desk_operation_name(DESK_LIST),
	    .mail = context->mail,
	    .created_ms = context->now_ms,
	    .due_ms = context->now_ms,
	};

	*ret_operation = 0;
	if (context->config->tickets == NULL)
		return true;
	body = json_pack("{s:I, s:b, s:i, s:s}", "contact", (json_int_t)list->reader->id,
	    "organisation", list->organisation, "limit", STATUS_OVERVIEW_MOST, "language",
	    list->language);
	operation.body = text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	return outbox_add(context->spool, &operation, ret_operation, error);
}

static bool
find_live(Context *context, const DeskList *list, GPtrArray **ret_tickets, int64_t *ret_count,
    GError **error)
{
	const TicketLiveQuery query = {
	    .person = list->organisation ? 0 : list->reader->id,
	    .account = list->organisation ? list->reader->account : 0,
	    .limit = STATUS_OVERVIEW_MOST,
	};

	return ticket_live(context->spool, &query, ret_tickets, ret_count, error);
}

static void
add(Context *context, json_t *overview, const Ticket *ticket, const DeskList *list)
{
	const StatusRow row = {
	    .number = ticket->number,
	    .title = ticket->title,
	    .state = ticket_state_name(ticket->state),
	    .changed_ms = ticket->changed_ms,
	    .is_own = ticket->reporter == list->reader->id,
	    .may_answer = status_overview_may_answer(ticket, list->reader),
	};

	status_overview_add(context, overview, &row, list->language);
}

static void
end(json_t *overview, const DeskList *list, int64_t count)
{
	const StatusWhole whole = {
	    list->organisation ? list->reader->account_name : NULL, count};

	status_overview_end(overview, &whole);
}

json_t *
desk_list_mirror(Context *context, const DeskList *list, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;
	json_t *overview = NULL;
	int64_t count = 0, heard_ms = 0;

	if (!find_live(context, list, &tickets, &count, error) ||
	    (context->config->tickets != NULL &&
		!desk_cursor_heard(context->spool, &heard_ms, error)))
		return NULL;
	overview = status_overview_new();
	for (unsigned i = 0; i < tickets->len; i++)
		add(context, overview, tickets->pdata[i], list);
	end(overview, list, count);
	if (heard_ms != 0)
		status_overview_is_of(context, overview, heard_ms, list->language);
	return overview;
}

static bool
add_told(
    Context *context, json_t *overview, const json_t *one, const DeskList *list, GError **error)
{
	g_autoptr(Ticket) ours = NULL;
	const char *number = json_string_value(json_object_get(one, "number"));
	const char *title = json_string_value(json_object_get(one, "title"));
	const char *state = json_string_value(json_object_get(one, "state"));
	StatusRow row = {
	    .number = number,
	    .title = title == NULL ? "" : title,
	    .state = state == NULL ? ticket_state_name(TICKET_OPEN) : state,
	    .changed_ms = json_integer_value(json_object_get(one, "changed_ms")),
	    .is_own = !list->organisation,
	};

	if (number == NULL)
		return true;
	if (!ticket_find(context->spool, number, &ours, error))
		return false;
	row.may_answer = ours != NULL && status_overview_may_answer(ours, list->reader);
	status_overview_add(context, overview, &row, list->language);
	return true;
}

/* The desk lists cases: requests are told beside them, and what it does not have yet or never will. */
static bool
add_ours(Context *context, json_t *overview, const DeskList *list, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;
	int64_t count = 0;

	if (!find_live(context, list, &tickets, &count, error))
		return false;
	for (unsigned i = 0; i < tickets->len; i++) {
		const Ticket *ticket = tickets->pdata[i];
		g_autoptr(DeskTicket) there = NULL;

		if (!desk_ticket_get(context->spool, ticket->id, &there, error))
			return false;
		if (ticket->kind == TICKET_REQUEST || there == NULL || there->remote_id == NULL)
			add(context, overview, ticket, list);
	}
	return true;
}

json_t *
desk_list_told(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	json_t *body = json_loads(operation->body, 0, NULL);
	const char *language = json_string_value(json_object_get(body, "language"));
	DeskList list = {
	    .organisation = json_is_true(json_object_get(body, "organisation")),
	    .language = language == NULL ? context->config->language : language,
	};
	json_t *overview = status_overview_new();
	const json_t *tickets = json_object_get(result, "tickets");
	g_autoptr(Contact) reader = NULL;
	bool good = contact_get(context->spool,
	    json_integer_value(json_object_get(body, "contact")), &reader, error);

	list.reader = reader;
	for (size_t i = 0; good && i < json_array_size(tickets); i++)
		good = add_told(context, overview, json_array_get(tickets, i), &list, error);
	good = good && add_ours(context, overview, &list, error);
	if (good)
		end(overview, &list, 0);
	json_decref(body);
	if (good)
		return json_pack("{s:o}", "overview", overview);
	json_decref(overview);
	return NULL;
}
