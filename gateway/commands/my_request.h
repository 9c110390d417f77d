/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a request on a customer's page: a new one, or the draft that was begun by mail or page, with what it has. */
#pragma once

#include "gateway/commands/my_ticket.h"
#include "rules/catalog.h"

typedef struct {
	const CatalogItem *item; /* foreign */
	Ticket *draft;           /* own; NULL: a new one */
	GHashTable *earlier;     /* own; what the draft has (CatalogEarlier); or NULL */
} MyRequest;
void my_request_clear(MyRequest *request);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MyRequest, my_request_clear)

/* [{name, title, approval}], those that they may ask for. Caller owns. */
json_t *my_request_catalog(const MySelf *self);
/* By its draft's number, where that is not NULL, else by the item's name. GATEWAY_ERROR_MISSING where they may ask for no
 * such, or it is no draft of theirs. */
bool my_request_find(const MySelf *self, const char *item, const char *number,
    MyRequest *ret_request, GError **error);
/* {item, title, approval, fields: [{name, label, help, type, required, value, choices, lacks}]}. Caller owns. */
json_t *my_request_json(const MySelf *self, const MyRequest *request);
