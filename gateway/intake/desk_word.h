/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person of the desk takes down of somebody who calls or stands at the counter: it goes the way of a new mail from
 * where the sender is known, as one that an agent writes on behalf of a customer. The rules are asked, the account's
 * group and the acknowledgement are as ever.
 */
#pragma once

#include "gateway/model/actor.h"
#include "gateway/model/context.h"
#include "rules/catalog.h"
#include "spool/contact.h"
#include "spool/ticket.h"

/* All borrowed; NULL where the rules and the configuration have their say. */
typedef struct {
	const Actor *by;
	const Contact *reporter; /* never NULL */
	const ConfigMailbox *mailbox;
	const char *title;
	const char *text;
	const char *category;
	const char *priority;
	const char *group;
	const CatalogItem *item; /* of a request, */
	GPtrArray *values;       /* and of CatalogValue, all of them good */
	GPtrArray *files;        /* of ComposeAttachment */
	bool silent;             /* the reporter gets no acknowledgement */
} DeskWord;

bool desk_word_open(
    Context *context, const DeskWord *word, Ticket **ret_ticket, GError **error);
