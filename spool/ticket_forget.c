/* SPDX-License-Identifier: Apache-2.0 */
/* What is changed vanishes from what the next look finds, so that nothing needs to be noted of how far it went. */
#include "spool/ticket_forget.h"

#include "spool/forget.h"
#include "spool/sqlite.h"

static bool
select_ids(
    Spool *spool, const char *sql, int64_t ticket, int limit, GArray **ret_ids, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, limit);
	return sql_run_ids(select, ret_ids, error);
}

bool
ticket_forget_mails(Spool *spool, int64_t ticket, int limit, GArray **ret_ids, GError **error)
{
	return select_ids(spool,
	    "SELECT id FROM mail WHERE ticket = $1 AND state <> 'waiting'"
	    " AND (gone_ms = 0 OR reason <> '" FORGOTTEN "') LIMIT $2",
	    ticket, limit, ret_ids, error);
}

bool
ticket_forget_letters(Spool *spool, int64_t ticket, int limit, GArray **ret_ids, GError **error)
{
	return select_ids(spool,
	    "SELECT id FROM letter WHERE ticket = $1 AND (gone_ms = 0 OR recipient <> '') "
	    "LIMIT $2",
	    ticket, limit, ret_ids, error);
}

/* The index of the search has words now that stand nowhere else. */
static bool
search_is_stale(Spool *spool, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE search_state SET stale = 1 WHERE rowid = 1 AND stale = 0");

	return sql_run(update, error);
}

/* A line about a letter says its name and nothing else. */
bool
ticket_forget_entries(Spool *spool, int64_t ticket, int limit, bool *ret_more, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE ticket_entry SET text = '" FORGOTTEN "', author = '" FORGOTTEN "'"
	    " WHERE id IN (SELECT id FROM ticket_entry WHERE ticket = $1"
	    "  AND kind <> 'letter' AND text <> '" FORGOTTEN "' LIMIT $2) RETURNING id";
	g_autoptr(GArray) ids = NULL;

	if (!select_ids(spool, UPDATE, ticket, limit, &ids, error) ||
	    !search_is_stale(spool, error))
		return false;
	*ret_more = ids->len == (guint)limit;
	return true;
}

bool
ticket_forget_rest(Spool *spool, int64_t ticket, int64_t now_ms, GError **error)
{
	static const char *const STEPS[] = {"DELETE FROM ticket_field WHERE ticket = $1",
	    "DELETE FROM ticket_attachment WHERE ticket = $1",
	    "DELETE FROM ticket_person WHERE ticket = $1",
	    "DELETE FROM ticket_requester WHERE ticket = $1",
	    "DELETE FROM ticket_moved WHERE ticket = $1",
	    "DELETE FROM ticket_unseen WHERE ticket = $1",
	    "DELETE FROM history_reference WHERE ticket = $1",
	    "DELETE FROM held_letter WHERE ticket = $1", "DELETE FROM notice WHERE id = $1",
	    "UPDATE request_step SET result = '' WHERE ticket = $1",
	    "UPDATE desk_file SET name = '" FORGOTTEN "' WHERE ticket = $1",
	    "UPDATE outbox SET body = '{}', result = '' WHERE ticket = $1", NULL};
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE ticket SET title = '" FORGOTTEN
			       "', reporter = NULL, gone_ms = $1 WHERE id = $2");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, ticket);
	return sql_run_each(spool, STEPS, ticket, error) &&
	       sql_run_on(update, "ticket", ticket, error) && search_is_stale(spool, error);
}

bool
ticket_is_gone(Spool *spool, int64_t ticket, bool *ret_gone, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT gone_ms > 0 FROM ticket WHERE id = $1");
	int64_t gone = 0;

	sql_bind_int(select, 1, ticket);
	if (!sql_run_int(select, 0, &gone, error))
		return false;
	*ret_gone = gone == 1;
	return true;
}

bool
ticket_forget_mail(Spool *spool, int64_t ticket, int64_t mail, GError **error)
{
	static const char *const STEPS[] = {
	    ("UPDATE ticket_entry SET text = '" FORGOTTEN "', author = '" FORGOTTEN "'"
	     " WHERE ticket = $1 AND mail = $2"),
	    "DELETE FROM ticket_attachment WHERE ticket = $1 AND mail = $2",
	    ("DELETE FROM ticket_message WHERE ticket = $1"
	     " AND message_id = (SELECT message_id FROM mail WHERE id = $2)"),
	    "UPDATE outbox SET body = '{}', result = '' WHERE ticket = $1 AND mail = $2",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
		g_autoptr(SqlStatement) step = sql_prepare(spool, STEPS[i]);

		sql_bind_int(step, 1, ticket);
		sql_bind_int(step, 2, mail);
		if (!sql_run(step, error))
			return false;
	}
	return search_is_stale(spool, error);
}

bool
ticket_forget_letters_of(
    Spool *spool, int64_t ticket, int64_t mail, GArray **ret_ids, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id FROM letter WHERE ticket = $1 AND mail = $2"
			       " AND gone_ms = 0");

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, mail);
	return sql_run_ids(select, ret_ids, error);
}

bool
ticket_forget_letters_to_desk(
    Spool *spool, int64_t ticket, int limit, GArray **ret_ids, GError **error)
{
	return select_ids(spool,
	    "SELECT id FROM letter WHERE ticket = $1 AND contact IS NULL AND gone_ms = 0"
	    " AND state <> 'prepared' LIMIT $2",
	    ticket, limit, ret_ids, error);
}

