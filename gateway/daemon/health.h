/* SPDX-License-Identifier: Apache-2.0 */
/* What may be wrong with a running gateway: one list, of which alarm and `casegate status` speak. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

typedef struct {
	const char *
	    what; /* "mailbox", "unfetched", "unfiled", "sending", "desk_elsewhere", "web", "clamd", "disk",
			       "ceiling" or "worker" */
	const char *name;   /* of the mailbox, or "" */
	const char *reason; /* NULL: it is well */
	int64_t
	    since_ms; /* since when it is known to fail, by the monotonic clock; 0: since now */
	bool
	    passes; /* it is an event: told at once, and well again after an hour without one */
} Health;
typedef void (*HealthEach)(const Health *one, void *data);

void health_each(Daemon *daemon, HealthEach each, void *data);
/* What is wrong now, events that pass apart: an array of "mailbox support: the server refuses the password". */
json_t *health_wrongs(Daemon *daemon);
/* All that is looked at: an array of {what, name, wrong}; what passes is wrong for an hour. */
json_t *health_json(Daemon *daemon);
