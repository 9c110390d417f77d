/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a first configuration that says how tickets are in ServiceNow, from what the instance told. Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct {
	const char *url;
	const char *client;  /* of OAuth; NULL: a user logs in */
	const char *user;    /* or NULL */
	const char *ca_file; /* or NULL */
	const char *secret;  /* the file with the secret of either */
	/* "values" of the result of the operation "probe" (gateway/model/desk_operation.h); NULL: it was not asked. */
	const json_t *values;
} InitDesk;

/* Appends `tickets:` with what belongs below it, as lines below `desk:`. */
void init_desk_append(GString *out, const InitDesk *desk);
/* Appends `categories:` and `default_category:`, those of the instance; false, and nothing, where it told none. */
bool init_desk_append_categories(GString *out, const InitDesk *desk);
