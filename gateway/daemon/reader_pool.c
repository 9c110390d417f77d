/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail stands in the line of its mailbox until the batch that decided it has committed. One by which something may be
 * granted waits for a worker again, for a second reading; one whose attachments go along with a letter does, once for
 * each of them.
 */
#include "gateway/daemon/reader_pool.h"

#include <stdio.h>

#include "gateway/daemon/pool_worker.h"
#include "gateway/intake/agent_reply.h"
#include "gateway/intake/grant.h"
#include "gateway/intake/intake.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/fork_server.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/mail_trace.h"

#define WINDOW 1024 /* readings in memory */

struct ReaderPool {
	Daemon *gateway;    /* foreign */
	ForkServer *server; /* own */
	GPtrArray *posts;   /* own; of Post: the last one is that of second readings */
	GHashTable *lines;  /* own; mailbox -> GQueue of Reading, in intake order */
	GPtrArray *order;   /* own; the same lines (foreign): each batch begins with another */
	unsigned first;     /* the one with which the next batch begins */
	GHashTable *known;  /* own; the ids of all readings */
	GQueue unread;      /* of Reading (foreign): to be given, in order */
	GQueue doubted;     /* of Reading (foreign): to be given a second time */
	int64_t last;       /* the newest mail that came into the window */
	bool careful;       /* each mail of the batch has a savepoint of its own */
	bool failed;        /* a mail could not be decided in a batch without */
};

static void
line_free(GQueue *line)
{
	g_queue_free_full(line, (GDestroyNotify)pending_mail_free);
}

ReaderPool *
reader_pool_new(Daemon *gateway)
{
	ReaderPool *readers = g_new0(ReaderPool, 1);

	readers->gateway = gateway;
	readers->posts = g_ptr_array_new_with_free_func((GDestroyNotify)pool_worker_free);
	readers->lines =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)line_free);
	readers->order = g_ptr_array_new();
	readers->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&readers->unread);
	g_queue_init(&readers->doubted);
	readers->server = fork_server_new();
	for (int64_t i = 0; i < gateway->context->config->readers; i++)
		g_ptr_array_add(readers->posts,
		    pool_worker_new(gateway, readers->server, &readers->unread, false));
	g_ptr_array_add(
	    readers->posts, pool_worker_new(gateway, readers->server, &readers->doubted, true));
	return readers;
}

void
reader_pool_free(ReaderPool *readers)
{
	if (readers == NULL)
		return;
	g_ptr_array_unref(readers->posts);
	fork_server_free(readers->server);
	g_queue_clear(&readers->unread);
	g_queue_clear(&readers->doubted);
	g_hash_table_unref(readers->known);
	g_ptr_array_unref(readers->order);
	g_hash_table_unref(readers->lines);
	g_free(readers);
}

static GQueue *
line_of(ReaderPool *readers, const char *mailbox)
{
	GQueue *line = g_hash_table_lookup(readers->lines, mailbox);

	if (line == NULL) {
		line = g_queue_new();
		g_hash_table_insert(readers->lines, g_strdup(mailbox), line);
		g_ptr_array_add(readers->order, line);
	}
	return line;
}

static void
take_into_window(ReaderPool *readers, Mail *take_mail)
{
	PendingMail *reading = NULL;

	if (g_hash_table_contains(readers->known, &take_mail->id)) {
		mail_free(take_mail);
		return;
	}
	reading = g_new0(PendingMail, 1);
	reading->mail = take_mail;
	g_hash_table_add(readers->known, &reading->mail->id);
	g_queue_push_tail(line_of(readers, take_mail->mailbox), reading);
	g_queue_push_tail(&readers->unread, reading);
}

static void
take_all(ReaderPool *readers, GPtrArray *mails)
{
	g_ptr_array_set_free_func(mails, NULL);
	for (unsigned i = 0; i < mails->len; i++) {
		Mail *mail = mails->pdata[i];

		if (mail->attempts == 0)
			readers->last = MAX(readers->last, mail->id);
		take_into_window(readers, mail);
	}
}

/* Fresh mails first; where there are none, one of those that lost a reader, alone. */
static bool
fill_window(ReaderPool *readers, GError **error)
{
	Spool *spool = readers->gateway->context->spool;
	g_autoptr(GPtrArray) mails = NULL;
	guint room = WINDOW - MIN(WINDOW, g_hash_table_size(readers->known));

	if (room < WINDOW / 4)
		return true;
	if (!mail_waiting(spool, readers->last, (int)room, &mails, error))
		return false;
	if (mails->len == 0 && room == WINDOW) {
		g_clear_pointer(&mails, g_ptr_array_unref);
		if (!mail_tried(spool, 1, &mails, error))
			return false;
	}
	take_all(readers, mails);
	return true;
}

bool
reader_pool_give(ReaderPool *readers, GError **error)
{
	if (!fill_window(readers, error))
		return false;
	verifier_run(readers->gateway->verifier);
	for (unsigned i = 0; i < readers->posts->len; i++)
		if (!pool_worker_give(readers->posts->pdata[i], error))
			return false;
	return true;
}

/* Savepoints cost a tenth of all that deciding costs, and hardly ever does a mail fail: the batch is begun without, and
 * done again with them when one did. */
static bool
decide_one(ReaderPool *readers, const PendingMail *reading, GError **error)
{
	Context *context = readers->gateway->context;
	const IntakeReading read = {
	    reading->mail, reading->message, reading->how, reading->disputed};

	if (readers->careful)
		return intake_reading_alone(context, &read, error);
	readers->failed = !intake_reading(context, &read, error);
	return !readers->failed;
}

