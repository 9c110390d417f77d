/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers are many and live for a few mails only, and to start one by exec costs as much as to read a hundred. The
 * nursery is a process that has everything ready that a reader needs, never sees a mail, and makes children of the
 * gateway's: copies of itself, each of which locks itself in before it reads. Copies have the same addresses; after
 * one that crashed, the next come from a nursery of their own.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "gateway/worker.h"

Nursery *nursery_new(void);
void nursery_free(Nursery *nursery);
/* What its children are: "read". */
const char *nursery_role(const Nursery *nursery);
/* A child of ours with this socket as its own; false: there can be none now, and one is to be started by exec. */
bool nursery_bear(Nursery *nursery, int socket, pid_t *ret_pid);
/* What it bears from now on lies elsewhere in memory. */
void nursery_renew(Nursery *nursery);
