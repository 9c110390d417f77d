/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reader answers in the order in which it was asked, so the first mail that it was given is the one it has in hand.
 * What it answers out of order, or after it was told to end, is not looked at.
 */
#include "gateway/daemon/pool_worker.h"

#include "gateway/daemon/mailboxes.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/fork_server.h"
#include "gateway/util/backoff.h"
#include "gateway/util/log.h"
#include "parsers/limits.h"

#define MAILS_MOST 32 /* that one reader may read, all of one mailbox */
#define GIVEN_BYTES (INT64_C(4) * 1024 * 1024) /* it may have of them, beyond its first */
#define WALL_MS 5000                           /* how long it may take over one mail */
#define SLOW_US G_GINT64_CONSTANT(1000000)     /* and after so long over one gets no other */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

/* One reader. */
typedef struct {
	Child *child; /* own; NULL: not running */
	bool ready;   /* it said that it is locked in: nothing is given to it before */
} Seat;

struct PoolWorker {
	Daemon *gateway;    /* foreign */
	ForkServer *server; /* foreign */
	GQueue *line;       /* foreign */
	bool second;
	Seat seat;          /* who reads */
	Seat next;          /* who takes over, and has seen nothing */
	GPtrArray *leaving; /* own; of Worker: told to end */
	GQueue given;       /* of Reading (foreign): the first is in hand */
	char *mailbox;      /* own; whose mails the reader reads, or NULL */
	unsigned used;      /* mails that it was given */
	bool closed;        /* it gets no more */
	bool broken;        /* it is being killed: what it says does not count */
	int64_t in_hand_us; /* since when the first of given is, monotonic */
	guint timer;        /* over the one in hand */
	guint wait;         /* source that wakes the gateway when its back-off is over, or 0 */
	bool late;          /* that timer killed it */
	Backoff backoff;
	int starts;
};

void
pending_mail_free(PendingMail *reading)
{
	mail_free(reading->mail);
	message_free(reading->message);
	g_free(reading);
}

PoolWorker *
pool_worker_new(Daemon *gateway, ForkServer *server, GQueue *line, bool second)
{
	PoolWorker *post = g_new0(PoolWorker, 1);

	post->gateway = gateway;
	post->server = server;
	post->line = line;
	post->second = second;
	post->leaving = g_ptr_array_new_with_free_func((GDestroyNotify)child_free);
	g_queue_init(&post->given);
	return post;
}

void
pool_worker_free(PoolWorker *post)
{
	child_free(post->seat.child);
	child_free(post->next.child);
	g_ptr_array_unref(post->leaving);
	g_queue_clear(&post->given);
	if (post->timer != 0)
		g_source_remove(post->timer);
	if (post->wait != 0)
		g_source_remove(post->wait);
	g_free(post->mailbox);
	g_free(post);
}

static int
on_late(void *data)
{
	PoolWorker *post = data;

	post->timer = 0;
	post->late = true;
	child_kill(post->seat.child);
	return G_SOURCE_REMOVE;
}

/* The clock runs over the mail in hand only. */
static void
set_timer(PoolWorker *post)
{
	if (post->timer != 0)
		g_source_remove(post->timer);
	post->timer =
	    g_queue_is_empty(&post->given) ? 0 : g_timeout_add(WALL_MS, on_late, post);
	post->in_hand_us = g_get_monotonic_time();
}

/* Those that were not begun go back, in front of all that wait. */
static void
take_back(PoolWorker *post)
{
	PendingMail *reading = NULL;

	while ((reading = g_queue_pop_tail(&post->given)) != NULL) {
		reading->state = PENDING_WAITS;
		g_queue_push_head(post->line, reading);
	}
}

/* Whoever was next takes the seat; of what the reader before it was given, nothing is left. */
static void
change_seat(PoolWorker *post)
{
	post->seat = post->next;
	post->next = (Seat){NULL, false};
	g_clear_pointer(&post->mailbox, g_free);
	post->used = 0;
	post->closed = false;
	post->broken = false;
	post->late = false;
	set_timer(post);
}

/* This reader reads no more. */
static void
dismiss(PoolWorker *post, bool at_once)
{
	Child *child = post->seat.child;

	take_back(post);
	g_ptr_array_add(post->leaving, child);
	if (at_once)
		child_kill(child);
	else
		child_finish(child);
	change_seat(post);
}

/* What failed fails again in the gateway's next turn, which says so. */
static void
go_on(PoolWorker *post)
{
	if (post->gateway->stopping || post->gateway->paused || !pool_worker_give(post, NULL))
		daemon_wake(post->gateway);
}

static void
kill_reader(PoolWorker *post, const char *why)
{
	log_write(LOG_ERROR, "read", "is killed: %s", why);
	post->broken = true;
	child_kill(post->seat.child);
}

