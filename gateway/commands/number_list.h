/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of what may belong to a ticket, mails and letters: a table for people, or an array of JSON. */
#pragma once

#include <jansson.h>

#include "gateway/commands/call.h"
#include "spool/database.h"

typedef struct {
	const TextTableColumn *columns;
	size_t n_columns;
	int64_t (*ticket)(const void *one); /* 0: it belongs to none */
	/* number: of its ticket, or NULL. */
	json_t *(*json)(const void *one, const char *number);
	void (*add_row)(TextTable *table, const void *one, const char *number);
} NumberList;
bool number_list_print(Spool *spool, const Call *call, const NumberList *list,
    const GPtrArray *all, GString *out, GError **error);
/* The number of a ticket; NULL of none. Caller owns. */
bool number_list_number(Spool *spool, int64_t ticket, char **ret_number, GError **error);
