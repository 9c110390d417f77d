/* SPDX-License-Identifier: Apache-2.0 */
/* A worker with the role `read` and a main loop that turns only while an answer is awaited. */
#include "gateway/reader.h"

#include "gateway/office.h"
#include "gateway/worker.h"

#define WALL_MS 5000

struct Reader {
	Worker *worker;  /* own; NULL: to be started */
	GMainLoop *wait; /* own */
	Frame *answer;   /* own; what came, or NULL */
	GBytes *given;   /* own; the mail that is to be taken, or NULL */
	char *ended;     /* own; how the role ended, or NULL */
	bool left;       /* it ended by itself */
	bool late;
};

static void
on_frame(Worker *worker, Frame *frame, void *data)
{
	Reader *reader = data;

	(void)worker;
	if (frame->type == FRAME_READY || frame->type == FRAME_LOG)
		return;
	frame_free(reader->answer);
	reader->answer = g_new(Frame, 1);
	*reader->answer =
	    (Frame){frame->type, g_variant_ref(frame->body), g_bytes_ref(frame->bytes)};
	g_main_loop_quit(reader->wait);
}

static void
on_ended(Worker *worker, bool good, const char *how, void *data)
{
	Reader *reader = data;

	worker_free(worker);
	reader->worker = NULL;
	g_free(reader->ended);
	reader->ended = g_strdup(how);
	reader->left = good;
	g_main_loop_quit(reader->wait);
}

static int
on_late(void *data)
{
	Reader *reader = data;

	reader->late = true;
	worker_kill(reader->worker);
	return G_SOURCE_REMOVE;
}

Reader *
reader_new(void)
{
	Reader *reader = g_new0(Reader, 1);

	reader->wait = g_main_loop_new(NULL, false);
	return reader;
}

void
reader_free(Reader *reader)
{
	if (reader == NULL)
		return;
	worker_free(reader->worker);
	g_main_loop_unref(reader->wait);
	frame_free(reader->answer);
	g_clear_pointer(&reader->given, g_bytes_unref);
	g_free(reader->ended);
	g_free(reader);
}

static bool
send(Reader *reader, FrameType type, GVariant *body, GBytes *raw, GError **error)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};

	while (g_main_context_iteration(NULL, FALSE))
		continue;
	g_clear_pointer(&reader->answer, frame_free);
	g_clear_pointer(&reader->ended, g_free);
	reader->late = reader->left = false;
	if (reader->worker == NULL)
		reader->worker =
		    worker_start("read", g_variant_new("a{sv}", NULL), &EVENTS, reader, error);
	if (reader->worker == NULL)
		return false;
	worker_send(reader->worker, type, body, raw);
	return true;
}

/* Waits for the answer; none: how the role ended is in reader->ended. */
static void
await(Reader *reader)
{
	guint timer = g_timeout_add(WALL_MS, on_late, reader);

	g_main_loop_run(reader->wait);
	if (!reader->late)
		g_source_remove(timer);
}

static Message *
refusal(const Reader *reader)
{
	Message *message = message_new();

	message->refused =
	    reader->late
		? g_strdup_printf("its reader was stopped after %d seconds", WALL_MS / 1000)
		: g_strdup_printf(
		      "its reader ended: %s", reader->ended == NULL ? "?" : reader->ended);
	return message;
}

/* A role leaves by itself after some thousands of mails, or after one that hit a limit; what came too late for it is
 * for the next one. */
static bool
await_or_ask_again(Reader *reader, FrameType type, GVariant *body, GBytes *raw, GError **error)
{
	await(reader);
	if (reader->answer != NULL || !reader->left)
		return true;
	if (!send(reader, type, body, raw, error))
		return false;
	await(reader);
	return true;
}

bool
reader_give(Reader *reader, GBytes *raw, GError **error)
{
	g_assert(reader->given == NULL);
	if (!send(reader, FRAME_READ, g_variant_new("(x)", (gint64)1), raw, error))
		return false;
	reader->given = g_bytes_ref(raw);
	return true;
}

Message *
reader_take(Reader *reader, GError **error)
{
	g_autoptr(GBytes) raw = g_steal_pointer(&reader->given);
	g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(x)", (gint64)1));

	if (!await_or_ask_again(reader, FRAME_READ, body, raw, error))
		return NULL;
	if (reader->answer == NULL || reader->answer->type != FRAME_MESSAGE)
		return refusal(reader);
	return message_unpack(reader->answer->bytes, error);
}

Message *
reader_message(Reader *reader, GBytes *raw, GError **error)
{
	return reader_give(reader, raw, error) ? reader_take(reader, error) : NULL;
}

GBytes *
reader_part(Reader *reader, GBytes *raw, const char *path, GError **error)
{
	const char *problem = NULL;

	g_autoptr(GVariant) body = g_variant_ref_sink(g_variant_new("(xs)", (gint64)1, path));

	if (!send(reader, FRAME_PART, body, raw, error) ||
	    !await_or_ask_again(reader, FRAME_PART, body, raw, error))
		return NULL;
	if (reader->answer == NULL || reader->answer->type != FRAME_PART_READ) {
		g_autoptr(Message) message = refusal(reader);

		g_set_error_literal(
		    error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, message->refused);
		return NULL;
	}
	g_variant_get(reader->answer->body, "(x&s)", NULL, &problem);
	if (problem[0] == '\0')
		return g_bytes_ref(reader->answer->bytes);
	g_set_error_literal(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING, problem);
	return NULL;
}
