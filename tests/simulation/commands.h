/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Command lines that call the running gateway, in the place of gateway/daemon/control_server.c. Whoever calls waits for
 * the reply, and calls again when the gateway died over it, unless what was asked for has been done.
 */
#pragma once

#include <stdbool.h>

void commands_begin(void);
void commands_end(void);

/* words: NULL-terminated, "case", "resolve" ...; they are copied. is_done: whether a call of which nobody knows has been
 * done, asked after a death; NULL: then an error is as good. done is called once. */
void commands_call(const char *const words[], bool (*is_done)(void *data),
    void (*done)(void *data), void *data);
/* The gateway died. */
void commands_cut(void);
