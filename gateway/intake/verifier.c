/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A question waits in a queue until it is answered: the worker answers in the order in which it was asked, so it works on
 * the first one. When it ends, that one is answered with how it ended, and the others go to the next worker.
 */
#include "gateway/intake/verifier.h"

#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"

#define WALL_MS 5000 /* how long the worker may take over one mail */
#define MAILS 500    /* after so many the worker ends by itself */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

typedef struct {
	int64_t mail;
	GBytes *header;  /* own; NULL once it is answered */
	Origin *origin;  /* own; or NULL */
	const char *how; /* constant; how the worker ended over it, or NULL */
	bool forgotten;  /* nobody waits for the answer any more */
} Question;

struct Verifier {
	void (*on_answer)(void *data);
	void *data;   /* foreign; for on_answer */
	Child *child; /* own; NULL: not running */
	int answered; /* mails, by this one */
	int starts;
	GHashTable *known; /* own; mail -> Question (own) */
	GQueue
	    asked; /* of Question: those not answered; forgotten ones are its own, the others are known's */
	bool killed;   /* what it sent before that is ignored */
	bool troubled; /* it said that it cannot work: that is no mail's fault */
	Retry retry;
};

static void
question_free(void *data)
{
	Question *question = data;

	g_clear_pointer(&question->header, g_bytes_unref);
	origin_free(question->origin);
	g_free(question);
}

static void
on_retry(void *data)
{
	verifier_run(data);
}

Verifier *
verifier_new(void (*on_answer)(void *data), void *data)
{
	Verifier *verifier = g_new0(Verifier, 1);

	verifier->on_answer = on_answer;
	verifier->data = data;
	verifier->known = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_queue_init(&verifier->asked);
	retry_init(&verifier->retry, LONGEST_WAIT_MS, on_retry, verifier);
	return verifier;
}

/* One that is not answered yet must stay in the queue until it is. */
static void
question_forget(Question *question)
{
	question->forgotten = true;
	if (question->header == NULL)
		question_free(question);
}

void
verifier_free(Verifier *verifier)
{
	GHashTableIter all;
	void *question = NULL;

	if (verifier == NULL)
		return;
	child_free(verifier->child);
	retry_reset(&verifier->retry);
	g_hash_table_iter_init(&all, verifier->known);
	while (g_hash_table_iter_next(&all, NULL, &question))
		question_forget(question);
	g_queue_clear_full(&verifier->asked, question_free);
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

/* The time limit is that of the first question. */
static void
begin_first(Verifier *verifier)
{
	if (verifier->child != NULL)
		child_expect(verifier->child, g_queue_is_empty(&verifier->asked) ? 0 : WALL_MS);
}

static void
send(Verifier *verifier, const Question *question)
{
	child_send(verifier->child, FRAME_HEADER, g_variant_new("(x)", (gint64)question->mail),
	    question->header);
}

/* Answers the first question: with an origin, or with how the worker ended over it. */
static void
answer(Verifier *verifier, Origin *take_origin, const char *how)
{
	Question *question = g_queue_pop_head(&verifier->asked);

	question->origin = take_origin;
	question->how = how;
	g_clear_pointer(&question->header, g_bytes_unref);
	if (question->forgotten)
		question_free(question);
	verifier->on_answer(verifier->data);
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
	const Question *question = g_queue_peek_head(&verifier->asked);
	gint64 id = 0;

	g_variant_get(frame->body, "(x@" ORIGIN_FORM ")", &id, &packed);
	if (question != NULL && question->mail == id)
		origin = origin_unpack(packed);
	if (origin == NULL) {
		kill_worker(verifier);
		return;
	}
	verifier->answered++;
	retry_reset(&verifier->retry);
	answer(verifier, g_steal_pointer(&origin), NULL);
	begin_first(verifier);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Verifier *verifier = data;

	if (verifier->killed || child_was_silent(child))
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

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Verifier *verifier = data;
	/* one that ends well, but too early, was made to by the mail it works on */
	bool is_due = good && verifier->answered >= MAILS;
	bool late = child_was_silent(child);
	bool fault = !is_due && !verifier->troubled && !g_queue_is_empty(&verifier->asked);

	if (!good)
		log_write(LOG_WARNING, "verify", "the verifier ended: %s", how);
	child_free(child);
	verifier->child = NULL;
	if (fault)
		answer(
		    verifier, NULL, late ? "took too long to verify" : "killed its verifier");
	else if (!good)
		retry_failed(&verifier->retry);
	verifier->killed = verifier->troubled = false;
	verifier_run(verifier);
}

static void
start(Verifier *verifier)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	g_autoptr(GError) error = NULL;

	verifier->answered = 0;
	verifier->starts++;
	verifier->child = child_start("verify",
	    g_variant_new_parsed("{'mails': <%x>}", (gint64)MAILS), &EVENTS, verifier, &error);
	if (verifier->child == NULL) {
		log_write(LOG_ERROR, "verify", "%s", error->message);
		retry_failed(&verifier->retry);
		return;
	}
	for (const GList *one = verifier->asked.head; one != NULL; one = one->next)
		send(verifier, one->data);
	begin_first(verifier);
}

void
verifier_run(Verifier *verifier)
{
	if (verifier->child == NULL && verifier->retry.timer == 0)
		start(verifier);
}

void
verifier_give(Verifier *verifier, int64_t mail, GBytes *raw)
{
	Question *question = NULL;

	if (g_hash_table_contains(verifier->known, &mail))
		return;
	question = g_new0(Question, 1);
	question->mail = mail;
	question->header = verifier_header(raw);
	g_hash_table_insert(verifier->known, &question->mail, question);
	g_queue_push_tail(&verifier->asked, question);
	if (verifier->child == NULL)
		return;
	if (verifier->asked.length == 1)
		begin_first(verifier);
	send(verifier, question);
}

VerifierState
verifier_look(const Verifier *verifier, int64_t mail, Origin **ret_origin, const char **ret_how)
{
	const Question *question = g_hash_table_lookup(verifier->known, &mail);

	if (question == NULL || question->header != NULL)
		return VERIFIER_WAITS;
	*ret_origin = question->origin;
	*ret_how = question->how;
	return question->origin != NULL ? VERIFIER_KNOWS : VERIFIER_LOST;
}

void
verifier_forget(Verifier *verifier, int64_t mail)
{
	Question *question = g_hash_table_lookup(verifier->known, &mail);

	if (question == NULL)
		return;
	g_hash_table_remove(verifier->known, &mail);
	question_forget(question);
}

json_t *
verifier_status(const Verifier *verifier)
{
	return json_pack("{s:b, s:i, s:i}", "working", verifier->child != NULL, "starts",
	    verifier->starts, "pid",
	    verifier->child == NULL ? 0 : (int)child_pid(verifier->child));
}
