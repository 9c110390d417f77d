/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/desk_mirror.h"

#include "spool/sqlite.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define SELECT_TICKET                                                            \
	"SELECT ticket, remote_id, remote_state, mod_count, updated_ms, seen_ms" \
	" FROM desk_ticket"

void
desk_ticket_free(DeskTicket *ticket)
{
	if (!ticket)
		return;
	g_free(ticket->remote_id);
	g_free(ticket->remote_state);
	g_free(ticket);
}

bool
desk_ticket_add(Spool *spool, int64_t ticket, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO desk_ticket (ticket) VALUES ($1)");

	sql_bind_int(insert, 1, ticket);
	return sql_run(insert, error);
}

bool
desk_ticket_remove(Spool *spool, int64_t ticket, GError **error)
{
	g_autoptr(SqlStatement) remove =
	    sql_prepare(spool, "DELETE FROM desk_ticket WHERE ticket = $1");

	sql_bind_int(remove, 1, ticket);
	return sql_run_on(remove, "ticket of the desk", ticket, error);
}

bool
desk_ticket_save(Spool *spool, const DeskTicket *ticket, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE desk_ticket SET remote_id = $1, remote_state = $2, mod_count = $3,"
	    " updated_ms = $4, seen_ms = $5 WHERE ticket = $6");

	sql_bind_text(update, 1, ticket->remote_id);
	sql_bind_text(update, 2, ticket->remote_state == NULL ? "" : ticket->remote_state);
	sql_bind_int(update, 3, ticket->mod_count);
	sql_bind_int(update, 4, ticket->updated_ms);
	sql_bind_int(update, 5, ticket->seen_ms);
	sql_bind_int(update, 6, ticket->ticket);
	return sql_run_on(update, "ticket of the desk", ticket->ticket, error);
}

static bool
select_ticket(SqlStatement *select, DeskTicket **ret_ticket, GError **error)
{
	g_autoptr(DeskTicket) ticket = NULL;

	if (sql_next(select)) {
		ticket = g_new0(DeskTicket, 1);
		ticket->ticket = sql_int(select, 0);
		ticket->remote_id = sql_text(select, 1);
		ticket->remote_state = sql_text(select, 2);
		ticket->mod_count = sql_int(select, 3);
		ticket->updated_ms = sql_int(select, 4);
		ticket->seen_ms = sql_int(select, 5);
	}
	if (!sql_done(select, error))
		return false;
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

bool
desk_ticket_get(Spool *spool, int64_t ticket, DeskTicket **ret_ticket, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_TICKET " WHERE ticket = $1");

	sql_bind_int(select, 1, ticket);
	return select_ticket(select, ret_ticket, error);
}

bool
desk_ticket_find(Spool *spool, const char *remote_id, DeskTicket **ret_ticket, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_TICKET " WHERE remote_id = $1");

	sql_bind_text(select, 1, remote_id);
	return select_ticket(select, ret_ticket, error);
}

bool
desk_ticket_is_older(const DeskTicket *known, int64_t mod_count, int64_t updated_ms)
{
	bool is_of_the_future = known->updated_ms > known->seen_ms + DAY_MS;

	return mod_count < known->mod_count &&
	       updated_ms <= (is_of_the_future ? 0 : known->updated_ms);
}

bool
desk_entry_add(
    Spool *spool, int64_t ticket, const char *remote_id, int64_t entry, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO desk_entry (remote_id, ticket, entry) VALUES ($1, $2, $3)"
	    " ON CONFLICT DO NOTHING");

	sql_bind_text(insert, 1, remote_id);
	sql_bind_int(insert, 2, ticket);
	sql_bind_id(insert, 3, entry);
	return sql_run(insert, error);
}

bool
desk_entry_is_known(Spool *spool, const char *remote_id, bool *ret_known, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT 1 FROM desk_entry WHERE remote_id = $1");
	int64_t known = 0;

	sql_bind_text(select, 1, remote_id);
	if (!sql_run_int(select, 0, &known, error))
		return false;
	*ret_known = known != 0;
	return true;
}

void
desk_file_free(DeskFile *file)
{
	if (!file)
		return;
	g_free(file->remote_id);
	g_free(file->name);
	g_free(file->type);
	g_free(file);
}

