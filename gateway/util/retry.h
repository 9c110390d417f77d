/* SPDX-License-Identifier: Apache-2.0 */
/* A Backoff with its timer: something that failed is tried again when its wait is over. */
#pragma once

#include <glib.h>

#include "gateway/util/backoff.h"

typedef struct {
	Backoff backoff;
	int64_t longest_ms;
	void (*again)(void *data);
	void *data;  /* foreign */
	guint timer; /* source, or 0: it does not wait */
} Retry;

void retry_init(Retry *retry, int64_t longest_ms, void (*again)(void *data), void *data);
/* again() is called after a wait that is longer with each failure; of an earlier wait it takes the place. */
void retry_failed(Retry *retry);
/* Waits no longer; the next failure is the first again. Also ends its use. */
void retry_reset(Retry *retry);
