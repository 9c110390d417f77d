/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail stands in the queue of its mailbox until the batch that decided it has committed. One by which something may be
 * granted waits for a worker again, for a second reading; one whose attachments go along with a letter waits once more
 * for each of them.
 */
#include "gateway/daemon/reader_pool.h"

#include <stdio.h>

#include "gateway/daemon/pool_worker.h"
#include "gateway/intake/agent_reply.h"
#include "gateway/intake/grant.h"
#include "gateway/intake/intake.h"
#include "gateway/intake/verifier.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/mail_trace.h"

#define WINDOW 1024       /* mails in memory */
#define HISTORY_WINDOW 64 /* of history: a mail that comes now waits for these at most */

struct ReaderPool {
	Daemon *daemon;     /* foreign */
	ForkServer *server; /* own */
	GPtrArray *workers; /* own; of PoolWorker: the last one is that of second readings */
	GHashTable *queues; /* own; mailbox -> GQueue of PendingMail, in intake order */
	GPtrArray *order;   /* own; the same queues (foreign): each batch begins with another */
	unsigned first;     /* the one with which the next batch begins */
	GHashTable *known;  /* own; the ids of all of them */
	GQueue unread;      /* of PendingMail (foreign): to be given, in order */
	GQueue doubted;     /* of PendingMail (foreign): to be given a second time */
	unsigned history;   /* so many of them are history */
	int64_t last;       /* the newest mail that came into the window */
	bool careful;       /* each mail of the batch has a savepoint of its own */
	bool failed;        /* a mail could not be decided in a batch without */
};

static void
queue_free(GQueue *queue)
{
	g_queue_free_full(queue, (GDestroyNotify)pending_mail_free);
}

ReaderPool *
reader_pool_new(Daemon *daemon)
{
	ReaderPool *pool = g_new0(ReaderPool, 1);

	pool->daemon = daemon;
	pool->workers = g_ptr_array_new_with_free_func((GDestroyNotify)pool_worker_free);
	pool->queues =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)queue_free);
	pool->order = g_ptr_array_new();
	pool->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&pool->unread);
	g_queue_init(&pool->doubted);
	pool->server = fork_server_new();
	for (int64_t i = 0; i < daemon->context->config->readers; i++)
		g_ptr_array_add(
		    pool->workers, pool_worker_new(daemon, pool->server, &pool->unread, false));
	g_ptr_array_add(
	    pool->workers, pool_worker_new(daemon, pool->server, &pool->doubted, true));
	return pool;
}

void
reader_pool_free(ReaderPool *pool)
{
	if (pool == NULL)
		return;
	g_ptr_array_unref(pool->workers);
	fork_server_free(pool->server);
	g_queue_clear(&pool->unread);
	g_queue_clear(&pool->doubted);
	g_hash_table_unref(pool->known);
	g_ptr_array_unref(pool->order);
	g_hash_table_unref(pool->queues);
	g_free(pool);
}

static GQueue *
queue_of(ReaderPool *pool, const char *mailbox)
{
	GQueue *queue = g_hash_table_lookup(pool->queues, mailbox);

	if (queue == NULL) {
		queue = g_queue_new();
		g_hash_table_insert(pool->queues, g_strdup(mailbox), queue);
		g_ptr_array_add(pool->order, queue);
	}
	return queue;
}

static void
take_into_window(ReaderPool *pool, Mail *take_mail)
{
	PendingMail *pending = NULL;

	if (g_hash_table_contains(pool->known, &take_mail->id)) {
		mail_free(take_mail);
		return;
	}
	pending = g_new0(PendingMail, 1);
	pending->mail = take_mail;
	g_hash_table_add(pool->known, &pending->mail->id);
	pool->history += take_mail->history_ms != 0;
	g_queue_push_tail(queue_of(pool, take_mail->mailbox), pending);
	g_queue_push_tail(&pool->unread, pending);
}

