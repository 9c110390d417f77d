/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters. The row says whom, why and how it went; subject and bytes lie apart in letter_text,
 * because they are written later (the id is part of them) and then never change.
 */
#include "spool/letter.h"

#include <string.h>

#include "spool/sqlite.h"
#include "spool/tally.h"
#include "spool/ticket_write.h"

#define SELECT_LETTER                                                                 \
	"SELECT l.id, l.state, l.name, l.purpose, l.ticket, l.contact, l.mailbox,"    \
	" l.recipient, coalesce(t.subject, ''), l.mail, l.created_ms, l.expires_ms, " \
	"l.due_ms, l.sent_ms,"                                                        \
	" l.attempts, l.result, l.paced_ms, l.salt, l.language FROM letter l"         \
	" LEFT JOIN letter_text t ON t.letter = l.id"

static const char *const STATE_NAMES[] = {
    [LETTER_WAITING] = "waiting",
    [LETTER_SENT] = "sent",
    [LETTER_FAILED] = "failed",
    [LETTER_DROPPED] = "dropped",
    [LETTER_PREPARED] = "prepared",
};

const char *
letter_state_name(LetterState state)
{
	return STATE_NAMES[state];
}

void
letter_free(Letter *letter)
{
	if (!letter)
		return;
	g_free(letter->name);
	g_free(letter->purpose);
	g_free(letter->mailbox);
	g_free(letter->recipient);
	g_free(letter->subject);
	g_free(letter->result);
	g_free(letter->language);
	g_free(letter);
}

static void *
letter_from_row(SqlStatement *row)
{
	Letter *letter = g_new0(Letter, 1);

	letter->id = sql_int(row, 0);
	letter->state = (LetterState)sql_name(row, 1, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES));
	letter->name = sql_text(row, 2);
	letter->purpose = sql_text(row, 3);
	letter->ticket = sql_int(row, 4);
	letter->contact = sql_int(row, 5);
	letter->mailbox = sql_text(row, 6);
	letter->recipient = sql_text(row, 7);
	letter->subject = sql_text(row, 8);
	letter->mail = sql_int(row, 9);
	letter->created_ms = sql_int(row, 10);
	letter->expires_ms = sql_int(row, 11);
	letter->due_ms = sql_int(row, 12);
	letter->sent_ms = sql_int(row, 13);
	letter->attempts = (int)sql_int(row, 14);
	letter->result = sql_text(row, 15);
	letter->paced_ms = sql_int(row, 16);
	letter->salt = sql_int(row, 17);
	letter->language = sql_text(row, 18);
	return letter;
}

/* The mailbox behind an address: many servers leave out what follows a plus sign, and some the dots. Caller owns. */
static char *
mailbox_behind(const char *address)
{
	g_autofree char *key = sql_fold(address);
	const char *at = strrchr(key, '@');
	size_t local = at == NULL ? strlen(key) : (size_t)(at - key);
	GString *behind = g_string_sized_new(strlen(key));

	for (size_t i = 0; i < local && (key[i] != '+' || behind->len == 0); i++)
		if (key[i] != '.' && key[i] != '"')
			g_string_append_c(behind, key[i]);
	g_string_append(behind, key + local);
	return g_string_free(behind, FALSE);
}

bool
letter_correspondent(Spool *spool, int64_t contact, const char *address,
    char **ret_correspondent, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT address FROM contact WHERE id = $1");
	g_autofree char *own = NULL;

	sql_bind_int(select, 1, contact);
	if (!sql_run_text(select, &own, error))
		return false;
	*ret_correspondent = mailbox_behind(own != NULL ? own : address);
	return true;
}

bool
letter_add(Spool *spool, const Letter *letter, int64_t *ret_id, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO letter (state, name, purpose, ticket, contact, mailbox, recipient,"
	    " recipient_key, mail, created_ms, expires_ms, due_ms, paced_ms, correspondent, "
	    "salt, language)"
	    " VALUES ('waiting', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	    " $15)";
	g_autofree char *key = sql_fold(letter->recipient);
	g_autofree char *correspondent = NULL;
	g_autoptr(SqlStatement) insert = NULL;

	if (!letter_correspondent(
		spool, letter->contact, letter->recipient, &correspondent, error))
		return false;
	insert = sql_prepare(spool, INSERT);
	sql_bind_text(insert, 1, letter->name);
	sql_bind_text(insert, 2, letter->purpose);
	sql_bind_id(insert, 3, letter->ticket);
	sql_bind_id(insert, 4, letter->contact);
	sql_bind_text(insert, 5, letter->mailbox);
	sql_bind_text(insert, 6, letter->recipient);
	sql_bind_text(insert, 7, key);
	sql_bind_id(insert, 8, letter->mail);
	sql_bind_int(insert, 9, letter->created_ms);
	sql_bind_int(insert, 10, letter->expires_ms);
	sql_bind_int(insert, 11, letter->due_ms);
	sql_bind_int(insert, 12, letter->paced_ms);
	sql_bind_text(insert, 13, correspondent);
	sql_bind_int(insert, 14, letter->salt);
	sql_bind_text(insert, 15, letter->language);
	if (!sql_run_insert(insert, ret_id, error))
		return false;
	FAILPOINT("letter.added");
	return true;
}

