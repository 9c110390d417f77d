/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a gateway runs is what connect() says: the socket of one that was killed stays in the file system, but nobody
 * answers it.
 */
#include "gateway/cli/control_client.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "gateway/util/error.h"

/* A gateway cannot listen at a path that does not fit an address, so nobody does. */
static ControlResult
connect_to(const char *path, Channel **ret_channel, GError **error)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = -1;

	if (strlen(path) >= sizeof address.sun_path)
		return CONTROL_NOBODY;
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
		*ret_channel = channel_new(fd, true);
		return CONTROL_ANSWERED;
	}
	int reason = errno;

	if (fd >= 0)
		close(fd);
	/* a folder that others may not enter hides a gateway that may be reached elsewhere */
	if (reason == ENOENT || reason == ECONNREFUSED || reason == ENOTDIR || reason == EACCES)
		return CONTROL_NOBODY;
	g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(reason), "%s: %s", path,
	    g_strerror(reason));
	return CONTROL_FAILED;
}

static void
tell_progress(const Call *call, const Frame *frame)
{
	gint32 done = 0, total = 0;

	g_variant_get(frame->body, "(ii)", &done, &total);
	if (call->progress != NULL)
		call->progress(done, total, call->watcher);
}

static ControlResult
receive_reply(Channel *channel, const Call *call, CallReply *ret_reply, GError **error)
{
	g_autoptr(Frame) frame = NULL;
	g_autoptr(GError) reason = NULL;
	ChannelResult result = channel_receive(channel, &frame, &reason);

	while (result == CHANNEL_FRAME && frame->type == FRAME_PROGRESS) {
		tell_progress(call, frame);
		g_clear_pointer(&frame, frame_free);
		result = channel_receive(channel, &frame, &reason);
	}
	if (result != CHANNEL_FRAME || frame->type != FRAME_REPLY) {
		error_set(error, GATEWAY_ERROR_TEMPORARY,
		    "the gateway went away before it answered; look whether it was done%s%s",
		    reason == NULL ? "" : ": ", reason == NULL ? "" : reason->message);
		return CONTROL_FAILED;
	}
	g_variant_get(frame->body, "(is)", &ret_reply->code, &ret_reply->error);
	ret_reply->out = g_bytes_ref(frame->bytes);
	return CONTROL_ANSWERED;
}

ControlResult
control_client_ask(const char *path, Call *call, CallReply *ret_reply, GError **error)
{
	g_autoptr(Channel) channel = NULL;
	ControlResult result = connect_to(path, &channel, error);

	if (result != CONTROL_ANSWERED)
		return result;
	if (!channel_send(channel, FRAME_COMMAND, call_pack(call), call->bytes, error))
		return CONTROL_FAILED;
	return receive_reply(channel, call, ret_reply, error);
}

static bool
check_reply(CallReply *reply, GError **error)
{
	return reply->code == 0 ||
	       error_set(error, GATEWAY_ERROR_TEMPORARY, "%s", reply->error);
}

ControlResult
control_client_hold_still(const char *path, Channel **ret_channel, GError **error)
{
	g_autoptr(Channel) channel = NULL;
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	ControlResult result = connect_to(path, &channel, error);

	if (result != CONTROL_ANSWERED)
		return result;
	call_init(&call, CALL_HOLD_STILL);
	if (!channel_send(channel, FRAME_COMMAND, call_pack(&call), NULL, error) ||
	    receive_reply(channel, &call, &reply, error) != CONTROL_ANSWERED ||
	    !check_reply(&reply, error))
		return CONTROL_FAILED;
	*ret_channel = g_steal_pointer(&channel);
	return CONTROL_ANSWERED;
}

bool
control_client_is_held_still(const Channel *channel)
{
	char byte = 0;

	return recv(channel_fd(channel), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
	       (errno == EAGAIN || errno == EWOULDBLOCK);
}
