/* SPDX-License-Identifier: Apache-2.0 */
/* A part of a list, newest first. */
#pragma once

#include <stdint.h>

typedef struct {
	int state;      /* of the list's kind; -1: any */
	int64_t before; /* only what is older than this id; 0: all */
	int limit;
} ListPage;
