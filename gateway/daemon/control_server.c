/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each client makes one call, gets its reply and is closed; one that sends nonsense or never reads is dropped. A client
 * for whom the spool is held still stays until it goes, or the log of the spool has grown too long.
 */
#include "gateway/daemon/control_server.h"

#include <errno.h>
#include <glib-unix.h>
#include <grp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/commands/command_right.h"
#include "gateway/commands/desk_answer.h"
#include "gateway/commands/served.h"
#include "gateway/daemon/desk_outbox.h"
#include "gateway/ipc/channel.h"
#include "gateway/util/error.h"
#include "gateway/util/log.h"

#define CLIENTS_MAX 64
#define ASK_MS (30 * 1000) /* how long a client may be connected before it calls */

typedef struct {
	ControlServer *server; /* foreign */
	uid_t user;            /* who connected */
	Channel *channel;      /* own */
	guint in;              /* source */
	guint late;            /* timer that drops it while it has not called, or 0 */
	Call call;
	bool asked;  /* its call has arrived */
	bool served; /* in this batch */
	bool holds;  /* and its call was to hold the spool still */
	int64_t
	    awaits; /* the operation of a desk elsewhere whose result its reply tells, or 0 */
	bool waits; /* it is served for good, and its reply waits for that, */
	guint patience; /* so long: timer, or 0: no longer */
	CallReply reply;
} Client;

struct ControlServer {
	Daemon *daemon;     /* foreign */
	char *path;         /* own */
	int fd;             /* own */
	guint in;           /* source */
	GPtrArray *clients; /* own; of Client, oldest first */
	Client *holder;     /* own; for whom the spool is held still, or NULL */
};

static void
client_free(Client *client)
{
	if (client->in != 0)
		g_source_remove(client->in);
	if (client->late != 0)
		g_source_remove(client->late);
	if (client->patience != 0)
		g_source_remove(client->patience);
	channel_free(client->channel);
	if (client->asked)
		call_clear(&client->call);
	call_reply_clear(&client->reply);
	g_free(client);
}

static void
reply(Client *client)
{
	channel_send(client->channel, FRAME_REPLY,
	    g_variant_new("(is)", client->reply.code, client->reply.error), client->reply.out,
	    NULL);
}

/* Between two turns, in which nothing else holds what the old configuration had. */
static void
reload(Client *client)
{
	Daemon *daemon = client->server->daemon;
	char *wrong = daemon->reload(daemon);

	client->reply = (CallReply){.code = wrong == NULL ? EX_OK : EX_CONFIG,
	    .error = wrong == NULL ? g_strdup("") : wrong,
	    .out = g_bytes_new(NULL, 0)};
	reply(client);
	g_ptr_array_remove(client->server->clients, client);
}

static int
on_readable(int fd, GIOCondition condition, void *data)
{
	Client *client = data;
	g_autoptr(Frame) frame = NULL;
	ChannelResult result = channel_receive(client->channel, &frame, NULL);

	(void)fd;
	(void)condition;
	if (result == CHANNEL_NOTHING)
		return G_SOURCE_CONTINUE;
	client->in = 0;
	if (result != CHANNEL_FRAME || frame->type != FRAME_COMMAND || client->asked) {
		g_ptr_array_remove(client->server->clients, client);
		return G_SOURCE_REMOVE;
	}
	call_unpack(frame->body, frame->bytes, &client->call);
	call_set_caller(&client->call, client->user);
	client->asked = true;
	g_clear_handle_id(&client->late, g_source_remove);
	if (strcmp(client->call.command, CALL_RELOAD) == 0 && client->call.caller.is_owner)
		reload(client);
	else
		daemon_wake(client->server->daemon);
	return G_SOURCE_REMOVE;
}

static int
on_late(void *data)
{
	Client *client = data;

	client->late = 0;
	g_ptr_array_remove(client->server->clients, client);
	return G_SOURCE_REMOVE;
}

/* A client that has not called makes room for a new one: the one connected longest goes. */
static bool
make_room(ControlServer *server)
{
	for (unsigned i = 0; i < server->clients->len; i++) {
		Client *client = server->clients->pdata[i];

		if (!client->asked) {
			g_ptr_array_remove_index(server->clients, i);
			return true;
		}
	}
	return false;
}

