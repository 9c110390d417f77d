/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/ledger.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/simulation/disk.h"
#include "tests/simulation/mailbox.h"
#include "tests/simulation/people.h"
#include "tests/simulation/post.h"
#include "tests/simulation/world.h"

static bool disagrees;

void
ledger_begin(void)
{
	disagrees = false;
}

void
ledger_disagree(const char *format, ...)
{
	g_autofree char *line = NULL;
	va_list arguments;

	va_start(arguments, format);
	line = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	world_tell("DISAGREEMENT: %s", line);
	disagrees = true;
}

bool
ledger_disagrees(void)
{
	return disagrees;
}

static sqlite3 *
open_copy(const char *copy)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(copy, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
		SQLITE_OK ||
	    sqlite3_exec(db, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;",
		NULL, NULL, NULL) != SQLITE_OK)
		ledger_disagree("the spool cannot be opened: %s", sqlite3_errmsg(db));
	return db;
}

/* Calls see() with each row; what SQLite says is a disagreement, because the spool is damaged. */
static void
each_row(sqlite3 *db, const char *sql, void (*see)(sqlite3_stmt *row, void *data), void *data)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
		see(statement, data);
		code = SQLITE_OK;
	}
	if (code != SQLITE_DONE)
		ledger_disagree("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_finalize(statement);
}

static const char *
text(sqlite3_stmt *row, int column)
{
	const char *found = (const char *)sqlite3_column_text(row, column);

	return found == NULL ? "" : found;
}

static void
see_integrity(sqlite3_stmt *row, void *data)
{
	(void)data;
	if (strcmp(text(row, 0), "ok") != 0)
		ledger_disagree("the spool is damaged: %s", text(row, 0));
}

/* The bytes of each mail, whole: how often the spool holds them. */
static void
see_mail_bytes(sqlite3_stmt *row, void *data)
{
	GHashTable *held = data;
	GBytes *bytes =
	    g_bytes_new(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0));

	if (g_hash_table_contains(held, bytes))
		g_bytes_unref(bytes);
	else
		g_hash_table_add(held, bytes);
}