static void
take_all(ReaderPool *pool, GPtrArray *mails)
{
	g_ptr_array_set_free_func(mails, NULL);
	for (unsigned i = 0; i < mails->len; i++) {
		Mail *mail = mails->pdata[i];

		if (mail->attempts == 0 && mail->history_ms == 0)
			pool->last = MAX(pool->last, mail->id);
		take_into_window(pool, mail);
	}
}

/* While nothing else waits; a few at a time. */
static bool
add_history(ReaderPool *pool, GError **error)
{
	Spool *spool = pool->daemon->context->spool;
	g_autoptr(GPtrArray) mails = NULL;

	if (g_hash_table_size(pool->known) > pool->history ||
	    pool->history > HISTORY_WINDOW / 2)
		return true;
	if (!mail_waiting_history(spool, HISTORY_WINDOW, &mails, error))
		return false;
	take_all(pool, mails);
	return true;
}

/* New mails first; where there are none, one of those that lost a reader, alone; then history. */
static bool
fill_window(ReaderPool *pool, GError **error)
{
	Spool *spool = pool->daemon->context->spool;
	g_autoptr(GPtrArray) mails = NULL;
	guint room = WINDOW - MIN(WINDOW, g_hash_table_size(pool->known));

	if (room < WINDOW / 4)
		return true;
	if (!mail_waiting(spool, pool->last, (int)room, &mails, error))
		return false;
	if (mails->len == 0 && reader_pool_are_quiet(pool)) {
		g_clear_pointer(&mails, g_ptr_array_unref);
		if (!mail_tried(spool, 1, &mails, error))
			return false;
	}
	take_all(pool, mails);
	return add_history(pool, error);
}

bool
reader_pool_give(ReaderPool *pool, GError **error)
{
	if (!fill_window(pool, error))
		return false;
	verifier_run(pool->daemon->verifier);
	for (unsigned i = 0; i < pool->workers->len; i++)
		if (!pool_worker_give(pool->workers->pdata[i], error))
			return false;
	return true;
}

/* Savepoints cost a tenth of deciding, and hardly ever does a mail fail: the batch is done without them, and done again
 * with them when one did. */
static bool
decide_one(ReaderPool *pool, const PendingMail *pending, GError **error)
{
	Context *context = pool->daemon->context;
	const IntakeReading reading = {
	    pending->mail, pending->message, pending->how, pending->disputed};

	if (pool->careful)
		return intake_reading_alone(context, &reading, error);
	pool->failed = !intake_reading(context, &reading, error);
	return !pool->failed;
}

/* The verify worker says who sent it; a mail over which either of the two workers ended has used an attempt. */
static bool
is_verified(const ReaderPool *pool, PendingMail *pending)
{
	Origin *origin = NULL;

	if (pending->state != PENDING_READ || pending->message->origin != NULL)
		return true;
	switch (
	    verifier_look(pool->daemon->verifier, pending->mail->id, &origin, &pending->how)) {
	case VERIFIER_WAITS:
		return false;
	case VERIFIER_KNOWS:
		pending->message->origin = origin_ref(origin);
		break;
	case VERIFIER_LOST:
		pending->state = PENDING_LOST;
		g_clear_pointer(&pending->message, message_free);
		break;
	}
	return true;
}

/* A reader that a mail has taken over can say anything of it: where that may grant something, a fresh reader must read the
 * same. */
static void
look_for_grant(ReaderPool *pool, PendingMail *pending)
{
	if (pending->state != PENDING_READ || pending->agreed || pending->disputed ||
	    pending->mail->history_ms != 0 ||
	    !grant_is_possible(pool->daemon->context, pending->mail, pending->message))
		return;
	pending->again = true;
	pending->state = PENDING_WAITS;
	g_queue_push_tail(&pool->doubted, pending);
}

/* The attachment that must be read before it can be decided. */
static void
look_for_parts(ReaderPool *pool, PendingMail *pending)
{
	if (pending->state != PENDING_READ || pending->disputed ||
	    pending->message->refused != NULL || pending->mail->history_ms != 0)
		return;
	pending->wanted =
	    agent_reply_wants(pool->daemon->context, pending->mail, pending->message);
	if (pending->wanted == NULL)
		return;
	pending->state = PENDING_WAITS;
	g_queue_push_head(&pool->unread, pending);
}

