/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was given waits in a queue until it is answered: the worker answers in the order in which it was asked, so the
 * first one is the one it has in hand. When it ends, that one is answered with how, and the others go to the next.
 */
#include "gateway/intake/verifier.h"

#include "gateway/ipc/child.h"
#include "gateway/util/backoff.h"
#include "gateway/util/log.h"

#define WALL_MS 5000 /* how long the worker may take over one mail */
#define MAILS 500    /* after so many the worker ends by itself */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

typedef struct {
	int64_t mail;
	GBytes *header;  /* own; NULL once it is answered */
	Origin *origin;  /* own; or NULL */
	const char *how; /* constant; how the worker ended over it, or NULL */
	bool forgotten;  /* nobody waits for the answer any more */
} Given;

struct Verifier {
	void (*on_news)(void *data);
	void *data;   /* foreign; for on_news */
	Child *child; /* own; NULL: not running */
	int answered; /* mails, by this one */
	int starts;
	GHashTable *known; /* own; mail -> Given (own) */
	GQueue
	    asked; /* of Given: those that wait for an answer; those forgotten (own) and those known (foreign) */
	guint timer;   /* over the one in hand, or 0 */
	guint wait;    /* source that starts the worker when its back-off is over, or 0 */
	bool killed;   /* what it had on its way is not believed any more */
	bool late;     /* that timer killed it */
	bool troubled; /* it said that it cannot work: that is no mail's fault */
	Backoff backoff;
};

static void
given_free(void *data)
{
	Given *given = data;

	g_clear_pointer(&given->header, g_bytes_unref);
	origin_free(given->origin);
	g_free(given);
}

Verifier *
verifier_new(void (*on_news)(void *data), void *data)
{
	Verifier *verifier = g_new0(Verifier, 1);

	verifier->on_news = on_news;
	verifier->data = data;
	verifier->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&verifier->asked);
	return verifier;
}

static void
drop_source(guint *source)
{
	if (*source != 0)
		g_source_remove(*source);
	*source = 0;
}

/* One that is asked about must stay in the line until it is answered. */
static void
let_go(Given *given)
{
	given->forgotten = true;
	if (given->header == NULL)
		given_free(given);
}

void
verifier_free(Verifier *verifier)
{
	GHashTableIter all;
	void *given = NULL;

	if (verifier == NULL)
		return;
	child_free(verifier->child);
	drop_source(&verifier->timer);
	drop_source(&verifier->wait);
	g_hash_table_iter_init(&all, verifier->known);
	while (g_hash_table_iter_next(&all, NULL, &given))
		let_go(given);
	g_queue_clear_full(&verifier->asked, given_free);
	g_hash_table_unref(verifier->known);
	g_free(verifier);
}

GBytes *
verifier_header(GBytes *raw)
{
	size_t size = 0;
	const char *mail = g_bytes_get_data(raw, &size);

	return g_bytes_new(mail, mail == NULL ? 0 : origin_header_size(mail, size));
}

static int
on_late(void *data)
{
	Verifier *verifier = data;

	verifier->timer = 0;
	verifier->late = verifier->killed = true;
	child_kill(verifier->child);
	return G_SOURCE_REMOVE;
}

/* The clock runs over the mail in hand only. */
static void
set_timer(Verifier *verifier)
{
	drop_source(&verifier->timer);
	if (verifier->child != NULL && !g_queue_is_empty(&verifier->asked))
		verifier->timer = g_timeout_add(WALL_MS, on_late, verifier);
}

static void
send(Verifier *verifier, const Given *given)
{
	child_send(verifier->child, FRAME_HEADER, g_variant_new("(x)", (gint64)given->mail),
	    given->header);
}

/* The one in hand has its answer: an origin, or how the worker ended over it. */
static void
answer(Verifier *verifier, Origin *take_origin, const char *how)
{
	Given *given = g_queue_pop_head(&verifier->asked);

	given->origin = take_origin;
	given->how = how;
	g_clear_pointer(&given->header, g_bytes_unref);
	if (given->forgotten)
		given_free(given);
	verifier->on_news(verifier->data);
}

static void
kill_worker(Verifier *verifier)
{
	log_write(LOG_ERROR, "verify", "is killed: it answered what was not asked");
	verifier->killed = true;
	child_kill(verifier->child);
}

