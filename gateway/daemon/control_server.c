/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each client makes one call, gets its reply and is closed; one that sends nonsense or never reads is dropped. A client
 * for whom the spool is held still stays until it goes, or the log of the spool has grown too long.
 */
#include "gateway/daemon/control_server.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/commands/served.h"
#include "gateway/ipc/channel.h"
#include "gateway/util/error.h"
#include "gateway/util/log.h"

#define CLIENTS_MAX 64
#define ASK_MS (30 * 1000) /* how long a client may be connected before it calls */

typedef struct {
	ControlServer *server; /* foreign */
	Channel *channel;      /* own */
	guint in;              /* source */
	guint late;            /* timer that drops it while it has not called, or 0 */
	Call call;
	bool asked;  /* its call has arrived */
	bool served; /* in this batch */
	bool holds;  /* and its call was to hold the spool still */
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
	channel_free(client->channel);
	if (client->asked)
		call_clear(&client->call);
	call_reply_clear(&client->reply);
	g_free(client);
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
	client->asked = true;
	g_clear_handle_id(&client->late, g_source_remove);
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

	(void)condition;
	if (accepted < 0)
		return G_SOURCE_CONTINUE;
	if (server->clients->len >= CLIENTS_MAX && !make_room(server)) {
		close(accepted);
		return G_SOURCE_CONTINUE;
	}
	client = g_new0(Client, 1);
	client->server = server;
	client->channel = channel_new(accepted, false);
	client->in =
	    g_unix_fd_add(accepted, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, client);
	client->late = g_timeout_add(ASK_MS, on_late, client);
	g_ptr_array_add(server->clients, client);
	return G_SOURCE_CONTINUE;
}

static bool
listen_at(ControlServer *server, GError **error)
{
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
	return good;
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

bool
control_server_serve(ControlServer *server, const Batch *batch, GError **error)
{
	Context *context = server->daemon->context;

	(void)error;
	for (unsigned i = 0; i < server->clients->len && !batch_is_full(batch); i++) {
		Client *client = server->clients->pdata[i];

		if (!client->asked || client->served)
			continue;
		call_reply_clear(&client->reply);
		client->call.progress =
		    call_flag(&client->call, "progress") ? tell_progress : NULL;
		client->call.watcher = client;
		client->holds = strcmp(client->call.command, CALL_HOLD_STILL) == 0;
		if (client->holds)
			client->reply = (CallReply){0, g_strdup(""), g_bytes_new(NULL, 0)};
		else
			served_run(context, &client->call, &client->reply);
		client->served = true;
	}
	return true;
}

static void
reply(Client *client)
{
	channel_send(client->channel, FRAME_REPLY,
	    g_variant_new("(is)", client->reply.code, client->reply.error), client->reply.out,
	    NULL);
}

/* Sends the replies and closes the clients; the kernel keeps what they have not read yet. */
void
control_server_committed(ControlServer *server)
{
	look_after_holder(server);
	for (unsigned i = server->clients->len; i > 0; i--) {
		Client *client = server->clients->pdata[i - 1];

		if (client->asked && !client->served)
			daemon_go_on(server->daemon);
		if (!client->served)
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

		if (!client->asked)
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
