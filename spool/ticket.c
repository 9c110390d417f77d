/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets, read. */
#include "spool/ticket.h"

#include <string.h>

#include "spool/sqlite.h"
#include "spool/tally.h"

#define SELECT_TICKET                                                                        \
	"SELECT id, kind, number, state, title, category, priority, team, agent, mailbox,"   \
	" language, item, reporter, account, predecessor, created_ms, changed_ms, state_ms," \
	" reminded_ms, clock_stopped, waiting_ms, merged_into, answered_ms, done_ms,"        \
	" answer_due_ms, told, next_ms, snoozed_ms, answer_s, answer_kept, ended_by FROM "   \
	"ticket"

static const char *const KIND_NAMES[] = {
    [TICKET_CASE] = "case",
    [TICKET_REQUEST] = "request",
};

static const char *const END_NAMES[] = {
    [TICKET_END_NONE] = "",
    [TICKET_END_CUSTOMER] = "customer",
    [TICKET_END_DESK] = "desk",
    [TICKET_END_TIME] = "time",
};

const char *
ticket_end_name(TicketEnd end)
{
	return END_NAMES[end];
}

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
	ticket->answered_ms = sql_int(row, 22);
	ticket->done_ms = sql_int(row, 23);
	ticket->answer_due_ms = sql_int(row, 24);
	ticket->told = sql_int(row, 25);
	ticket->next_ms = sql_int(row, 26);
	ticket->snoozed_ms = sql_int(row, 27);
	ticket->answer_s = sql_int(row, 28);
	ticket->answer_kept = sql_int(row, 29) == 1;
	ticket->ended_by = (TicketEnd)sql_name(row, 30, END_NAMES, G_N_ELEMENTS(END_NAMES));
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
ticket_number_is_given(const Ticket *ticket)
{
	return !g_str_has_prefix(ticket->number, TICKET_UNNUMBERED);
}

static bool
find_by(SqlStatement *select, const char *number, Ticket **ret_ticket, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	sql_bind_text(select, 1, number);
	if (sql_next(select))
		ticket = ticket_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

bool
ticket_find(Spool *spool, const char *number, Ticket **ret_ticket, GError **error)
{
	g_autofree char *capitals = g_ascii_strup(number, -1);
	g_autoptr(SqlStatement) now = sql_prepare(spool, SELECT_TICKET " WHERE number = $1");
	g_autoptr(SqlStatement) before = sql_prepare(spool,
	    SELECT_TICKET " WHERE id = (SELECT ticket FROM desk_ticket WHERE former = $1)");

	return find_by(now, capitals, ret_ticket, error) &&
	       (*ret_ticket != NULL || find_by(before, capitals, ret_ticket, error));
}

static bool
ticket_select(SqlStatement *select, GPtrArray **ret_tickets, GError **error)
{
	return sql_run_list(
	    select, ticket_from_row, (GDestroyNotify)ticket_free, ret_tickets, error);
}

bool
ticket_waits_for_desk(const Ticket *ticket)
{
	return ticket_state_is_desks_turn(ticket->state) || ticket->clock_stopped;
}

bool
ticket_is_snoozed(const Ticket *ticket, int64_t now_ms)
{
	return ticket->snoozed_ms > now_ms;
}

bool
ticket_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_tickets, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    SELECT_TICKET " WHERE next_ms > 0 AND next_ms <= $1 ORDER BY next_ms LIMIT $2");

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return ticket_select(select, ret_tickets, error);
}

bool
ticket_next_due(Spool *spool, int64_t *ret_next_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT next_ms FROM ticket WHERE next_ms > 0 ORDER BY next_ms LIMIT 1");

	return sql_run_int(select, 0, ret_next_ms, error);
}

bool
ticket_of_state(
    Spool *spool, const TicketsOfState *which, GPtrArray **ret_tickets, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    SELECT_TICKET " WHERE kind = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4");

	sql_bind_text(select, 1, KIND_NAMES[which->kind]);
	sql_bind_text(select, 2, ticket_state_name(which->state));
	sql_bind_int(select, 3, which->after);
	sql_bind_int(select, 4, which->limit);
	return ticket_select(select, ret_tickets, error);
}

bool
ticket_unmeasured(Spool *spool, int limit, GPtrArray **ret_tickets, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    SELECT_TICKET " WHERE answered_ms > 0 AND answer_s < 0 ORDER BY id LIMIT $1");

	sql_bind_int(select, 1, limit);
	return ticket_select(select, ret_tickets, error);
}

bool
ticket_count(Spool *spool, TicketKind kind, int64_t ret_counts[], GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT two, sum(n) FROM tally WHERE what = $1 AND one = $2 GROUP BY two");
	const char *states[TICKET_STATES + 1];

	ticket_state_names(states);
	sql_bind_text(select, 1, TALLY_TICKET);
	sql_bind_text(select, 2, KIND_NAMES[kind]);
	return sql_run_counts(select, states, TICKET_STATES, ret_counts, error);
}

bool
ticket_count_snoozed(
    Spool *spool, TicketKind kind, int64_t now_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM ticket WHERE kind = $1"
			       " AND snoozed_ms > 0 AND snoozed_ms > $2");

	sql_bind_text(select, 1, KIND_NAMES[kind]);
	sql_bind_int(select, 2, now_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
ticket_count_overdue(
    Spool *spool, TicketKind kind, int64_t now_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM ticket WHERE kind = $1"
			       " AND answer_due_ms > 0 AND answer_due_ms < $2"
			       " AND snoozed_ms <= $2");

	sql_bind_text(select, 1, KIND_NAMES[kind]);
	sql_bind_int(select, 2, now_ms);
	return sql_run_int(select, 0, ret_count, error);
}