static int
on_client(int fd, GIOCondition condition, void *data)
{
	ControlServer *server = data;
	Client *client = NULL;
	int accepted = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
	struct ucred caller;
	socklen_t size = sizeof caller;

	(void)condition;
	if (accepted < 0)
		return G_SOURCE_CONTINUE;
	if (getsockopt(accepted, SOL_SOCKET, SO_PEERCRED, &caller, &size) != 0) {
		close(accepted);
		return G_SOURCE_CONTINUE;
	}
	if (server->clients->len >= CLIENTS_MAX && !make_room(server)) {
		close(accepted);
		return G_SOURCE_CONTINUE;
	}
	client = g_new0(Client, 1);
	client->server = server;
	client->user = caller.uid;
	client->channel = channel_new(accepted, false);
	client->in =
	    g_unix_fd_add(accepted, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, client);
	client->late = g_timeout_add(ASK_MS, on_late, client);
	g_ptr_array_add(server->clients, client);
	return G_SOURCE_CONTINUE;
}

/* Lets the group in, when it is theirs and not before. name: NULL: nobody. */
static bool
admit_group(const char *path, const char *name, GError **error)
{
	const struct group *group = name == NULL ? NULL : getgrnam(name);

	if (name == NULL)
		return true;
	if (group == NULL)
		return error_set(error, GATEWAY_ERROR_CONFIG,
		    "there is no Unix group '%s', which control_group names", name);
	if (chown(path, (uid_t)-1, group->gr_gid) == 0 && chmod(path, 0660) == 0)
		return true;
	return error_set(error, GATEWAY_ERROR_CONFIG,
	    "%s cannot be given to the group '%s' (the gateway's user must be in it): %s", path,
	    name, g_strerror(errno));
}

static bool
listen_at(ControlServer *server, GError **error)
{
	const char *group = server->daemon->context->config->control_group;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t mask = umask(0177);
	bool good = false;

	if (strlen(server->path) < sizeof address.sun_path) {
		memcpy(address.sun_path, server->path, strlen(server->path) + 1);
		unlink(server->path);
		good = bind(server->fd, (struct sockaddr *)&address, sizeof address) == 0 &&
		       listen(server->fd, CLIENTS_MAX) == 0;
	} else {
		errno = ENAMETOOLONG;
	}
	umask(mask);
	if (!good)
		error_set(error, GATEWAY_ERROR_CONFIG, "cannot listen at %s: %s", server->path,
		    g_strerror(errno));
	return good && admit_group(server->path, group, error);
}

static void
let_go(ControlServer *server)
{
	/* it hangs up first: who still finds the line open has read what was held still */
	g_clear_pointer(&server->holder, client_free);
	spool_let_go(server->daemon->context->spool);
}

static int
on_holder_gone(int fd, GIOCondition condition, void *data)
{
	ControlServer *server = data;

	(void)fd;
	(void)condition;
	server->holder->in = 0;
	let_go(server);
	return G_SOURCE_REMOVE;
}

/* Whether the client became the holder; else its reply says why not. */
static bool
take_hold(ControlServer *server, Client *client)
{
	g_autoptr(GError) error = NULL;

	if (spool_hold_still(server->daemon->context->spool, &error)) {
		server->holder = client;
		client->in = g_unix_fd_add(channel_fd(client->channel),
		    G_IO_IN | G_IO_HUP | G_IO_ERR, on_holder_gone, server);
		return true;
	}
	g_free(client->reply.error);
	client->reply.code = served_exit_code(error);
	client->reply.error = g_strdup(error->message);
	return false;
}

static void
look_after_holder(ControlServer *server)
{
	if (server->holder == NULL || !spool_is_held_too_long(server->daemon->context->spool))
		return;
	log_write(LOG_WARNING, "control",
	    "too much was written meanwhile: a backup or audit has to begin again");
	let_go(server);
}

ControlServer *
control_server_new(Daemon *daemon, GError **error)
{
	ControlServer *server = g_new0(ControlServer, 1);

	server->daemon = daemon;
	server->clients = g_ptr_array_new_with_free_func((GDestroyNotify)client_free);
	server->path =
	    config_control_path(daemon->context->config, daemon->context->state_directory);
	server->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (!listen_at(server, error)) {
		close(server->fd);
		server->fd = -1;
		control_server_free(server);
		return NULL;
	}
	server->in = g_unix_fd_add(server->fd, G_IO_IN, on_client, server);
	return server;
}

void
control_server_free(ControlServer *server)
{
	if (server == NULL)
		return;
	if (server->holder != NULL)
		let_go(server);
	g_ptr_array_unref(server->clients);
	if (server->in != 0)
		g_source_remove(server->in);
	if (server->fd >= 0) {
		close(server->fd);
		unlink(server->path);
	}
	g_free(server->path);
	g_free(server);
}

