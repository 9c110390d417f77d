/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tickets. Their numbers come from a counter of each kind, in the transaction that stores the
 * ticket, so that a number is taken exactly when its ticket is there.
 */
#include "spool/ticket.h"

#include <string.h>

#include "parsers/ticket_number.h"
#include "spool/sqlite.h"

#define SELECT_TICKET                                                                        \
	"SELECT id, kind, number, state, title, category, priority, team, agent, mailbox,"   \
	" language, item, reporter, account, predecessor, created_ms, changed_ms, state_ms," \
	" reminded_ms, clock_stopped, waiting_ms FROM ticket"

static const char *const KIND_NAMES[] = {
    [TICKET_CASE] = "case",
    [TICKET_REQUEST] = "request",
};

static const char *const PREFIXES[] = {
    [TICKET_CASE] = "CS",
    [TICKET_REQUEST] = "REQ",
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
	return ticket;
}

static bool
ticket_last_number(Spool *spool, TicketKind kind, int64_t *ret_number, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT last FROM counter WHERE kind = $1");

	sql_bind_text(select, 1, KIND_NAMES[kind]);
	return sql_run_int(select, 0, ret_number, error);
}

static bool
ticket_next_number(Spool *spool, TicketKind kind, char **ret_number, GError **error)
{
	static const char UPSERT[] = "INSERT INTO counter (kind, last) VALUES ($1, $2)"
				     " ON CONFLICT (kind) DO UPDATE SET last = excluded.last";
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);
	int64_t number = 0;

	if (!ticket_last_number(spool, kind, &number, error))
		return false;
	number++;
	sql_bind_text(upsert, 1, KIND_NAMES[kind]);
	sql_bind_int(upsert, 2, number);
	if (!sql_run(upsert, error))
		return false;
	*ret_number = g_strdup_printf(
	    "%s%0*" G_GINT64_FORMAT, PREFIXES[kind], TICKET_NUMBER_DIGITS, number);
	return true;
}

/* An agent's turn; one whose clock was stopped waits for a person whatever its state. */
static bool
ticket_waits_for_desk(const Ticket *ticket)
{
	return ticket_state_is_desks_turn(ticket->state) || ticket->clock_stopped;
}

static void
ticket_bind_new(SqlStatement *insert, const Ticket *ticket, const char *number)
{
	sql_bind_text(insert, 1, KIND_NAMES[ticket->kind]);
	sql_bind_text(insert, 2, number);
	sql_bind_text(insert, 3, ticket_state_name(ticket->state));
	sql_bind_text(insert, 4, ticket->title);
	sql_bind_text(insert, 5, ticket->category);
	sql_bind_text(insert, 6, ticket->priority);
	sql_bind_text(insert, 7, ticket->group);
	sql_bind_text(insert, 8, ticket->agent);
	sql_bind_text(insert, 9, ticket->mailbox);
	sql_bind_text(insert, 10, ticket->language);
	sql_bind_text(insert, 11, ticket->item);
	sql_bind_id(insert, 12, ticket->reporter);
	sql_bind_id(insert, 13, ticket->account);
	sql_bind_id(insert, 14, ticket->predecessor);
	sql_bind_int(insert, 15, ticket->created_ms);
	sql_bind_int(insert, 16, ticket->state_ms);
	sql_bind_int(insert, 17, ticket->reminded_ms);
	sql_bind_int(insert, 18, ticket->clock_stopped);
	sql_bind_int(insert, 19, ticket_waits_for_desk(ticket) ? ticket->created_ms : 0);
}

bool
ticket_add(Spool *spool, Ticket *ticket, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO ticket (kind, number, state, title, category, priority, team, agent,"
	    " mailbox, language, item, reporter, account, predecessor, created_ms, changed_ms,"
	    " state_ms, reminded_ms, clock_stopped, waiting_ms)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15,"
	    " $16, $17, $18, $19)";
	g_autofree char *number = NULL;
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);
	int64_t id = 0;

	if (!ticket_next_number(spool, ticket->kind, &number, error))
		return false;
	FAILPOINT("ticket.numbered");
	ticket_bind_new(insert, ticket, number);
	if (!sql_run_insert(insert, &id, error))
		return false;
	FAILPOINT("ticket.added");
	g_free(ticket->number);
	ticket->number = g_steal_pointer(&number);
	ticket->id = id;
	ticket->changed_ms = ticket->created_ms;
	return true;
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

bool
ticket_save(Spool *spool, const Ticket *ticket, int64_t now_ms, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE ticket SET state = $1, title = $2, category = $3, priority = $4, team = $5,"
	    " agent = $6, state_ms = $7, reminded_ms = $8, clock_stopped = $9, changed_ms = "
	    "$10,"
	    " waiting_ms = $11 WHERE id = $12";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_text(update, 1, ticket_state_name(ticket->state));
	sql_bind_text(update, 2, ticket->title);
	sql_bind_text(update, 3, ticket->category);
	sql_bind_text(update, 4, ticket->priority);
	sql_bind_text(update, 5, ticket->group);
	sql_bind_text(update, 6, ticket->agent);
	sql_bind_int(update, 7, ticket->state_ms);
	sql_bind_int(update, 8, ticket->reminded_ms);
	sql_bind_int(update, 9, ticket->clock_stopped);
	sql_bind_int(update, 10, now_ms);
	sql_bind_int(update, 11, ticket_waits_for_desk(ticket) ? ticket->waiting_ms : 0);
	sql_bind_int(update, 12, ticket->id);
	if (!sql_run_on(update, "ticket", ticket->id, error))
		return false;
	FAILPOINT("ticket.saved");
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
