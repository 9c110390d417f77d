/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A step stays "waiting" in the spool while its command runs and until the result has been committed: a gateway that
 * dies runs it again. The worker kills a command that takes too long; a worker that does not is killed itself.
 */
#include "gateway/daemon/fulfilment_jobs.h"

#include "gateway/desk/fulfilment.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"

#define AT_ONCE 4
#define WALL_MS 60000       /* of a command */
#define LATE_MS 5000        /* more for its worker to say so */
#define START_AGAIN_MS 5000 /* after a worker that could not be started */

typedef struct {
	FulfilmentJobs *commands; /* foreign */
	Child *child;             /* own; NULL: it has ended */
	guint timer;              /* source, or 0 */
	bool answered;
	bool recorded; /* in this batch */
	FulfilmentResult result;
} Job;

struct FulfilmentJobs {
	Daemon *gateway;    /* foreign */
	GPtrArray *running; /* own; of Running */
	guint timer;        /* source of the next try, or 0 */
	bool draining;
};

static void
running_free(void *data)
{
	Job *running = data;

	child_free(running->child);
	if (running->timer != 0)
		g_source_remove(running->timer);
	fulfilment_result_clear(&running->result);
	g_free(running);
}

FulfilmentJobs *
fulfilment_jobs_new(Daemon *gateway)
{
	FulfilmentJobs *commands = g_new0(FulfilmentJobs, 1);

	commands->gateway = gateway;
	commands->running = g_ptr_array_new_with_free_func(running_free);
	return commands;
}

void
fulfilment_jobs_free(FulfilmentJobs *commands)
{
	if (commands == NULL)
		return;
	if (commands->timer != 0)
		g_source_remove(commands->timer);
	g_ptr_array_unref(commands->running);
	g_free(commands);
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	Job *running = data;
	FulfilmentResult *result = &running->result;
	const char *problem = NULL;
	gsize size = 0;
	const char *output = g_bytes_get_data(frame->bytes, &size);

	if (frame->type != FRAME_OUTPUT || running->answered) {
		child_kill(child);
		return;
	}
	g_variant_get(frame->body, "(i&s)", &result->status, &problem);
	running->answered = true;
	result->problem = problem[0] == '\0' ? NULL : g_utf8_make_valid(problem, -1);
	result->output = output == NULL ? NULL : g_utf8_make_valid(output, (gssize)size);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	Job *running = data;

	(void)good;
	child_free(child);
	running->child = NULL;
	if (!running->answered && running->result.problem == NULL)
		running->result.problem = g_strdup_printf("its process ended: %s", how);
	daemon_wake(running->commands->gateway);
}

static int
on_late(void *data)
{
	Job *running = data;

	running->timer = 0;
	if (running->child != NULL)
		child_kill(running->child);
	return G_SOURCE_REMOVE;
}

static int
on_again(void *data)
{
	FulfilmentJobs *commands = data;

	commands->timer = 0;
	daemon_wake(commands->gateway);
	return G_SOURCE_REMOVE;
}

static bool
is_running(const FulfilmentJobs *commands, const FulfilmentStep *step)
{
	for (unsigned i = 0; i < commands->running->len; i++) {
		const Job *one = commands->running->pdata[i];

		if (one->result.ticket == step->ticket &&
		    one->result.position == step->position)
			return true;
	}
	return false;
}

/* A worker that cannot be started says nothing of the command: it is tried again soon, and that counts for nothing. */
static void
start(FulfilmentJobs *commands, Job *running, char *const *command, GBytes *input)
{
	static const ChildEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;
	GVariantDict setup;

	g_variant_dict_init(&setup, NULL);
	g_variant_dict_insert_value(
	    &setup, "argv", g_variant_new_strv((const char *const *)command, -1));
	g_variant_dict_insert(&setup, "input", "b", TRUE);
	g_variant_dict_insert(&setup, "wall_ms", "x", (gint64)WALL_MS);
	running->child =
	    child_start("command", g_variant_dict_end(&setup), &EVENTS, running, &error);
	if (running->child != NULL) {
		running->timer = g_timeout_add(WALL_MS + LATE_MS, on_late, running);
		child_send(running->child, FRAME_INPUT, g_variant_new("()"), input);
		return;
	}
	log_write(LOG_ERROR, "command", "%s", error->message);
	g_ptr_array_remove(commands->running, running);
	if (commands->timer == 0)
		commands->timer = g_timeout_add(START_AGAIN_MS, on_again, commands);
}

static bool
give_one(FulfilmentJobs *commands, const FulfilmentStep *step, GError **error)
{
	Context *context = commands->gateway->context;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GBytes) input = NULL;
	char *const *command = NULL;
	Job *running = NULL;

	if (!ticket_get(context->spool, step->ticket, &ticket, error))
		return false;
	command = fulfilment_command(context, ticket, step->position);
	if (command != NULL && (input = fulfilment_input(context, ticket, error)) == NULL)
		return false;
	running = g_new0(Job, 1);
	running->commands = commands;
	running->result =
	    (FulfilmentResult){.ticket = step->ticket, .position = step->position};
	g_ptr_array_add(commands->running, running);
	if (command == NULL) {
		running->result.problem = g_strdup("the catalog has no such command any more");
		daemon_wake(commands->gateway);
		return true;
	}
	start(commands, running, command, input);
	return true;
}

bool
fulfilment_jobs_give(FulfilmentJobs *commands, GError **error)
{
	Context *context = commands->gateway->context;
	g_autoptr(GPtrArray) steps = NULL;

	if (commands->draining || commands->timer != 0 || commands->running->len >= AT_ONCE)
		return true;
	if (!step_due(context->spool, context->now_ms, AT_ONCE * 2, &steps, error))
		return false;
	for (unsigned i = 0; i < steps->len && commands->running->len < AT_ONCE; i++)
		if (!is_running(commands, steps->pdata[i]) &&
		    !give_one(commands, steps->pdata[i], error))
			return false;
	return true;
}

bool
fulfilment_jobs_record(FulfilmentJobs *commands, GError **error)
{
	for (unsigned i = 0; i < commands->running->len; i++) {
		Job *running = commands->running->pdata[i];

		if (running->child != NULL)
			continue;
		if (!fulfilment_record(commands->gateway->context, &running->result, error))
			return false;
		running->recorded = true;
	}
	return true;
}

void
fulfilment_jobs_committed(FulfilmentJobs *commands)
{
	for (unsigned i = commands->running->len; i > 0; i--) {
		const Job *running = commands->running->pdata[i - 1];

		if (running->recorded)
			g_ptr_array_remove_index(commands->running, i - 1);
	}
}

void
fulfilment_jobs_undone(FulfilmentJobs *commands)
{
	for (unsigned i = 0; i < commands->running->len; i++)
		((Job *)commands->running->pdata[i])->recorded = false;
}

bool
fulfilment_jobs_next_due(FulfilmentJobs *commands, int64_t *ret_due_ms, GError **error)
{
	Context *context = commands->gateway->context;

	return step_next_due(context->spool, context->now_ms, ret_due_ms, error);
}

bool
fulfilment_jobs_drain(FulfilmentJobs *commands)
{
	commands->draining = true;
	return commands->running->len == 0;
}
