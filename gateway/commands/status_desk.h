/* SPDX-License-Identifier: Apache-2.0 */
/* A desk elsewhere in `casegate status`: what it is to do, since when, and what waits for a person. */
#pragma once

#include <jansson.h>

#include "gateway/util/text_table.h"
#include "spool/outbox.h"

typedef struct {
	OutboxCount queue;
	int64_t
	    heard_ms; /* when its changes were read last: the age of what is shown; 0: never */
	GPtrArray *stuck;   /* own; of OutboxOperation that wait for a person, newest first */
	GPtrArray *numbers; /* own; of char *: of the ticket of each */
} StatusDesk;
void status_desk_free(StatusDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StatusDesk, status_desk_free)

/* Caller owns; NULL with an error. */
StatusDesk *status_desk_read(Spool *spool, GError **error);
/* Whether anything is still to be done there. */
bool status_desk_waits(const StatusDesk *desk);
/* worker: what the running gateway says of it, or NULL. Caller owns. */
json_t *status_desk_json(const StatusDesk *desk, const char *url, const json_t *worker);
void status_desk_print(const StatusDesk *desk, const char *url, const json_t *worker,
    int64_t now_ms, GString *out);
/* A table of what waits for a person; nothing where there is none. */
void status_desk_print_stuck(const StatusDesk *desk, const TextTableStyle *style, GString *out);
