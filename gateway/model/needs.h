/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which actions need more than what proves the sender (gateway/model/proof.h): a code, by which a mail that waits is
 * confirmed. One table says what follows of the need and of what the sender has; `casegate check --proof` prints it. Pure.
 */
#pragma once

#include "rules/need.h"

/* As mail.confirmed has it: what the sender confirmed the mail by. */
typedef enum {
	CONFIRMED_BY_NOTHING,
	CONFIRMED_BY_LETTER,
	CONFIRMED_BY_APP,
	CONFIRMED_BY_LOGIN, /* of their own organisation, on a page: it stands for the app */
} ConfirmedBy;
#define CONFIRMED_BYS (CONFIRMED_BY_APP + 1) /* that make a difference */
/* Whether nothing surer can be asked for. */
bool confirmed_fully(ConfirmedBy by);

typedef enum {
	NEED_MET,
	NEED_MET_BY_DESK, /* as far as this sender can: a person of the desk decides, too */
	NEED_ASKS_LETTER, /* the mail waits for the code of a letter */
	NEED_ASKS_APP,    /* the mail waits for the code of the sender's app */
} NeedOutcome;
const char *need_outcome_name(NeedOutcome outcome); /* "asks the app's code" */

NeedOutcome needs_outcome(Need need, bool has_app, ConfirmedBy by);

/* The strictest of the tables; one that is NULL says nothing. What an item says of a request or an approval holds where
 * that is sensitive, too. */
Need needs_strictest(
    NeedAction action, const NeedTable *desk, const NeedTable *account, const NeedTable *item);

/* The whole table as text, of a desk with these needs. Caller owns. */
char *needs_text(const NeedTable *desk);