bool
letter_store(Spool *spool, int64_t id, const LetterText *text, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO letter_text (letter, message_id, subject, bytes)"
	    " VALUES ($1, $2, $3, $4)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);
	size_t size = 0;
	const void *bytes = g_bytes_get_data(text->bytes, &size);

	sql_bind_int(insert, 1, id);
	sql_bind_text(insert, 2, text->message_id);
	sql_bind_text(insert, 3, text->subject);
	sql_bind_blob(insert, 4, bytes, size);
	if (!sql_run(insert, error))
		return false;
	FAILPOINT("letter.stored");
	return true;
}

bool
letter_record(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT l.ticket, l.created_ms, l.name, t.message_id FROM letter l"
	    " JOIN letter_text t ON t.letter = l.id WHERE l.id = $1 AND l.ticket IS NOT NULL");
	g_autofree char *name = NULL;
	g_autofree char *message_id = NULL;
	Entry entry = {.kind = ENTRY_LETTER, .author = (char *)"casegate", .letter = id};

	sql_bind_int(select, 1, id);
	if (!sql_next(select))
		return sql_done(select, error);
	entry.ticket = sql_int(select, 0);
	entry.at_ms = sql_int(select, 1);
	entry.text = name = sql_text(select, 2);
	entry.mark = (char *)"";
	message_id = sql_text(select, 3);
	return sql_done(select, error) &&
	       ticket_remember_id(spool, entry.ticket, message_id, id, error) &&
	       ticket_add_entry(spool, &entry, NULL, error);
}

bool
letter_get(Spool *spool, int64_t id, Letter **ret_letter, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_LETTER " WHERE l.id = $1");
	g_autoptr(Letter) letter = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select))
		letter = letter_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_letter = g_steal_pointer(&letter);
	return true;
}

GBytes *
letter_bytes(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT bytes FROM letter_text WHERE letter = $1");
	g_autoptr(GBytes) bytes = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select)) {
		size_t size = 0;
		const void *data = sql_blob(select, 0, &size);

		bytes = g_bytes_new(data, size);
	}
	if (!sql_done(select, error))
		return NULL;
	if (!bytes)
		sql_set_missing(error, "letter", id);
	return g_steal_pointer(&bytes);
}

bool
letter_size(Spool *spool, int64_t id, int64_t *ret_size, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT length(bytes) FROM letter_text WHERE letter = $1");

	sql_bind_int(select, 1, id);
	return sql_run_int(select, 0, ret_size, error);
}

static bool
letter_select(SqlStatement *select, GPtrArray **ret_letters, GError **error)
{
	return sql_run_list(
	    select, letter_from_row, (GDestroyNotify)letter_free, ret_letters, error);
}

bool
letter_waiting_mailbox(Spool *spool, const char *after, char **ret_mailbox, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT mailbox FROM letter INDEXED BY letter_waiting"
	    " WHERE state = 'waiting' AND mailbox > $1 ORDER BY mailbox LIMIT 1");

	sql_bind_text(select, 1, after);
	return sql_run_text(select, ret_mailbox, error);
}

bool
letter_salt(Spool *spool, int64_t id, bool *ret_there, int64_t *ret_salt, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT salt FROM letter WHERE id = $1");
	int64_t salt = 0;
	bool there = false;

	sql_bind_int(select, 1, id);
	if (sql_next(select)) {
		salt = sql_int(select, 0);
		there = true;
	}
	if (!sql_done(select, error))
		return false;
	*ret_there = there;
	*ret_salt = salt;
	return true;
}

/* What was tried before is found by when it is due, and never looked through by what was not. */
bool
letter_waiting(Spool *spool, const LetterTurn *turn, GPtrArray **ret_letters, GError **error)
{
	static const char FRESH[] =
	    SELECT_LETTER " WHERE l.state = 'waiting' AND l.attempts = 0 AND l.due_ms <= $1"
			  " AND l.mailbox = $2 ORDER BY l.id LIMIT $3";
	static const char AGAIN[] =
	    SELECT_LETTER " WHERE l.state = 'waiting' AND l.attempts > 0 AND l.due_ms <= $1"
			  " ORDER BY l.due_ms LIMIT $2";
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, turn->mailbox == NULL ? AGAIN : FRESH);

	sql_bind_int(select, 1, turn->now_ms);
	if (turn->mailbox != NULL)
		sql_bind_text(select, 2, turn->mailbox);
	sql_bind_int(select, turn->mailbox != NULL ? 3 : 2, turn->limit);
	return letter_select(select, ret_letters, error);
}