/* The one in hand is out of hand. A reader that had a hard time with it may not be what it was. */
static void
take_answer(PoolWorker *post)
{
	PendingMail *reading = g_queue_pop_head(&post->given);
	bool slow = g_get_monotonic_time() - post->in_hand_us > SLOW_US;
	bool limited = reading->message != NULL &&
		       (reading->message->limits->len > 0 || reading->message->refused != NULL);

	reading->state = PENDING_READ;
	backoff_worked(&post->backoff);
	if (slow || limited)
		dismiss(post, true);
	else
		set_timer(post);
	daemon_wake(post->gateway);
	if (g_queue_is_empty(&post->given))
		go_on(post);
}

/* What the second reader read, against what the first one did. */
static void
compare(PendingMail *reading, GBytes *packed)
{
	g_autoptr(GBytes) first = message_pack(reading->message);

	reading->again = false;
	reading->agreed = g_bytes_equal(first, packed);
	reading->disputed = !reading->agreed;
}

static void
take_message(PoolWorker *post, const Frame *frame)
{
	PendingMail *reading = g_queue_peek_head(&post->given);
	g_autoptr(GError) error = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x)", &id);
	if (reading == NULL || reading->mail->id != id || reading->wanted != NULL) {
		kill_reader(post, "it answered what was not asked");
		return;
	}
	if (reading->again)
		compare(reading, frame->bytes);
	else
		reading->message = message_unpack(frame->bytes, &error);
	if (reading->message == NULL)
		kill_reader(post, error->message);
	else
		take_answer(post);
}

static void
take_part(PoolWorker *post, const Frame *frame)
{
	PendingMail *reading = g_queue_peek_head(&post->given);
	MessageAttachment *wanted = reading == NULL ? NULL : reading->wanted;
	const char *why = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x&s)", &id, &why);
	if (wanted == NULL || reading->mail->id != id) {
		kill_reader(post, "it answered what was not asked");
		return;
	}
	if (*why != '\0')
		wanted->lost = g_strdup(why);
	else
		wanted->bytes = g_bytes_ref(frame->bytes);
	reading->wanted = NULL;
	take_answer(post);
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
	PoolWorker *post = data;
	Seat *seat = child == post->seat.child   ? &post->seat
		     : child == post->next.child ? &post->next
						 : NULL;

	if (seat == NULL || (seat == &post->seat && post->broken))
		return;
	if (frame->type == FRAME_LOG) {
		frame_log("read", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		take_trouble(frame);
	} else if (frame->type == FRAME_READY && !seat->ready) {
		seat->ready = true;
		if (seat == &post->seat && !g_queue_is_empty(post->line))
			go_on(post);
	} else if (seat == &post->seat && frame->type == FRAME_MESSAGE) {
		take_message(post, frame);
	} else if (seat == &post->seat && frame->type == FRAME_PART_READ) {
		take_part(post, frame);
	} else {
		child_kill(child);
	}
}

static int
on_wait_over(void *data)
{
	PoolWorker *post = data;

	post->wait = 0;
	daemon_wake(post->gateway);
	return G_SOURCE_REMOVE;
}

/* Nothing else may happen until then, and mails wait. */
static void
start_later(PoolWorker *post)
{
	int64_t now_us = g_get_monotonic_time();

	backoff_failed(&post->backoff, now_us, LONGEST_WAIT_MS);
	if (post->wait != 0)
		g_source_remove(post->wait);
	post->wait =
	    g_timeout_add((guint)backoff_wait_ms(&post->backoff, now_us), on_wait_over, post);
}

/* The mail in hand lost its reader. */
static void
lose(PoolWorker *post, bool good)
{
	PendingMail *in_hand = g_queue_pop_head(&post->given);

	in_hand->state = PENDING_LOST;
	in_hand->wanted = NULL;
	in_hand->again = in_hand->agreed = false;
	g_clear_pointer(&in_hand->message, message_free);
	in_hand->how = post->late ? "took too long to read"
		       : good     ? "its reader left without an answer"
				  : "killed its reader";
}

static void
reader_ended(PoolWorker *post, bool good, const char *how)
{
	const PendingMail *in_hand = g_queue_peek_head(&post->given);
	bool fault = in_hand != NULL;

	if (!good || fault)
		log_write(LOG_WARNING, "read", "a reader ended: %s%s%s", how,
		    fault ? ", over mail key " : "", fault ? in_hand->mail->key : "");
	if (!fault && (!good || post->used == 0))
		start_later(post);
	if (!good && !post->late && !post->broken)
		fork_server_renew(post->server);
	if (fault)
		lose(post, good);
	take_back(post);
	change_seat(post);
	daemon_wake(post->gateway);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	PoolWorker *post = data;

	if (child == post->seat.child) {
		reader_ended(post, good, how);
		child_free(child);
	} else if (child == post->next.child) {
		log_write(LOG_WARNING, "read", "a reader ended before its first mail: %s", how);
		post->next = (Seat){NULL, false};
		child_free(child);
		start_later(post);
	} else {
		g_ptr_array_remove_fast(post->leaving, child);
	}
}

