/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reading is one waiting mail in memory. It stands in the line of its mailbox until the batch that decided it has
 * committed. One whose attachments go along with a letter waits for a role again, once for each of them. A post is
 * one read role with the readings it was given; it answers in the order in which it was asked, so the first one is
 * the one it has in hand.
 */
#include "gateway/readers.h"

#include <stdio.h>

#include "gateway/agent_answer.h"
#include "gateway/backoff.h"
#include "gateway/display.h"
#include "gateway/fetchers.h"
#include "gateway/log.h"
#include "gateway/settle.h"
#include "gateway/verifier.h"
#include "gateway/worker.h"
#include "parsers/limits.h"
#include "spool/trace.h"

#define WINDOW 1024   /* readings in memory */
#define GIVEN_MAX 256 /* mails one role may have: more than it reads in a batch */
#define GIVEN_BYTES (INT64_C(4) * 1024 * 1024) /* and of what size, beyond the first */
#define WALL_MS 5000                           /* how long a role may take over one mail */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

typedef enum {
	READING_WAITS,   /* for a role */
	READING_GIVEN,   /* to a role */
	READING_READ,    /* its message is here */
	READING_LOST,    /* its role ended over it: an attempt is to be counted */
	READING_DECIDED, /* in this batch */
} ReadingState;

typedef struct {
	Mail *mail; /* own */
	ReadingState state;
	Message *message; /* own; once read */
	MessageAttachment
	    *wanted;     /* foreign, of the message: what is to be read next; or NULL */
	const char *how; /* constant; how its role ended */
} Reading;

typedef struct {
	Readers *readers; /* foreign */
	Worker *worker;   /* own; NULL: not running */
	GQueue given;     /* of Reading (foreign): the first is in hand */
	guint timer;      /* over the one in hand */
	guint wait;       /* source that wakes the gateway when its back-off is over, or 0 */
	int64_t late;     /* the mail over which that timer killed it, or 0 */
	bool troubled;    /* it said that it cannot work: that is no mail's fault */
	Backoff backoff;
	int starts;
} Post;

struct Readers {
	Gateway *gateway;  /* foreign */
	GPtrArray *posts;  /* own; of Post */
	GHashTable *lines; /* own; mailbox -> GQueue of Reading, in intake order */
	GPtrArray *order;  /* own; the same lines (foreign): each batch begins with another */
	unsigned first;    /* the one with which the next batch begins */
	GHashTable *known; /* own; the ids of all readings */
	GQueue unread;     /* of Reading (foreign): to be given, in order */
	int64_t last;      /* the newest mail that came into the window */
	bool careful;      /* each mail of the batch has a savepoint of its own */
	bool failed;       /* a mail could not be decided in a batch without */
};

static void
reading_free(Reading *reading)
{
	mail_free(reading->mail);
	message_free(reading->message);
	g_free(reading);
}

static void
line_free(GQueue *line)
{
	g_queue_free_full(line, (GDestroyNotify)reading_free);
}

static void
post_free(Post *post)
{
	worker_free(post->worker);
	g_queue_clear(&post->given);
	if (post->timer != 0)
		g_source_remove(post->timer);
	if (post->wait != 0)
		g_source_remove(post->wait);
	g_free(post);
}

Readers *
readers_new(Gateway *gateway)
{
	Readers *readers = g_new0(Readers, 1);

	readers->gateway = gateway;
	readers->posts = g_ptr_array_new_with_free_func((GDestroyNotify)post_free);
	readers->lines =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)line_free);
	readers->order = g_ptr_array_new();
	readers->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&readers->unread);
	for (int64_t i = 0; i < gateway->office->config->readers; i++) {
		Post *post = g_new0(Post, 1);

		post->readers = readers;
		g_queue_init(&post->given);
		g_ptr_array_add(readers->posts, post);
	}
	return readers;
}

void
readers_free(Readers *readers)
{
	if (readers == NULL)
		return;
	g_ptr_array_unref(readers->posts);
	g_queue_clear(&readers->unread);
	g_hash_table_unref(readers->known);
	g_ptr_array_unref(readers->order);
	g_hash_table_unref(readers->lines);
	g_free(readers);
}

static int
on_late(void *data)
{
	Post *post = data;

	post->timer = 0;
	post->late = ((Reading *)g_queue_peek_head(&post->given))->mail->id;
	worker_kill(post->worker);
	return G_SOURCE_REMOVE;
}

