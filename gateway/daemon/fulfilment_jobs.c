/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A step stays "waiting" in the spool while its command runs and until the result has been committed: a daemon that
 * dies runs it again. The worker kills a command that takes too long; a worker that gives no sign of life is killed itself.
 */
#include "gateway/daemon/fulfilment_jobs.h"

#include "gateway/desk/fulfilment.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"

#define AT_ONCE 4
#define WALL_MS 60000       /* of a command */
#define START_AGAIN_MS 5000 /* after a worker that could not be started */

typedef struct {
	FulfilmentJobs *jobs; /* foreign */
	Child *child;         /* own; NULL: it has ended */
	bool answered;
	bool recorded; /* in this batch */
	FulfilmentResult result;
} Job;

struct FulfilmentJobs {
	Daemon *daemon; /* foreign */
	GPtrArray *all; /* own; of Job */
	guint timer;    /* source of the next try, or 0 */
	bool draining;
};

static void
job_free(void *data)
{
	Job *job = data;

	child_free(job->child);
	fulfilment_result_clear(&job->result);
	g_free(job);
}

FulfilmentJobs *
fulfilment_jobs_new(Daemon *daemon)
{
	FulfilmentJobs *jobs = g_new0(FulfilmentJobs, 1);

	jobs->daemon = daemon;
	jobs->all = g_ptr_array_new_with_free_func(job_free);
	return jobs;
}

void
fulfilment_jobs_free(FulfilmentJobs *jobs)
{
	if (jobs == NULL)
		return;
	if (jobs->timer != 0)
		g_source_remove(jobs->timer);
	g_ptr_array_unref(jobs->all);
	g_free(jobs);
}

static void
expect_life(Job *job)
{
	child_expect(job->child, job->jobs->daemon->context->config->times.silence);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Job *job = data;
	FulfilmentResult *result = &job->result;
	const char *problem = NULL;
	gsize size = 0;
	const char *output = g_bytes_get_data(frame->bytes, &size);

	expect_life(job);
	if (frame->type == FRAME_BEAT)
		return;
	if (frame->type != FRAME_OUTPUT || job->answered) {
		child_kill(child);
		return;
	}
	g_variant_get(frame->body, "(i&s)", &result->status, &problem);
	job->answered = true;
	result->problem = problem[0] == '\0' ? NULL : g_utf8_make_valid(problem, -1);
	result->output = output == NULL ? NULL : g_utf8_make_valid(output, (gssize)size);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Job *job = data;

	(void)good;
	if (child_was_silent(child))
		daemon_note_hung(job->jobs->daemon, "the command worker of a request", how);
	child_free(child);
	job->child = NULL;
	if (!job->answered && job->result.problem == NULL)
		job->result.problem = g_strdup_printf("its process ended: %s", how);
	daemon_wake(job->jobs->daemon);
}

static int
on_again(void *data)
{
	FulfilmentJobs *jobs = data;

	jobs->timer = 0;
	daemon_wake(jobs->daemon);
	return G_SOURCE_REMOVE;
}

static bool
is_running(const FulfilmentJobs *jobs, const FulfilmentStep *step)
{
	for (unsigned i = 0; i < jobs->all->len; i++) {
		const Job *job = jobs->all->pdata[i];

		if (job->result.ticket == step->ticket &&
		    job->result.position == step->position)
			return true;
	}
	return false;
}

/* A worker that cannot be started says nothing of the command: it is tried again soon, and that counts for nothing. */
static void
start(FulfilmentJobs *jobs, Job *job, char *const *command, GBytes *input)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	g_autoptr(GError) error = NULL;
	GVariantDict settings;

	g_variant_dict_init(&settings, NULL);
	g_variant_dict_insert_value(
	    &settings, "argv", g_variant_new_strv((const char *const *)command, -1));
	g_variant_dict_insert(&settings, "input", "b", TRUE);
	g_variant_dict_insert(&settings, "wall_ms", "x", (gint64)WALL_MS);
	job->child =
	    child_start("command", g_variant_dict_end(&settings), &EVENTS, job, &error);
	if (job->child != NULL) {
		expect_life(job);
		child_send(job->child, FRAME_INPUT, g_variant_new("()"), input);
		return;
	}
	log_write(LOG_ERROR, "command", "%s", error->message);
	g_ptr_array_remove(jobs->all, job);
	if (jobs->timer == 0)
		jobs->timer = g_timeout_add(START_AGAIN_MS, on_again, jobs);
}

static bool
give_one(FulfilmentJobs *jobs, const FulfilmentStep *step, GError **error)
{
	Context *context = jobs->daemon->context;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GBytes) input = NULL;
	char *const *command = NULL;
	Job *job = NULL;

	if (!ticket_get(context->spool, step->ticket, &ticket, error))
		return false;
	command = fulfilment_command(context, ticket, step->position);
	if (command != NULL && (input = fulfilment_input(context, ticket, error)) == NULL)
		return false;
	job = g_new0(Job, 1);
	job->jobs = jobs;
	job->result = (FulfilmentResult){.ticket = step->ticket, .position = step->position};
	g_ptr_array_add(jobs->all, job);
	if (command == NULL) {
		job->result.problem = g_strdup("the catalog has no such command any more");
		daemon_wake(jobs->daemon);
		return true;
	}
	start(jobs, job, command, input);
	return true;
}

bool
fulfilment_jobs_give(FulfilmentJobs *jobs, GError **error)
{
	Context *context = jobs->daemon->context;
	g_autoptr(GPtrArray) steps = NULL;

	if (jobs->draining || jobs->timer != 0 || jobs->all->len >= AT_ONCE)
		return true;
	if (!step_due(context->spool, context->now_ms, AT_ONCE * 2, &steps, error))
		return false;
	for (unsigned i = 0; i < steps->len && jobs->all->len < AT_ONCE; i++)
		if (!is_running(jobs, steps->pdata[i]) &&
		    !give_one(jobs, steps->pdata[i], error))
			return false;
	return true;
}

bool
fulfilment_jobs_record(FulfilmentJobs *jobs, GError **error)
{
	for (unsigned i = 0; i < jobs->all->len; i++) {
		Job *job = jobs->all->pdata[i];

		if (job->child != NULL)
			continue;
		if (!fulfilment_record(jobs->daemon->context, &job->result, error))
			return false;
		job->recorded = true;
	}
	return true;
}

void
fulfilment_jobs_committed(FulfilmentJobs *jobs)
{
	for (unsigned i = jobs->all->len; i > 0; i--) {
		const Job *job = jobs->all->pdata[i - 1];

		if (job->recorded)
			g_ptr_array_remove_index(jobs->all, i - 1);
	}
}

void
fulfilment_jobs_undone(FulfilmentJobs *jobs)
{
	for (unsigned i = 0; i < jobs->all->len; i++)
		((Job *)jobs->all->pdata[i])->recorded = false;
}

bool
fulfilment_jobs_next_due(FulfilmentJobs *jobs, int64_t *ret_due_ms, GError **error)
{
	Context *context = jobs->daemon->context;

	return step_next_due(context->spool, context->now_ms, ret_due_ms, error);
}

bool
fulfilment_jobs_drain(FulfilmentJobs *jobs)
{
	jobs->draining = true;
	return jobs->all->len == 0;
}
