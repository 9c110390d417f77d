/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/ticket_values.h"

#include "gateway/util/json_print.h"
#include "rules/catalog.h"
#include "spool/contact.h"
#include "spool/ticket_content.h"

void
ticket_values_set(json_t *values, const Ticket *ticket, const char *state)
{
	json_object_set_new(values, "number", json_string(ticket->number));
	json_object_set_new(values, "title", json_string(ticket->title));
	json_object_set_new(values, "kind", json_string(ticket_kind_name(ticket->kind)));
	json_object_set_new(values, "state", json_string(state));
}

bool
ticket_values_set_fields(Context *context, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "fields", list);
	if (!ticket_fields(context->spool, ticket->id, &fields, error))
		return false;
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "label", field->label, "value", field->value));
	}
	return true;
}

bool
ticket_values_set_reporter(
    Context *context, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(Contact) reporter = NULL;

	if (ticket->reporter == 0)
		return true;
	if (!contact_get(context->spool, ticket->reporter, &reporter, error))
		return false;
	json_object_set_new(values, "reporter",
	    json_pack("{s:s, s:s, s:s}", "name", reporter->name, "address", reporter->address,
		"account", reporter->account_name == NULL ? "" : reporter->account_name));
	return true;
}

static bool
add_reporter(Context *context, const Ticket *request, json_t *object, GError **error)
{
	g_autoptr(Contact) reporter = NULL;

	if (request->reporter != 0 &&
	    !contact_get(context->spool, request->reporter, &reporter, error))
		return false;
	json_object_set_new(object, "reporter",
	    reporter == NULL ? json_null()
			     : json_print_person(reporter->name, reporter->address));
	json_object_set_new(object, "account",
	    json_print_string(reporter == NULL ? NULL : reporter->account_name));
	return true;
}

/* By their names in the catalog, dates and the like as commands read them. */
static bool
add_fields(Context *context, const Ticket *request, json_t *object, GError **error)
{
	const CatalogItem *item = catalog_get(context->config->catalog, request->item);
	g_autoptr(GPtrArray) fields = NULL;
	json_t *named = json_object();

	json_object_set_new(object, "fields", named);
	if (!ticket_fields(context->spool, request->id, &fields, error))
		return false;
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];
		g_autofree char *plain = catalog_item_plain(item, field->name, field->value);

		json_object_set_new(named, field->name, json_print_string(plain));
	}
	return true;
}

json_t *
ticket_values_for_command(Context *context, const Ticket *request, GError **error)
{
	json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "number",
	    json_print_string(request->number), "item", json_print_string(request->item),
	    "title", json_print_string(request->title), "group",
	    json_print_string(request->group), "language", json_print_string(request->language),
	    "created", json_print_time(request->created_ms));

	if (add_reporter(context, request, object, error) &&
	    add_fields(context, request, object, error))
		return object;
	json_decref(object);
	return NULL;
}
