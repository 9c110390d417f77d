/* SPDX-License-Identifier: Apache-2.0 */
/* What a message says of a form: of the catalog item it asks for, or of the draft that it continues. */
#pragma once

#include <jansson.h>

#include "gateway/intake/trace.h"
#include "gateway/model/context.h"
#include "rules/catalog.h"
#include "spool/contact.h"
#include "spool/ticket.h"

typedef struct MailFacts MailFacts; /* gateway/intake/mail_facts.h */

typedef struct {
	const CatalogItem *item; /* the one that is asked for, or the ticket's; or NULL */
	GPtrArray
	    *values;   /* own; of CatalogValue; NULL: there is nothing to fill in (any more) */
	bool complete; /* all that is required is there, and all that is there is good */
	bool says_little;    /* a new request, whose text is a word or two beside its subject */
	bool given;          /* the message itself gives some of it */
	bool needs_approval; /* the item does */
	bool sensitive;      /* the item costs money or gives access */
	const char
	    *refused; /* name of an item that the sender asks for and may not have; or NULL */
} RequestForm;
void request_form_clear(RequestForm *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RequestForm, request_form_clear)

/* Says which item it is, what was understood of it and what lacks. */
void request_form_explain(const RequestForm *form, Trace *trace);

/* Both the item and the contact's rights have a say. sender may be NULL. */
bool request_form_may_ask(const CatalogItem *item, const Contact *sender);

/* The items that this contact may ask for: a list of {title, mailto} for a letter. Returns a new list. */
json_t *request_form_list(const Context *context, const Contact *sender,
    const ConfigMailbox *mailbox, const char *language);

/* Of the item that the rule names, where one was matched, else of the one asked for, or of the ticket that is a draft. */
bool request_form_fill(const MailFacts *facts, RequestForm *ret_form, GError **error);
