/* SPDX-License-Identifier: Apache-2.0 */
/* The value `overview` of the letter that tells how tickets stand. */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/ticket.h"

#define STATUS_OVERVIEW_MOST 20 /* tickets that one letter tells of */

/* All borrowed. */
typedef struct {
	const char *number;
	const char *title;
	const char *state; /* its name */
	int64_t changed_ms;
	bool
	    is_own; /* the reader's own: they are told what they have to do; of others how they are */
	bool may_answer; /* whether it is solved, by accepting or rejecting */
} StatusRow;
/* Whether they may. */
bool status_overview_may_answer(const Ticket *ticket, const Contact *reader);
/* An overview of nothing. Caller owns. */
json_t *status_overview_new(void);
void status_overview_add(
    Context *context, json_t *overview, const StatusRow *row, const char *language);

/* Whose tickets they are. */
typedef struct {
	const char *organisation; /* its name; NULL: the reader's own */
	int64_t count;            /* how many there are of them */
} StatusWhole;
void status_overview_end(json_t *overview, const StatusWhole *whole);
/* It is as old as this. */
void status_overview_is_of(
    Context *context, json_t *overview, int64_t at_ms, const char *language);
