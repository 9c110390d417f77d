/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker processes, in the place of gateway/ipc/child.c and fork_server.c: each is an object of this process that
 * says frames to the gateway and is given frames, in virtual time.
 */
#pragma once

#include "gateway/ipc/child.h"

/* What a worker does. */
typedef struct {
	const char *names; /* of the workers, with a space around each */
	/* Returns what the others are given; settings are borrowed. */
	void *(*begin)(Child *child, GVariant *settings);
	void (*take)(void *role, FrameType type, GVariant *body, GBytes *bytes);
	/* The process is gone. */
	void (*end)(void *role);
	bool beats; /* it gives signs of life by itself, unless it hangs */
} ChildRole;

extern const ChildRole mailbox_role, post_role, reader_role, verifier_role, runner_role,
    checker_role;

/* What is known of the readers for as long as the world lasts. */
void workers_begin(void);
void workers_end(void);

/* Says it so much later, after all it said before; body is sunk. */
void child_say(Child *child, int64_t in_us, FrameType type, GVariant *body, GBytes *bytes);
/* Ends so much later, after all it said before. */
void child_leave(Child *child, int64_t in_us, bool good, const char *how);
/* Dies now; what it has said and was not read yet, is read. */
void child_crash(Child *child);
/* Hangs: from now on it says nothing; where nobody would notice, it does not. Returns whether it hangs. */
bool child_hang(Child *child);
/* Whether it has left, died or hangs, so that it does nothing more. */
bool child_is_gone(const Child *child);
