/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/children.h"

#include <string.h>

#include "gateway/ipc/fork_server.h"
#include "tests/simulation/world.h"

typedef struct {
	int64_t at_us;
	Frame *frame;    /* own; NULL: it ends */
	const char *how; /* constant; how it ends */
	bool good;
} Saying;

struct Child {
	const ChildRole *kind;
	void *role; /* of that kind */
	ChildEvents events;
	void *data;      /* foreign */
	GQueue sayings;  /* of Saying */
	guint source;    /* which delivers the first of them, or 0 */
	int64_t said_us; /* when the last one comes */
	pid_t pid;
	unsigned references;
	guint silence;     /* over the next sign of life, or 0 */
	int64_t within_us; /* so long it may be silent; 0: as long as it likes */
	bool silent;       /* it was killed for that */
	bool hangs;
	bool paused;
	bool gone;  /* its last saying is its end */
	bool freed; /* by the gateway */
};

struct ForkServer {
	int unused;
};

static void
saying_free(void *data)
{
	Saying *saying = data;

	if (saying->frame != NULL)
		frame_free(saying->frame);
	g_free(saying);
}

static void
child_unref(Child *child)
{
	if (--child->references > 0)
		return;
	g_queue_clear_full(&child->sayings, saying_free);
	g_free(child);
}

static int deliver(void *data);

static void
deliver_next(Child *child)
{
	const Saying *next = g_queue_peek_head(&child->sayings);

	if (child->source != 0 || next == NULL || child->freed ||
	    (child->paused && !child->gone))
		return;
	child->source = world_source(next->at_us - world_now_us(), deliver, child);
}

static void
drop_source(guint *source)
{
	if (*source != 0)
		g_source_remove(*source);
	*source = 0;
}

static int
on_silence(void *data)
{
	Child *child = data;

	child->silence = 0;
	child->silent = true;
	child_kill(child);
	return G_SOURCE_REMOVE;
}

static void
watch_silence(Child *child)
{
	drop_source(&child->silence);
	if (child->within_us > 0 && !child->gone && !child->paused &&
	    (!child->kind->beats || child->hangs))
		child->silence = world_source(child->within_us, on_silence, child);
}

void
child_expect(Child *child, int64_t within_ms)
{
	child->within_us = within_ms * 1000;
	watch_silence(child);
}

bool
child_was_silent(const Child *child)
{
	return child->silent;
}

bool
child_hang(Child *child)
{
	if (child->within_us == 0)
		return false;
	child->hangs = true;
	watch_silence(child);
	return true;
}

static int
deliver(void *data)
{
	Child *child = data;
	Saying *saying = g_queue_pop_head(&child->sayings);

	child->source = 0;
	child->references++;
	watch_silence(child);
	if (saying->frame != NULL)
		child->events.frame(child, saying->frame, child->data);
	else
		child->events.ended(child, saying->good, saying->how, child->data);
	saying_free(saying);
	deliver_next(child);
	child_unref(child);
	return G_SOURCE_REMOVE;
}

static void
say(Child *child, int64_t in_us, Saying *saying)
{
	child->said_us = MAX(child->said_us, world_now_us() + in_us);
	saying->at_us = child->said_us;
	g_queue_push_tail(&child->sayings, saying);
	deliver_next(child);
}

void
child_say(Child *child, int64_t in_us, FrameType type, GVariant *body, GBytes *bytes)
{
	Saying *saying = g_new0(Saying, 1);
	size_t size = bytes == NULL ? 0 : g_bytes_get_size(bytes);

	g_assert(!child->gone && !child->hangs);
	saying->frame = g_new0(Frame, 1);
	saying->frame->type = type;
	saying->frame->body = g_variant_ref_sink(body);
	saying->frame->bytes = bytes == NULL ? g_bytes_new(NULL, 0) : g_bytes_ref(bytes);
	g_assert(g_variant_is_of_type(body, frame_form(type)));
	g_assert(frame_fits(type, g_variant_get_size(body), size));
	say(child, in_us, saying);
}

void
child_leave(Child *child, int64_t in_us, bool good, const char *how)
{
	Saying *saying = g_new0(Saying, 1);

	g_assert(!child->gone);
	saying->how = how;
	saying->good = good;
	child->gone = true;
	say(child, in_us, saying);
}

void
child_crash(Child *child)
{
	child_leave(child, 0, false, "signal 11 (Segmentation fault)");
}

bool
child_is_gone(const Child *child)
{
	return child->gone || child->hangs;
}

static const ChildRole *
find_kind(const char *worker)
{
	static const ChildRole *const KINDS[] = {&mailbox_role, &post_role, &reader_role,
	    &verifier_role, &runner_role, &checker_role};
	g_autofree char *wanted = g_strdup_printf(" %s ", worker);

	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (strstr(KINDS[i]->names, wanted) != NULL)
			return KINDS[i];
	g_error("there is no simulated worker \"%s\"", worker);
}

Child *
child_start(const char *worker, GVariant *settings, const ChildEvents *events, void *data,
    GError **error)
{
	static pid_t last_pid = 1000;
	g_autoptr(GVariant) owned = g_variant_ref_sink(settings);
	Child *child = NULL;

	if (world_fails(5)) {
		g_set_error_literal(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED,
		    "cannot start a worker: no process to be had");
		return NULL;
	}
	child = g_new0(Child, 1);
	child->kind = find_kind(worker);
	child->events = *events;
	child->data = data;
	child->pid = ++last_pid;
	child->references = 1;
	g_queue_init(&child->sayings);
	child->role = child->kind->begin(child, owned);
	return child;
}

void
child_free(Child *child)
{
	if (child == NULL)
		return;
	drop_source(&child->source);
	drop_source(&child->silence);
	child->freed = child->gone = true;
	child->kind->end(child->role);
	child_unref(child);
}

pid_t
child_pid(const Child *child)
{
	return child->pid;
}

int
child_socket(const Child *child)
{
	(void)child;
	return -1;
}

void
child_send(Child *child, FrameType type, GVariant *body, GBytes *bytes)
{
	g_autoptr(GVariant) owned = g_variant_ref_sink(body);

	g_assert(g_variant_is_of_type(owned, frame_form(type)));
	if (!child->gone && !child->hangs && !world_is_dead())
		child->kind->take(child->role, type, owned, bytes);
}

void
child_finish(Child *child)
{
	if (!child->gone)
		child_leave(child, 1000, true, "exit 0");
}

/* What it said to itself that it would say later is not said any more. */
void
child_kill(Child *child)
{
	if (child->gone)
		return;
	drop_source(&child->source);
	drop_source(&child->silence);
	g_queue_clear_full(&child->sayings, saying_free);
	child->said_us = 0;
	child->hangs = false;
	child_leave(child, 1000, false,
	    child->silent ? "killed without a sign of life" : "signal 9 (Killed)");
}

void
child_pause(Child *child, bool paused)
{
	child->paused = paused;
	watch_silence(child);
	if (!paused)
		deliver_next(child);
}

ForkServer *
fork_server_new(void)
{
	return g_new0(ForkServer, 1);
}

void
fork_server_free(ForkServer *server)
{
	g_free(server);
}

bool
fork_server_fork(ForkServer *server, int socket, pid_t *ret_pid)
{
	(void)server;
	(void)socket;
	(void)ret_pid;
	return false;
}

void
fork_server_renew(ForkServer *server)
{
	(void)server;
}
