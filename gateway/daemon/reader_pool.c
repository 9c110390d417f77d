/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail stands in the queue of its mailbox until the batch that decided it has committed. One by which something may be
 * granted waits for a worker again, for a second reading; one whose attachments go along with a letter waits once more
 * for each of them. Mailboxes take turns, in all of it.
 */
#include "gateway/daemon/reader_pool.h"

#include <stdio.h>

#include "gateway/daemon/pool_worker.h"
#include "gateway/daemon/scanner.h"
#include "gateway/intake/agent_attachments.h"
#include "gateway/intake/agent_reply.h"
#include "gateway/intake/grant.h"
#include "gateway/intake/intake.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/verifier.h"
#include "gateway/util/fair_queue.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/mail_trace.h"

#define HISTORY ""        /* no mailbox has this name */
#define HISTORY_WINDOW 64 /* of history: a mail that comes now waits for these at most */
#define WINDOW 256        /* mails of one mailbox in memory, */
#define WINDOW_BYTES ((int64_t)16 * 1024 * 1024) /* and of all, beyond one of each */

/* The mails of one mailbox, or, without a name, the history of all. */
typedef struct {
	char *mailbox; /* own */
	GQueue mails;  /* own; of PendingMail, in intake order */
	int64_t bytes; /* of them */
	int64_t last;  /* the newest mail that came into the window */
	GList *at;     /* in the batch: the next to be decided, or NULL */
} MailQueue;

struct ReaderPool {
	Daemon *daemon;     /* foreign */
	ForkServer *server; /* own */
	GPtrArray *workers; /* own; of PoolWorker: the last one is that of second readings */
	GHashTable *queues; /* own; mailbox -> MailQueue */
	GPtrArray *order;   /* own; the same queues (foreign): each batch begins with another */
	unsigned first;     /* the one with which the next batch begins */
	GHashTable *known;  /* own; the ids of all of them */
	FairQueue *unread;  /* own; of PendingMail (foreign): to be given */
	FairQueue *doubted; /* own; of PendingMail (foreign): to be given a second time */
	bool careful;       /* each mail of the batch has a savepoint of its own */
	bool failed;        /* a mail could not be decided in a batch without */
};

static void
mail_queue_free(MailQueue *queue)
{
	g_queue_clear_full(&queue->mails, (GDestroyNotify)pending_mail_free);
	g_free(queue->mailbox);
	g_free(queue);
}

ReaderPool *
reader_pool_new(Daemon *daemon)
{
	ReaderPool *pool = g_new0(ReaderPool, 1);

	pool->daemon = daemon;
	pool->workers = g_ptr_array_new_with_free_func((GDestroyNotify)pool_worker_free);
	pool->queues = g_hash_table_new_full(
	    g_str_hash, g_str_equal, NULL, (GDestroyNotify)mail_queue_free);
	pool->order = g_ptr_array_new();
	pool->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	pool->unread = fair_queue_new();
	pool->doubted = fair_queue_new();
	pool->server = fork_server_new();
	for (int64_t i = 0; i < daemon->context->config->readers; i++)
		g_ptr_array_add(
		    pool->workers, pool_worker_new(daemon, pool->server, pool->unread, false));
	g_ptr_array_add(
	    pool->workers, pool_worker_new(daemon, pool->server, pool->doubted, true));
	return pool;
}

void
reader_pool_free(ReaderPool *pool)
{
	if (pool == NULL)
		return;
	g_ptr_array_unref(pool->workers);
	fork_server_free(pool->server);
	fair_queue_free(pool->unread);
	fair_queue_free(pool->doubted);
	g_hash_table_unref(pool->known);
	g_ptr_array_unref(pool->order);
	g_hash_table_unref(pool->queues);
	g_free(pool);
}

static MailQueue *
queue_of(ReaderPool *pool, const char *mailbox)
{
	MailQueue *queue = g_hash_table_lookup(pool->queues, mailbox);

	if (queue == NULL) {
		queue = g_new0(MailQueue, 1);
		queue->mailbox = g_strdup(mailbox);
		g_queue_init(&queue->mails);
		g_hash_table_insert(pool->queues, queue->mailbox, queue);
		g_ptr_array_add(pool->order, queue);
	}
	return queue;
}

