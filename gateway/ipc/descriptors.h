/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors between the gateway and a worker, which no frame can carry: one byte on the worker's socket, and they. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define DESCRIPTORS_AT_ONCE 4

bool descriptors_send(int socket, const int *fds, size_t n_fds);
/* How many came, no more than that; what came beyond is closed. -1: the other end is gone. They are closed by exec. */
int descriptors_receive(int socket, int *ret_fds, size_t n_fds);
