/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The send worker for a Maildir as outbox. Settings:
 *   path  the Maildir; made when it is missing
 * A letter's file is named after its id and its bytes: sent twice it lies there once, and the letters of another
 * spool never replace ours. What waits is written as one batch, so that the directory is synced once for all of it.
 * A folder that takes a letter no more may have been replaced, or be full: the next process looks at it afresh, later.
 */
#include <config.h>

#include "gateway/workers/worker.h"

#include <poll.h>

#include "gateway/workers/hostile.h"
#include "gateway/workers/maildir.h"
#include "gateway/workers/sandbox.h"

#define BATCH_MAX 64
#define DIGEST_LENGTH 16 /* hex digits: enough to tell letters of one id apart */

/* A letter is written, or it is not: the same for one of a batch whose directory could not be synced. */
typedef struct {
	gint64 id;
	char *failure; /* own; or NULL */
} Written;

static void
written_clear(void *data)
{
	Written *written = data;

	g_free(written->failure);
}

static char *
letter_file_name(gint64 id, GBytes *bytes)
{
	g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);

	return g_strdup_printf("%" G_GINT64_FORMAT ".%.*s.casegate", id, DIGEST_LENGTH, digest);
}

static void
write_letter(Channel *channel, const char *path, const Frame *frame, GArray *batch)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *name = NULL;
	Written written = {0};

	g_variant_get(frame->body, "(x&s&s)", &written.id, NULL, NULL);
	channel_send(
	    channel, FRAME_SENDING, g_variant_new("(xb)", written.id, TRUE), NULL, NULL);
	if (HOSTILE_SPEAKS(channel, "HOSTILE-SEND=", frame->bytes, written.id, NULL))
		return;
	name = letter_file_name(written.id, frame->bytes);
	if (!maildir_put(path, name, frame->bytes, &error))
		written.failure = g_strdup(error->message);
	g_array_append_val(batch, written);
}

static bool
more_waits(const Channel *channel)
{
	struct pollfd waiting = {.fd = channel_fd(channel), .events = POLLIN};

	return poll(&waiting, 1, 0) == 1;
}

/* Writes the letters that wait, at least one. */
static ChannelResult
write_batch(Channel *channel, const char *path, GArray *batch, GError **error)
{
	do {
		g_autoptr(Frame) frame = NULL;
		ChannelResult result = channel_receive(channel, &frame, error);

		if (result != CHANNEL_FRAME)
			return result;
		if (frame->type == FRAME_LETTER)
			write_letter(channel, path, frame, batch);
	} while (batch->len < BATCH_MAX && more_waits(channel));
	return CHANNEL_FRAME;
}

/* ret_failure: why one of them could not be written, the first. Caller owns. */
static bool
report_batch(
    Channel *channel, const char *path, GArray *batch, char **ret_failure, GError **error)
{
	g_autoptr(GError) unsynced = NULL;

	if (batch->len == 0)
		return true;
	maildir_sync(path, &unsynced);
	for (guint i = 0; i < batch->len; i++) {
		const Written *written = &g_array_index(batch, Written, i);
		const char *failure = written->failure;
		GVariant *body;

		if (failure == NULL && unsynced != NULL)
			failure = unsynced->message;
		body = g_variant_new("(xys)", written->id,
		    (guchar)(failure == NULL ? SEND_OK : SEND_TEMPORARY),
		    failure == NULL ? "written" : failure);
		if (failure != NULL && *ret_failure == NULL)
			*ret_failure = g_strdup(failure);
		if (!channel_send(channel, FRAME_SENT, body, NULL, error))
			return false;
	}
	return true;
}

int
send_maildir_worker(Channel *channel, GVariant *settings)
{
	const char *path = worker_setting(settings, "path");
	g_autoptr(GError) error = NULL;
	ChannelResult result;

	g_assert(path != NULL);
	if (!maildir_make(path, &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	if (!sandbox_enter_folders((const char *const[]){path, NULL}, &error))
		return worker_trouble(channel, TROUBLE_ACCOUNT, "%s", error->message);
	do {
		g_autoptr(GArray) batch = g_array_new(FALSE, FALSE, sizeof(Written));
		g_autofree char *failure = NULL;

		g_array_set_clear_func(batch, written_clear);
		result = write_batch(channel, path, batch, &error);
		if (!report_batch(channel, path, batch, &failure, &error))
			return g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED) ? 0
											   : 1;
		if (failure != NULL)
			return worker_trouble(channel, TROUBLE_TEMPORARY, "%s", failure);
	} while (result == CHANNEL_FRAME);
	return result == CHANNEL_CLOSED ? 0 : 1;
}
