/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Somebody asks which of their tickets go on: a desk elsewhere has more of them than came here, so it is asked, and the
 * letter waits for that. Where it does not tell, the letter says what the mirror knows, and how old that is.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/outbox.h"

/* All borrowed. */
typedef struct {
	const Contact *reader;
	bool organisation; /* all of its account's, which it may see; false: its own */
	const char *language;
} DeskList;
/* Leaves the order; ret_operation is what a letter waits for, 0: there is no such desk. */
bool desk_list_ask(
    Context *context, const DeskList *list, int64_t *ret_operation, GError **error);
/* The values of the letter out of what the desk told; NULL with an error. Caller owns. */
json_t *desk_list_told(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error);

/* The overview of the mirror: with its age where the tickets live at a desk elsewhere. Caller owns; NULL with an error. */
json_t *desk_list_mirror(Context *context, const DeskList *list, GError **error);
