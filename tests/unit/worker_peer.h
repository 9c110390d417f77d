/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway's end of a worker that runs in a child of the test. Include after cmocka.h. */
#pragma once

#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "gateway/workers/worker.h"

#define WORKER_PEER_MS 10000

typedef struct {
	pid_t pid;
	Channel *channel; /* own */
} WorkerPeer;

/* settings: a{sv}, sunk. */
G_GNUC_UNUSED static WorkerPeer
worker_peer_start(WorkerMain run, GVariant *settings)
{
	g_autoptr(GVariant) sunk = g_variant_ref_sink(settings);
	WorkerPeer peer;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	peer.pid = fork();
	if (peer.pid == 0) {
		Channel *channel = channel_new(ends[1], true);
		int status;

		close(ends[0]);
		status = run(channel, sunk);
		channel_free(channel);
		_exit(status);
	}
	close(ends[1]);
	peer.channel = channel_new(ends[0], true);
	return peer;
}

/* The next frame that is no LOG, and no ASKED but where that is looked for; NULL when the worker is gone. Caller owns. */
G_GNUC_UNUSED static Frame *
worker_peer_next_of(const WorkerPeer *peer, bool asked)
{
	for (;;) {
		struct pollfd waiting = {.fd = channel_fd(peer->channel), .events = POLLIN};
		g_autoptr(Frame) frame = NULL;

		assert_int_equal(poll(&waiting, 1, WORKER_PEER_MS), 1);
		if (channel_receive(peer->channel, &frame, NULL) != CHANNEL_FRAME)
			return NULL;
		if (frame->type != FRAME_LOG && (asked || frame->type != FRAME_ASKED))
			return g_steal_pointer(&frame);
	}
}

G_GNUC_UNUSED static Frame *
worker_peer_next(const WorkerPeer *peer)
{
	return worker_peer_next_of(peer, false);
}

/* The next frame but HEARD and LOG, printed: "FILED (['17.1'],)"; "" when the worker is gone. */
G_GNUC_UNUSED static char *
worker_peer_print(const WorkerPeer *peer)
{
	for (;;) {
		g_autoptr(Frame) frame = worker_peer_next(peer);
		g_autofree char *body = NULL;

		if (frame == NULL)
			return g_strdup("");
		if (frame->type == FRAME_HEARD)
			continue;
		body = g_variant_print(frame->body, FALSE);
		return g_strdup_printf("%s %s", frame_name(frame->type), body);
	}
}

G_GNUC_UNUSED static void
assert_frame(char *take_printed, const char *expected)
{
	g_autofree char *printed = take_printed;

	assert_string_equal(printed, expected);
}
#define assert_says(peer, text) assert_frame(worker_peer_print(peer), text)

G_GNUC_UNUSED static void
worker_peer_send(const WorkerPeer *peer, FrameType type, const char *body, GBytes *bytes)
{
	GVariant *parsed = g_variant_new_parsed(body);

	assert_true(channel_send(peer->channel, type, parsed, bytes, NULL));
}

/* The next frame of any kind but LOG, printed; it must be an ASKED. */
G_GNUC_UNUSED static void
assert_asks(const WorkerPeer *peer, const char *expected)
{
	g_autoptr(Frame) frame = worker_peer_next_of(peer, true);

	assert_non_null(frame);
	assert_int_equal(frame->type, FRAME_ASKED);
	assert_frame(g_variant_print(frame->body, FALSE), expected);
}

/* Closes the channel; the worker's exit status. */
G_GNUC_UNUSED static int
worker_peer_end(WorkerPeer *peer)
{
	int status = 0;

	channel_free(peer->channel);
	assert_int_equal(waitpid(peer->pid, &status, 0), peer->pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}