/* A client that reads slowly misses some of it. */
static void
tell_progress(int done, int total, void *data)
{
	Client *client = data;

	if (channel_waiting(client->channel) == 0)
		channel_send(client->channel, FRAME_PROGRESS,
		    g_variant_new("(ii)", done, total), NULL, NULL);
}

/* Whoever changed something is in the log, too. */
static void
log_call(const Client *client)
{
	const Call *call = &client->call;
	const char *subcommand = call_word(call, "subcommand");
	const char *number = call_word(call, "number");
	const char *as = call_word(call, "as");

	if (client->reply.code != EX_OK ||
	    command_right(call->command, subcommand) == RIGHT_READ)
		return;
	log_write(LOG_INFO, "control", "%s%s%s%s%s by %s%s%s", call->command,
	    subcommand == NULL ? "" : " ", subcommand == NULL ? "" : subcommand,
	    number == NULL ? "" : " ", number == NULL ? "" : number, call->caller.login,
	    as == NULL ? "" : " as ", as == NULL ? "" : as);
}

static void
serve(Context *context, Client *client)
{
	served_run(context, &client->call, &client->reply);
	log_call(client);
	client->awaits = desk_answer_awaits(context, &client->call, &client->reply);
}

bool
control_server_serve(ControlServer *server, const Batch *batch, GError **error)
{
	Context *context = server->daemon->context;

	(void)error;
	for (unsigned i = 0; i < server->clients->len && !batch_is_full(batch); i++) {
		Client *client = server->clients->pdata[i];

		if (!client->asked || client->served || client->waits)
			continue;
		call_reply_clear(&client->reply);
		client->call.progress =
		    call_flag(&client->call, "progress") ? tell_progress : NULL;
		client->call.watcher = client;
		client->holds = strcmp(client->call.command, CALL_HOLD_STILL) == 0 &&
				client->call.caller.is_owner;
		if (client->holds)
			client->reply = (CallReply){0, g_strdup(""), g_bytes_new(NULL, 0)};
		else
			serve(context, client);
		client->served = true;
	}
	return true;
}

static int
on_impatient(void *data)
{
	Client *client = data;

	client->patience = 0;
	daemon_wake(client->server->daemon);
	return G_SOURCE_REMOVE;
}

/* What became at the desk elsewhere of what was done; false: it waits for that still. */
static bool
tell_desk(Client *client)
{
	Daemon *daemon = client->server->daemon;

	if (client->awaits == 0)
		return true;
	if (!client->waits) {
		client->waits = true;
		client->patience =
		    g_timeout_add(call_flag(&client->call, "no-wait") ? 0 : DESK_ANSWER_MS,
			on_impatient, client);
	}
	if (client->patience != 0 && !desk_answer_is_there(daemon->context, client->awaits))
		return false;
	desk_answer_add(daemon->context, client->awaits,
	    desk_outbox_trouble(daemon->desk_outbox), &client->call, &client->reply);
	return true;
}

/* Sends the replies and closes the clients; the kernel keeps what they have not read yet. */
void
control_server_committed(ControlServer *server)
{
	look_after_holder(server);
	for (unsigned i = server->clients->len; i > 0; i--) {
		Client *client = server->clients->pdata[i - 1];

		if (client->asked && !client->served && !client->waits)
			daemon_go_on(server->daemon);
		if ((!client->served && !client->waits) || !tell_desk(client))
			continue;
		if (client->holds && take_hold(server, client))
			g_ptr_array_steal_index(server->clients, i - 1);
		reply(client);
		if (server->holder != client)
			g_ptr_array_remove_index(server->clients, i - 1);
	}
}

void
control_server_refuse(ControlServer *server, const GError *why)
{
	for (unsigned i = 0; i < server->clients->len; i++) {
		Client *client = server->clients->pdata[i];

		if (!client->asked || client->waits)
			continue;
		call_reply_clear(&client->reply);
		client->reply.code = served_exit_code(why);
		client->reply.error = g_strdup(why->message);
		client->reply.out = g_bytes_new(NULL, 0);
		client->holds = false;
		client->served = true;
	}
	control_server_committed(server);
}

void
control_server_undone(ControlServer *server)
{
	for (unsigned i = 0; i < server->clients->len; i++)
		((Client *)server->clients->pdata[i])->served = false;
}
