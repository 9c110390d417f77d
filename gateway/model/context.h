/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process works with that may decide and act: the one that has the spool open. That is the gateway, or a
 * command while no gateway runs.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gateway/config/config.h"
#include "gateway/templates/templates.h"
#include "gateway/util/histogram.h"
#include "gateway/util/key_ring.h"
#include "spool/database.h"

/* A file of the state folder while a backup is put back into it: until it is gone, nothing is opened there. */
#define CONTEXT_RESTORING "restoring"

/* How far something has come that is done to all tickets, state by state. */
typedef struct {
	int state;     /* TICKET_STATES: it is done */
	int64_t after; /* the last of that state, or 0 */
} DuePlace;

typedef struct {
	Spool *spool;          /* own */
	Config *config;        /* own */
	Templates *templates;  /* own */
	char *state_directory; /* own */
	KeyRing keys;          /* sign our tokens */
	uint64_t rule_errors;  /* rules that met a limit since it was opened */
	uint64_t held_back;    /* letters that met a ceiling since then */
	int64_t held_back_ms;  /* when the last one did, or 0 */
	Histogram commits;     /* how long the running gateway's took since then */
	Histogram page_holds; /* for how long it served pages at a time, and did nothing else */
	/* The state of the running gateway for `casegate status`; NULL where none runs. Returns a new object. */
	json_t *(*workers)(void *data);
	/* What is looked after there, as health.h has it, for metrics; NULL where none runs. Returns a new array of {what,
	 * name, wrong}. */
	json_t *(*health)(void *data);
	/* Told when a mail was set back to waiting; NULL where no gateway runs. */
	void (*read_again)(void *data);
	/* Told when a letter was set to be sent now; NULL where no gateway runs. */
	void (*send_again)(void *data);
	/* Whether this letter is with a send worker; NULL where no gateway runs. */
	bool (*is_sending)(int64_t letter, void *data);
	/* Told when the search index is behind, and somebody searches; NULL where no gateway runs. */
	void (*index_now)(void *data);
	/* Told when a person is to be forgotten; NULL where no gateway runs. */
	void (*forget_now)(void *data);
	void *running;    /* foreign; what those are given */
	DuePlace renewed; /* see gateway/desk/due.h */
	int64_t
	    queued;   /* the operation that a desk elsewhere got last (spool/outbox.h), or 0 */
	int64_t mail; /* the mail whose doing all this is, or 0 */
	bool
	    mirrors; /* what is written now came from the desk elsewhere: none of it goes back */
	json_t *
	    seen; /* foreign; where it only is looked at what would be written: gets each letter; or NULL */
	bool
	    dry_run; /* `run --dry-run`: the spool is a copy, and nothing may leave this process */
	int64_t now_ms; /* the time of what is done now; set once for each piece of work */
	int64_t
	    notices_ms; /* nothing that the desk is to be told of is due before; see notifications.h */
} Context;

/* Whether this user may make files in the state folder: root makes none in that of another. */
bool context_check_owner(const char *state_directory, GError **error);

/* Opens the spool of this state folder and its key (mode 0600; made where nothing was signed yet), with the configuration read
 * before, which is taken on success. spool NULL: the folder's own. */
Context *context_open(Config *take_config, const char *state_directory, GError **error);
/* The same on a throw-away copy in memory of what the folder's spool knows; nothing on disk changes. NULL: of nothing. */
Context *context_open_copy(Config *take_config, const char *state_directory, GError **error);
/* Takes another configuration with its letters, or changes nothing and takes nothing. */
bool context_take_config(Context *context, Config *take_config, GError **error);
void context_close(Context *context);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Context, context_close)
