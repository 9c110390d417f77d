/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each move is two statements: what is moved is written down, then it is moved by what is written down, so that the one
 * cannot differ from the other.
 */
#include "spool/ticket_merge.h"

#include "spool/sqlite.h"

/* $1 is the ticket that gives and takes back, $2 the other one; both are named first, as SQLite counts them by their
 * places. */
#define TWO "WITH two AS (SELECT $1, $2) "
#define MOVED(what)                                                                          \
	"(SELECT CAST(row AS INTEGER) FROM ticket_moved WHERE ticket = $1 AND what = '" what \
	"')"
/* Of a row that is updated; id: its column that row names. */
#define WAS(what, id)                                                               \
	"(SELECT m.was FROM ticket_moved m WHERE m.ticket = $1 AND m.what = '" what \
	"' AND m.row = CAST(" id " AS TEXT))"

/* A timeline has one description: the other one's is a comment there. People are there twice: was is what they were on
 * the other ticket, -1: nobody. */
static const char *const GIVE[] = {
    TWO "INSERT INTO ticket_moved (ticket, what, row, was)"
	" SELECT ticket, 'entry', id, kind = 'description' FROM ticket_entry WHERE ticket = $1",
    TWO "UPDATE ticket_entry SET ticket = $2,"
	" kind = CASE kind WHEN 'description' THEN 'comment' ELSE kind END"
	" WHERE id IN " MOVED("entry"),
    TWO "INSERT INTO ticket_moved (ticket, what, row)"
	" SELECT ticket, 'letter', id FROM letter WHERE ticket = $1",
    TWO "UPDATE letter SET ticket = $2 WHERE id IN " MOVED("letter"),
    TWO "INSERT INTO ticket_moved (ticket, what, row, was)"
	" SELECT ticket, 'attachment', number + (SELECT coalesce(max(number), 0)"
	"  FROM ticket_attachment WHERE ticket = $2), number"
	" FROM ticket_attachment WHERE ticket = $1",
    TWO "UPDATE ticket_attachment SET ticket = $2, number = (SELECT CAST(m.row AS INTEGER)"
	"  FROM ticket_moved m WHERE m.ticket = $1 AND m.what = 'attachment'"
	"  AND m.was = ticket_attachment.number) WHERE ticket = $1",
    TWO "INSERT INTO ticket_moved (ticket, what, row, was) SELECT $1, 'person', p.contact,"
	" coalesce((SELECT o.gets_letters FROM ticket_person o WHERE o.ticket = $2"
	"  AND o.contact = p.contact), -1)"
	" FROM (SELECT contact FROM ticket_person WHERE ticket = $1"
	"  UNION SELECT reporter FROM ticket WHERE id = $1) p JOIN ticket t ON t.id = $2"
	" WHERE p.contact IS NOT NULL AND p.contact IS NOT t.reporter",
    TWO "INSERT INTO ticket_person (ticket, contact, gets_letters) SELECT $2, c.id,"
	" CASE WHEN a.reporter = b.reporter OR"
	"  (c.known = 1 AND c.account = b.account AND a.account = b.account)"
	"  THEN coalesce(p.gets_letters, 1) ELSE 0 END"
	" FROM contact c JOIN ticket a ON a.id = $1 JOIN ticket b ON b.id = $2"
	" LEFT JOIN ticket_person p ON p.ticket = $1 AND p.contact = c.id"
	" WHERE c.id IN " MOVED("person") " ON CONFLICT (ticket, contact) DO UPDATE SET "
					  "gets_letters = excluded.gets_letters"
					  "  WHERE excluded.gets_letters = 1 OR "
					  "(excluded.gets_letters = 2 AND gets_letters = 0)",
    TWO "UPDATE OR IGNORE notice SET id = $2 WHERE id = $1",
    TWO "DELETE FROM notice WHERE id = $1",
    TWO "INSERT INTO ticket_moved (ticket, what, row, was)"
	" SELECT id, 'state', state, waiting_ms FROM ticket WHERE id = $1",
};

/* clang-format off */
static const char *const TAKE_BACK[] = {
	TWO "UPDATE ticket_entry SET ticket = $1, kind = CASE " WAS("entry", "ticket_entry.id")
	    " WHEN 1 THEN 'description' ELSE kind END WHERE ticket = $2 AND id IN " MOVED("entry"),
	TWO "UPDATE letter SET ticket = $1 WHERE ticket = $2 AND id IN " MOVED("letter"),
	TWO "UPDATE ticket_attachment SET ticket = $1, number = " WAS("attachment", "ticket_attachment.number")
	    " WHERE ticket = $2 AND number IN " MOVED("attachment"),
	TWO "UPDATE ticket_person SET gets_letters = " WAS("person", "ticket_person.contact")
	    " WHERE ticket = $2 AND contact IN " MOVED("person"),
	TWO "DELETE FROM ticket_person WHERE ticket = $2 AND gets_letters = -1",
	TWO "UPDATE ticket SET merged_into = NULL WHERE id = $1",
	TWO "DELETE FROM ticket_moved WHERE ticket = $1",
};
/* clang-format on */

static bool
run_all(Spool *spool, const char *const steps[], size_t n_steps, int64_t ticket, int64_t other,
    GError **error)
{
	for (size_t i = 0; i < n_steps; i++) {
		g_autoptr(SqlStatement) step = sql_prepare(spool, steps[i]);

		sql_bind_int(step, 1, ticket);
		sql_bind_int(step, 2, other);
		if (!sql_run(step, error))
			return false;
	}
	return true;
}

bool
ticket_give(
    Spool *spool, const Ticket *ticket, const Ticket *to, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) end = sql_prepare(spool,
	    "UPDATE ticket SET state = $1, merged_into = $2, waiting_ms = 0, answer_due_ms = 0,"
	    " told = 0, next_ms = 0, snoozed_ms = 0, changed_ms = $3"
	    " WHERE id = $4");

	sql_bind_text(end, 1, ticket_state_name(TICKET_CLOSED));
	sql_bind_int(end, 2, to->id);
	sql_bind_int(end, 3, now_ms);
	sql_bind_int(end, 4, ticket->id);
	return run_all(spool, GIVE, G_N_ELEMENTS(GIVE), ticket->id, to->id, error) &&
	       sql_run_on(end, "ticket", ticket->id, error);
}

bool
ticket_take_back(Spool *spool, Ticket *ticket, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT row, was FROM ticket_moved WHERE ticket = $1 AND what = 'state'");
	const char *states[TICKET_STATES + 1];

	ticket_state_names(states);
	sql_bind_int(select, 1, ticket->id);
	if (sql_next(select)) {
		ticket->state = (TicketState)sql_name(select, 0, states, TICKET_STATES);
		ticket->waiting_ms = sql_int(select, 1);
	}
	if (!sql_done(select, error) || !run_all(spool, TAKE_BACK, G_N_ELEMENTS(TAKE_BACK),
					    ticket->id, ticket->merged_into, error))
		return false;
	ticket->merged_into = 0;
	return true;
}
