/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters about tickets of a desk elsewhere. One that needs the ticket's number, or tells of a move, waits until the desk
 * has done what it tells of: its row, id and token are there from the first moment. Where the number is known it is
 * composed at once; else it is kept as what it will be composed of. One that only says that a mail came goes without a
 * number after a while, and then that is the only one.
 */
#pragma once

#include <jansson.h>

#include "gateway/letters/customer_letter.h"
#include "spool/outbox.h"

typedef struct {
	int64_t operation; /* for whose end letters about the ticket wait; 0: for none */
	bool is_numbered;  /* the number that it has then is the one that it has now */
	bool is_theirs;    /* the desk writes to its customers itself: we write nothing */
} LetterWait;
/* ticket: NULL: none. */
bool letter_prepared_look(
    Context *context, const Ticket *ticket, LetterWait *ret_wait, GError **error);

/* A letter that was begun is prepared. */
bool letter_prepared_keep(Context *context, const LetterOrder *order, const LetterDraft *draft,
    const LetterWait *wait, json_t *values, GError **error);

/* The operation is done: letters that waited for it go. more: values out of its result, or NULL. */
bool letter_prepared_release(
    Context *context, int64_t operation, const json_t *more, GError **error);
/* It will never be done: those of the same deed are dropped, the others wait for the next one, or go. */
bool letter_prepared_drop(
    Context *context, const OutboxOperation *operation, const char *why, GError **error);

/* Those whose time has come go early. */
bool letter_prepared_go_early(Context *context, int limit, GError **error);