/* From the front of the queue up to the first mail that is not read yet; one that lost its reader holds up no other. */
static bool
decide_queue(ReaderPool *pool, GQueue *queue, const Batch *batch, GError **error)
{
	for (GList *one = queue->head; one != NULL && !batch_is_full(batch); one = one->next) {
		PendingMail *pending = one->data;

		if (!is_verified(pool, pending))
			return true;
		look_for_grant(pool, pending);
		look_for_parts(pool, pending);
		if (pending->state == PENDING_WAITS || pending->state == PENDING_GIVEN)
			return true;
		if (pending->state != PENDING_DECIDED && !decide_one(pool, pending, error))
			return false;
		pending->state = PENDING_DECIDED;
	}
	return true;
}

bool
reader_pool_decide(ReaderPool *pool, Batch *batch, GError **error)
{
	const GPtrArray *order = pool->order;

	for (unsigned i = 0; i < order->len; i++)
		if (!decide_queue(
			pool, order->pdata[(pool->first + i) % order->len], batch, error))
			return false;
	pool->first++;
	return true;
}

/* `run --dry-run`: what the mail would have become. */
static void
print_trace(const Context *context, const Mail *mail)
{
	g_autofree char *queues = NULL;
	g_autofree char *text = NULL;
	g_autofree char *key = sanitize_line(mail->key);

	if (!mail_trace_get(context->spool, mail->id, &queues, NULL) || queues == NULL)
		return;
	text = sanitize_text(queues);
	printf("-- %s %s\n%s\n\n", mail->mailbox, key, text);
	fflush(stdout);
}

static void
forget_decided(ReaderPool *pool, GQueue *queue)
{
	PendingMail *pending = NULL;

	while (
	    (pending = g_queue_peek_head(queue)) != NULL && pending->state == PENDING_DECIDED) {
		if (pool->daemon->context->dry_run)
			print_trace(pool->daemon->context, pending->mail);
		verifier_forget(pool->daemon->verifier, pending->mail->id);
		g_hash_table_remove(pool->known, &pending->mail->id);
		pool->history -= pending->mail->history_ms != 0;
		pending_mail_free(g_queue_pop_head(queue));
	}
	pending = g_queue_peek_head(queue);
	if (pending != NULL && is_verified(pool, pending) &&
	    (pending->state == PENDING_READ || pending->state == PENDING_LOST))
		daemon_go_on(pool->daemon);
}

bool
reader_pool_want_care(ReaderPool *pool)
{
	bool wanted = pool->failed;

	pool->careful = pool->careful || wanted;
	pool->failed = false;
	return wanted;
}

void
reader_pool_committed(ReaderPool *pool)
{
	pool->careful = false;
	for (unsigned i = 0; i < pool->order->len; i++)
		forget_decided(pool, pool->order->pdata[i]);
}

static void
undecide(void *data, void *unused)
{
	PendingMail *pending = data;

	(void)unused;
	if (pending->state == PENDING_DECIDED)
		pending->state = pending->message != NULL ? PENDING_READ : PENDING_LOST;
}

void
reader_pool_undone(ReaderPool *pool)
{
	for (unsigned i = 0; i < pool->order->len; i++)
		g_queue_foreach(pool->order->pdata[i], undecide, NULL);
}

void
reader_pool_look_again(ReaderPool *pool)
{
	pool->last = 0;
	daemon_wake(pool->daemon);
}

bool
reader_pool_are_quiet(const ReaderPool *pool)
{
	return g_hash_table_size(pool->known) == pool->history;
}

json_t *
reader_pool_status(const ReaderPool *pool)
{
	json_t *list = json_array();

	for (unsigned i = 0; i + 1 < pool->workers->len; i++)
		json_array_append_new(list, pool_worker_status(pool->workers->pdata[i]));
	return list;
}