static void
take_into_window(ReaderPool *pool, MailQueue *queue, Mail *take_mail)
{
	PendingMail *pending = NULL;

	if (take_mail->attempts == 0)
		queue->last = MAX(queue->last, take_mail->id);
	if (g_hash_table_contains(pool->known, &take_mail->id)) {
		mail_free(take_mail);
		return;
	}
	pending = g_new0(PendingMail, 1);
	pending->mail = take_mail;
	queue->bytes += take_mail->size;
	g_hash_table_add(pool->known, &pending->mail->id);
	g_queue_push_tail(&queue->mails, pending);
	fair_queue_push(pool->unread, pending->mail->mailbox, pending);
}

static bool
window_is_full(const ReaderPool *pool, const MailQueue *queue)
{
	return queue->bytes > 0 && queue->bytes >= WINDOW_BYTES / pool->order->len;
}

static void
take_some(ReaderPool *pool, MailQueue *queue, GPtrArray *mails)
{
	while (mails->len > 0 && !window_is_full(pool, queue))
		take_into_window(pool, queue, g_ptr_array_steal_index(mails, 0));
}

/* New mails first; where there are none, one of those that lost a reader, alone. */
static bool
fill_queue(ReaderPool *pool, MailQueue *queue, GError **error)
{
	Spool *spool = pool->daemon->context->spool;
	int room = WINDOW - (int)queue->mails.length;
	const MailTurn turn = {queue->mailbox, queue->last, room};
	g_autoptr(GPtrArray) mails = NULL;

	if (room < WINDOW / 4 || window_is_full(pool, queue))
		return true;
	if (!mail_waiting(spool, &turn, &mails, error))
		return false;
	if (mails->len == 0 && room == WINDOW) {
		g_clear_pointer(&mails, g_ptr_array_unref);
		if (!mail_tried(spool, queue->mailbox, 1, &mails, error))
			return false;
	}
	take_some(pool, queue, mails);
	return true;
}

/* Of each mailbox where mails wait, whether or not it is configured still. */
static bool
fill_queues(ReaderPool *pool, GError **error)
{
	g_autofree char *mailbox = g_strdup("");

	for (;;) {
		g_autofree char *before = g_steal_pointer(&mailbox);

		if (!mail_waiting_mailbox(
			pool->daemon->context->spool, before, &mailbox, error))
			return false;
		if (mailbox == NULL)
			return true;
		if (!fill_queue(pool, queue_of(pool, mailbox), error))
			return false;
	}
}

/* While nothing else waits; a few at a time. */
static bool
add_history(ReaderPool *pool, GError **error)
{
	const MailQueue *history = g_hash_table_lookup(pool->queues, HISTORY);
	g_autoptr(GPtrArray) mails = NULL;

	if (!reader_pool_are_quiet(pool) ||
	    (history != NULL && history->mails.length > HISTORY_WINDOW / 2))
		return true;
	if (!mail_waiting_history(pool->daemon->context->spool, HISTORY_WINDOW, &mails, error))
		return false;
	if (mails->len > 0)
		take_some(pool, queue_of(pool, HISTORY), mails);
	return true;
}

static bool
fill_window(ReaderPool *pool, GError **error)
{
	return fill_queues(pool, error) && add_history(pool, error);
}

