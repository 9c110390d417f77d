/* SPDX-License-Identifier: Apache-2.0 */
/* A change as gateway/model/desk_operation.h describes it, read from its JSON and checked. Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "spool/ticket_state.h"

/* All texts are borrowed from the JSON. */
typedef struct {
	const char *remote_id;
	const char *text;
	const char *author;    /* "" */
	const char *author_id; /* or NULL */
	int64_t at_ms;         /* by the desk's clock; 0: not told */
	bool is_note;          /* for the desk alone */
	bool is_echo;          /* our account said it for an operation of ours */
} ChangeEntry;

typedef struct {
	const char *remote_id;
	const char *name;
	const char *type;
	int64_t size;
	bool by_us;
} ChangeFile;

typedef struct {
	const char *remote_id;
	const char *remote_state;
	int64_t mod_count;
	int64_t updated_ms; /* by the desk's clock; 0: not told */
	bool has_state;     /* false: the state has no name of ours */
	TicketState state;
	/* NULL: not told, or none */
	const char *title;
	const char *category;
	const char *priority;
	const char *group;
	const char *agent;      /* address, or where there is none the name; "": nobody */
	const char *agent_name; /* or NULL */
	const char *resolution; /* its text; NULL: there is none */
	GArray *entries;        /* own; of ChangeEntry, oldest first */
	GArray *files;          /* own; of ChangeFile */
} DeskChange;

/* GATEWAY_ERROR_REFUSED says what of it makes no sense. */
bool desk_change_read(const json_t *json, DeskChange *ret_change, GError **error);
void desk_change_clear(DeskChange *change);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskChange, desk_change_clear)