bool
ticket_forget_letter(Spool *spool, int64_t letter, GError **error)
{
	static const char *const STEPS[] = {
	    "DELETE FROM ticket_message WHERE letter = $1"
	    " AND message_id = (SELECT message_id FROM letter_text WHERE letter = $1)",
	    NULL};

	return sql_run_each(spool, STEPS, letter, error);
}

/* A text with the key of its row. */
typedef struct {
	const char *select; /* key and text, of the ticket $1 */
	const char *update; /* $1: the text, $2: the key, $3: the ticket */
} Text;

static const Text TEXTS[] = {
    {"SELECT id, title FROM ticket WHERE id = $1",
	"UPDATE ticket SET title = $1 WHERE id = $2 AND id = $3"},
    {"SELECT id, text FROM ticket_entry WHERE ticket = $1",
	"UPDATE ticket_entry SET text = $1 WHERE id = $2 AND ticket = $3"},
    {"SELECT id, author FROM ticket_entry WHERE ticket = $1",
	"UPDATE ticket_entry SET author = $1 WHERE id = $2 AND ticket = $3"},
    {"SELECT position, value FROM ticket_field WHERE ticket = $1",
	"UPDATE ticket_field SET value = $1 WHERE position = $2 AND ticket = $3"},
    {"SELECT number, name FROM ticket_attachment WHERE ticket = $1",
	"UPDATE ticket_attachment SET name = $1 WHERE number = $2 AND ticket = $3"},
    {"SELECT t.mail, t.lines FROM mail m JOIN trace t ON t.mail = m.id WHERE m.ticket = $1",
	"UPDATE trace SET lines = $1 WHERE mail = $2 AND $3 > 0"},
    {"SELECT id, actor FROM notice WHERE id = $1",
	"UPDATE notice SET actor = $1 WHERE id = $2 AND id = $3"},
    {"SELECT position, result FROM request_step WHERE ticket = $1",
	"UPDATE request_step SET result = $1 WHERE position = $2 AND ticket = $3"},
    {"SELECT remote_id, name FROM desk_file WHERE ticket = $1",
	"UPDATE desk_file SET name = $1 WHERE remote_id = $2 AND ticket = $3"},
    {"SELECT id, body FROM outbox WHERE ticket = $1",
	"UPDATE outbox SET body = $1 WHERE id = $2 AND ticket = $3"},
    {"SELECT id, result FROM outbox WHERE ticket = $1",
	"UPDATE outbox SET result = $1 WHERE id = $2 AND ticket = $3"},
};

typedef struct {
	char *key;  /* own; a number too: SQLite compares it as the column's */
	char *text; /* own */
} Row;

static void
row_clear(void *data)
{
	Row *row = data;

	g_free(row->key);
	g_free(row->text);
}

static bool
changed_rows(Spool *spool, const Text *text, int64_t ticket, const TicketRedaction *redaction,
    GArray *rows, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, text->select);

	sql_bind_int(select, 1, ticket);
	while (sql_next(select)) {
		g_autofree char *was = sql_text(select, 1);
		Row row = {NULL, redaction->redact(was, redaction->data)};

		if (row.text == NULL)
			continue;
		row.key = sql_text(select, 0);
		g_array_append_val(rows, row);
	}
	return sql_done(select, error);
}

static bool
redact_texts(Spool *spool, const Text *text, int64_t ticket, const TicketRedaction *redaction,
    GError **error)
{
	g_autoptr(GArray) rows = g_array_new(false, false, sizeof(Row));

	g_array_set_clear_func(rows, row_clear);
	if (!changed_rows(spool, text, ticket, redaction, rows, error))
		return false;
	for (guint i = 0; i < rows->len; i++) {
		const Row *row = &g_array_index(rows, Row, i);
		g_autoptr(SqlStatement) update = sql_prepare(spool, text->update);

		sql_bind_text(update, 1, row->text);
		sql_bind_text(update, 2, row->key);
		sql_bind_int(update, 3, ticket);
		if (!sql_run(update, error) || !search_is_stale(spool, error))
			return false;
	}
	return true;
}

bool
ticket_redact(Spool *spool, int64_t ticket, const TicketRedaction *redaction, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++)
		if (!redact_texts(spool, &TEXTS[i], ticket, redaction, error))
			return false;
	return true;
}

static bool
run_on_person(Spool *spool, const char *sql, int64_t ticket, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) step = sql_prepare(spool, sql);

	sql_bind_int(step, 1, ticket);
	sql_bind_int(step, 2, contact);
	return sql_run(step, error);
}

bool
ticket_forget_person(Spool *spool, int64_t ticket, int64_t contact, GError **error)
{
	return run_on_person(spool,
		   "DELETE FROM ticket_person WHERE ticket = $1 AND contact = $2", ticket,
		   contact, error) &&
	       run_on_person(spool,
		   "DELETE FROM ticket_requester WHERE ticket = $1 AND contact = $2", ticket,
		   contact, error) &&
	       run_on_person(spool,
		   "DELETE FROM ticket_moved WHERE ticket = $1 AND what = 'person'"
		   " AND row = CAST($2 AS TEXT)",
		   ticket, contact, error);
}

bool
ticket_note_person(Spool *spool, int64_t ticket, int64_t contact, GError **error)
{
	return run_on_person(spool,
	    "INSERT INTO ticket_person (ticket, contact, gets_letters) VALUES ($1, $2, 0)"
	    " ON CONFLICT (ticket, contact) DO NOTHING",
	    ticket, contact, error);
}
