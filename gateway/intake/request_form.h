/* SPDX-License-Identifier: Apache-2.0 */
/* What a message says of a form: of the catalog item it asks for, or of the draft that it continues. */
#pragma once

#include "gateway/intake/mail_facts.h"
#include <jansson.h>

#include "gateway/intake/trace.h"
#include "gateway/model/context.h"
#include "rules/catalog.h"
#include "spool/contact.h"
#include "spool/ticket.h"

void request_form_clear(RequestForm *form);

/* Says which item it is, what was understood of it and what lacks. */
void request_form_explain(const RequestForm *form, Trace *trace);

/* Both the item and the contact's rights have a say. sender may be NULL. */
bool request_form_may_ask(const CatalogItem *item, const Contact *sender);

/* The items that this contact may ask for: a list of {title, mailto} for a letter. Returns a new list. */
json_t *request_form_list(const Context *context, const Contact *sender,
    const ConfigMailbox *mailbox, const char *language);

/* What a draft has so far, as catalog_fill() takes it; newer: what was set after since_ms. Caller owns. */
bool request_form_earlier(
    Spool *spool, int64_t ticket, int64_t since_ms, GHashTable **ret_fields, GError **error);

/* Of the item that the rule names, where one was matched, else of the one asked for, or of the ticket that is a draft. */
bool request_form_fill(const MailFacts *facts, RequestForm *ret_form, GError **error);
