/* SPDX-License-Identifier: Apache-2.0 */
/* A form is filled over as many mails as it takes: what earlier ones gave is in the spool. */
#include "gateway/form_fill.h"

#include "spool/ticket_content.h"

void
form_clear(Form *form)
{
	g_clear_pointer(&form->values, g_ptr_array_unref);
}

static bool
earlier_fields(Office *office, const Ticket *ticket, GHashTable **ret_fields, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	GHashTable *table = NULL;

	if (!ticket_fields(office->spool, ticket->id, &fields, error))
		return false;
	table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		g_hash_table_insert(table, g_strdup(field->name), g_strdup(field->value));
	}
	*ret_fields = table;
	return true;
}

static bool
is_complete(const GPtrArray *values)
{
	for (unsigned i = 0; i < values->len; i++) {
		const CatalogValue *value = values->pdata[i];

		if (value->problem != NULL)
			return false;
	}
	return true;
}

bool
form_fill(Office *office, const FormAsk *ask, Form *ret_form, GError **error)
{
	const Catalog *catalog = office->config->catalog;
	const Ticket *ticket = ask->ticket;
	g_autoptr(GHashTable) earlier = NULL;

	if (ticket == NULL)
		ret_form->item = catalog_find_asked(catalog, ask->message);
	else if (ticket->item != NULL)
		ret_form->item = catalog_get(catalog, ticket->item);
	if (ret_form->item == NULL || (ticket != NULL && ticket->state != TICKET_DRAFT))
		return true;
	if (ticket != NULL && !earlier_fields(office, ticket, &earlier, error))
		return false;
	ret_form->values = catalog_fill(ret_form->item, ask->message, earlier, ask->language);
	ret_form->complete = is_complete(ret_form->values);
	return true;
}