/* The clock runs over the mail in hand only. */
static void
set_timer(Post *post)
{
	if (post->timer != 0)
		g_source_remove(post->timer);
	post->timer =
	    g_queue_is_empty(&post->given) ? 0 : g_timeout_add(WALL_MS, on_late, post);
}

static void
kill_post(Post *post, const char *why)
{
	log_write(LOG_ERROR, "read", "is killed: %s", why);
	worker_kill(post->worker);
}

/* The one in hand is out of hand. */
static void
take_answer(Post *post)
{
	Reading *reading = g_queue_pop_head(&post->given);

	reading->state = READING_READ;
	backoff_worked(&post->backoff);
	set_timer(post);
	gateway_wake(post->readers->gateway);
}

static void
take_message(Post *post, const Frame *frame)
{
	Reading *reading = g_queue_peek_head(&post->given);
	g_autoptr(GError) error = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x)", &id);
	if (reading != NULL && reading->mail->id == id && reading->wanted == NULL)
		reading->message = message_unpack(frame->bytes, &error);
	if (reading == NULL || reading->wanted != NULL || reading->message == NULL)
		kill_post(
		    post, error == NULL ? "it answered what was not asked" : error->message);
	else
		take_answer(post);
}

static void
take_part(Post *post, const Frame *frame)
{
	Reading *reading = g_queue_peek_head(&post->given);
	MessageAttachment *wanted = reading == NULL ? NULL : reading->wanted;
	size_t size = frame->bytes == NULL ? 0 : g_bytes_get_size(frame->bytes);
	const char *why = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x&s)", &id, &why);
	if (wanted == NULL || reading->mail->id != id || size > LIMIT_ATTACHMENT) {
		kill_post(post, "it answered what was not asked");
		return;
	}
	if (*why != '\0')
		wanted->lost = g_strdup(why);
	else
		wanted->bytes =
		    frame->bytes == NULL ? g_bytes_new(NULL, 0) : g_bytes_ref(frame->bytes);
	reading->wanted = NULL;
	take_answer(post);
}

