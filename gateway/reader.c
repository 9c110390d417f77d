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
	char *ended;     /* own; how the role ended, or NULL */
	bool left;       /* it ended by itself */
	bool late;
};

static void
on_frame(Worker *worker, Frame *frame, void *data)
{
	Reader *reader = data;

	(void)worker;
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
	g_free(reader->ended);
	g_free(reader);
}

/* Sends one frame and waits for its answer; none: how the role ended is in reader->ended. */
static bool
ask_once(Reader *reader, FrameType type, GVariant *body, GBytes *raw, GError **error)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};
	guint timer = 0;

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
	timer = g_timeout_add(WALL_MS, on_late, reader);
	worker_send(reader->worker, type, body, raw);
	g_main_loop_run(reader->wait);
	if (!reader->late)
		g_source_remove(timer);
	return true;
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

/* A role leaves by itself after some hundreds of mails, or after one that hit a limit; what came too late for it is
 * for the next one. */
static bool
ask(Reader *reader, FrameType type, GVariant *body, GBytes *raw, GError **error)
{
	g_autoptr(GVariant) owned = g_variant_ref_sink(body);

	if (!ask_once(reader, type, owned, raw, error))
		return false;
	if (reader->answer != NULL || !reader->left)
		return true;
	return ask_once(reader, type, owned, raw, error);
}

Message *
reader_message(Reader *reader, GBytes *raw, GError **error)
{
	if (!ask(reader, FRAME_READ, g_variant_new("(x)", (gint64)1), raw, error))
		return NULL;
	if (reader->answer == NULL || reader->answer->type != FRAME_MESSAGE)
		return refusal(reader);
	return message_unpack(reader->answer->bytes, error);
}

GBytes *
reader_part(Reader *reader, GBytes *raw, const char *path, GError **error)
{
	const char *problem = NULL;

	if (!ask(reader, FRAME_PART, g_variant_new("(xs)", (gint64)1, path), raw, error))
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
