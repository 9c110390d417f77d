/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/daemon/desk_worker.h"

#include "gateway/daemon/worker_settings.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "gateway/util/retry.h"
#include "gateway/util/sanitize.h"

#define LONGEST_WAIT_MS (INT64_C(5) * 60 * 1000)

struct DeskWorker {
	Daemon *daemon;                 /* foreign */
	const DeskWorkerEvents *events; /* foreign */
	void *data;                     /* foreign; for them */
	Child *child;                   /* own; NULL: not running */
	WorkerSettings *settings;       /* own; being made */
	Retry retry;
	unsigned owes;
	bool renewing;
	char *trouble; /* own; or NULL */
	int starts;
};

static void
on_retry(void *data)
{
	daemon_wake(((DeskWorker *)data)->daemon);
}

DeskWorker *
desk_worker_new(Daemon *daemon, const DeskWorkerEvents *events, void *data)
{
	DeskWorker *worker = g_new0(DeskWorker, 1);

	worker->daemon = daemon;
	worker->events = events;
	worker->data = data;
	retry_init(&worker->retry, LONGEST_WAIT_MS, on_retry, worker);
	return worker;
}

void
desk_worker_free(DeskWorker *worker)
{
	if (worker == NULL)
		return;
	child_free(worker->child);
	worker_settings_free(worker->settings);
	retry_reset(&worker->retry);
	g_free(worker->trouble);
	g_free(worker);
}

static void
set_trouble(DeskWorker *worker, const char *text)
{
	g_autofree char *line = text == NULL ? NULL : sanitize_line(text);

	if (g_strcmp0(worker->trouble, line) == 0)
		return;
	g_free(worker->trouble);
	worker->trouble = g_steal_pointer(&line);
	if (worker->trouble != NULL)
		log_write(LOG_WARNING, "desk", "%s", worker->trouble);
	else
		log_write(LOG_INFO, "desk", "works");
}

/* It answered: whatever was wrong with it is over. */
static bool
good(DeskWorker *worker, bool taken)
{
	if (taken && !worker->renewing)
		retry_reset(&worker->retry);
	if (taken)
		set_trouble(worker, NULL);
	return taken;
}

static bool
take_operated(DeskWorker *worker, GVariant *body)
{
	const char *text = NULL;
	json_t *result = NULL;
	guchar outcome = 0;
	gint64 id = 0;
	bool taken = false;

	g_variant_get(body, "(xy&s)", &id, &outcome, &text);
	result = json_loads(text, 0, NULL);
	taken = outcome < DESK_OUTCOMES && json_is_object(result) &&
		worker->events->operated(id, (DeskOutcome)outcome, result, worker->data);
	json_decref(result);
	return good(worker, taken);
}

static bool
take_changes(DeskWorker *worker, GVariant *body)
{
	const char *text = NULL;
	json_t *page = NULL;
	bool taken = false;

	g_variant_get(body, "(&s)", &text);
	page = json_loads(text, 0, NULL);
	taken = json_is_object(page) && worker->events->changes(page, worker->data);
	json_decref(page);
	return good(worker, taken);
}

static bool
take_fetched(DeskWorker *worker, const Frame *frame)
{
	const char *why = NULL;
	gint64 id = 0;

	g_variant_get(frame->body, "(x&s)", &id, &why);
	return good(worker,
	    worker->events->fetched(id, *why == '\0' ? frame->bytes : NULL, why, worker->data));
}

/* False: an honest worker does not say that. */
static bool
take_frame(DeskWorker *worker, const Frame *frame)
{
	const char *text = NULL;

	switch (frame->type) {
	case FRAME_OPERATED:
		return take_operated(worker, frame->body);
	case FRAME_CHANGES:
		return take_changes(worker, frame->body);
	case FRAME_FILE_FETCHED:
		return take_fetched(worker, frame);
	case FRAME_BEAT:
		return true;
	case FRAME_LOG:
		frame_log("desk", frame->body);
		return true;
	case FRAME_TROUBLE:
		g_variant_get(frame->body, "(y&s)", NULL, &text);
		set_trouble(worker, text);
		return true;
	default:
		return false;
	}
}

static void
expect_life(DeskWorker *worker)
{
	child_expect(worker->child,
	    worker->owes == 0 ? 0 : worker->daemon->context->config->times.silence);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	DeskWorker *worker = data;

	if (!take_frame(worker, frame))
		child_kill(child);
	else
		expect_life(worker);
	daemon_wake_late(worker->daemon);
}

static void
on_ended(Child *child, bool was_good, const char *how, void *data)
{
	DeskWorker *worker = data;
	g_autofree char *text = g_strdup_printf("its worker ended: %s", how);

	if (child_was_silent(child))
		daemon_note_hung(worker->daemon, "the desk worker", how);
	child_free(child);
	worker->child = NULL;
	worker->owes = 0;
	if (!was_good || !worker->renewing)
		retry_failed(&worker->retry);
	if (worker->trouble == NULL && !worker->renewing)
		set_trouble(worker, text);
	worker->renewing = false;
	worker->events->ended(how, worker->data);
	daemon_wake(worker->daemon);
}

static void
on_settings(GVariant *settings, const char *problem, void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	DeskWorker *worker = data;
	g_autoptr(GError) error = NULL;

	worker->settings = NULL;
	if (settings != NULL)
		worker->child = child_start(worker->daemon->context->config->tickets->worker,
		    settings, &EVENTS, worker, &error);
	worker->starts++;
	if (worker->child == NULL) {
		set_trouble(worker, problem != NULL ? problem : error->message);
		retry_failed(&worker->retry);
	}
	daemon_wake(worker->daemon);
}

bool
desk_worker_start(DeskWorker *worker)
{
	if (worker->renewing && worker->owes == 0 && worker->child != NULL)
		child_finish(worker->child);
	else if (worker->child == NULL && worker->settings == NULL && worker->retry.timer == 0)
		worker->settings =
		    worker_settings_desk(worker->daemon->context->config, on_settings, worker);
	return desk_worker_runs(worker);
}

bool
desk_worker_runs(const DeskWorker *worker)
{
	return worker->child != NULL && !worker->renewing;
}

void
desk_worker_renew(DeskWorker *worker)
{
	worker->renewing = worker->child != NULL;
	if (worker->child == NULL)
		retry_reset(&worker->retry);
}

void
desk_worker_owes(DeskWorker *worker, unsigned count)
{
	bool began = worker->owes == 0 && count > 0;

	worker->owes = count;
	if (worker->child != NULL && (began || count == 0))
		expect_life(worker);
}

void
desk_worker_send(DeskWorker *worker, FrameType type, GVariant *body, GBytes *bytes)
{
	child_send(worker->child, type, body, bytes);
}

const char *
desk_worker_trouble(const DeskWorker *worker)
{
	return worker->trouble;
}

int
desk_worker_starts(const DeskWorker *worker)
{
	return worker->starts;
}

int
desk_worker_pid(const DeskWorker *worker)
{
	return worker->child == NULL ? 0 : (int)child_pid(worker->child);
}
