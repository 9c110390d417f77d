/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that is ever written of tickets. Their numbers come from a counter of each kind, in the transaction that stores
 * the ticket, so that a number is taken exactly when its ticket is there.
 */
#include "spool/ticket_write.h"

#include "parsers/ticket_number.h"
#include "spool/sqlite.h"
#include "spool/tally.h"

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
ticket_is_taken(Spool *spool, const char *number, bool *ret_is, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT 1 FROM ticket WHERE number = $1");

	sql_bind_text(select, 1, number);
	*ret_is = sql_next(select);
	return sql_done(select, error);
}

/* One that a desk elsewhere gave to a ticket is left out. */
static bool
ticket_next_number(Spool *spool, TicketKind kind, char **ret_number, GError **error)
{
	static const char UPSERT[] = "INSERT INTO counter (kind, last) VALUES ($1, $2)"
				     " ON CONFLICT (kind) DO UPDATE SET last = excluded.last";
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);
	g_autofree char *text = NULL;
	int64_t number = 0;
	bool taken = true;

	if (!ticket_last_number(spool, kind, &number, error))
		return false;
	while (taken) {
		g_free(text);
		text = g_strdup_printf(
		    "%s%0*" G_GINT64_FORMAT, PREFIXES[kind], TICKET_NUMBER_DIGITS, ++number);
		if (!ticket_is_taken(spool, text, &taken, error))
			return false;
	}
	sql_bind_text(upsert, 1, ticket_kind_name(kind));
	sql_bind_int(upsert, 2, number);
	if (!sql_run(upsert, error))
		return false;
	*ret_number = g_steal_pointer(&text);
	return true;
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
	sql_bind_int(insert, 20, ticket->done_ms);
	sql_bind_int(insert, 21, ticket->answer_due_ms);
	sql_bind_int(insert, 22, ticket->told);
	sql_bind_int(insert, 23, ticket->next_ms);
}

static bool
insert_ticket(Spool *spool, Ticket *ticket, const char *number, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO ticket (kind, number, state, title, category, priority, team, agent,"
	    " mailbox, language, item, reporter, account, predecessor, created_ms, changed_ms,"
	    " state_ms, reminded_ms, clock_stopped, waiting_ms, done_ms, answer_due_ms, told,"
	    " next_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	    " $15, $15, $16, $17, $18, $19, $20, $21, $22, $23)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);
	int64_t id = 0;

	ticket->done_ms = ticket_state_is_done(ticket->state) ? ticket->created_ms : 0;
	ticket_bind_new(insert, ticket, number);
	if (!sql_run_insert(insert, &id, error))
		return false;
	FAILPOINT("ticket.added");
	g_free(ticket->number);
	ticket->number = g_strdup(number);
	ticket->id = id;
	ticket->changed_ms = ticket->created_ms;
	return true;
}

bool
ticket_add(Spool *spool, Ticket *ticket, GError **error)
{
	g_autofree char *number = NULL;

	if (!ticket_next_number(spool, ticket->kind, &number, error))
		return false;
	FAILPOINT("ticket.numbered");
	return insert_ticket(spool, ticket, number, error);
}

bool
ticket_add_unnumbered(Spool *spool, Ticket *ticket, GError **error)
{
	g_autofree char *number = NULL;

	if (!insert_ticket(spool, ticket, TICKET_UNNUMBERED, error))
		return false;
	number = g_strdup_printf(TICKET_UNNUMBERED "%" G_GINT64_FORMAT, ticket->id);
	if (!ticket_set_number(spool, ticket->id, number, error))
		return false;
	g_free(ticket->number);
	ticket->number = g_steal_pointer(&number);
	return true;
}

bool
ticket_set_number(Spool *spool, int64_t ticket, const char *number, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id FROM ticket WHERE number = $1");
	g_autoptr(SqlStatement) keep =
	    sql_prepare(spool, "UPDATE desk_ticket SET former = t.number FROM ticket t"
			       " WHERE t.id = $1 AND ticket = $1 AND t.number <> $2");
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE ticket SET number = $1 WHERE id = $2");
	int64_t other = 0;

	sql_bind_text(select, 1, number);
	if (!sql_run_int(select, 0, &other, error))
		return false;
	if (other != 0 && other != ticket) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS,
		    "another ticket has the number %s", number);
		return false;
	}
	sql_bind_int(keep, 1, ticket);
	sql_bind_text(keep, 2, number);
	sql_bind_text(update, 1, number);
	sql_bind_int(update, 2, ticket);
	return sql_run(keep, error) && sql_run_on(update, "ticket", ticket, error);
}

/* The words of a title that is replaced are in the index of the search still. */
static bool
ticket_leave_title(Spool *spool, const Ticket *ticket, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE search_state SET stale = 1 WHERE rowid = 1 AND stale = 0 AND EXISTS"
	    " (SELECT 1 FROM ticket WHERE id = $1 AND title <> $2)");

	sql_bind_int(update, 1, ticket->id);
	sql_bind_text(update, 2, ticket->title);
	return sql_run(update, error);
}

bool
ticket_number_here(
    Spool *spool, int64_t ticket, TicketKind kind, char **ret_number, GError **error)
{
	g_autofree char *number = NULL;

	if (!ticket_next_number(spool, kind, &number, error) ||
	    !ticket_set_number(spool, ticket, number, error))
		return false;
	*ret_number = g_steal_pointer(&number);
	return true;
}

