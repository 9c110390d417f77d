/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The read worker: mails in, messages out; a part's bytes on demand. It opens all it needs and enters its sandbox, with
 * nothing but its socket; READY says that it has. Settings: "mails" (x): after so many it ends, so that nothing grows
 * for ever.
 */
#include <config.h>

#include <sysexits.h>

#include "gateway/workers/hostile.h"
#include "gateway/workers/sandbox.h"
#include "gateway/workers/worker.h"
#include "parsers/mime.h"

#define MAILS_DEFAULT 5000

/* What it knows of the mailbox whose mails it reads. */
typedef struct {
	char **banners; /* own; or NULL */
	char **tags;    /* own; or NULL */
	char **shapes;  /* own; or NULL */
	char *logo;     /* own; or NULL */
} Known;

static void
known_clear(Known *known)
{
	g_strfreev(known->banners);
	g_strfreev(known->tags);
	g_strfreev(known->shapes);
	g_free(known->logo);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Known, known_clear)

static void
take_known(Known *known, const Frame *frame)
{
	known_clear(known);
	g_variant_get(frame->body, "(^as^as^ass)", &known->banners, &known->tags,
	    &known->shapes, &known->logo);
}

static bool
answer_read(Channel *channel, const Known *known, const Frame *frame)
{
	const MimeKnown lists = {(const char *const *)known->banners,
	    (const char *const *)known->tags, (const char *const *)known->shapes, known->logo};
	g_autoptr(Message) message = mime_read_known(frame->bytes, &lists);
	g_autoptr(GBytes) packed = NULL;
	gint64 id = 0;

	HOSTILE_LIES(message, frame->bytes);
	packed = message_pack(message);
	g_variant_get(frame->body, "(x)", &id);
	if (HOSTILE_SPEAKS(channel, "HOSTILE-READ=", frame->bytes, id, packed))
		return false;
	return channel_send(channel, FRAME_MESSAGE, g_variant_new("(x)", id), packed, NULL);
}

static bool
answer_part(Channel *channel, const Frame *frame)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) part = NULL;
	const char *path = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x&s)", &id, &path);
	part = mime_part(frame->bytes, path, &error);
	return channel_send(channel, FRAME_PART_READ,
	    g_variant_new("(xs)", id, part == NULL ? error->message : ""), part, NULL);
}

/* One mail, and what is to be known of its mailbox before it. */
static bool
answer(Channel *channel, Known *known)
{
	g_autoptr(Frame) frame = NULL;

	while (channel_receive(channel, &frame, NULL) == CHANNEL_FRAME &&
	       frame->type == FRAME_KNOWN) {
		take_known(known, frame);
		g_clear_pointer(&frame, frame_free);
	}
	if (frame != NULL && frame->type == FRAME_READ)
		return answer_read(channel, known, frame);
	if (frame != NULL && frame->type == FRAME_PART)
		return answer_part(channel, frame);
	return false;
}

int
read_forked(Channel *channel, GVariant *settings)
{
	g_autoptr(GError) error = NULL;
	g_auto(Known) known = {0};
	gint64 mails = worker_number(settings, "mails", MAILS_DEFAULT);

	if (!sandbox_enter(&error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	if (!channel_send(channel, FRAME_READY, g_variant_new("()"), NULL, NULL))
		return EX_OK;
	while (mails-- > 0 && answer(channel, &known))
		continue;
	return EX_OK;
}

int
read_worker(Channel *channel, GVariant *settings)
{
	int status = EX_OK;

	mime_init();
	status = read_forked(channel, settings);
	mime_shutdown();
	return status;
}