bool
desk_file_add(Spool *spool, const DeskFile *file, bool *ret_new, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM desk_file WHERE remote_id = $1");
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO desk_file (remote_id, ticket, attachment, name, type, size)"
	    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
	int64_t known = 0;

	sql_bind_text(select, 1, file->remote_id);
	if (!sql_run_int(select, 0, &known, error))
		return false;
	sql_bind_text(insert, 1, file->remote_id);
	sql_bind_int(insert, 2, file->ticket);
	sql_bind_int(insert, 3, file->attachment);
	sql_bind_text(insert, 4, file->name);
	sql_bind_text(insert, 5, file->type);
	sql_bind_int(insert, 6, file->size);
	if (!sql_run(insert, error))
		return false;
	if (ret_new != NULL)
		*ret_new = known == 0;
	return true;
}

static void *
file_from_row(SqlStatement *row)
{
	DeskFile *file = g_new0(DeskFile, 1);

	file->remote_id = sql_text(row, 0);
	file->ticket = sql_int(row, 1);
	file->attachment = sql_int(row, 2);
	file->name = sql_text(row, 3);
	file->type = sql_text(row, 4);
	file->size = sql_int(row, 5);
	return file;
}

bool
desk_file_list(Spool *spool, int64_t ticket, GPtrArray **ret_files, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT remote_id, ticket, attachment, name, type, size FROM desk_file"
	    " WHERE ticket = $1 ORDER BY remote_id");

	sql_bind_int(select, 1, ticket);
	return sql_run_list(
	    select, file_from_row, (GDestroyNotify)desk_file_free, ret_files, error);
}

void
desk_person_free(DeskPerson *person)
{
	if (!person)
		return;
	g_free(person->remote_id);
	g_free(person->account);
	g_free(person);
}

bool
desk_person_set(Spool *spool, const DeskPerson *person, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO desk_person (contact, remote_id, account, checked_ms)"
	    " VALUES ($1, $2, $3, $4) ON CONFLICT (contact) DO UPDATE SET"
	    " remote_id = excluded.remote_id, account = excluded.account,"
	    " checked_ms = excluded.checked_ms");

	sql_bind_int(insert, 1, person->contact);
	sql_bind_text(insert, 2, person->remote_id);
	sql_bind_text(insert, 3, person->account);
	sql_bind_int(insert, 4, person->checked_ms);
	return sql_run(insert, error);
}

bool
desk_person_get(Spool *spool, int64_t contact, DeskPerson **ret_person, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT contact, remote_id, account, checked_ms FROM desk_person"
			       " WHERE contact = $1");
	g_autoptr(DeskPerson) person = NULL;

	sql_bind_int(select, 1, contact);
	if (sql_next(select)) {
		person = g_new0(DeskPerson, 1);
		person->contact = sql_int(select, 0);
		person->remote_id = sql_text(select, 1);
		person->account = sql_text(select, 2);
		person->checked_ms = sql_int(select, 3);
	}
	if (!sql_done(select, error))
		return false;
	*ret_person = g_steal_pointer(&person);
	return true;
}

bool
desk_person_is_known(Spool *spool, const char *remote_id, bool *ret_known, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT 1 FROM desk_person WHERE remote_id = $1 LIMIT 1");

	sql_bind_text(select, 1, remote_id);
	*ret_known = sql_next(select);
	return sql_done(select, error);
}

bool
desk_cursor_get(Spool *spool, char **ret_cursor, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, "SELECT cursor FROM desk_cursor");

	return sql_run_text(select, ret_cursor, error);
}

bool
desk_cursor_set(Spool *spool, const char *cursor, int64_t now_ms, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO desk_cursor (id, cursor, heard_ms) VALUES (1, $1, $2)"
	    " ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor,"
	    " heard_ms = excluded.heard_ms";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 1, cursor);
	sql_bind_int(insert, 2, now_ms);
	return sql_run(insert, error);
}

bool
desk_cursor_heard(Spool *spool, int64_t *ret_heard_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, "SELECT heard_ms FROM desk_cursor");

	return sql_run_int(select, 0, ret_heard_ms, error);
}
