/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the running gateway share: the context, the wish for another turn, and the rules of a batch.
 *
 * A batch is one transaction over all work that is ready. Each part (fetchers, readers, senders, control) keeps a
 * list of what happened and does it in the batch; when COMMIT has returned it tells its workers, and when COMMIT
 * failed it keeps its list and tells nobody anything.
 */
#pragma once

#include <stdbool.h>

#include "gateway/model/context.h"

typedef struct Daemon Daemon;
typedef struct Mailboxes Mailboxes;
typedef struct ReaderPool ReaderPool;
typedef struct Verifier Verifier;
typedef struct Outgoing Outgoing;
typedef struct ControlServer ControlServer;
typedef struct FulfilmentJobs FulfilmentJobs;
typedef struct SearchIndexer SearchIndexer;
typedef struct Alarm Alarm;

struct Daemon {
	Context *context;         /* own */
	Mailboxes *fetchers;      /* own */
	Verifier *verifier;       /* own */
	ReaderPool *readers;      /* own */
	Outgoing *senders;        /* own */
	FulfilmentJobs *commands; /* own */
	ControlServer *control;   /* own */
	SearchIndexer *indexer;   /* own */
	Alarm *alarm;             /* own */
	char *config_file;        /* own; read again at SIGHUP */
	GMainLoop *loop;          /* own */
	GSourceFunc on_turn;      /* the loop's; given the gateway */
	guint turn;               /* source of the turn to come, or 0 */
	int64_t turn_us;          /* when it comes, monotonic */
	guint alarm_clock;        /* source of the timer for what is due later, or 0 */
	int64_t turned_us;        /* when the last turn ended, monotonic */
	int64_t pause_ms;         /* after a batch that failed: how long until the next */
	char *trouble;            /* own; why the last batch failed, or NULL */
	bool paused;              /* that time is not over */
	bool stopping;
};

/* Asks for a turn of the loop: soon, so that what comes right behind goes with the same batch; */
void daemon_wake(Daemon *gateway);
/* at once, because the last batch was full; */
void daemon_go_on(Daemon *gateway);
/* or, for what nobody waits for, with the next one, after a while at the latest. */
void daemon_wake_late(Daemon *gateway);

/* How much one batch may hold. */
typedef struct {
	int64_t end_us; /* monotonic */
	size_t bytes;   /* so many may still come in */
} Batch;

#define BATCH_BYTES ((size_t)8 * 1024 * 1024)
#define BATCH_US 20000

bool batch_is_full(const Batch *batch);
void batch_count(Batch *batch, size_t bytes);
