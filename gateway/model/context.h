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
#include "spool/database.h"

#define OFFICE_KEY_BYTES 32

typedef struct {
	Spool *spool;                  /* own */
	Config *config;                /* own */
	Stationery *stationery;        /* own */
	char *state_directory;         /* own */
	uint8_t key[OFFICE_KEY_BYTES]; /* signs our tokens */
	uint64_t rule_errors;          /* rules that met a limit since it was opened */
	uint64_t held_back;            /* letters that met a ceiling since then */
	int64_t held_back_ms;          /* when the last one did, or 0 */
	/* The roles of the running gateway for `casegate status`; NULL where none runs. Returns a new object. */
	json_t *(*roles)(void *data);
	/* Told when a mail was set back to waiting; NULL where no gateway runs. */
	void (*read_again)(void *data);
	/* Told when the search index is behind, and somebody searches; NULL where no gateway runs. */
	void (*index_now)(void *data);
	void *running; /* foreign; what those are given */
	bool
	    rehearses; /* `run --dry-run`: the spool is a copy, and nothing may leave this process */
	int64_t now_ms; /* the time of what is done now; set once for each piece of work */
	int64_t
	    notices_ms; /* nothing that the desk is to be told of is due before; see notifications.h */
} Office;

/* Opens the spool of this state folder and its key (made at first start, mode 0600), with the configuration read
 * before, which is taken on success. spool NULL: the folder's own. */
Office *office_open(Config *take_config, const char *state_directory, GError **error);
/* The same on a throw-away copy in memory of what the folder's spool knows; nothing on disk changes. NULL: of nothing. */
Office *office_open_copy(Config *take_config, const char *state_directory, GError **error);
/* Takes another configuration with its letters, or changes nothing and takes nothing. */
bool office_take_config(Office *office, Config *take_config, GError **error);
void office_close(Office *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Office, office_close)

#define GATEWAY_ERROR (gateway_error_quark())
GQuark gateway_error_quark(void);
typedef enum {
	GATEWAY_ERROR_TEMPORARY, /* may work later */
	GATEWAY_ERROR_REFUSED, /* this cannot be done to that ticket, mail, contact: the text says why */
	GATEWAY_ERROR_MISSING, /* there is no such ticket, mail, contact */
	GATEWAY_ERROR_USAGE,   /* the command line is wrong */
	GATEWAY_ERROR_DATA,    /* what a file holds is wrong: what is printed says where */
	GATEWAY_ERROR_CONFIG,
} GatewayError;
