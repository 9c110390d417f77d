/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader answers in the order in which it was asked, so it reads the first of the mails given. What it answers out of
 * order, or after it was told to end, is ignored.
 */
#include "gateway/daemon/pool_worker.h"

#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/scanner.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/child.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "parsers/limits.h"

#define MAILS_MOST 32 /* that one reader may read, all of one mailbox */
#define GIVEN_BYTES (INT64_C(4) * 1024 * 1024) /* it may have of them, beyond its first */
#define WALL_MS 5000                           /* how long it may take over one mail */
#define SLOW_US G_GINT64_CONSTANT(1000000)     /* and after so long over one gets no other */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

/* One process. */
typedef struct {
	Child *child; /* own; NULL: not running */
	bool ready;   /* it said that its sandbox is closed: nothing is given to it before */
} Reader;

struct PoolWorker {
	Daemon *daemon;     /* foreign */
	ForkServer *server; /* foreign */
	FairQueue *queue;   /* foreign */
	bool second;
	Reader current;     /* which reads */
	Reader next;        /* which takes over, and was given nothing yet */
	GPtrArray *leaving; /* own; of Child: told to end */
	GQueue given;       /* of PendingMail (foreign): the first is being read */
	char *mailbox;      /* own; whose mails the reader reads, or NULL */
	unsigned used;      /* mails that it was given */
	bool closed;        /* it gets no more */
	bool broken;        /* it is being killed: what it says is ignored */
	int64_t begun_us;   /* since when the first of given is read, monotonic */
	Retry retry;
	int starts;
};

void
pending_mail_free(PendingMail *pending)
{
	mail_free(pending->mail);
	message_free(pending->message);
	g_free(pending);
}

static void
on_retry(void *data)
{
	daemon_wake(((PoolWorker *)data)->daemon);
}

PoolWorker *
pool_worker_new(Daemon *daemon, ForkServer *server, FairQueue *queue, bool second)
{
	PoolWorker *worker = g_new0(PoolWorker, 1);

	worker->daemon = daemon;
	worker->server = server;
	worker->queue = queue;
	worker->second = second;
	worker->leaving = g_ptr_array_new_with_free_func((GDestroyNotify)child_free);
	g_queue_init(&worker->given);
	retry_init(&worker->retry, LONGEST_WAIT_MS, on_retry, worker);
	return worker;
}

void
pool_worker_free(PoolWorker *worker)
{
	child_free(worker->current.child);
	child_free(worker->next.child);
	g_ptr_array_unref(worker->leaving);
	g_queue_clear(&worker->given);
	retry_reset(&worker->retry);
	g_free(worker->mailbox);
	g_free(worker);
}

/* The time limit is that of the mail being read. */
static void
begin_first(PoolWorker *worker)
{
	worker->begun_us = g_get_monotonic_time();
	child_expect(worker->current.child, g_queue_is_empty(&worker->given) ? 0 : WALL_MS);
}

/* Mails that it has not begun go back, to the front of the queue. */
static void
take_back(PoolWorker *worker)
{
	PendingMail *pending = NULL;

	while ((pending = g_queue_pop_tail(&worker->given)) != NULL) {
		pending->state = PENDING_WAITS;
		fair_queue_push_front(worker->queue, pending->mail->mailbox, pending);
	}
}

/* The next reader takes over; nothing is left of what was given to the one before it. */
static void
change_reader(PoolWorker *worker)
{
	worker->current = worker->next;
	worker->next = (Reader){NULL, false};
	g_clear_pointer(&worker->mailbox, g_free);
	worker->used = 0;
	worker->closed = false;
	worker->broken = false;
}

/* This reader reads no more. */
static void
dismiss(PoolWorker *worker, bool at_once)
{
	Child *child = worker->current.child;

	take_back(worker);
	g_ptr_array_add(worker->leaving, child);
	if (at_once)
		child_kill(child);
	else
		child_finish(child);
	change_reader(worker);
}

/* An error here comes up again in the daemon's next turn, which reports it. */
static void
go_on(PoolWorker *worker)
{
	if (worker->daemon->stopping || worker->daemon->paused ||
	    !pool_worker_give(worker, NULL))
		daemon_wake(worker->daemon);
}

static void
kill_reader(PoolWorker *worker, const char *why)
{
	log_write(LOG_ERROR, "read", "a reader is killed: %s", why);
	worker->broken = true;
	child_kill(worker->current.child);
}

/* The first mail is read. A reader for which it was slow or hit a limit may be taken over by it, and gets no other. */
static void
take_answer(PoolWorker *worker)
{
	PendingMail *pending = g_queue_pop_head(&worker->given);
	bool slow = g_get_monotonic_time() - worker->begun_us > SLOW_US;
	bool limited = pending->message != NULL &&
		       (pending->message->limits->len > 0 || pending->message->refused != NULL);

	pending->state = PENDING_READ;
	retry_reset(&worker->retry);
	if (slow || limited)
		dismiss(worker, true);
	else
		begin_first(worker);
	daemon_wake(worker->daemon);
	if (g_queue_is_empty(&worker->given))
		go_on(worker);
}

