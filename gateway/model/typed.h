/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk's people type, wherever they do (options, `#commands` of a mail, FIELD=VALUE), and what it means: by
 * gateway/util/choices.h among what there is. Nothing and several things are GATEWAY_ERROR_MISSING, in the language of who
 * reads it (NULL: the desk's), with what was possible.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/account.h"
#include "spool/contact.h"
#include "spool/ticket.h"

/* The words that casegate.yaml, the catalog or casegate itself has. */
typedef enum {
	TYPED_AGENT, /* by name, first name, address or login; means the address */
	TYPED_CATEGORY,
	TYPED_COMMAND, /* "#word" of an agent's mail */
	TYPED_FIELD,   /* of a ticket, that can be set */
	TYPED_GROUP,
	TYPED_ITEM,     /* by its title, too, in any language */
	TYPED_PRIORITY, /* in the desk's language and the reader's, too */
	TYPED_STATE_OF_CASE,
	TYPED_STATE_OF_REQUEST,
} TypedKind;

/* What it is called there: borrowed; NULL with an error. */
const char *typed_word(const Context *context, TypedKind kind, const char *typed,
    const char *language, GError **error);
/* The same but for a typo, and in no reader's language: of what customers write. NULL: none, or several. */
const char *typed_near(const Context *context, TypedKind kind, const char *typed);
/* Borrowed. */
const ConfigAgent *typed_agent(
    const Context *context, const char *typed, const char *language, GError **error);

/* One of these names, NULL-terminated. kind: what words.yaml calls it, "state". */
bool typed_index(const Context *context, const char *kind, const char *const *names,
    const char *typed, const char *language, int *ret_index, GError **error);

/* The name of a variable of the item, by that or its label in any language. Borrowed. */
const char *typed_variable(const Context *context, const CatalogItem *item, const char *typed,
    const char *language, GError **error);

bool typed_account(const Context *context, const char *typed, const char *language,
    Account **ret_account, GError **error);
/* One who is there: by address or alias, else by name. */
bool typed_contact(const Context *context, const char *typed, const char *language,
    Contact **ret_contact, GError **error);
/* By number, without its zeros too ("CS2"), and without its letters where it is of this kind ("2"). */
bool typed_ticket(const Context *context, TicketKind kind, const char *typed,
    const char *language, Ticket **ret_ticket, GError **error);
