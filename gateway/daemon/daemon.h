/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the parts of the daemon share: the context, how to ask for another turn of the loop, and the batch.
 *
 * A batch is one transaction over all work that is ready. Each part (mailboxes, reader pool, outgoing, fulfilment jobs,
 * desk outbox, control server, web server) keeps a list of what happened and records it in the batch; when COMMIT has returned it goes on with its
 * workers, and when COMMIT failed it keeps its list and sends nothing to anybody.
 */
#pragma once

#include <stdbool.h>

#include "gateway/daemon/mail_log.h"
#include "gateway/desk/clock.h"
#include "gateway/model/context.h"

typedef struct Daemon Daemon;
typedef struct Mailboxes Mailboxes;
typedef struct ReaderPool ReaderPool;
typedef struct Verifier Verifier;
typedef struct Rescanner Rescanner;
typedef struct Scanner Scanner;
typedef struct Outgoing Outgoing;
typedef struct ControlServer ControlServer;
typedef struct FulfilmentJobs FulfilmentJobs;
typedef struct SearchIndexer SearchIndexer;
typedef struct Forgetter Forgetter;
typedef struct Alarm Alarm;
typedef struct MetricsFile MetricsFile;
typedef struct DeskOutbox DeskOutbox;
typedef struct SpoolGuard SpoolGuard;
typedef struct WebServer WebServer;

/* Workers that gave no sign of life and were killed for it. */
typedef struct {
	unsigned times;
	char *last;    /* own; which one it was and how, or NULL */
	int64_t at_ms; /* and when; 0: never */
} Hung;

struct Daemon {
	Context *context;                /* own */
	Mailboxes *mailboxes;            /* own */
	Verifier *verifier;              /* own */
	Scanner *scanner;                /* own */
	Rescanner *rescanner;            /* own */
	ReaderPool *reader_pool;         /* own */
	Outgoing *outgoing;              /* own */
	FulfilmentJobs *fulfilment_jobs; /* own */
	DeskOutbox *desk_outbox;         /* own */
	ControlServer *control_server;   /* own */
	WebServer *web_server;           /* own */
	SearchIndexer *search_indexer;   /* own */
	Forgetter *forgetter;            /* own */
	Alarm *alarm;                    /* own */
	MetricsFile *metrics_file;       /* own */
	SpoolGuard *spool_guard;         /* own */
	char *config_file;               /* own; read again by reload() */
	GMainLoop *loop;                 /* own */
	GSourceFunc on_turn;             /* the loop's; given the daemon */
	/* Takes the configuration's file anew: all of it, or nothing; then why, which the caller owns, else NULL. */
	char *(*reload)(Daemon *daemon);
	guint turn;        /* source of the turn to come, or 0 */
	int64_t turn_us;   /* when it comes, monotonic */
	guint due_timer;   /* source of the timer for what is due later, or 0 */
	int64_t turned_us; /* when the last turn ended, monotonic */
	Clock clock;
	int64_t pause_ms; /* after a batch that failed: how long until the next */
	char *trouble;    /* own; why the last batch failed, or NULL */
	Hung hung;
	MailLog mail_log;
	const char *why; /* it stops; constant, or NULL */
	bool paused;     /* pause_ms is not over */
	bool stopping;
	int exit_code; /* to end with */
};

/* Asks for a turn of the loop: soon, so that what comes right after it goes into the same batch; */
void daemon_wake(Daemon *daemon);
/* at once, because the last batch was full; */
void daemon_go_on(Daemon *daemon);
/* or, for what nobody waits for, with the next one, after LATE_MS at the latest. */
void daemon_wake_late(Daemon *daemon);

/* For status and alarm; worker: "the fetch worker of mailbox support"; how: as in ChildEvents.ended. */
void daemon_note_hung(Daemon *daemon, const char *worker, const char *how);

/* How much one batch may hold. */
typedef struct {
	int64_t end_us; /* monotonic */
	size_t bytes;   /* so many may still come in */
} Batch;

#define BATCH_BYTES ((size_t)8 * 1024 * 1024)
#define BATCH_US 20000

bool batch_is_full(const Batch *batch);
void batch_count(Batch *batch, size_t bytes);
