/* SPDX-License-Identifier: Apache-2.0 */
/* The commands' end of the control socket: one call out, one reply back. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/ipc/channel.h"

typedef enum {
	CONTROL_ANSWERED,
	CONTROL_NOBODY, /* no gateway listens there; nothing was sent */
	CONTROL_FAILED, /* error says why; the call may have been served */
} ControlResult;

/* Calls the gateway that listens at path and waits for its reply. */
ControlResult control_client_ask(
    const char *path, Call *call, CallReply *ret_reply, GError **error);

/* Has the gateway that listens at path hold its spool still until the channel is freed. */
ControlResult control_client_hold_still(
    const char *path, Channel **ret_channel, GError **error);
/* Whether it was held still all the time until now. */
bool control_client_is_held_still(const Channel *channel);
