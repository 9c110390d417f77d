/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/mail_trial.h"

#include "gateway/commands/explain_mail.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/child.h"

#define WALL_MS 30000

/* A mail that waits, or is read. */
typedef struct {
	void *ask;     /* foreign */
	char *mailbox; /* own; or NULL */
	GBytes *raw;   /* own */
} Trial;

struct MailTrial {
	Daemon *daemon; /* foreign */
	MailTried tried;
	void *data;       /* foreign */
	GQueue waiting;   /* own; of Trial, the first of which is read */
	Child *read;      /* own; or NULL */
	Child *verify;    /* own; or NULL */
	GBytes *message;  /* own; what the one said, or NULL */
	GVariant *origin; /* own; what the other did, or NULL */
	char *why;        /* own; why one of them says nothing, or NULL */
	guint next;       /* source that goes on, or 0 */
};

static void
trial_free(Trial *trial)
{
	g_free(trial->mailbox);
	g_bytes_unref(trial->raw);
	g_free(trial);
}

MailTrial *
mail_trial_new(Daemon *daemon, MailTried tried, void *data)
{
	MailTrial *trial = g_new0(MailTrial, 1);

	trial->daemon = daemon;
	trial->tried = tried;
	trial->data = data;
	g_queue_init(&trial->waiting);
	return trial;
}

/* Of the one that was read. */
static void
forget(MailTrial *trial)
{
	g_clear_pointer(&trial->read, child_free);
	g_clear_pointer(&trial->verify, child_free);
	g_clear_pointer(&trial->message, g_bytes_unref);
	g_clear_pointer(&trial->origin, g_variant_unref);
	g_clear_pointer(&trial->why, g_free);
}

void
mail_trial_free(MailTrial *trial)
{
	if (trial == NULL)
		return;
	forget(trial);
	g_clear_handle_id(&trial->next, g_source_remove);
	g_queue_clear_full(&trial->waiting, (GDestroyNotify)trial_free);
	g_free(trial);
}

static void go_on(MailTrial *trial);

static void
answer(MailTrial *trial)
{
	Trial *first = g_queue_pop_head(&trial->waiting);
	g_autoptr(GBytes) packed =
	    trial->why != NULL ? NULL : explain_mail_pack(trial->message, trial->origin);
	g_autofree char *why = g_strdup(trial->why);

	forget(trial);
	trial->tried(first->ask, packed, why, trial->data);
	trial_free(first);
	daemon_wake(trial->daemon);
	go_on(trial);
}

/* Not within what a worker's own frame or end has called. */
static int
on_next(void *data)
{
	MailTrial *trial = data;

	trial->next = 0;
	answer(trial);
	return G_SOURCE_REMOVE;
}

static void
look_whether_done(MailTrial *trial)
{
	bool done = trial->why != NULL || (trial->message != NULL && trial->origin != NULL);

	if (done && trial->next == 0)
		trial->next = g_idle_add(on_next, trial);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	MailTrial *trial = data;
	bool reads = child == trial->read;

	if (frame->type == FRAME_LOG) {
		frame_log(reads ? "read" : "verify", frame->body);
	} else if (reads && frame->type == FRAME_MESSAGE && trial->message == NULL) {
		trial->message = g_bytes_ref(frame->bytes);
		child_finish(child);
	} else if (!reads && frame->type == FRAME_ORIGIN && trial->origin == NULL) {
		g_variant_get(frame->body, "(x@" ORIGIN_FORM ")", NULL, &trial->origin);
		child_finish(child);
	} else if (frame->type != FRAME_READY && frame->type != FRAME_TROUBLE) {
		child_kill(child);
	}
	look_whether_done(trial);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	MailTrial *trial = data;
	bool reads = child == trial->read;
	bool answered = reads ? trial->message != NULL : trial->origin != NULL;

	(void)good;
	child_free(child);
	*(reads ? &trial->read : &trial->verify) = NULL;
	if (!answered && trial->why == NULL)
		trial->why = g_strdup_printf("its reader ended: %s", how);
	look_whether_done(trial);
}

static Child *
start(MailTrial *trial, const char *worker)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	GVariantDict settings;
	Child *child = NULL;

	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert(&settings, "mails", "x", (gint64)1);
	child = child_start(worker, g_variant_dict_end(&settings), &EVENTS, trial, NULL);
	if (child != NULL)
		child_expect(child, WALL_MS);
	return child;
}

/* The next one, where none is read. */
static void
go_on(MailTrial *trial)
{
	const Trial *first = g_queue_peek_head(&trial->waiting);
	g_autoptr(GBytes) header = NULL;

	if (first == NULL || trial->read != NULL || trial->verify != NULL || trial->next != 0)
		return;
	header = verifier_header(first->raw);
	trial->read = start(trial, "read");
	trial->verify = start(trial, "verify");
	if (trial->read == NULL || trial->verify == NULL) {
		trial->why = g_strdup("no reader could be started");
		look_whether_done(trial);
		return;
	}
	child_send(trial->read, FRAME_KNOWN,
	    config_mailbox_known(config_mailbox_or_first(
		trial->daemon->context->config, first->mailbox == NULL ? "" : first->mailbox)),
	    NULL);
	child_send(trial->read, FRAME_READ, g_variant_new("(x)", (gint64)1), first->raw);
	child_send(trial->verify, FRAME_HEADER, g_variant_new("(x)", (gint64)1), header);
}

void
mail_trial_ask(MailTrial *trial, void *ask, const char *mailbox, GBytes *raw)
{
	Trial *one = g_new(Trial, 1);

	*one = (Trial){ask, g_strdup(mailbox), g_bytes_ref(raw)};
	g_queue_push_tail(&trial->waiting, one);
	go_on(trial);
}
