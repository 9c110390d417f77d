/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verify worker: the start of a mail's header in, what it proves of the sender out. It sees nothing else of any
 * mail and uses no library that reads mail, so that a mail which takes over its reader has not taken over what is
 * believed of its sender. Settings: "mails" (x): after so many it ends, so that nothing lasts for ever.
 */
#include <sysexits.h>

#include "gateway/workers/sandbox.h"
#include "gateway/workers/worker.h"
#include "parsers/origin.h"

#define MAILS_DEFAULT 500

static bool
answer(Channel *channel)
{
	g_autoptr(Frame) frame = NULL;
	g_autoptr(Origin) origin = NULL;
	size_t size = 0;
	const char *header = NULL;
	gint64 id = 0;

	if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME ||
	    frame->type != FRAME_HEADER)
		return false;
	g_variant_get(frame->body, "(x)", &id);
	header = g_bytes_get_data(frame->bytes, &size);
	origin = origin_read(header == NULL ? "" : header, size);
	return channel_send(channel, FRAME_ORIGIN,
	    g_variant_new("(x@" ORIGIN_FORM ")", id, origin_pack(origin)), NULL, NULL);
}

int
verify_worker(Channel *channel, GVariant *settings)
{
	static const char FIRST[] = "From: a@b\xc3\xbc.example\nReceived: by c\n";
	g_autoptr(GError) error = NULL;
	g_autoptr(Origin) first = NULL;
	gint64 mails = worker_number(settings, "mails", MAILS_DEFAULT);

	/* whatever GLib makes at first use is made now */
	first = origin_read(FIRST, sizeof FIRST - 1);
	if (!sandbox_enter(&error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	while (mails-- > 0 && answer(channel))
		continue;
	return EX_OK;
}
