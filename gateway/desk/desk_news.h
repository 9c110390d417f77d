/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk elsewhere tells of a ticket (a change, gateway/model/desk_operation.h) means here what it means when one
 * of the desk's people does it by mail or command: lines of the timeline, a new state, and the letters to its customers.
 * Nothing of it goes back. What is known already changes nothing: our own echoes, a change that came before, one that is
 * older than what we have, and a ticket that is not ours.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/contact.h"

/* A file that the change names, and that was asked for. Borrowed. */
typedef struct {
	const char *remote_id;
	GBytes *bytes; /* NULL: it could not be had; then the letter names it alone */
} DeskNewsFile;

/* The remote ids (char *) of those files that letters of this change are to bring: fetched before it is taken. None
 * where it brings nothing new, and none that is too large. Caller owns the array and the ids. */
bool desk_news_files(
    Context *context, const json_t *change, GPtrArray **ret_files, GError **error);
/* In the caller's transaction. files: of DeskNewsFile, in any order; or NULL. A change that makes no sense is logged, and
 * changes nothing. */
bool desk_news_take(
    Context *context, const json_t *change, const GPtrArray *files, GError **error);
/* The same of a change that our own operation met, which is true whatever else is still to be done there. answered: who
 * will be told otherwise how the ticket stands, and gets no letter that says no more; or NULL. */
bool desk_news_take_over(
    Context *context, const json_t *change, const Contact *answered, GError **error);
