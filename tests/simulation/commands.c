/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/simulation/commands.h"

#include <string.h>

#include "gateway/commands/served.h"
#include "gateway/daemon/control_server.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/world.h"

typedef struct {
	char **words; /* own */
	bool (*is_done)(void *data);
	void (*done)(void *data);
	void *data;      /* foreign */
	bool served;     /* in this batch */
	bool tried;      /* the gateway may die over it, and nobody knows what it did */
	CallReply reply; /* once served */
} Pending;

struct ControlServer {
	Daemon *daemon; /* foreign */
	guint again;    /* source: calls that were refused call again */
};

typedef struct {
	GPtrArray *pending;    /* own; of Pending */
	ControlServer *server; /* foreign; or NULL */
} Commands;

static Commands commands;

static void
pending_free(void *data)
{
	Pending *pending = data;

	g_strfreev(pending->words);
	call_reply_clear(&pending->reply);
	g_free(pending);
}

void
commands_begin(void)
{
	commands.pending = g_ptr_array_new_with_free_func(pending_free);
	commands.server = NULL;
}

void
commands_end(void)
{
	g_ptr_array_unref(commands.pending);
}

void
commands_call(const char *const words[], bool (*is_done)(void *data), void (*done)(void *data),
    void *data)
{
	Pending *pending = g_new0(Pending, 1);
	g_autofree char *line = g_strjoinv(" ", (char **)words);

	world_tell("call: %s", line);
	pending->words = g_strdupv((char **)words);
	pending->is_done = is_done;
	pending->done = done;
	pending->data = data;
	g_ptr_array_add(commands.pending, pending);
	if (commands.server != NULL && !world_is_dead())
		daemon_wake(commands.server->daemon);
}

static void
finish(unsigned i)
{
	Pending *pending = g_ptr_array_steal_index(commands.pending, i);

	pending->done(pending->data);
	pending_free(pending);
}

void
commands_cut(void)
{
	for (unsigned i = commands.pending->len; i > 0; i--) {
		Pending *pending = commands.pending->pdata[i - 1];

		pending->served = false;
		if (pending->tried && pending->is_done != NULL &&
		    pending->is_done(pending->data))
			finish(i - 1);
	}
}

ControlServer *
control_server_new(Daemon *daemon, GError **error)
{
	ControlServer *server = g_new0(ControlServer, 1);

	(void)error;
	server->daemon = daemon;
	commands.server = server;
	return server;
}

void
control_server_free(ControlServer *server)
{
	if (server == NULL)
		return;
	if (server->again != 0)
		g_source_remove(server->again);
	commands.server = NULL;
	g_free(server);
}

static const Command *
find_command(const char *name)
{
	const Command *const *all = served_commands();

	while (*all != NULL && strcmp((*all)->name, name) != 0)
		all++;
	return *all;
}

static void
serve(Context *context, Pending *pending)
{
	const Command *command = find_command(pending->words[0]);
	g_autoptr(GError) error = NULL;
	g_auto(Call) call = {0};
	g_auto(GStrv) words = g_strdupv(pending->words);
	/* parsing moves them about */
	g_autofree char **line = g_memdup2(words, (g_strv_length(words) + 1) * sizeof *words);

	call_init(&call, words[0]);
	call.caller = (Caller){.login = g_strdup("sanne"), .is_owner = true};
	if (!subcommand_parse(
		command->subcommands, (int)g_strv_length(words), line, &call, &error))
		g_error("%s", error->message);
	call_reply_clear(&pending->reply);
	served_run(context, &call, &pending->reply);
	pending->served = true;
}

bool
control_server_serve(ControlServer *server, const Batch *batch, GError **error)
{
	(void)error;
	for (unsigned i = 0; i < commands.pending->len && !batch_is_full(batch); i++) {
		Pending *pending = commands.pending->pdata[i];

		if (!pending->served)
			serve(server->daemon->context, pending);
	}
	return true;
}

void
control_server_committed(ControlServer *server)
{
	for (unsigned i = commands.pending->len; i > 0; i--) {
		const Pending *pending = commands.pending->pdata[i - 1];

		if (!pending->served)
			daemon_go_on(server->daemon);
		if (!pending->served)
			continue;
		if (pending->reply.code != 0 && (!pending->tried || pending->is_done != NULL))
			ledger_disagree("%s %s: %s", pending->words[0], pending->words[1],
			    pending->reply.error);
		finish(i - 1);
	}
}

void
control_server_undone(ControlServer *server)
{
	(void)server;
	for (unsigned i = 0; i < commands.pending->len; i++) {
		Pending *pending = commands.pending->pdata[i];

		pending->tried = pending->tried || pending->served;
		pending->served = false;
	}
}

static int
on_again(void *data)
{
	ControlServer *server = data;

	server->again = 0;
	daemon_wake(server->daemon);
	return G_SOURCE_REMOVE;
}

/* People call again after a while. A refusal says that nothing was done. */
void
control_server_refuse(ControlServer *server, const GError *why)
{
	(void)why;
	control_server_undone(server);
	if (server->again == 0 && commands.pending->len > 0)
		server->again = world_source(WORLD_MINUTE, on_again, server);
}