/* The second reading with the first. */
static void
compare(PendingMail *pending, GBytes *packed)
{
	g_autoptr(GBytes) first = message_pack(pending->message);

	pending->again = false;
	pending->agreed = g_bytes_equal(first, packed);
	pending->disputed = !pending->agreed;
}

static void
take_message(PoolWorker *worker, const Frame *frame)
{
	PendingMail *pending = g_queue_peek_head(&worker->given);
	g_autoptr(GError) error = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x)", &id);
	if (pending == NULL || pending->mail->id != id || pending->wanted != NULL) {
		kill_reader(worker, "it answered what was not asked");
		return;
	}
	if (pending->again)
		compare(pending, frame->bytes);
	else
		pending->message = message_unpack(frame->bytes, &error);
	if (pending->message == NULL)
		kill_reader(worker, error->message);
	else
		take_answer(worker);
}

static void
take_part(PoolWorker *worker, const Frame *frame)
{
	PendingMail *pending = g_queue_peek_head(&worker->given);
	MessageAttachment *wanted = pending == NULL ? NULL : pending->wanted;
	const char *why = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x&s)", &id, &why);
	if (wanted == NULL || pending->mail->id != id) {
		kill_reader(worker, "it answered what was not asked");
		return;
	}
	if (*why != '\0')
		wanted->lost = g_strdup(why);
	else
		wanted->bytes = g_bytes_ref(frame->bytes);
	pending->wanted = NULL;
	take_answer(worker);
}

