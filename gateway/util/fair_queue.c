/* SPDX-License-Identifier: Apache-2.0 */
/* A lane is kept once it is known; while it has an item it stands in `turns`. */
#include "gateway/util/fair_queue.h"

typedef struct {
	GQueue items; /* foreign */
	GList *turn;  /* own; its link in turns, or NULL: it has no item */
} Lane;

struct FairQueue {
	GHashTable *lanes; /* own; name -> Lane */
	GQueue turns;      /* of Lane (foreign): the first is the next */
};

static void
lane_free(void *data)
{
	Lane *lane = data;

	g_queue_clear(&lane->items);
	g_free(lane);
}

FairQueue *
fair_queue_new(void)
{
	FairQueue *queue = g_new0(FairQueue, 1);

	queue->lanes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, lane_free);
	g_queue_init(&queue->turns);
	return queue;
}

void
fair_queue_free(FairQueue *queue)
{
	g_queue_clear(&queue->turns);
	g_hash_table_unref(queue->lanes);
	g_free(queue);
}

/* For an item that comes: the lane takes turns from now on. */
static Lane *
enter_lane(FairQueue *queue, const char *name)
{
	Lane *lane = g_hash_table_lookup(queue->lanes, name);

	if (lane == NULL) {
		lane = g_new0(Lane, 1);
		g_queue_init(&lane->items);
		g_hash_table_insert(queue->lanes, g_strdup(name), lane);
	}
	if (lane->turn == NULL) {
		g_queue_push_tail(&queue->turns, lane);
		lane->turn = queue->turns.tail;
	}
	return lane;
}

void
fair_queue_push(FairQueue *queue, const char *lane, void *item)
{
	g_queue_push_tail(&enter_lane(queue, lane)->items, item);
}

void
fair_queue_push_front(FairQueue *queue, const char *lane, void *item)
{
	g_queue_push_head(&enter_lane(queue, lane)->items, item);
}

bool
fair_queue_is_empty(const FairQueue *queue)
{
	return queue->turns.length == 0;
}

void *
fair_queue_peek(const FairQueue *queue, const char *lane)
{
	Lane *found = lane != NULL                ? g_hash_table_lookup(queue->lanes, lane)
		      : queue->turns.head != NULL ? queue->turns.head->data
						  : NULL;

	return found == NULL ? NULL : g_queue_peek_head(&found->items);
}

void
fair_queue_drop(FairQueue *queue, const char *lane)
{
	Lane *found = g_hash_table_lookup(queue->lanes, lane);

	g_queue_pop_head(&found->items);
	g_queue_unlink(&queue->turns, found->turn);
	if (found->items.length > 0)
		g_queue_push_tail_link(&queue->turns, found->turn);
	else
		g_clear_pointer(&found->turn, g_list_free_1);
}