static bool
start(PoolWorker *post, Seat *seat)
{
	static const ChildEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;
	GVariantDict setup;

	if (!backoff_is_over(&post->backoff, g_get_monotonic_time()))
		return false;
	g_variant_dict_init(&setup, NULL);
	g_variant_dict_insert(&setup, "mails", "x", (gint64)(post->second ? 1 : MAILS_MOST));
	seat->ready = false;
	seat->child =
	    child_start_in(post->server, g_variant_dict_end(&setup), &EVENTS, post, &error);
	post->starts++;
	if (seat->child != NULL)
		return true;
	log_write(LOG_ERROR, "read", "%s", error->message);
	start_later(post);
	return false;
}

/* Also when nothing waits, and while another reads: a reader takes some time until it can. A second reading is made by
 * one that was started after the first was done. */
static void
start_what_is_needed(PoolWorker *post)
{
	if (post->second && g_queue_is_empty(post->line))
		return;
	if (post->seat.child == NULL)
		start(post, &post->seat);
	if (!post->second && post->used > 0 && post->next.child == NULL)
		start(post, &post->next);
}

/* Whether it gets a reader to itself: a second reading, and a mail over which one was lost. */
static bool
is_alone(const PoolWorker *post, const PendingMail *reading)
{
	return post->second || reading->mail->attempts > 0;
}

static bool
has_room(const PoolWorker *post, const PendingMail *next)
{
	int64_t bytes = next->mail->size;

	if (post->used == 0)
		return true;
	if (post->used >= MAILS_MOST || is_alone(post, next))
		return false;
	for (const GList *one = post->given.head; one != NULL; one = one->next)
		bytes += ((const PendingMail *)one->data)->mail->size;
	return bytes <= GIVEN_BYTES;
}

/* The link of the first one that this reader may have, or NULL. */
static GList *
find_next(const PoolWorker *post)
{
	if (!post->seat.ready || post->closed || post->broken || post->late)
		return NULL;
	for (GList *one = post->line->head; one != NULL; one = one->next) {
		const PendingMail *reading = one->data;

		if (post->mailbox == NULL || g_str_equal(post->mailbox, reading->mail->mailbox))
			return has_room(post, reading) ? one : NULL;
	}
	return NULL;
}

static void
send_reading(PoolWorker *post, const PendingMail *reading, GBytes *raw)
{
	gint64 id = reading->mail->id;

	if (reading->wanted != NULL)
		child_send(post->seat.child, FRAME_PART,
		    g_variant_new("(xs)", id, reading->wanted->path), raw);
	else
		child_send(post->seat.child, FRAME_READ, g_variant_new("(x)", id), raw);
}

static bool
give_one(PoolWorker *post, PendingMail *reading, GError **error)
{
	g_autoptr(GBytes) raw = mailboxes_take_raw(post->gateway->fetchers, reading->mail->id);

	if (raw == NULL)
		raw = mail_raw(post->gateway->context->spool, reading->mail->id, error);
	if (raw == NULL)
		return false;
	if (post->mailbox == NULL)
		post->mailbox = g_strdup(reading->mail->mailbox);
	post->used++;
	post->closed = is_alone(post, reading);
	verifier_give(post->gateway->verifier, reading->mail->id, raw);
	reading->state = PENDING_GIVEN;
	g_queue_push_tail(&post->given, reading);
	if (post->given.length == 1)
		set_timer(post);
	send_reading(post, reading, raw);
	return true;
}

/* Whether it has read something, and has nothing left to read. */
static bool
is_done(const PoolWorker *post)
{
	return post->seat.child != NULL && post->used > 0 && post->given.length == 0 &&
	       !post->broken && !post->late;
}

bool
pool_worker_give(PoolWorker *post, GError **error)
{
	do {
		GList *next = NULL;

		start_what_is_needed(post);
		while ((next = find_next(post)) != NULL) {
			if (!give_one(post, next->data, error))
				return false;
			g_queue_delete_link(post->line, next);
		}
		start_what_is_needed(post);
		if (!is_done(post))
			return true;
		dismiss(post, false);
	} while (true);
}

json_t *
pool_worker_status(const PoolWorker *post)
{
	const Child *child = post->seat.child;

	return json_pack("{s:b, s:i, s:i}", "working", child != NULL, "starts", post->starts,
	    "pid", child == NULL ? 0 : (int)child_pid(child));
}