/* What was filed is in the spool, byte by byte. */
static void
check_filed(sqlite3 *db)
{
	g_autoptr(GHashTable) held = g_hash_table_new_full(
	    g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
	const GPtrArray *filed = mailbox_filed();

	each_row(db, "SELECT bytes FROM mail_chunk WHERE position = 0", see_mail_bytes, held);
	for (unsigned i = 0; i < filed->len; i++)
		if (!g_hash_table_contains(held, filed->pdata[i])) {
			g_autofree char *id = post_message_id(filed->pdata[i]);

			ledger_disagree("mail %s was filed and is not in the spool", id);
		}
}

/* A letter of the spool: what was taken of it is the same, and what is known to be sent is sent once. */
static void
see_letter(sqlite3_stmt *row, void *data)
{
	GHashTable *known = data;
	PostLetter *letter = g_hash_table_lookup(post_letters(), text(row, 0));

	if (letter == NULL || letter->refused) {
		if (letter != NULL)
			g_hash_table_add(known, letter);
		if (letter != NULL && strcmp(text(row, 2), "failed") == 0)
			letter->unknown = false;
		if (strcmp(text(row, 2), "sent") == 0)
			ledger_disagree("letter %s is sent, and was not taken", text(row, 0));
		return;
	}
	if (!g_hash_table_add(known, letter))
		ledger_disagree("two letters have the Message-ID %s", text(row, 0));
	if (strcmp(letter->recipient, text(row, 1)) != 0)
		ledger_disagree("letter %s is to %s and went to %s", text(row, 0), text(row, 1),
		    letter->recipient);
	if (strcmp(text(row, 2), "sent") == 0)
		letter->unknown = false;
}

/* What was taken is a letter of the spool. */
static void
check_letters(sqlite3 *db)
{
	g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
	GHashTableIter all;
	void *letter = NULL;

	each_row(db,
	    "SELECT t.message_id, l.recipient, l.state FROM letter l JOIN letter_text t"
	    " ON t.letter = l.id ORDER BY l.id",
	    see_letter, known);
	g_hash_table_iter_init(&all, post_letters());
	while (g_hash_table_iter_next(&all, NULL, &letter))
		if (!g_hash_table_contains(known, letter))
			ledger_disagree("letter %s to %s is not in the spool",
			    ((PostLetter *)letter)->message_id,
			    ((PostLetter *)letter)->recipient);
}

/* One mail that somebody wrote was decided once, and as it must be. */
static void
see_decided(sqlite3_stmt *row, void *data)
{
	GHashTable *decided = data;
	const char *id = text(row, 0);
	Words *mail = g_hash_table_lookup(people_mails(), id);

	if (mail == NULL) {
		ledger_disagree("nobody wrote mail %s", id);
		return;
	}
	if (!g_hash_table_add(decided, mail))
		ledger_disagree("mail %s was decided twice", id);
	if (strcmp(mail->move->decision, text(row, 2)) != 0 ||
	    strcmp("done", text(row, 1)) != 0)
		ledger_disagree("mail %s is to be \"%s\" and is %s, \"%s\" (%s)", id,
		    mail->move->decision, text(row, 1), text(row, 2), text(row, 3));
	if (mail->times != 1)
		ledger_disagree("mail %s stands %u times in timelines", id, mail->times);
	people_were_heard(mail);
}

/* A line of a timeline: what somebody wrote stands there once. */
static void
see_entry(sqlite3_stmt *row, void *data)
{
	Words *words = people_find_mark(text(row, 0));

	(void)data;
	if (words != NULL)
		words->times++;
}

static GHashTable *
check_decided(sqlite3 *db)
{
	GHashTable *decided = g_hash_table_new(NULL, NULL);
	GHashTableIter all;
	void *words = NULL;

	g_hash_table_iter_init(&all, people_words());
	while (g_hash_table_iter_next(&all, NULL, &words))
		((Words *)words)->times = 0;
	each_row(db, "SELECT text FROM ticket_entry", see_entry, NULL);
	each_row(db,
	    "SELECT message_id, state, decision, reason FROM mail"
	    " WHERE state NOT IN ('waiting', 'duplicate') ORDER BY id",
	    see_decided, decided);
	return decided;
}

static void
see_count(sqlite3_stmt *row, void *data)
{
	*(int *)data = sqlite3_column_int(row, 0);
}

/* A spool that was not made yet has nothing to be compared with, and nothing may have happened. */
static bool
is_made(sqlite3 *db)
{
	int tables = 0;

	each_row(db,
	    "SELECT count(*) FROM sqlite_schema WHERE name IN"
	    " ('mail', 'mail_chunk', 'letter', 'letter_text', 'ticket_entry')",
	    see_count, &tables);
	return tables == 5 || mailbox_filed()->len > 0 || g_hash_table_size(post_letters()) > 0;
}

static sqlite3 *
check(const char *copy, GHashTable **ret_decided)
{
	sqlite3 *db = open_copy(copy);

	each_row(db, "PRAGMA integrity_check", see_integrity, NULL);
	if (!is_made(db))
		return db;
	check_filed(db);
	check_letters(db);
	*ret_decided = check_decided(db);
	return db;
}

void
ledger_check(const char *spool)
{
	g_autofree char *copy = disk_copy(spool);
	g_autoptr(GHashTable) decided = NULL;

	sqlite3_close(check(copy, &decided));
	disk_drop_copy(copy);
}

/* What is found of the tickets, the newest first. */
typedef struct {
	GHashTable *owners; /* own; ticket -> Conversation */
	GHashTable *seen;   /* own; the conversations of which one was seen */
} Tickets;

/* A mail on its ticket: no two conversations share one, and all but the last one of a conversation are closed. */
static void
see_ticket(sqlite3_stmt *row, void *data)
{
	const Tickets *tickets = data;
	void *ticket = GSIZE_TO_POINTER((size_t)sqlite3_column_int64(row, 1));
	const Words *words = g_hash_table_lookup(people_mails(), text(row, 0));
	const Conversation *owner = g_hash_table_lookup(tickets->owners, ticket);
	Conversation *conversation = NULL;
	const char *state = NULL;

	if (words == NULL)
		return;
	conversation = people_conversations()->pdata[words->conversation - 1];
	if (owner != NULL && owner != conversation)
		ledger_disagree("conversations %u and %u have the same ticket",
		    conversation->number, owner->number);
	if (owner != NULL)
		return;
	state = g_hash_table_add(tickets->seen, conversation) ? conversation->state : "closed";
	if (strcmp(state, text(row, 2)) != 0)
		ledger_disagree("a ticket of conversation %u is to be %s and is %s",
		    conversation->number, state, text(row, 2));
	g_hash_table_insert(tickets->owners, ticket, conversation);
}

static void
check_tickets(sqlite3 *db)
{
	const GPtrArray *all = people_conversations();
	g_autoptr(GHashTable) owners = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	Tickets tickets = {owners, seen};
	unsigned expected = 0;
	int count = 0;

	each_row(db,
	    "SELECT m.message_id, t.id, t.state FROM mail m JOIN ticket t ON t.id = m.ticket"
	    " WHERE m.state <> 'duplicate' ORDER BY t.id DESC, m.id",
	    see_ticket, &tickets);
	each_row(db, "SELECT count(*) FROM ticket", see_count, &count);
	for (unsigned i = 0; i < all->len; i++)
		expected += ((const Conversation *)all->pdata[i])->tickets;
	if (count != (int)expected || g_hash_table_size(owners) != expected)
		ledger_disagree("%d tickets, %u of them with mails, and there are to be %u",
		    count, g_hash_table_size(owners), expected);
}

static void
check_all_decided(GHashTable *decided)
{
	GHashTableIter all;
	void *one = NULL;

	g_hash_table_iter_init(&all, people_words());
	while (g_hash_table_iter_next(&all, NULL, &one)) {
		const Words *words = one;

		if (words->message_id != NULL && !g_hash_table_contains(decided, words))
			ledger_disagree("mail %s was lost", words->message_id);
		if (words->message_id == NULL && words->times != 1)
			ledger_disagree(
			    "the call with %s was heard %u times", words->mark, words->times);
	}
	if (mailbox_waiting() > 0)
		ledger_disagree("%u mails are not filed", mailbox_waiting());
}

static void
check_all_sent(void)
{
	for (unsigned i = 0; i < people_conversations()->len; i++) {
		const Conversation *conversation = people_conversations()->pdata[i];

		for (unsigned j = 0; j < conversation->awaited->len; j++) {
			const Awaited *awaited = conversation->awaited->pdata[j];

			if (awaited->got == NULL)
				ledger_disagree("conversation %u waits for its letter \"%s\"",
				    conversation->number, awaited->what->name);
		}
		if (!conversation->over)
			ledger_disagree("conversation %u is not over", conversation->number);
	}
}

/* Each letter has the name that was expected. */
static void
see_name(sqlite3_stmt *row, void *data)
{
	const Awaited *awaited = data;

	if (strcmp(awaited->what->name, text(row, 0)) != 0)
		ledger_disagree("letter %s is to be \"%s\" and is \"%s\"",
		    awaited->got->message_id, awaited->what->name, text(row, 0));
}

static void
check_names(sqlite3 *db)
{
	for (unsigned i = 0; i < people_conversations()->len; i++) {
		const Conversation *conversation = people_conversations()->pdata[i];

		for (unsigned j = 0; j < conversation->awaited->len; j++) {
			Awaited *awaited = conversation->awaited->pdata[j];
			g_autofree char *sql = NULL;

			if (awaited->got == NULL)
				continue;
			sql = g_strdup_printf("SELECT name FROM letter_text t JOIN letter l"
					      " ON l.id = t.letter WHERE message_id = '%s'",
			    awaited->got->message_id);
			each_row(db, sql, see_name, awaited);
		}
	}
}

void
ledger_check_end(const char *spool)
{
	g_autofree char *copy = disk_copy(spool);
	g_autoptr(GHashTable) decided = NULL;
	sqlite3 *db = check(copy, &decided);

	check_all_decided(decided);
	check_all_sent();
	check_names(db);
	check_tickets(db);
	sqlite3_close(db);
	disk_drop_copy(copy);
}
