/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A queue in which nobody waits for another's hundred thousand: what waits keeps its order within its lane, and the lanes
 * take turns. Items are foreign, and not NULL.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct FairQueue FairQueue;

FairQueue *fair_queue_new(void);
void fair_queue_free(FairQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FairQueue, fair_queue_free)

/* Behind all of its lane, or before them. */
void fair_queue_push(FairQueue *queue, const char *lane, void *item);
void fair_queue_push_front(FairQueue *queue, const char *lane, void *item);

bool fair_queue_is_empty(const FairQueue *queue);
/* The first item of this lane, or, where it is NULL, of the lane whose turn it is; NULL where there is none. */
void *fair_queue_peek(const FairQueue *queue, const char *lane);
/* Takes out the first item of this lane, which has had its turn. */
void fair_queue_drop(FairQueue *queue, const char *lane);
