/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that is ever written of tickets. Their numbers come from a counter of each kind, in the transaction that stores
 * the ticket, so that a number is taken exactly when its ticket is there.
 */
#include "spool/ticket_write.h"

#include "parsers/ticket_number.h"
#include "spool/sqlite.h"

static const char *const PREFIXES[] = {
    [TICKET_CASE] = "CS",
    [TICKET_REQUEST] = "REQ",
};

static bool
ticket_last_number(Spool *spool, TicketKind kind, int64_t *ret_number, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT last FROM counter WHERE kind = $1");

	sql_bind_text(select, 1, ticket_kind_name(kind));
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
	sql_bind_text(upsert, 1, ticket_kind_name(kind));
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
	sql_bind_text(insert, 1, ticket_kind_name(ticket->kind));
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

bool
ticket_involve(
    Spool *spool, int64_t ticket, int64_t contact, Involvement involvement, GError **error)
{
	static const char UPSERT[] =
	    "INSERT INTO ticket_person (ticket, contact, gets_letters) VALUES ($1, $2, $3)"
	    " ON CONFLICT (ticket, contact) DO UPDATE SET gets_letters = $3"
	    " WHERE $3 = 1 OR ($3 = 2 AND gets_letters = 0)";
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);

	sql_bind_int(upsert, 1, ticket);
	sql_bind_int(upsert, 2, contact);
	sql_bind_int(upsert, 3, involvement);
	return sql_run(upsert, error);
}

bool
ticket_leave(Spool *spool, int64_t ticket, int64_t contact, bool *ret_was, GError **error)
{
	g_autoptr(SqlStatement) delete = sql_prepare(
	    spool, "DELETE FROM ticket_person WHERE ticket = $1 AND contact = $2 RETURNING 1");
	int64_t was = 0;

	sql_bind_int(delete, 1, ticket);
	sql_bind_int(delete, 2, contact);
	if (!sql_run_int(delete, 0, &was, error))
		return false;
	*ret_was = was == 1;
	return true;
}

bool
ticket_add_requester(Spool *spool, int64_t ticket, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO ticket_requester (ticket, contact) VALUES ($1, $2)"
			       " ON CONFLICT DO NOTHING");

	sql_bind_int(insert, 1, ticket);
	sql_bind_int(insert, 2, contact);
	return sql_run(insert, error);
}

bool
ticket_merge_person(Spool *spool, int64_t contact, int64_t other, GError **error)
{
	static const char *const MOVES[] = {
	    "UPDATE ticket SET reporter = $1 WHERE reporter = $2",
	    "UPDATE OR IGNORE ticket_person SET contact = $1 WHERE contact = $2",
	    "UPDATE OR IGNORE ticket_requester SET contact = $1 WHERE contact = $2",
	    "DELETE FROM ticket_requester WHERE $1 > 0 AND contact = $2",
	    ("DELETE FROM ticket_person WHERE contact = $1"
	     " AND ticket IN (SELECT id FROM ticket WHERE reporter = $1) OR contact = $2")};

	for (size_t i = 0; i < G_N_ELEMENTS(MOVES); i++) {
		g_autoptr(SqlStatement) move = sql_prepare(spool, MOVES[i]);

		sql_bind_int(move, 1, contact);
		sql_bind_int(move, 2, other);
		if (!sql_run(move, error))
			return false;
	}
	return true;
}

bool
ticket_silence_person(Spool *spool, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE ticket_person SET gets_letters = 0 WHERE contact = $1");

	sql_bind_int(update, 1, contact);
	return sql_run(update, error);
}

bool
ticket_add_entry(Spool *spool, const Entry *entry, int64_t *ret_id, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO ticket_entry (ticket, at_ms, kind, author, mark, mail, letter, text)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);
	int64_t id = 0;

	sql_bind_int(insert, 1, entry->ticket);
	sql_bind_int(insert, 2, entry->at_ms);
	sql_bind_text(insert, 3, entry_kind_name(entry->kind));
	sql_bind_text(insert, 4, entry->author);
	sql_bind_text(insert, 5, entry->mark);
	sql_bind_id(insert, 6, entry->mail);
	sql_bind_id(insert, 7, entry->letter);
	sql_bind_text(insert, 8, entry->text);
	if (!sql_run_insert(insert, &id, error))
		return false;
	FAILPOINT("entry.added");
	if (ret_id)
		*ret_id = id;
	return true;
}

