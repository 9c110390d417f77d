/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters to the desk's own people: the same templates, rows and bytes as those to customers. The token of one to an
 * agent lets that agent act on its ticket or held mail; that of one to a group's address lets nobody do anything.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/ticket.h"

/* All borrowed. */
typedef struct {
	const char *name; /* "notification" */
	const char *address;
	const char *person;          /* the agent's name; NULL: a group's address */
	const Ticket *ticket;        /* or NULL */
	int64_t mail;                /* a held mail that it tells of, or 0 */
	const char *answers;         /* the Message-ID of the mail that it answers, or NULL */
	const char *const *commands; /* offered to an agent, NULL-terminated; or NULL */
	json_t *values;              /* what this letter has to say, beside what all have */
} AgentLetter;

bool agent_letter_write(Context *context, const AgentLetter *letter, GError **error);
