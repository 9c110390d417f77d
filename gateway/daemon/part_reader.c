/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/part_reader.h"

#include "gateway/ipc/child.h"

#define WALL_MS 30000

struct PartReader {
	Daemon *daemon; /* foreign */
	PartRead read;
	void *data;   /* foreign */
	Child *child; /* own; NULL: nothing is read */
	int64_t id;
	GBytes *raw; /* own; until its reader is ready */
	char *path;  /* own */
	bool answered;
	guint failed; /* source that says that no reader could be started, or 0 */
};

PartReader *
part_reader_new(Daemon *daemon, PartRead read, void *data)
{
	PartReader *reader = g_new0(PartReader, 1);

	reader->daemon = daemon;
	reader->read = read;
	reader->data = data;
	return reader;
}

static void
forget(PartReader *reader)
{
	g_clear_pointer(&reader->raw, g_bytes_unref);
	g_clear_pointer(&reader->path, g_free);
	g_clear_handle_id(&reader->failed, g_source_remove);
}

void
part_reader_free(PartReader *reader)
{
	if (reader == NULL)
		return;
	child_free(reader->child);
	forget(reader);
	g_free(reader);
}

bool
part_reader_is_busy(const PartReader *reader)
{
	return reader->path != NULL;
}

static void
take_part(PartReader *reader, const Frame *frame)
{
	const char *why = NULL;

	g_variant_get(frame->body, "(x&s)", NULL, &why);
	reader->answered = true;
	reader->read(reader->id, *why == '\0' ? frame->bytes : NULL, why, reader->data);
	child_finish(reader->child);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	PartReader *reader = data;

	if (frame->type == FRAME_LOG) {
		frame_log("read", frame->body);
	} else if (frame->type == FRAME_READY && reader->raw != NULL) {
		child_send(child, FRAME_PART, g_variant_new("(xs)", reader->id, reader->path),
		    reader->raw);
		g_clear_pointer(&reader->raw, g_bytes_unref);
		child_expect(child, WALL_MS);
	} else if (frame->type == FRAME_PART_READ && reader->raw == NULL && !reader->answered) {
		take_part(reader, frame);
	} else if (frame->type != FRAME_TROUBLE) {
		child_kill(child);
	}
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	PartReader *reader = data;
	bool answered = reader->answered;

	(void)good;
	child_free(child);
	reader->child = NULL;
	forget(reader);
	if (!answered)
		reader->read(reader->id, NULL, how, reader->data);
	daemon_wake(reader->daemon);
}

static int
on_failed(void *data)
{
	PartReader *reader = data;

	reader->failed = 0;
	forget(reader);
	reader->read(reader->id, NULL, "no reader could be started", reader->data);
	return G_SOURCE_REMOVE;
}

void
part_reader_ask(PartReader *reader, int64_t id, GBytes *raw, const char *path)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	GVariantDict settings;

	reader->id = id;
	reader->raw = g_bytes_ref(raw);
	reader->path = g_strdup(path);
	reader->answered = false;
	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert(&settings, "mails", "x", (gint64)1);
	reader->child =
	    child_start("read", g_variant_dict_end(&settings), &EVENTS, reader, NULL);
	if (reader->child != NULL)
		child_expect(reader->child, reader->daemon->context->config->times.silence);
	else
		reader->failed = g_idle_add(on_failed, reader);
}