bool
reader_pool_give(ReaderPool *pool, GError **error)
{
	if (!fill_window(pool, error))
		return false;
	verifier_run(pool->daemon->verifier);
	scanner_run(pool->daemon->scanner);
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

/* Both readings are compared before: the marks are no reader's. */
static bool
is_scanned(const ReaderPool *pool, const PendingMail *pending)
{
	return pending->state != PENDING_READ ||
	       scanner_mark(pool->daemon->scanner, pending->mail->id, pending->message);
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
	fair_queue_push(pool->doubted, pending->mail->mailbox, pending);
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
		pending->wanted =
		    agent_attachments_to_forward(pool->daemon->context, pending->message);
	if (pending->wanted == NULL)
		return;
	pending->state = PENDING_WAITS;
	fair_queue_push_front(pool->unread, pending->mail->mailbox, pending);
}

/* Decides the next mail of the queue, unless it is not read yet; one that lost its reader holds up no other. */
static bool
decide_next(ReaderPool *pool, MailQueue *queue, GError **error)
{
	GList *at = g_steal_pointer(&queue->at);
	PendingMail *pending = at->data;

	if (!is_verified(pool, pending))
		return true;
	look_for_grant(pool, pending);
	look_for_parts(pool, pending);
	if (pending->state == PENDING_WAITS || pending->state == PENDING_GIVEN ||
	    !is_scanned(pool, pending))
		return true;
	if (!decide_one(pool, pending, error))
		return false;
	pending->state = PENDING_DECIDED;
	queue->at = at->next;
	return true;
}

/* One mail of each mailbox after the other, until there is none or the batch is full. */
bool
reader_pool_decide(ReaderPool *pool, Batch *batch, GError **error)
{
	const GPtrArray *order = pool->order;
	unsigned idle = 0; /* queues in a row that had nothing to decide */

	for (unsigned i = 0; i < order->len; i++) {
		MailQueue *queue = order->pdata[i];

		queue->at = queue->mails.head;
	}
	for (unsigned i = pool->first++; idle < order->len && !batch_is_full(batch); i++) {
		MailQueue *queue = order->pdata[i % order->len];

		idle = queue->at == NULL ? idle + 1 : 0;
		if (queue->at != NULL && !decide_next(pool, queue, error))
			return false;
	}
	return true;
}

/* `run --dry-run`: what the mail would have become. */
static void
print_trace(const Context *context, const Mail *mail)
{
	g_autofree char *queues = NULL;
	g_autofree char *brief = NULL;
	g_autofree char *text = NULL;
	g_autofree char *key = sanitize_line(mail->key);

	if (!mail_trace_get(context->spool, mail->id, &queues, NULL) || queues == NULL)
		return;
	brief = trace_brief(queues);
	text = sanitize_text(brief);
	printf("-- %s %s\n%s\n\n", mail->mailbox, key, text);
	fflush(stdout);
}

static void
forget_decided(ReaderPool *pool, MailQueue *queue)
{
	PendingMail *pending = NULL;

	while ((pending = g_queue_peek_head(&queue->mails)) != NULL &&
	       pending->state == PENDING_DECIDED) {
		if (pool->daemon->context->dry_run)
			print_trace(pool->daemon->context, pending->mail);
		else
			mail_log_decided(
			    &pool->daemon->mail_log, pool->daemon->context, pending->mail->id);
		verifier_forget(pool->daemon->verifier, pending->mail->id);
		scanner_forget(pool->daemon->scanner, pending->mail->id);
		g_hash_table_remove(pool->known, &pending->mail->id);
		queue->bytes -= pending->mail->size;
		pending_mail_free(g_queue_pop_head(&queue->mails));
	}
	if (pending != NULL && is_verified(pool, pending) && is_scanned(pool, pending) &&
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
		g_queue_foreach(&((MailQueue *)pool->order->pdata[i])->mails, undecide, NULL);
}

void
reader_pool_look_again(ReaderPool *pool)
{
	for (unsigned i = 0; i < pool->order->len; i++)
		((MailQueue *)pool->order->pdata[i])->last = 0;
	daemon_wake(pool->daemon);
}

bool
reader_pool_are_quiet(const ReaderPool *pool)
{
	const MailQueue *history = g_hash_table_lookup(pool->queues, HISTORY);

	return g_hash_table_size(pool->known) == (history == NULL ? 0 : history->mails.length);
}

json_t *
reader_pool_status(const ReaderPool *pool)
{
	json_t *list = json_array();

	for (unsigned i = 0; i + 1 < pool->workers->len; i++)
		json_array_append_new(list, pool_worker_status(pool->workers->pdata[i]));
	return list;
}
