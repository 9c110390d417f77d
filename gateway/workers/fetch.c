/* SPDX-License-Identifier: Apache-2.0 */
/* The fetch workers' frames, in and out; no mailbox. */
#include <config.h>

#include "gateway/workers/fetch.h"

#include <poll.h>
#include <string.h>

#include "gateway/workers/hostile.h"

#define REPORT_KEYS 500u /* each has a thousand bytes at most */

Filing
fetch_filing(GVariant *settings, const char *name)
{
	g_autofree char *name_name = g_strconcat(name, "_name", NULL);
	const char *kind = worker_setting(settings, name);
	const char *target = worker_setting(settings, name_name);
	Filing filing = {.kind = FILING_MOVE, .name = target == NULL ? "" : target};

	if (g_strcmp0(kind, "flag") == 0)
		filing.kind = FILING_FLAG;
	else if (g_strcmp0(kind, "delete") == 0)
		filing.kind = FILING_DELETE;
	g_assert(filing.kind == FILING_DELETE || *filing.name != '\0');
	return filing;
}

GBytes *
fetch_cut_header(GBytes *bytes)
{
	size_t size = 0;
	const char *data = g_bytes_get_data(bytes, &size);

	size = MIN(size, FETCH_HEADER_MAX);
	for (size_t i = 0; i + 1 < size; i++) {
		if (data[i] != '\n')
			continue;
		if (data[i + 1] == '\n')
			return g_bytes_new_from_bytes(bytes, 0, i + 2);
		if (i + 2 < size && data[i + 1] == '\r' && data[i + 2] == '\n')
			return g_bytes_new_from_bytes(bytes, 0, i + 3);
	}
	return g_bytes_new_from_bytes(bytes, 0, size);
}

bool
fetch_bring(Channel *channel, const FetchMail *mail, GError **error)
{
	int header_only = mail->header_only;
	GVariant *body = g_variant_new(
	    "(sxbx)", mail->key, (gint64)mail->size, header_only, (gint64)mail->came_ms);

	if (HOSTILE_SPEAKS(channel, "HOSTILE-FETCH=", mail->bytes, 1, NULL)) {
		g_variant_unref(g_variant_ref_sink(body));
		return false;
	}
	return channel_send(
	    channel, mail->history ? FRAME_HISTORY : FRAME_MAIL, body, mail->bytes, error);
}

char *
fetch_describe_old(const FetchOld *old)
{
	if (old->all == 0)
		return NULL;
	if (!old->has_start)
		return g_strdup_printf(
		    "mails in it: %u, and all are answered: there is no taken_from", old->all);
	return g_strdup_printf("mails in it: %u, of which from before taken_from: %u, which %s",
	    old->all, old->old, old->history ? "become history" : "are left alone");
}

char *
fetch_imap_key(uint32_t validity, uint32_t uid)
{
	return g_strdup_printf("%" G_GUINT32_FORMAT ".%" G_GUINT32_FORMAT, validity, uid);
}

void
fetch_orders_init(FetchOrders *orders)
{
	orders->processed = g_ptr_array_new_with_free_func(g_free);
	orders->too_large = g_ptr_array_new_with_free_func(g_free);
}

void
fetch_orders_clear(FetchOrders *orders)
{
	g_clear_pointer(&orders->processed, g_ptr_array_unref);
	g_clear_pointer(&orders->too_large, g_ptr_array_unref);
}

static void
add_keys(GPtrArray *keys, GVariantIter *take_iter)
{
	g_autoptr(GVariantIter) iter = take_iter;
	char *key = NULL;

	while (g_variant_iter_next(iter, "s", &key))
		g_ptr_array_add(keys, key);
}

static void
add_orders(FetchOrders *orders, const Frame *frame)
{
	GVariantIter *processed = NULL;
	GVariantIter *too_large = NULL;

	if (frame->type != FRAME_FILE)
		return;
	g_variant_get(frame->body, "(asas)", &processed, &too_large);
	add_keys(orders->processed, processed);
	add_keys(orders->too_large, too_large);
}

static ChannelResult
receive(Channel *channel, FetchOrders *orders, GError **error)
{
	g_autoptr(Frame) frame = NULL;
	ChannelResult result = channel_receive(channel, &frame, error);

	if (result == CHANNEL_FRAME)
		add_orders(orders, frame);
	return result;
}

ChannelResult
fetch_receive_waiting(Channel *channel, FetchOrders *orders, GError **error)
{
	struct pollfd waiting = {.fd = channel_fd(channel), .events = POLLIN};
	ChannelResult result = CHANNEL_FRAME;

	while (result == CHANNEL_FRAME && poll(&waiting, 1, 0) == 1)
		result = receive(channel, orders, error);
	return result;
}

static bool
send_keys(
    Channel *channel, FrameType type, const char *const *keys, guint count, GError **error)
{
	GVariant *list = g_variant_new_strv(keys, count);

	return channel_send(channel, type, g_variant_new("(@as)", list), NULL, error);
}

/* In sets that a frame can hold. */
bool
fetch_report_filed(Channel *channel, const GPtrArray *keys, GError **error)
{
	for (guint done = 0; done < keys->len; done += REPORT_KEYS) {
		const char *const *first = (const char *const *)keys->pdata + done;

		if (!send_keys(
			channel, FRAME_FILED, first, MIN(keys->len - done, REPORT_KEYS), error))
			return false;
	}
	return true;
}

bool
fetch_report_asked(Channel *channel, const GPtrArray *keys, GError **error)
{
	return send_keys(channel, FRAME_ASKED, (const char *const *)keys->pdata,
	    MIN(keys->len, FETCH_ASKED_MAX), error);
}

bool
fetch_report_unfetched(Channel *channel, const char *key, const char *why, GError **error)
{
	return channel_send(
	    channel, FRAME_UNFETCHED, g_variant_new("(ss)", key, why), NULL, error);
}

bool
fetch_report_unfiled(Channel *channel, guint count, const char *why, GError **error)
{
	return channel_send(
	    channel, FRAME_UNFILED, g_variant_new("(us)", count, why), NULL, error);
}
