/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames over a SOCK_SEQPACKET socket: one datagram is one frame, so nothing is ever half read. Body and bytes
 * that do not fit 64 KiB travel in a sealed memfd, whose seals and size are checked before it is mapped. Whatever
 * arrives is checked against frame.h; nonsense is an error and the peer is to be dropped.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "gateway/ipc/frame.h"

#define CHANNEL_INLINE_MAX (64 * 1024)
#define CHANNEL_BYTES_MAX FRAME_BYTES_MAX
#define CHANNEL_BEAT_MS 5000
#define CHANNEL_QUEUE_MAX 4096 /* frames that may wait for a peer that does not read */

typedef struct Channel Channel;

typedef struct {
	FrameType type;
	GVariant *body; /* own; of the type's form, in normal form */
	GBytes *bytes;  /* own; empty where none came */
} Frame;
void frame_free(Frame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Frame, frame_free)

/* Takes the descriptor. A blocking channel waits in send and receive (workers, commands); a non-blocking one never
 * does: what cannot be sent now waits in a queue (the gateway). */
Channel *channel_new(int take_fd, bool blocking);
void channel_free(Channel *channel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Channel, channel_free)
int channel_fd(const Channel *channel);

/* body is sunk; bytes may be NULL. Fails when the peer is gone, or its queue is full. */
bool channel_send(
    Channel *channel, FrameType type, GVariant *body, GBytes *bytes, GError **error);
/* For a worker that waits or works for long, as often as it likes: sends a BEAT where nothing was sent for
 * CHANNEL_BEAT_MS. Returns in how many ms the next is due. */
int channel_beat(Channel *channel);
/* Sends what waits; true when all is out or the peer is just slow. */
bool channel_flush(Channel *channel, GError **error);
size_t channel_waiting(const Channel *channel);

typedef enum {
	CHANNEL_FRAME,
	CHANNEL_NOTHING, /* non-blocking only: later */
	CHANNEL_CLOSED,  /* the peer is gone */
	CHANNEL_BAD,     /* nonsense came, or reading failed: error says what */
} ChannelResult;
ChannelResult channel_receive(Channel *channel, Frame **ret_frame, GError **error);

#define CHANNEL_ERROR (channel_error_quark())
GQuark channel_error_quark(void);
typedef enum {
	CHANNEL_ERROR_CLOSED,
	CHANNEL_ERROR_FULL,
	CHANNEL_ERROR_NONSENSE,
} ChannelError;
