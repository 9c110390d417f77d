/* SPDX-License-Identifier: Apache-2.0 */
/* Clients come, ask one thing each, get their answer and go; one that sends nonsense or never reads is dropped. */
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
#define ASK_MS (30 * 1000) /* how long a client may be connected before it asks */

typedef struct {
	ControlServer *control; /* foreign */
	Channel *channel;       /* own */
	guint in;               /* source */
	guint late;             /* source of the end of its patience, or 0 */
	Call request;
	bool asked;  /* the request is there */
	bool served; /* in this batch */
	CallReply reply;
} Client;

struct ControlServer {
	Daemon *gateway;    /* foreign */
	char *path;         /* own */
	int fd;             /* own */
	guint in;           /* source */
	GPtrArray *clients; /* own; of Client, oldest first */
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
		call_clear(&client->request);
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
		g_ptr_array_remove(client->control->clients, client);
		return G_SOURCE_REMOVE;
	}
	call_unpack(frame->body, frame->bytes, &client->request);
	client->asked = true;
	g_clear_handle_id(&client->late, g_source_remove);
	daemon_wake(client->control->gateway);
	return G_SOURCE_REMOVE;
}

static int
on_late(void *data)
{
	Client *client = data;

	client->late = 0;
	g_ptr_array_remove(client->control->clients, client);
	return G_SOURCE_REMOVE;
}

/* Who is connected and asks nothing makes room for who will: the one that has been silent longest goes. */
static bool
make_room(ControlServer *control)
{
	for (unsigned i = 0; i < control->clients->len; i++) {
		Client *client = control->clients->pdata[i];

		if (!client->asked) {
			g_ptr_array_remove_index(control->clients, i);
			return true;
		}
	}
	return false;
}

static int
on_client(int fd, GIOCondition condition, void *data)
{
	ControlServer *control = data;
	Client *client = NULL;
	int accepted = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

	(void)condition;
	if (accepted < 0)
		return G_SOURCE_CONTINUE;
	if (control->clients->len >= CLIENTS_MAX && !make_room(control)) {
		close(accepted);
		return G_SOURCE_CONTINUE;
	}
	client = g_new0(Client, 1);
	client->control = control;
	client->channel = channel_new(accepted, false);
	client->in =
	    g_unix_fd_add(accepted, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, client);
	client->late = g_timeout_add(ASK_MS, on_late, client);
	g_ptr_array_add(control->clients, client);
	return G_SOURCE_CONTINUE;
}

static char *
socket_path(const Context *context)
{
	if (context->config->control_socket != NULL)
		return g_strdup(context->config->control_socket);
	return g_build_filename(context->state_directory, "control", NULL);
}

static bool
listen_at(ControlServer *control, GError **error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	mode_t mask = umask(0177);
	bool good = false;

	if (strlen(control->path) < sizeof address.sun_path) {
		memcpy(address.sun_path, control->path, strlen(control->path) + 1);
		unlink(control->path);
		good = bind(control->fd, (struct sockaddr *)&address, sizeof address) == 0 &&
		       listen(control->fd, CLIENTS_MAX) == 0;
	} else {
		errno = ENAMETOOLONG;
	}
	umask(mask);
	if (!good)
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_CONFIG,
		    "cannot listen at %s: %s", control->path, g_strerror(errno));
	return good;
}

ControlServer *
control_server_new(Daemon *gateway, GError **error)
{
	ControlServer *control = g_new0(ControlServer, 1);

	control->gateway = gateway;
	control->clients = g_ptr_array_new_with_free_func((GDestroyNotify)client_free);
	control->path = socket_path(gateway->context);
	control->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (!listen_at(control, error)) {
		close(control->fd);
		control->fd = -1;
		control_server_free(control);
		return NULL;
	}
	control->in = g_unix_fd_add(control->fd, G_IO_IN, on_client, control);
	return control;
}

void
control_server_free(ControlServer *control)
{
	if (control == NULL)
		return;
	g_ptr_array_unref(control->clients);
	if (control->in != 0)
		g_source_remove(control->in);
	if (control->fd >= 0) {
		close(control->fd);
		unlink(control->path);
	}
	g_free(control->path);
	g_free(control);
}

/* A client that is slow to look misses some of it. */
static void
tell_progress(int done, int total, void *data)
{
	Client *client = data;

	if (channel_waiting(client->channel) == 0)
		channel_send(client->channel, FRAME_PROGRESS,
		    g_variant_new("(ii)", done, total), NULL, NULL);
}

bool
control_server_serve(ControlServer *control, const Batch *batch, GError **error)
{
	Context *context = control->gateway->context;

	(void)error;
	for (unsigned i = 0; i < control->clients->len && !batch_is_full(batch); i++) {
		Client *client = control->clients->pdata[i];

		if (!client->asked || client->served)
			continue;
		call_reply_clear(&client->reply);
		client->request.progress =
		    call_flag(&client->request, "progress") ? tell_progress : NULL;
		client->request.watcher = client;
		served_run(context, &client->request, &client->reply);
		client->served = true;
	}
	return true;
}

/* The answer goes out, and the client with it: what does not fit its socket waits there for it to be read. */
void
control_server_committed(ControlServer *control)
{
	for (unsigned i = control->clients->len; i > 0; i--) {
		Client *client = control->clients->pdata[i - 1];

		if (client->asked && !client->served)
			daemon_go_on(control->gateway);
		if (!client->served)
			continue;
		channel_send(client->channel, FRAME_REPLY,
		    g_variant_new("(is)", client->reply.code, client->reply.error),
		    client->reply.out, NULL);
		g_ptr_array_remove_index(control->clients, i - 1);
	}
}

void
control_server_refuse(ControlServer *control, const GError *why)
{
	for (unsigned i = 0; i < control->clients->len; i++) {
		Client *client = control->clients->pdata[i];

		if (!client->asked)
			continue;
		call_reply_clear(&client->reply);
		client->reply.code = served_exit_code(why);
		client->reply.error = g_strdup(why->message);
		client->reply.out = g_bytes_new(NULL, 0);
		client->served = true;
	}
	control_server_committed(control);
}

void
control_server_undone(ControlServer *control)
{
	for (unsigned i = 0; i < control->clients->len; i++)
		((Client *)control->clients->pdata[i])->served = false;
}
