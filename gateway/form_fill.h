/* SPDX-License-Identifier: Apache-2.0 */
/* What a message says of a form: of the catalog item it asks for, or of the draft that it continues. */
#pragma once

#include "gateway/office.h"
#include "rules/catalog.h"
#include "spool/contact.h"
#include "spool/ticket.h"

typedef struct {
	const CatalogItem *item; /* the one that is asked for, or the ticket's; or NULL */
	GPtrArray
	    *values;   /* own; of CatalogValue; NULL: there is nothing to fill in (any more) */
	bool complete; /* all that is required is there, and all that is there is good */
} Form;
void form_clear(Form *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Form, form_clear)

/* All borrowed. */
typedef struct {
	const Message *message;
	const Contact *sender; /* or NULL */
	const Ticket *ticket;  /* the one it belongs to, or NULL */
	const char *language;
} FormAsk;
bool form_fill(Office *office, const FormAsk *ask, Form *ret_form, GError **error);
