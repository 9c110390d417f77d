/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What cannot be undercut: the three legs of a mail's way with nothing between them. One process fetches and moves
 * the mails of a mailbox, one stores as many durably, one submits as many letters over one connection. Each leg is
 * told on the command line; those that are named together run at the same time. IMAP and SMTP are spoken by the
 * product's own sessions, the database has the product's settings: what is measured is what stands between the legs.
 *
 *     floor LEGS COUNT MAIL LETTER DATABASE CA IMAP_PORT USER PASSWORD_FILE SMTP_PORT      LEGS: fetch,insert,send
 *
 * Prints "LEG SECONDS" for each leg and "all SECONDS". Batches are the product's: 200 mails or 8 MiB.
 */
#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/net/imap_session.h"
#include "gateway/net/smtp_session.h"

#define BATCH_MAILS 200
#define BATCH_BYTES (8 * 1024 * 1024)

typedef struct {
	char *legs;
	int count;
	GBytes *mail;
	GBytes *letter;
	const char *database;
	const char *ca_file;
	const char *imap_port;
	const char *user;
	char *password;
	const char *smtp_port;
} Plan;

static void
demand(bool good, const char *what, const char *why)
{
	if (good)
		return;
	fprintf(stderr, "floor: %s: %s\n", what, why == NULL ? "failed" : why);
	exit(1);
}

/* Fetching: whole batches, each moved before the next is asked for. */

static bool
count_mail(uint32_t uid, GBytes *bytes, void *data, GError **error)
{
	(void)uid;
	(void)error;
	demand(bytes != NULL, "a mail", "it has no text");
	*(int *)data += 1;
	return true;
}

static guint
batch_length(const GArray *mails)
{
	int64_t bytes = 0;
	guint length = 0;

	while (length < MIN(mails->len, BATCH_MAILS) && bytes < BATCH_BYTES)
		bytes += g_array_index(mails, ImapMail, length++).size;
	return length;
}

static void
fetch_batch(ImapSession *session, GArray *mails, int *fetched)
{
	guint length = batch_length(mails);
	g_autoptr(GArray) batch = g_array_new(FALSE, FALSE, sizeof(ImapMail));
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_autoptr(GError) error = NULL;
	ImapFetch fetch = {.mails = batch, .func = count_mail, .data = fetched};

	g_array_append_vals(batch, mails->data, length);
	for (guint i = 0; i < length; i++)
		g_array_append_val(uids, g_array_index(batch, ImapMail, i).uid);
	demand(imap_session_fetch(session, &fetch, &error), "fetch",
	    error ? error->message : NULL);
	demand(imap_session_move(session, uids, "Processed", NULL, &error), "move",
	    error ? error->message : NULL);
	g_array_remove_range(mails, 0, length);
}

static void
run_fetch(const Plan *plan)
{
	ImapAccount account = {
	    .server = {"localhost", plan->imap_port, plan->ca_file, STREAM_TLS_IMPLICIT},
	    .user = plan->user,
	    .password = plan->password,
	    .folder = "INBOX",
	};
	static const char *const none[] = {NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(ImapSession) session = imap_session_open(&account, &error);
	g_autoptr(GArray) uids = NULL;
	g_autoptr(GArray) mails = NULL;
	int fetched = 0;

	demand(session != NULL, "IMAP", error ? error->message : NULL);
	demand(imap_session_search(session, none, 0, &uids, &error) &&
		   imap_session_sizes(session, uids, &mails, &error),
	    "search", error ? error->message : NULL);
	while (mails->len > 0)
		fetch_batch(session, mails, &fetched);
	demand(fetched == plan->count, "fetch", "not as many mails as were to be there");
}

/* Storing: one row a mail, a durable transaction a batch. */

static void
sql(sqlite3 *database, const char *text)
{
	demand(sqlite3_exec(database, text, NULL, NULL, NULL) == SQLITE_OK, text,
	    sqlite3_errmsg(database));
}

static void
insert_one(sqlite3 *database, sqlite3_stmt *insert, GBytes *mail)
{
	size_t size = 0;
	const void *bytes = g_bytes_get_data(mail, &size);

	sqlite3_bind_blob(insert, 1, bytes, (int)size, SQLITE_STATIC);
	demand(sqlite3_step(insert) == SQLITE_DONE, "insert", sqlite3_errmsg(database));
	sqlite3_reset(insert);
}

static void
run_insert(const Plan *plan)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *insert = NULL;

	demand(sqlite3_open(plan->database, &database) == SQLITE_OK, plan->database, NULL);
	sql(database, "PRAGMA page_size = 4096; PRAGMA locking_mode = EXCLUSIVE;"
		      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		      "PRAGMA wal_autocheckpoint = 32768;"
		      "CREATE TABLE mail (id INTEGER PRIMARY KEY, raw BLOB)");
	sqlite3_prepare_v2(database, "INSERT INTO mail (raw) VALUES ($1)", -1, &insert, NULL);
	for (int done = 0; done < plan->count;) {
		sql(database, "BEGIN IMMEDIATE");
		for (int i = 0; i < BATCH_MAILS && done < plan->count; i++, done++)
			insert_one(database, insert, plan->mail);
		sql(database, "COMMIT");
	}
	sqlite3_finalize(insert);
	sqlite3_close(database);
}

