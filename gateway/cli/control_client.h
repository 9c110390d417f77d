/* SPDX-License-Identifier: Apache-2.0 */
/* The commands' end of the control socket: one request out, one reply back. */
#pragma once

#include "gateway/commands/call.h"

typedef enum {
	CONTROL_ANSWERED,
	CONTROL_NOBODY, /* no gateway listens there; the request is untouched */
	CONTROL_FAILED, /* error says why; the request may have been done */
} ControlResult;

/* Asks the gateway that listens at path and waits for its reply. */
ControlResult control_client_ask(
    const char *path, Call *call, CallReply *ret_reply, GError **error);