static void
take_trouble(const Frame *frame)
{
	const char *text = NULL;

	g_variant_get(frame->body, "(y&s)", NULL, &text);
	log_write(LOG_ERROR, "read", "%s", text);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	PoolWorker *worker = data;
	Reader *reader = child == worker->current.child ? &worker->current
			 : child == worker->next.child  ? &worker->next
							: NULL;

	if (reader == NULL || child_was_silent(child) ||
	    (reader == &worker->current && worker->broken))
		return;
	if (frame->type == FRAME_LOG) {
		frame_log("read", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		take_trouble(frame);
	} else if (frame->type == FRAME_READY && !reader->ready) {
		reader->ready = true;
		child_expect(child, 0);
		if (reader == &worker->current && !fair_queue_is_empty(worker->queue))
			go_on(worker);
	} else if (reader == &worker->current && frame->type == FRAME_MESSAGE) {
		take_message(worker, frame);
	} else if (reader == &worker->current && frame->type == FRAME_PART_READ) {
		take_part(worker, frame);
	} else {
		child_kill(child);
	}
}

/* The reader ended over its first mail. */
static void
lose(PoolWorker *worker, bool good, bool late)
{
	PendingMail *first = g_queue_pop_head(&worker->given);

	first->state = PENDING_LOST;
	first->wanted = NULL;
	first->again = first->agreed = false;
	g_clear_pointer(&first->message, message_free);
	first->how = late   ? "took too long to read"
		     : good ? "its reader left without an answer"
			    : "killed its reader";
}

static void
current_ended(PoolWorker *worker, bool good, const char *how)
{
	const PendingMail *first = g_queue_peek_head(&worker->given);
	bool late = child_was_silent(worker->current.child);

	if (!good || first != NULL)
		log_write(LOG_WARNING, "read", "a reader ended: %s%s%s", how,
		    first != NULL ? ", over mail key " : "",
		    first != NULL ? first->mail->key : "");
	if (first == NULL && (!good || worker->used == 0))
		retry_failed(&worker->retry);
	if (!good && !late && !worker->broken)
		fork_server_renew(worker->server);
	if (first != NULL)
		lose(worker, good, late);
	take_back(worker);
	change_reader(worker);
	daemon_wake(worker->daemon);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	PoolWorker *worker = data;
	bool next = child == worker->next.child;
	bool idle = child == worker->current.child && g_queue_is_empty(&worker->given);

	if (child_was_silent(child) && (next || idle))
		daemon_note_hung(worker->daemon, "a read worker", how);
	if (child == worker->current.child) {
		current_ended(worker, good, how);
		child_free(child);
	} else if (next) {
		log_write(LOG_WARNING, "read", "a reader ended before its first mail: %s", how);
		worker->next = (Reader){NULL, false};
		child_free(child);
		retry_failed(&worker->retry);
	} else {
		g_ptr_array_remove_fast(worker->leaving, child);
	}
}

static bool
fork_reader(int socket, pid_t *ret_pid, void *data)
{
	const PoolWorker *worker = data;

	return fork_server_fork(worker->server, socket, ret_pid);
}

static bool
start(PoolWorker *worker, Reader *reader)
{
	static const ChildEvents EVENTS = {on_frame, on_ended, fork_reader};
	g_autoptr(GError) error = NULL;
	GVariantDict settings;

	if (worker->retry.timer != 0)
		return false;
	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert(
	    &settings, "mails", "x", (gint64)(worker->second ? 1 : MAILS_MOST));
	reader->ready = false;
	reader->child =
	    child_start("read", g_variant_dict_end(&settings), &EVENTS, worker, &error);
	worker->starts++;
	if (reader->child != NULL) {
		child_expect(reader->child, worker->daemon->context->config->times.silence);
		return true;
	}
	log_write(LOG_ERROR, "read", "%s", error->message);
	retry_failed(&worker->retry);
	return false;
}

/* Also when no mail waits, and while another reads: a reader takes some time to start. One for a second reading is started
 * after the first reading is done. */
static void
start_what_is_needed(PoolWorker *worker)
{
	if (worker->second && fair_queue_is_empty(worker->queue))
		return;
	if (worker->current.child == NULL)
		start(worker, &worker->current);
	if (!worker->second && worker->used > 0 && worker->next.child == NULL)
		start(worker, &worker->next);
}

/* Whether the mail gets a reader of its own: a second reading, and a mail over which a reader ended before. */
static bool
is_alone(const PoolWorker *worker, const PendingMail *pending)
{
	return worker->second || pending->mail->attempts > 0;
}

static bool
has_room(const PoolWorker *worker, const PendingMail *next)
{
	int64_t bytes = next->mail->size;

	if (worker->used == 0)
		return true;
	if (worker->used >= MAILS_MOST || is_alone(worker, next))
		return false;
	for (const GList *one = worker->given.head; one != NULL; one = one->next)
		bytes += ((const PendingMail *)one->data)->mail->size;
	return bytes <= GIVEN_BYTES;
}

/* The first mail that this reader may have, or NULL. */
static PendingMail *
find_next(const PoolWorker *worker)
{
	PendingMail *next = NULL;

	if (!worker->current.ready || worker->closed || worker->broken ||
	    child_was_silent(worker->current.child))
		return NULL;
	next = fair_queue_peek(worker->queue, worker->mailbox);
	return next != NULL && has_room(worker, next) ? next : NULL;
}

static void
send_pending(PoolWorker *worker, const PendingMail *pending, GBytes *raw)
{
	gint64 id = pending->mail->id;

	if (pending->wanted != NULL)
		child_send(worker->current.child, FRAME_PART,
		    g_variant_new("(xs)", id, pending->wanted->path), raw);
	else
		child_send(worker->current.child, FRAME_READ, g_variant_new("(x)", id), raw);
}

/* From now on it reads the mails of this one. */
static void
take_mailbox(PoolWorker *worker, const char *mailbox)
{
	worker->mailbox = g_strdup(mailbox);
	child_send(worker->current.child, FRAME_KNOWN,
	    config_mailbox_known(
		config_mailbox_or_first(worker->daemon->context->config, mailbox)),
	    NULL);
}

static bool
give_one(PoolWorker *worker, PendingMail *pending, GError **error)
{
	g_autoptr(GBytes) raw =
	    mailboxes_take_raw(worker->daemon->mailboxes, pending->mail->id);

	if (raw == NULL)
		raw = mail_raw(worker->daemon->context->spool, pending->mail->id, error);
	if (raw == NULL)
		return false;
	if (worker->mailbox == NULL)
		take_mailbox(worker, pending->mail->mailbox);
	worker->used++;
	worker->closed = is_alone(worker, pending);
	verifier_give(worker->daemon->verifier, pending->mail->id, raw);
	scanner_give(worker->daemon->scanner, pending->mail->id, raw);
	pending->state = PENDING_GIVEN;
	g_queue_push_tail(&worker->given, pending);
	if (worker->given.length == 1)
		begin_first(worker);
	send_pending(worker, pending, raw);
	return true;
}

/* Whether it has read something, and has nothing left to read. */
static bool
is_done(const PoolWorker *worker)
{
	return worker->current.child != NULL && worker->used > 0 && worker->given.length == 0 &&
	       !worker->broken && !child_was_silent(worker->current.child);
}

bool
pool_worker_give(PoolWorker *worker, GError **error)
{
	do {
		PendingMail *next = NULL;

		start_what_is_needed(worker);
		while ((next = find_next(worker)) != NULL) {
			if (!give_one(worker, next, error))
				return false;
			fair_queue_drop(worker->queue, next->mail->mailbox);
		}
		start_what_is_needed(worker);
		if (!is_done(worker))
			return true;
		dismiss(worker, false);
	} while (true);
}

json_t *
pool_worker_status(const PoolWorker *worker)
{
	const Child *child = worker->current.child;

	return json_pack("{s:b, s:i, s:o}", "working", child != NULL, "starts", worker->starts,
	    "pid", json_print_id(child == NULL ? 0 : child_pid(child)));
}