static void
take_origin(Verifier *verifier, const Frame *frame)
{
	g_autoptr(GVariant) packed = NULL;
	g_autoptr(Origin) origin = NULL;
	const Given *given = g_queue_peek_head(&verifier->asked);
	gint64 id = 0;

	g_variant_get(frame->body, "(x@" ORIGIN_FORM ")", &id, &packed);
	if (given != NULL && given->mail == id)
		origin = origin_unpack(packed);
	if (origin == NULL) {
		kill_worker(verifier);
		return;
	}
	verifier->answered++;
	backoff_worked(&verifier->backoff);
	answer(verifier, g_steal_pointer(&origin), NULL);
	set_timer(verifier);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Verifier *verifier = data;

	(void)child;
	if (verifier->killed)
		return;
	if (frame->type == FRAME_ORIGIN) {
		take_origin(verifier, frame);
	} else if (frame->type == FRAME_LOG) {
		frame_log("verify", frame->body);
	} else if (frame->type == FRAME_TROUBLE) {
		const char *text = NULL;

		g_variant_get(frame->body, "(y&s)", NULL, &text);
		log_write(LOG_ERROR, "verify", "%s", text);
		verifier->troubled = true;
	} else {
		kill_worker(verifier);
	}
}

static int
on_wait_over(void *data)
{
	Verifier *verifier = data;

	verifier->wait = 0;
	verifier_run(verifier);
	return G_SOURCE_REMOVE;
}

static void
start_later(Verifier *verifier)
{
	int64_t now_us = g_get_monotonic_time();

	backoff_failed(&verifier->backoff, now_us, LONGEST_WAIT_MS);
	drop_source(&verifier->wait);
	verifier->wait = g_timeout_add(
	    (guint)backoff_wait_ms(&verifier->backoff, now_us), on_wait_over, verifier);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Verifier *verifier = data;
	/* one that ends well, but before its time, was told to by the mail in hand */
	bool is_due = good && verifier->answered >= MAILS;
	bool fault = !is_due && !verifier->troubled && !g_queue_is_empty(&verifier->asked);

	if (!good)
		log_write(LOG_WARNING, "verify", "the verifier ended: %s", how);
	child_free(child);
	verifier->child = NULL;
	if (fault)
		answer(verifier, NULL,
		    verifier->late ? "took too long to verify" : "killed its verifier");
	else if (!good)
		start_later(verifier);
	verifier->late = verifier->killed = verifier->troubled = false;
	set_timer(verifier);
	verifier_run(verifier);
}

static void
start(Verifier *verifier)
{
	static const ChildEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;

	verifier->answered = 0;
	verifier->starts++;
	verifier->child = child_start("verify",
	    g_variant_new_parsed("{'mails': <%x>}", (gint64)MAILS), &EVENTS, verifier, &error);
	if (verifier->child == NULL) {
		log_write(LOG_ERROR, "verify", "%s", error->message);
		start_later(verifier);
		return;
	}
	for (const GList *one = verifier->asked.head; one != NULL; one = one->next)
		send(verifier, one->data);
	set_timer(verifier);
}

void
verifier_run(Verifier *verifier)
{
	if (verifier->child == NULL &&
	    backoff_is_over(&verifier->backoff, g_get_monotonic_time()))
		start(verifier);
}

void
verifier_give(Verifier *verifier, int64_t mail, GBytes *raw)
{
	Given *given = NULL;

	if (g_hash_table_contains(verifier->known, &mail))
		return;
	given = g_new0(Given, 1);
	given->mail = mail;
	given->header = verifier_header(raw);
	g_hash_table_insert(verifier->known, &given->mail, given);
	g_queue_push_tail(&verifier->asked, given);
	if (verifier->child == NULL)
		return;
	if (verifier->asked.length == 1)
		set_timer(verifier);
	send(verifier, given);
}

VerifierState
verifier_look(const Verifier *verifier, int64_t mail, Origin **ret_origin, const char **ret_how)
{
	const Given *given = g_hash_table_lookup(verifier->known, &mail);

	if (given == NULL || given->header != NULL)
		return VERIFIER_WAITS;
	*ret_origin = given->origin;
	*ret_how = given->how;
	return given->origin != NULL ? VERIFIER_KNOWS : VERIFIER_LOST;
}

void
verifier_forget(Verifier *verifier, int64_t mail)
{
	Given *given = g_hash_table_lookup(verifier->known, &mail);

	if (given == NULL)
		return;
	g_hash_table_remove(verifier->known, &mail);
	let_go(given);
}

json_t *
verifier_status(const Verifier *verifier)
{
	return json_pack("{s:b, s:i, s:i}", "working", verifier->child != NULL, "starts",
	    verifier->starts, "pid",
	    verifier->child == NULL ? 0 : (int)child_pid(verifier->child));
}
