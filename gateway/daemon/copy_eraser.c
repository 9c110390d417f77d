/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Up to a thousand mails at a time of one mailbox after the other; what a worker was given is done when it says that it has
 * gone through all folders. A mailbox whose worker failed is left alone for a while.
 */
#include "gateway/daemon/copy_eraser.h"

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "spool/erasure.h"

#define AT_ONCE 1000
#define AGAIN_US (G_GINT64_CONSTANT(60) * 1000000)
#define SILENCE_MS (2 * 60 * 1000)

struct CopyEraser {
	Daemon *daemon;           /* foreign */
	WorkerSettings *settings; /* own; being made */
	Child *child;             /* own; or NULL */
	char *mailbox;            /* own; that is gone through, or the last one; "" */
	GPtrArray *copies;        /* own; of ErasureCopy: what the worker has; or NULL */
	bool heard;               /* it went through all of it */
	int64_t failed_us;        /* when one failed last, monotonic; 0: the last one did not */
};

CopyEraser *
copy_eraser_new(Daemon *daemon)
{
	CopyEraser *eraser = g_new0(CopyEraser, 1);

	eraser->daemon = daemon;
	eraser->mailbox = g_strdup("");
	return eraser;
}

void
copy_eraser_free(CopyEraser *eraser)
{
	if (eraser == NULL)
		return;
	worker_settings_free(eraser->settings);
	child_free(eraser->child);
	g_clear_pointer(&eraser->copies, g_ptr_array_unref);
	g_free(eraser->mailbox);
	g_free(eraser);
}

static void
failed(CopyEraser *eraser, const char *why)
{
	log_write(LOG_WARNING, "forget",
	    "mailbox %s: copies of mails could not be deleted: %s; tried again later",
	    eraser->mailbox, why);
	eraser->failed_us = g_get_monotonic_time();
	g_clear_pointer(&eraser->copies, g_ptr_array_unref);
}

static bool
note_done(CopyEraser *eraser, GError **error)
{
	Spool *spool = eraser->daemon->context->spool;

	if (!spool_begin(spool, error))
		return false;
	for (guint i = 0; i < eraser->copies->len; i++) {
		const ErasureCopy *copy = eraser->copies->pdata[i];

		if (!erasure_copy_done(spool, eraser->mailbox, copy->mail, error)) {
			spool_rollback(spool);
			return false;
		}
	}
	return spool_commit(spool, error);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	CopyEraser *eraser = data;
	const char *text = NULL;
	guchar scope = 0;

	child_expect(child, SILENCE_MS);
	if (frame->type == FRAME_HEARD) {
		eraser->heard = true;
	} else if (frame->type == FRAME_LOG) {
		frame_log("forget", frame->body);
	} else if (frame->type == FRAME_TROUBLE && eraser->copies != NULL) {
		g_variant_get(frame->body, "(y&s)", &scope, &text);
		failed(eraser, text);
	}
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	CopyEraser *eraser = data;
	g_autoptr(GError) error = NULL;

	(void)good;
	child_free(child);
	eraser->child = NULL;
	if (eraser->copies == NULL)
		return;
	if (!eraser->heard)
		failed(eraser, how);
	else if (!note_done(eraser, &error))
		failed(eraser, error->message);
	g_clear_pointer(&eraser->copies, g_ptr_array_unref);
}

static GVariant *
order(const GPtrArray *copies)
{
	GVariantBuilder mails;

	g_variant_builder_init(&mails, G_VARIANT_TYPE("a(sxb)"));
	for (guint i = 0; i < copies->len; i++) {
		const ErasureCopy *copy = copies->pdata[i];

		g_variant_builder_add(
		    &mails, "(sxb)", copy->hash, (gint64)copy->size, copy->header_only);
	}
	return g_variant_new("(a(sxb))", &mails);
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	CopyEraser *eraser = data;
	const ConfigMailbox *mailbox =
	    config_mailbox(eraser->daemon->context->config, eraser->mailbox);
	g_autoptr(GError) error = NULL;

	eraser->settings = NULL;
	if (settings != NULL && mailbox != NULL)
		eraser->child =
		    child_start(mailbox->imap.host != NULL ? "forget-imap" : "forget-maildir",
			settings, &EVENTS, eraser, &error);
	if (eraser->child == NULL) {
		failed(eraser, problem != NULL ? problem
					       : (error != NULL ? error->message
								: "it is no longer there"));
		return;
	}
	eraser->heard = false;
	child_expect(eraser->child, SILENCE_MS);
	child_send(eraser->child, FRAME_FORGET, order(eraser->copies), NULL);
}

/* The next mailbox, from the first again behind the last one. */
static bool
next_mailbox(CopyEraser *eraser, GError **error)
{
	Spool *spool = eraser->daemon->context->spool;
	char *next = NULL;

	if (!erasure_copies_mailbox(spool, eraser->mailbox, &next, error) ||
	    (next == NULL && !erasure_copies_mailbox(spool, "", &next, error)))
		return false;
	if (next == NULL)
		return true;
	g_free(eraser->mailbox);
	eraser->mailbox = next;
	return erasure_copies(spool, next, AT_ONCE, &eraser->copies, error);
}

static void
begin(CopyEraser *eraser)
{
	const ConfigMailbox *mailbox =
	    config_mailbox(eraser->daemon->context->config, eraser->mailbox);

	if (mailbox == NULL)
		failed(eraser, "it is not in the configuration");
	else
		eraser->settings = worker_settings_fetch(mailbox, on_settings, eraser);
}

void
copy_eraser_look(CopyEraser *eraser)
{
	g_autoptr(GError) error = NULL;

	if (eraser->copies != NULL ||
	    (eraser->failed_us != 0 && g_get_monotonic_time() - eraser->failed_us < AGAIN_US))
		return;
	eraser->failed_us = 0;
	if (!next_mailbox(eraser, &error))
		log_write(LOG_WARNING, "forget", "%s", error->message);
	else if (eraser->copies != NULL)
		begin(eraser);
}