bool
letter_next_due(Spool *spool, int64_t now_ms, int64_t *ret_due_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT due_ms FROM letter WHERE state = 'waiting' AND due_ms > created_ms"
	    " AND due_ms > $1 ORDER BY due_ms LIMIT 1");

	sql_bind_int(select, 1, now_ms);
	return sql_run_int(select, 0, ret_due_ms, error);
}

bool
letter_set_sent(Spool *spool, int64_t id, const char *result, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET state = 'sent', attempts = attempts + 1, result = $1,"
	    " sent_ms = $2 WHERE id = $3");

	sql_bind_text(update, 1, result);
	sql_bind_int(update, 2, now_ms);
	sql_bind_int(update, 3, id);
	if (!sql_run_on(update, "letter", id, error))
		return false;
	FAILPOINT("letter.sent");
	return true;
}

bool
letter_set_failed(Spool *spool, int64_t id, const char *result, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET state = 'failed', attempts = attempts + 1, result = $1"
	    " WHERE id = $2");

	sql_bind_text(update, 1, result);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "letter", id, error);
}

bool
letter_postpone(Spool *spool, int64_t id, const char *result, int64_t due_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET attempts = attempts + 1, result = $1, due_ms = $2"
	    " WHERE id = $3");

	sql_bind_text(update, 1, result);
	sql_bind_int(update, 2, due_ms);
	sql_bind_int(update, 3, id);
	return sql_run_on(update, "letter", id, error);
}

bool
letter_retry(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE letter SET state = 'waiting', due_ms = $1 WHERE id = $2");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "letter", id, error);
}

bool
letter_drop(Spool *spool, int64_t id, const char *result, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE letter SET state = 'dropped', result = $1 WHERE id = $2");

	sql_bind_text(update, 1, result);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "letter", id, error);
}

bool
letter_count_to(Spool *spool, const LetterQuery *query, const char *address, int64_t *ret_count,
    GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE name = $1"
			       " AND created_ms >= $2 AND recipient_key = $3");
	g_autofree char *key = sql_fold(address);

	sql_bind_text(select, 1, query->name);
	sql_bind_int(select, 2, query->since_ms);
	sql_bind_text(select, 3, key);
	return sql_run_int(select, 0, ret_count, error);
}

bool
letter_expire_token(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE letter SET expires_ms = min(expires_ms, $1) WHERE id = $2");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, id);
	return sql_run(update, error);
}

bool
letter_expire_tokens(Spool *spool, int64_t ticket, int64_t at_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE letter SET expires_ms = $1 WHERE ticket = $2 AND expires_ms > $1");

	sql_bind_int(update, 1, at_ms);
	sql_bind_int(update, 2, ticket);
	return sql_run(update, error);
}

bool
letter_last(Spool *spool, int64_t *ret_id, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, "SELECT max(id) FROM letter");

	return sql_run_int(select, 0, ret_id, error);
}

bool
letter_list_page(Spool *spool, const ListPage *page, GPtrArray **ret_letters, GError **error)
{
	static const char ALL[] = SELECT_LETTER " WHERE l.id < $1 ORDER BY l.id DESC LIMIT $2";
	static const char IN_STATE[] =
	    SELECT_LETTER " WHERE l.id < $1 AND l.state = $2 ORDER BY l.id DESC LIMIT $3";
	g_autoptr(SqlStatement) select = sql_prepare(spool, page->state < 0 ? ALL : IN_STATE);

	sql_bind_int(select, 1, page->before == 0 ? INT64_MAX : page->before);
	if (page->state >= 0)
		sql_bind_text(select, 2, STATE_NAMES[page->state]);
	sql_bind_int(select, page->state < 0 ? 2 : 3, page->limit);
	return letter_select(select, ret_letters, error);
}

bool
letter_list(Spool *spool, int state, int limit, GPtrArray **ret_letters, GError **error)
{
	return letter_list_page(
	    spool, &(ListPage){.state = state, .limit = limit}, ret_letters, error);
}

bool
letter_count(Spool *spool, int64_t ret_counts[], GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT one, n FROM tally WHERE what = $1");

	sql_bind_text(select, 1, TALLY_LETTER);
	return sql_run_counts(
	    select, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES), ret_counts, error);
}

bool
letter_awaits_approval(
    Spool *spool, int64_t contact, const char *name, GArray **ret_tickets, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT DISTINCT l.ticket FROM letter l JOIN ticket t ON t.id = l.ticket"
	    " WHERE l.contact = $1 AND l.name = $2 AND t.state = 'awaiting approval'");

	sql_bind_int(select, 1, contact);
	sql_bind_text(select, 2, name);
	return sql_run_ids(select, ret_tickets, error);
}

bool
letter_of_ticket(Spool *spool, int64_t ticket, GPtrArray **ret_letters, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_LETTER " WHERE l.ticket = $1 ORDER BY l.id");

	sql_bind_int(select, 1, ticket);
	return letter_select(select, ret_letters, error);
}