/* Who sent it is another worker's to say; a mail that either of them did not get over has used an attempt. */
static bool
is_verified(const ReaderPool *readers, PendingMail *reading)
{
	Origin *origin = NULL;

	if (reading->state != PENDING_READ || reading->message->origin != NULL)
		return true;
	switch (verifier_look(
	    readers->gateway->verifier, reading->mail->id, &origin, &reading->how)) {
	case VERIFIER_WAITS:
		return false;
	case VERIFIER_KNOWS:
		reading->message->origin = origin_ref(origin);
		break;
	case VERIFIER_LOST:
		reading->state = PENDING_LOST;
		g_clear_pointer(&reading->message, message_free);
		break;
	}
	return true;
}

/* A reader that a mail has taken over says of it what it likes: where something may be granted for that, another one
 * that never saw it before must say the same. */
static void
look_for_grant(ReaderPool *readers, PendingMail *reading)
{
	if (reading->state != PENDING_READ || reading->agreed || reading->disputed ||
	    !grant_is_possible(readers->gateway->context, reading->mail, reading->message))
		return;
	reading->again = true;
	reading->state = PENDING_WAITS;
	g_queue_push_tail(&readers->doubted, reading);
}

/* What is to be read still before it can be decided. */
static void
look_for_parts(ReaderPool *readers, PendingMail *reading)
{
	if (reading->state != PENDING_READ || reading->disputed ||
	    reading->message->refused != NULL)
		return;
	reading->wanted =
	    agent_reply_wants(readers->gateway->context, reading->mail, reading->message);
	if (reading->wanted == NULL)
		return;
	reading->state = PENDING_WAITS;
	g_queue_push_head(&readers->unread, reading);
}

/* From the front of the line, as far as all is known; one that lost its reader does not hold up the others. */
static bool
decide_line(ReaderPool *readers, GQueue *line, const Batch *batch, GError **error)
{
	for (GList *one = line->head; one != NULL && !batch_is_full(batch); one = one->next) {
		PendingMail *reading = one->data;

		if (!is_verified(readers, reading))
			return true;
		look_for_grant(readers, reading);
		look_for_parts(readers, reading);
		if (reading->state == PENDING_WAITS || reading->state == PENDING_GIVEN)
			return true;
		if (reading->state != PENDING_DECIDED && !decide_one(readers, reading, error))
			return false;
		reading->state = PENDING_DECIDED;
	}
	return true;
}

bool
reader_pool_decide(ReaderPool *readers, Batch *batch, GError **error)
{
	const GPtrArray *order = readers->order;

	for (unsigned i = 0; i < order->len; i++)
		if (!decide_line(
			readers, order->pdata[(readers->first + i) % order->len], batch, error))
			return false;
	readers->first++;
	return true;
}

/* `run --dry-run`: what the mail would have become. */
static void
print_trace(const Context *context, const Mail *mail)
{
	g_autofree char *lines = NULL;
	g_autofree char *text = NULL;
	g_autofree char *key = sanitize_line(mail->key);

	if (!mail_trace_get(context->spool, mail->id, &lines, NULL) || lines == NULL)
		return;
	text = sanitize_text(lines);
	printf("-- %s %s\n%s\n\n", mail->mailbox, key, text);
	fflush(stdout);
}

static void
forget_decided(ReaderPool *readers, GQueue *line)
{
	PendingMail *reading = NULL;

	while (
	    (reading = g_queue_peek_head(line)) != NULL && reading->state == PENDING_DECIDED) {
		if (readers->gateway->context->dry_run)
			print_trace(readers->gateway->context, reading->mail);
		verifier_forget(readers->gateway->verifier, reading->mail->id);
		g_hash_table_remove(readers->known, &reading->mail->id);
		pending_mail_free(g_queue_pop_head(line));
	}
	reading = g_queue_peek_head(line);
	if (reading != NULL && is_verified(readers, reading) &&
	    (reading->state == PENDING_READ || reading->state == PENDING_LOST))
		daemon_go_on(readers->gateway);
}

bool
reader_pool_want_care(ReaderPool *readers)
{
	bool wanted = readers->failed;

	readers->careful = readers->careful || wanted;
	readers->failed = false;
	return wanted;
}

void
reader_pool_committed(ReaderPool *readers)
{
	readers->careful = false;
	for (unsigned i = 0; i < readers->order->len; i++)
		forget_decided(readers, readers->order->pdata[i]);
}

static void
undecide(void *data, void *unused)
{
	PendingMail *reading = data;

	(void)unused;
	if (reading->state == PENDING_DECIDED)
		reading->state = reading->message != NULL ? PENDING_READ : PENDING_LOST;
}

void
reader_pool_undone(ReaderPool *readers)
{
	for (unsigned i = 0; i < readers->order->len; i++)
		g_queue_foreach(readers->order->pdata[i], undecide, NULL);
}

void
reader_pool_look_again(ReaderPool *readers)
{
	readers->last = 0;
	daemon_wake(readers->gateway);
}

bool
reader_pool_are_quiet(const ReaderPool *readers)
{
	return g_hash_table_size(readers->known) == 0;
}

json_t *
reader_pool_status(const ReaderPool *readers)
{
	json_t *list = json_array();

	for (unsigned i = 0; i + 1 < readers->posts->len; i++)
		json_array_append_new(list, pool_worker_status(readers->posts->pdata[i]));
	return list;
}
