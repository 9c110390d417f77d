/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A step stays "waiting" in the spool while its command runs and until the result has been committed: a gateway that
 * dies runs it again. The role kills a command that takes too long; a role that does not is killed itself.
 */
#include "gateway/daemon/fulfilment_jobs.h"

#include "gateway/util/log.h"
#include "gateway/desk/fulfilment.h"
#include "gateway/ipc/child.h"

#define AT_ONCE 4
#define WALL_MS 60000       /* of a command */
#define LATE_MS 5000        /* more for its role to say so */
#define START_AGAIN_MS 5000 /* after a role that could not be started */

typedef struct {
	Commands *commands; /* foreign */
	Worker *worker;     /* own; NULL: it has ended */
	guint timer;        /* source, or 0 */
	bool answered;
	bool recorded; /* in this batch */
	StepResult result;
} Running;

struct Commands {
	Gateway *gateway;   /* foreign */
	GPtrArray *running; /* own; of Running */
	guint timer;        /* source of the next try, or 0 */
	bool draining;
};

static void
running_free(void *data)
{
	Running *running = data;

	worker_free(running->worker);
	if (running->timer != 0)
		g_source_remove(running->timer);
	step_result_clear(&running->result);
	g_free(running);
}

Commands *
commands_new(Gateway *gateway)
{
	Commands *commands = g_new0(Commands, 1);

	commands->gateway = gateway;
	commands->running = g_ptr_array_new_with_free_func(running_free);
	return commands;
}

void
commands_free(Commands *commands)
{
	if (commands == NULL)
		return;
	if (commands->timer != 0)
		g_source_remove(commands->timer);
	g_ptr_array_unref(commands->running);
	g_free(commands);
}

static void
on_frame(Worker *worker, Frame *frame, void *data)
{
	Running *running = data;
	StepResult *result = &running->result;
	const char *problem = NULL;
	gsize size = 0;
	const char *output = g_bytes_get_data(frame->bytes, &size);

	if (frame->type != FRAME_OUTPUT || running->answered) {
		worker_kill(worker);
		return;
	}
	g_variant_get(frame->body, "(i&s)", &result->status, &problem);
	running->answered = true;
	result->problem = problem[0] == '\0' ? NULL : g_utf8_make_valid(problem, -1);
	result->output = output == NULL ? NULL : g_utf8_make_valid(output, (gssize)size);
}

static void
on_ended(Worker *worker, bool good, const char *how, void *data)
{
	Running *running = data;

	(void)good;
	worker_free(worker);
	running->worker = NULL;
	if (!running->answered && running->result.problem == NULL)
		running->result.problem = g_strdup_printf("its process ended: %s", how);
	gateway_wake(running->commands->gateway);
}

static int
on_late(void *data)
{
	Running *running = data;

	running->timer = 0;
	if (running->worker != NULL)
		worker_kill(running->worker);
	return G_SOURCE_REMOVE;
}

static int
on_again(void *data)
{
	Commands *commands = data;

	commands->timer = 0;
	gateway_wake(commands->gateway);
	return G_SOURCE_REMOVE;
}

static bool
is_running(const Commands *commands, const Step *step)
{
	for (unsigned i = 0; i < commands->running->len; i++) {
		const Running *one = commands->running->pdata[i];

		if (one->result.ticket == step->ticket &&
		    one->result.position == step->position)
			return true;
	}
	return false;
}

/* A role that cannot be started says nothing of the command: it is tried again soon, and that counts for nothing. */
static void
start(Commands *commands, Running *running, char *const *command, GBytes *input)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;
	GVariantDict setup;

	g_variant_dict_init(&setup, NULL);
	g_variant_dict_insert_value(
	    &setup, "argv", g_variant_new_strv((const char *const *)command, -1));
	g_variant_dict_insert(&setup, "input", "b", TRUE);
	g_variant_dict_insert(&setup, "wall_ms", "x", (gint64)WALL_MS);
	running->worker =
	    worker_start("command", g_variant_dict_end(&setup), &EVENTS, running, &error);
	if (running->worker != NULL) {
		running->timer = g_timeout_add(WALL_MS + LATE_MS, on_late, running);
		worker_send(running->worker, FRAME_INPUT, g_variant_new("()"), input);
		return;
	}
	log_write(LOG_ERROR, "command", "%s", error->message);
	g_ptr_array_remove(commands->running, running);
	if (commands->timer == 0)
		commands->timer = g_timeout_add(START_AGAIN_MS, on_again, commands);
}

static bool
give_one(Commands *commands, const Step *step, GError **error)
{
	Office *office = commands->gateway->office;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GBytes) input = NULL;
	char *const *command = NULL;
	Running *running = NULL;

	if (!ticket_get(office->spool, step->ticket, &ticket, error))
		return false;
	command = steps_command(office, ticket, step->position);
	if (command != NULL && (input = steps_input(office, ticket, error)) == NULL)
		return false;
	running = g_new0(Running, 1);
	running->commands = commands;
	running->result = (StepResult){.ticket = step->ticket, .position = step->position};
	g_ptr_array_add(commands->running, running);
	if (command == NULL) {
		running->result.problem = g_strdup("the catalog has no such command any more");
		gateway_wake(commands->gateway);
		return true;
	}
	start(commands, running, command, input);
	return true;
}

bool
commands_give(Commands *commands, GError **error)
{
	Office *office = commands->gateway->office;
	g_autoptr(GPtrArray) steps = NULL;

	if (commands->draining || commands->timer != 0 || commands->running->len >= AT_ONCE)
		return true;
	if (!step_due(office->spool, office->now_ms, AT_ONCE * 2, &steps, error))
		return false;
	for (unsigned i = 0; i < steps->len && commands->running->len < AT_ONCE; i++)
		if (!is_running(commands, steps->pdata[i]) &&
		    !give_one(commands, steps->pdata[i], error))
			return false;
	return true;
}

bool
commands_record(Commands *commands, GError **error)
{
	for (unsigned i = 0; i < commands->running->len; i++) {
		Running *running = commands->running->pdata[i];

		if (running->worker != NULL)
			continue;
		if (!steps_record(commands->gateway->office, &running->result, error))
			return false;
		running->recorded = true;
	}
	return true;
}

void
commands_committed(Commands *commands)
{
	for (unsigned i = commands->running->len; i > 0; i--) {
		const Running *running = commands->running->pdata[i - 1];

		if (running->recorded)
			g_ptr_array_remove_index(commands->running, i - 1);
	}
}

void
commands_undone(Commands *commands)
{
	for (unsigned i = 0; i < commands->running->len; i++)
		((Running *)commands->running->pdata[i])->recorded = false;
}

bool
commands_next_due(Commands *commands, int64_t *ret_due_ms, GError **error)
{
	Office *office = commands->gateway->office;

	return step_next_due(office->spool, office->now_ms, ret_due_ms, error);
}

bool
commands_drain(Commands *commands)
{
	commands->draining = true;
	return commands->running->len == 0;
}