bool
ticket_set_entry_text(Spool *spool, int64_t id, const char *text, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE ticket_entry SET text = $1 WHERE id = $2");

	sql_bind_text(update, 1, text);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "entry", id, error);
}

bool
ticket_attach(Spool *spool, const TicketAttachment *attachment, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO ticket_attachment"
	    " (ticket, number, mail, path, name, type, size, is_inline)"
	    " VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM ticket_attachment"
	    " WHERE ticket = $1), $2, $3, $4, $5, $6, $7)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_int(insert, 1, attachment->ticket);
	sql_bind_int(insert, 2, attachment->mail);
	sql_bind_text(insert, 3, attachment->path);
	sql_bind_text(insert, 4, attachment->name);
	sql_bind_text(insert, 5, attachment->type);
	sql_bind_int(insert, 6, attachment->size);
	sql_bind_int(insert, 7, attachment->is_inline);
	return sql_run(insert, error);
}

bool
ticket_set_field(
    Spool *spool, int64_t ticket, int position, const TicketField *field, GError **error)
{
	static const char UPSERT[] =
	    "INSERT INTO ticket_field (ticket, name, position, label, value, set_ms)"
	    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ticket, name) DO UPDATE"
	    " SET position = excluded.position, label = excluded.label,"
	    " set_ms = CASE WHEN value = excluded.value THEN set_ms ELSE excluded.set_ms END,"
	    " value = excluded.value";
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);

	sql_bind_int(upsert, 1, ticket);
	sql_bind_text(upsert, 2, field->name);
	sql_bind_int(upsert, 3, position);
	sql_bind_text(upsert, 4, field->label);
	sql_bind_text(upsert, 5, field->value);
	sql_bind_int(upsert, 6, field->set_ms);
	return sql_run(upsert, error);
}

bool
ticket_remember_id(
    Spool *spool, int64_t ticket, const char *message_id, int64_t letter, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO ticket_message (message_id, ticket, letter) VALUES ($1, $2, $3)"
	    " ON CONFLICT (message_id, ticket) DO NOTHING";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 1, message_id);
	sql_bind_int(insert, 2, ticket);
	sql_bind_id(insert, 3, letter);
	if (!sql_run(insert, error))
		return false;
	FAILPOINT("ticket.remembered");
	return true;
}

bool
ticket_set_reporter(Spool *spool, const Ticket *ticket, int64_t now_ms, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE ticket SET reporter = $1, account = $2, changed_ms = $3 WHERE id = $4";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_id(update, 1, ticket->reporter);
	sql_bind_id(update, 2, ticket->account);
	sql_bind_int(update, 3, now_ms);
	sql_bind_int(update, 4, ticket->id);
	return sql_run_on(update, "ticket", ticket->id, error);
}

bool
ticket_add_reopened(Spool *spool, int64_t ticket, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO ticket_reopened (ticket, at_ms) VALUES ($1, $2)");

	sql_bind_int(insert, 1, ticket);
	sql_bind_int(insert, 2, now_ms);
	return sql_run(insert, error);
}

bool
ticket_add_link(
    Spool *spool, const TicketLink *link, int64_t ticket, int64_t now_ms, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO ticket_link (ticket, other, why, at_ms) SELECT $1, $2, $3, $4"
	    " WHERE NOT EXISTS (SELECT 1 FROM ticket_link WHERE ticket = $2 AND other = $1)"
	    " ON CONFLICT (ticket, other) DO NOTHING";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_int(insert, 1, ticket);
	sql_bind_int(insert, 2, link->ticket);
	sql_bind_text(insert, 3, ticket_link_reason_name(link->why));
	sql_bind_int(insert, 4, now_ms);
	return sql_run(insert, error);
}

bool
ticket_remove_link(Spool *spool, int64_t ticket, int64_t other, bool *ret_was, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM ticket_link WHERE (ticket = $1 AND other = $2)"
			       " OR (ticket = $2 AND other = $1) RETURNING 1");
	int64_t was = 0;

	sql_bind_int(delete, 1, ticket);
	sql_bind_int(delete, 2, other);
	if (!sql_run_int(delete, 0, &was, error))
		return false;
	*ret_was = was == 1;
	return true;
}

bool
ticket_remember_unseen(Spool *spool, int64_t ticket, const char *message_id, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO ticket_unseen (message_id, ticket) VALUES ($1, $2)"
			       " ON CONFLICT (message_id, ticket) DO NOTHING");

	sql_bind_text(insert, 1, message_id);
	sql_bind_int(insert, 2, ticket);
	return sql_run(insert, error);
}