static void
on_frame(Worker *worker, Frame *frame, void *data)
{
	Post *post = data;

	if (frame->type == FRAME_MESSAGE) {
		take_message(post, frame);
	} else if (frame->type == FRAME_PART_READ) {
		take_part(post, frame);
	} else if (frame->type == FRAME_LOG) {
		log_frame("read", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		const char *text = NULL;

		g_variant_get(frame->body, "(y&s)", NULL, &text);
		log_write(LOG_ERROR, "read", "%s", text);
		post->troubled = true;
	} else {
		worker_kill(worker);
	}
}

static int
on_wait_over(void *data)
{
	Post *post = data;

	post->wait = 0;
	gateway_wake(post->readers->gateway);
	return G_SOURCE_REMOVE;
}

/* Nothing else may happen until then, and mails wait. */
static void
start_later(Post *post)
{
	int64_t now_us = g_get_monotonic_time();

	backoff_failed(&post->backoff, now_us, LONGEST_WAIT_MS);
	if (post->wait != 0)
		g_source_remove(post->wait);
	post->wait =
	    g_timeout_add((guint)backoff_wait_ms(&post->backoff, now_us), on_wait_over, post);
}

/* The mail in hand lost its reader; the others go back, in front of all that wait. */
static void
take_back(Post *post, bool fault)
{
	Reading *in_hand = fault ? g_queue_pop_head(&post->given) : NULL;
	Reading *reading = NULL;

	if (in_hand != NULL) {
		in_hand->state = READING_LOST;
		in_hand->wanted = NULL;
		g_clear_pointer(&in_hand->message, message_free);
		in_hand->how = post->late != 0 ? "took too long to read" : "killed its reader";
	}
	while ((reading = g_queue_pop_tail(&post->given)) != NULL) {
		reading->state = READING_WAITS;
		g_queue_push_head(&post->readers->unread, reading);
	}
}

static void
on_ended(Worker *worker, bool good, const char *how, void *data)
{
	Post *post = data;
	const Reading *in_hand = g_queue_peek_head(&post->given);
	/* its last answer may have come while it was being killed: the next mail has no part in that */
	bool fault = !good && !post->troubled && in_hand != NULL &&
		     (post->late == 0 || post->late == in_hand->mail->id);

	if (!good)
		log_write(LOG_WARNING, "read", "a reader ended: %s%s%s", how,
		    fault ? ", over mail key " : "", fault ? in_hand->mail->key : "");
	if (!good && !fault)
		start_later(post);
	take_back(post, fault);
	worker_free(worker);
	post->worker = NULL;
	post->late = 0;
	post->troubled = false;
	set_timer(post);
	gateway_wake(post->readers->gateway);
}

static GQueue *
line_of(Readers *readers, const char *mailbox)
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
take_into_window(Readers *readers, Mail *take_mail)
{
	Reading *reading = NULL;

	if (g_hash_table_contains(readers->known, &take_mail->id)) {
		mail_free(take_mail);
		return;
	}
	reading = g_new0(Reading, 1);
	reading->mail = take_mail;
	g_hash_table_add(readers->known, &reading->mail->id);
	g_queue_push_tail(line_of(readers, take_mail->mailbox), reading);
	g_queue_push_tail(&readers->unread, reading);
}

static void
take_all(Readers *readers, GPtrArray *mails)
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
fill_window(Readers *readers, GError **error)
{
	Spool *spool = readers->gateway->office->spool;
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

static void
start(Post *post)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;

	post->worker =
	    worker_start("read", g_variant_new("a{sv}", NULL), &EVENTS, post, &error);
	post->starts++;
	if (post->worker != NULL)
		return;
	log_write(LOG_ERROR, "read", "%s", error->message);
	start_later(post);
}

static bool
has_room(const Post *post, const Reading *next)
{
	int64_t bytes = next->mail->size;

	for (const GList *one = post->given.head; one != NULL; one = one->next)
		bytes += ((const Reading *)one->data)->mail->size;
	return post->given.length == 0 ||
	       (post->given.length < GIVEN_MAX && bytes <= GIVEN_BYTES);
}

static bool
give_one(Post *post, Reading *reading, GError **error)
{
	Gateway *gateway = post->readers->gateway;
	g_autoptr(GBytes) raw = fetchers_take_raw(gateway->fetchers, reading->mail->id);

	if (raw == NULL)
		raw = mail_raw(gateway->office->spool, reading->mail->id, error);
	if (raw == NULL)
		return false;
	verifier_give(gateway->verifier, reading->mail->id, raw);
	reading->state = READING_GIVEN;
	g_queue_push_tail(&post->given, reading);
	if (post->given.length == 1)
		set_timer(post);
	if (reading->wanted != NULL)
		worker_send(post->worker, FRAME_PART,
		    g_variant_new("(xs)", (gint64)reading->mail->id, reading->wanted->path),
		    raw);
	else
		worker_send(post->worker, FRAME_READ,
		    g_variant_new("(x)", (gint64)reading->mail->id), raw);
	return true;
}

static bool
give_to(Post *post, GError **error)
{
	Readers *readers = post->readers;
	Reading *next = g_queue_peek_head(&readers->unread);

	/* also when nothing waits: a reader takes some time until it can read */
	if (post->worker == NULL && backoff_is_over(&post->backoff, g_get_monotonic_time()))
		start(post);
	while (
	    post->worker != NULL && post->late == 0 && next != NULL && has_room(post, next)) {
		if (!give_one(post, next, error))
			return false;
		g_queue_pop_head(&readers->unread);
		next = g_queue_peek_head(&readers->unread);
	}
	return true;
}

bool
readers_give(Readers *readers, GError **error)
{
	if (!fill_window(readers, error))
		return false;
	verifier_run(readers->gateway->verifier);
	for (unsigned i = 0; i < readers->posts->len; i++)
		if (!give_to(readers->posts->pdata[i], error))
			return false;
	return true;
}

/* Savepoints cost a tenth of all that deciding costs, and hardly ever does a mail fail: the batch is begun without, and
 * done again with them when one did. */
static bool
decide_one(Readers *readers, const Reading *reading, GError **error)
{
	Office *office = readers->gateway->office;
	const Settled read = {reading->mail, reading->message, reading->how};

	if (readers->careful)
		return settle_alone(office, &read, error);
	readers->failed = !settle(office, &read, error);
	return !readers->failed;
}

/* Who sent it is another role's to say; a mail that either of them did not get over has used an attempt. */
static bool
is_verified(const Readers *readers, Reading *reading)
{
	Origin *origin = NULL;

	if (reading->state != READING_READ || reading->message->origin != NULL)
		return true;
	switch (verifier_look(
	    readers->gateway->verifier, reading->mail->id, &origin, &reading->how)) {
	case VERIFIER_WAITS:
		return false;
	case VERIFIER_KNOWS:
		reading->message->origin = origin_ref(origin);
		break;
	case VERIFIER_LOST:
		reading->state = READING_LOST;
		g_clear_pointer(&reading->message, message_free);
		break;
	}
	return true;
}

/* What is to be read still before it can be decided. */
static void
look_for_parts(Readers *readers, Reading *reading)
{
	if (reading->state != READING_READ || reading->message->refused != NULL)
		return;
	reading->wanted =
	    agent_answer_wants(readers->gateway->office, reading->mail, reading->message);
	if (reading->wanted == NULL)
		return;
	reading->state = READING_WAITS;
	g_queue_push_head(&readers->unread, reading);
}

/* From the front of the line, as far as all is known; one that lost its reader does not hold up the others. */
static bool
decide_line(Readers *readers, GQueue *line, const Batch *batch, GError **error)
{
	for (GList *one = line->head; one != NULL && !batch_is_full(batch); one = one->next) {
		Reading *reading = one->data;

		if (!is_verified(readers, reading))
			return true;
		look_for_parts(readers, reading);
		if (reading->state == READING_WAITS || reading->state == READING_GIVEN)
			return true;
		if (reading->state != READING_DECIDED && !decide_one(readers, reading, error))
			return false;
		reading->state = READING_DECIDED;
	}
	return true;
}

bool
readers_decide(Readers *readers, Batch *batch, GError **error)
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
print_trace(const Office *office, const Mail *mail)
{
	g_autofree char *lines = NULL;
	g_autofree char *text = NULL;
	g_autofree char *key = display_line(mail->key);

	if (!trace_get(office->spool, mail->id, &lines, NULL) || lines == NULL)
		return;
	text = display_text(lines);
	printf("-- %s %s\n%s\n\n", mail->mailbox, key, text);
	fflush(stdout);
}

static void
forget_decided(Readers *readers, GQueue *line)
{
	Reading *reading = NULL;

	while (
	    (reading = g_queue_peek_head(line)) != NULL && reading->state == READING_DECIDED) {
		if (readers->gateway->office->rehearses)
			print_trace(readers->gateway->office, reading->mail);
		verifier_forget(readers->gateway->verifier, reading->mail->id);
		g_hash_table_remove(readers->known, &reading->mail->id);
		reading_free(g_queue_pop_head(line));
	}
	reading = g_queue_peek_head(line);
	if (reading != NULL && is_verified(readers, reading) &&
	    (reading->state == READING_READ || reading->state == READING_LOST))
		gateway_go_on(readers->gateway);
}

bool
readers_want_care(Readers *readers)
{
	bool wanted = readers->failed;

	readers->careful = readers->careful || wanted;
	readers->failed = false;
	return wanted;
}

void
readers_committed(Readers *readers)
{
	readers->careful = false;
	for (unsigned i = 0; i < readers->order->len; i++)
		forget_decided(readers, readers->order->pdata[i]);
}

static void
undecide(void *data, void *unused)
{
	Reading *reading = data;

	(void)unused;
	if (reading->state == READING_DECIDED)
		reading->state = reading->message != NULL ? READING_READ : READING_LOST;
}

void
readers_undone(Readers *readers)
{
	for (unsigned i = 0; i < readers->order->len; i++)
		g_queue_foreach(readers->order->pdata[i], undecide, NULL);
}

void
readers_look_again(Readers *readers)
{
	readers->last = 0;
	gateway_wake(readers->gateway);
}

bool
readers_are_quiet(const Readers *readers)
{
	return g_hash_table_size(readers->known) == 0;
}

json_t *
readers_status(const Readers *readers)
{
	json_t *list = json_array();

	for (unsigned i = 0; i < readers->posts->len; i++) {
		const Post *post = readers->posts->pdata[i];

		json_array_append_new(
		    list, json_pack("{s:b, s:i, s:i}", "working", post->worker != NULL,
			      "starts", post->starts, "pid",
			      post->worker == NULL ? 0 : (int)worker_pid(post->worker)));
	}
	return list;
}
