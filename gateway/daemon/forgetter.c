/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One step of some milliseconds between turns of the loop, and as long a pause behind it, so that mail goes on while a
 * person with ten thousand mails is forgotten. Where there is nobody, it looks each minute for what has been kept for its
 * time; as long as there are turns, one step a second is enough.
 */
#include "gateway/daemon/forgetter.h"

#include "gateway/daemon/copy_eraser.h"
#include "gateway/desk/forget.h"
#include "gateway/util/log.h"
#include "spool/erasure.h"

#define STEP_US 10000
#define PAUSE_MS 10
#define AGAIN_MS 1000 /* what is on its way is waited for */
#define LOOK_MS (60 * 1000)
#define QUIET_MS 1000

struct Forgetter {
	Daemon *daemon; /* foreign */
	guint timer;    /* or 0 */
	Forgetting forgetting;
	CopyEraser *copies; /* own */
};

static int on_time(void *data);

static void
look_after(Forgetter *forgetter, guint wait_ms)
{
	if (forgetter->timer != 0)
		g_source_remove(forgetter->timer);
	forgetter->timer = g_timeout_add(wait_ms, on_time, forgetter);
}

static bool
is_quiet(const Forgetter *forgetter)
{
	return g_get_monotonic_time() - forgetter->daemon->turned_us >= QUIET_MS * 1000;
}

static bool
step(Forgetter *forgetter, guint *ret_wait_ms, GError **error)
{
	Context *context = forgetter->daemon->context;
	ForgetResult result = FORGET_NOTHING;
	bool open = false;

	*ret_wait_ms = AGAIN_MS;
	if (!erasure_is_open(context->spool, &open, error))
		return false;
	if (!forgetter->daemon->stopping)
		copy_eraser_look(forgetter->copies);
	if (forgetter->daemon->paused)
		return true;
	context->now_ms = clock_read().wall_ms;
	if (!forget_step(context, &forgetter->forgetting, g_get_monotonic_time() + STEP_US,
		&result, error))
		return false;
	if (result == FORGET_MORE)
		*ret_wait_ms = open || is_quiet(forgetter) ? PAUSE_MS : AGAIN_MS;
	else if (result == FORGET_NOTHING)
		*ret_wait_ms = LOOK_MS;
	return true;
}

static int
on_time(void *data)
{
	Forgetter *forgetter = data;
	g_autoptr(GError) error = NULL;
	guint wait_ms = LOOK_MS;

	forgetter->timer = 0;
	if (!step(forgetter, &wait_ms, &error)) {
		log_write(LOG_WARNING, "forget", "%s; tried again later", error->message);
		wait_ms = LOOK_MS;
	}
	look_after(forgetter, wait_ms);
	return G_SOURCE_REMOVE;
}

Forgetter *
forgetter_new(Daemon *daemon)
{
	Forgetter *forgetter = g_new0(Forgetter, 1);

	forgetter->daemon = daemon;
	forgetter->copies = copy_eraser_new(daemon);
	forgetter->forgetting.kind = KEPT_KINDS;
	if (!daemon->context->dry_run)
		look_after(forgetter, AGAIN_MS);
	return forgetter;
}

void
forgetter_free(Forgetter *forgetter)
{
	if (forgetter == NULL)
		return;
	if (forgetter->timer != 0)
		g_source_remove(forgetter->timer);
	copy_eraser_free(forgetter->copies);
	g_free(forgetter);
}

void
forgetter_hurry(Forgetter *forgetter)
{
	look_after(forgetter, 0);
}
