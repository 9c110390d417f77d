/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets, read. */
#include "spool/ticket.h"

#include <string.h>

#include "spool/sqlite.h"

#define SELECT_TICKET                                                                        \
	"SELECT id, kind, number, state, title, category, priority, team, agent, mailbox,"   \
	" language, item, reporter, account, predecessor, created_ms, changed_ms, state_ms," \
	" reminded_ms, clock_stopped, waiting_ms, merged_into FROM ticket"

static const char *const KIND_NAMES[] = {
    [TICKET_CASE] = "case",
    [TICKET_REQUEST] = "request",
};

const char *
ticket_kind_name(TicketKind kind)
{
	return KIND_NAMES[kind];
}

void
ticket_free(Ticket *ticket)
{
	if (!ticket)
		return;
	g_free(ticket->number);
	g_free(ticket->title);
	g_free(ticket->category);
	g_free(ticket->priority);
	g_free(ticket->group);
	g_free(ticket->agent);
	g_free(ticket->mailbox);
	g_free(ticket->language);
	g_free(ticket->item);
	g_free(ticket);
}

static void *
ticket_from_row(SqlStatement *row)
{
	Ticket *ticket = g_new0(Ticket, 1);
	const char *states[TICKET_STATES + 1];

	ticket_state_names(states);
	ticket->id = sql_int(row, 0);
	ticket->kind = (TicketKind)sql_name(row, 1, KIND_NAMES, G_N_ELEMENTS(KIND_NAMES));
	ticket->number = sql_text(row, 2);
	ticket->state = (TicketState)sql_name(row, 3, states, TICKET_STATES);
	ticket->title = sql_text(row, 4);
	ticket->category = sql_text(row, 5);
	ticket->priority = sql_text(row, 6);
	ticket->group = sql_text(row, 7);
	ticket->agent = sql_text(row, 8);
	ticket->mailbox = sql_text(row, 9);
	ticket->language = sql_text(row, 10);
	ticket->item = sql_text(row, 11);
	ticket->reporter = sql_int(row, 12);
	ticket->account = sql_int(row, 13);
	ticket->predecessor = sql_int(row, 14);
	ticket->created_ms = sql_int(row, 15);
	ticket->changed_ms = sql_int(row, 16);
	ticket->state_ms = sql_int(row, 17);
	ticket->reminded_ms = sql_int(row, 18);
	ticket->clock_stopped = sql_int(row, 19) == 1;
	ticket->waiting_ms = sql_int(row, 20);
	ticket->merged_into = sql_int(row, 21);
	return ticket;
}

bool
ticket_get(Spool *spool, int64_t id, Ticket **ret_ticket, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_TICKET " WHERE id = $1");
	g_autoptr(Ticket) ticket = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select))
		ticket = ticket_from_row(select);
	if (!sql_done(select, error))
		return false;
	if (!ticket) {
		sql_set_missing(error, "ticket", id);
		return false;
	}
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

bool
ticket_find(Spool *spool, const char *number, Ticket **ret_ticket, GError **error)
{
	g_autofree char *capitals = g_ascii_strup(number, -1);
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_TICKET " WHERE number = $1");
	g_autoptr(Ticket) ticket = NULL;

	sql_bind_text(select, 1, capitals);
	if (sql_next(select))
		ticket = ticket_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

static bool
ticket_select(SqlStatement *select, GPtrArray **ret_tickets, GError **error)
{
	return sql_run_list(
	    select, ticket_from_row, (GDestroyNotify)ticket_free, ret_tickets, error);
}

bool
ticket_due(Spool *spool, const TicketDue *due, GPtrArray **ret_tickets, GError **error)
{
	static const char RUNNING[] =
	    SELECT_TICKET " WHERE state = $1 AND clock_stopped = 0 AND state_ms <= $2"
			  " ORDER BY state_ms LIMIT $3";
	static const char UNREMINDED[] = SELECT_TICKET
	    " WHERE state = $1 AND clock_stopped = 0 AND reminded_ms = 0 AND state_ms <= $2"
	    " ORDER BY state_ms LIMIT $3";
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, due->only_unreminded ? UNREMINDED : RUNNING);

	sql_bind_text(select, 1, ticket_state_name(due->state));
	sql_bind_int(select, 2, due->before_ms);
	sql_bind_int(select, 3, due->limit);
	return ticket_select(select, ret_tickets, error);
}

bool
ticket_next_due(Spool *spool, TicketState state, bool only_unreminded, int64_t *ret_state_ms,
    GError **error)
{
	static const char RUNNING[] =
	    "SELECT state_ms FROM ticket WHERE state = $1 AND clock_stopped = 0"
	    " ORDER BY state_ms LIMIT 1";
	static const char UNREMINDED[] =
	    "SELECT state_ms FROM ticket WHERE state = $1 AND clock_stopped = 0"
	    " AND reminded_ms = 0 ORDER BY state_ms LIMIT 1";
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, only_unreminded ? UNREMINDED : RUNNING);

	sql_bind_text(select, 1, ticket_state_name(state));
	return sql_run_int(select, 0, ret_state_ms, error);
}

bool
ticket_count(Spool *spool, TicketKind kind, int64_t ret_counts[], GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT state, count(*) FROM ticket WHERE kind = $1 GROUP BY state");
	const char *states[TICKET_STATES + 1];

	ticket_state_names(states);
	sql_bind_text(select, 1, KIND_NAMES[kind]);
	return sql_run_counts(select, states, TICKET_STATES, ret_counts, error);
}