bool
ticket_save(Spool *spool, const Ticket *ticket, int64_t now_ms, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE ticket SET state = $1, title = $2, category = $3, priority = $4, team = $5,"
	    " agent = $6, state_ms = $7, reminded_ms = $8, clock_stopped = $9,"
	    " changed_ms = $10, waiting_ms = $11, answered_ms = $12, done_ms = $13,"
	    " answer_due_ms = $14, told = $15, next_ms = $16, snoozed_ms = $17, answer_s = $18,"
	    " answer_kept = $19, ended_by = $20 WHERE id = $21";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	if (!ticket_leave_title(spool, ticket, error))
		return false;
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
	sql_bind_int(update, 12, ticket->answered_ms);
	sql_bind_int(update, 13, ticket->done_ms);
	sql_bind_int(update, 14, ticket->answer_due_ms);
	sql_bind_int(update, 15, ticket->told);
	sql_bind_int(update, 16, ticket->next_ms);
	sql_bind_int(update, 17, ticket->snoozed_ms);
	sql_bind_int(update, 18, ticket->answered_ms == 0 ? -1 : ticket->answer_s);
	sql_bind_int(update, 19, ticket->answer_kept);
	sql_bind_text(update, 20, ticket_end_name(ticket->ended_by));
	sql_bind_int(update, 21, ticket->id);
	if (!sql_run_on(update, "ticket", ticket->id, error))
		return false;
	FAILPOINT("ticket.saved");
	return true;
}

bool
ticket_save_times(Spool *spool, const Ticket *ticket, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE ticket SET state_ms = $1, reminded_ms = $2, answer_due_ms = $3, told = $4,"
	    " next_ms = $5 WHERE id = $6";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_int(update, 1, ticket->state_ms);
	sql_bind_int(update, 2, ticket->reminded_ms);
	sql_bind_int(update, 3, ticket->answer_due_ms);
	sql_bind_int(update, 4, ticket->told);
	sql_bind_int(update, 5, ticket->next_ms);
	sql_bind_int(update, 6, ticket->id);
	return sql_run_on(update, "ticket", ticket->id, error);
}

bool
ticket_save_answer(Spool *spool, const Ticket *ticket, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE ticket SET answer_s = $1, answer_kept = $2 WHERE id = $3");

	sql_bind_int(update, 1, ticket->answer_s);
	sql_bind_int(update, 2, ticket->answer_kept);
	sql_bind_int(update, 3, ticket->id);
	return sql_run_on(update, "ticket", ticket->id, error);
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
ticket_confirm_request(Spool *spool, int64_t ticket, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE ticket_requester SET confirmed = 1 WHERE ticket = $1 AND contact = $2");

	sql_bind_int(update, 1, ticket);
	sql_bind_int(update, 2, contact);
	return sql_run(update, error);
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
	    " (ticket, number, mail, path, name, type, size, is_inline, marks)"
	    " SELECT $1, (SELECT coalesce(max(number), 0) + 1 FROM ticket_attachment"
	    " WHERE ticket = $1), $2, $3, $4, $5, $6, $7, $8"
	    " WHERE NOT EXISTS (SELECT 1 FROM ticket_attachment"
	    " WHERE ticket = $1 AND mail = $2 AND path = $3)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_int(insert, 1, attachment->ticket);
	sql_bind_int(insert, 2, attachment->mail);
	sql_bind_text(insert, 3, attachment->path);
	sql_bind_text(insert, 4, attachment->name);
	sql_bind_text(insert, 5, attachment->type);
	sql_bind_int(insert, 6, attachment->size);
	sql_bind_int(insert, 7, attachment->is_inline);
	sql_bind_text(insert, 8, attachment->marks);
	return sql_run(insert, error);
}

bool
ticket_set_marks(Spool *spool, int64_t ticket, int number, const char *marks, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE ticket_attachment SET marks = $1 WHERE ticket = $2 AND number = $3");

	sql_bind_text(update, 1, marks);
	sql_bind_int(update, 2, ticket);
	sql_bind_int(update, 3, number);
	return sql_run(update, error);
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
	static const char UPDATE[] = "UPDATE ticket SET reporter = $1, account = $2, "
				     "changed_ms = $3, answer_due_ms = $4,"
				     " told = $5, next_ms = $6 WHERE id = $7";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_id(update, 1, ticket->reporter);
	sql_bind_id(update, 2, ticket->account);
	sql_bind_int(update, 3, now_ms);
	sql_bind_int(update, 4, ticket->answer_due_ms);
	sql_bind_int(update, 5, ticket->told);
	sql_bind_int(update, 6, ticket->next_ms);
	sql_bind_int(update, 7, ticket->id);
	return sql_run_on(update, "ticket", ticket->id, error);
}

bool
ticket_add_reopened(Spool *spool, int64_t ticket, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO ticket_reopened (ticket, at_ms) VALUES ($1, $2)");

	sql_bind_int(insert, 1, ticket);
	sql_bind_int(insert, 2, now_ms);
	return sql_run(insert, error) && tally_add(spool, TALLY_REOPENED, "", "", error);
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