/* Sending: one letter after another over one connection. */

static void
send_one(SmtpSession *session, const SmtpLetter *letter)
{
	g_auto(SmtpResult) result = {0};
	g_autoptr(GError) error = NULL;

	demand(smtp_session_send(session, letter, &result, &error), "send",
	    error ? error->message : NULL);
	demand(result.result == SEND_OK, "a letter", result.text);
}

static void
run_send(const Plan *plan)
{
	SmtpAccount account = {
	    .server = {"127.0.0.1", plan->smtp_port, NULL, STREAM_TLS_NONE},
	    .name = "desk.example",
	};
	SmtpLetter letter = {.sender = "desk@desk.example",
	    .recipient = "els@klant.example",
	    .bytes = plan->letter};
	g_autoptr(GError) error = NULL;
	g_autoptr(SmtpSession) session = smtp_session_open(&account, &error);

	demand(session != NULL, "SMTP", error ? error->message : NULL);
	for (int i = 0; i < plan->count; i++)
		send_one(session, &letter);
}

typedef struct {
	const char *name;
	void (*run)(const Plan *plan);
	pid_t pid;
} Leg;

static double
seconds_since(gint64 began)
{
	return (double)(g_get_monotonic_time() - began) / G_USEC_PER_SEC;
}

static void
wait_for_leg(Leg *legs, gint64 began)
{
	int status = 0;
	pid_t pid = wait(&status);

	for (Leg *leg = legs; leg->name != NULL; leg++)
		if (leg->pid == pid)
			printf("%s %.3f\n", leg->name, seconds_since(began));
	demand(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a leg", "it failed");
}

static void
run_legs(const Plan *plan)
{
	Leg legs[] = {{"fetch", run_fetch, 0}, {"insert", run_insert, 0}, {"send", run_send, 0},
	    {NULL, NULL, 0}};
	gint64 began = g_get_monotonic_time();
	int running = 0;

	for (Leg *leg = legs; leg->name != NULL; leg++) {
		if (strstr(plan->legs, leg->name) == NULL)
			continue;
		leg->pid = fork();
		if (leg->pid == 0) {
			leg->run(plan);
			_exit(0);
		}
		running++;
	}
	while (running-- > 0)
		wait_for_leg(legs, began);
	printf("all %.3f\n", seconds_since(began));
}

static GBytes *
read_file(const char *path)
{
	char *text = NULL;
	size_t length = 0;

	demand(g_file_get_contents(path, &text, &length, NULL), path, "cannot be read");
	return g_bytes_new_take(text, length);
}

int
main(int argc, char **argv)
{
	demand(argc == 11, "usage",
	    "floor LEGS COUNT MAIL LETTER DATABASE CA IMAP_PORT USER PASSWORD_FILE SMTP_PORT");
	Plan plan = {
	    .legs = argv[1],
	    .count = (int)g_ascii_strtoll(argv[2], NULL, 10),
	    .mail = read_file(argv[3]),
	    .letter = read_file(argv[4]),
	    .database = argv[5],
	    .ca_file = argv[6],
	    .imap_port = argv[7],
	    .user = argv[8],
	    .smtp_port = argv[10],
	};

	demand(g_file_get_contents(argv[9], &plan.password, NULL, NULL), argv[9],
	    "cannot be read");
	g_strchomp(plan.password);
	run_legs(&plan);
	g_free(plan.password);
	g_bytes_unref(plan.mail);
	g_bytes_unref(plan.letter);
	return 0;
}
