/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/my_request.h"

#include "gateway/intake/request_form.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "rules/catalog_field.h"

void
my_request_clear(MyRequest *request)
{
	g_clear_pointer(&request->draft, ticket_free);
	g_clear_pointer(&request->earlier, g_hash_table_unref);
}

json_t *
my_request_catalog(const MySelf *self)
{
	const Catalog *catalog = self->context->config->catalog;
	json_t *list = json_array();

	for (const char *const *name = catalog_names(catalog); *name != NULL; name++) {
		const CatalogItem *item = catalog_get(catalog, *name);
		const char *title = catalog_item_title(item, self->language);

		if (request_form_may_ask(item, self->contact))
			json_array_append_new(
			    list, json_pack("{so, so, sb}", "name", json_print_string(*name),
				      "title", json_print_string(title), "approval",
				      catalog_item_approval(item) != APPROVAL_NONE));
	}
	return list;
}

static bool
find_draft(const MySelf *self, const char *number, MyRequest *request, GError **error)
{
	MyAccess access = MY_NOTHING;

	if (!my_ticket_find(self, number, &request->draft, &access, error))
		return false;
	if (access == MY_OWN && request->draft->state == TICKET_DRAFT &&
	    request->draft->item != NULL)
		request->item =
		    catalog_get(self->context->config->catalog, request->draft->item);
	return request_form_earlier(
	    self->context->spool, request->draft->id, INT64_MAX, &request->earlier, error);
}

bool
my_request_find(const MySelf *self, const char *item, const char *number,
    MyRequest *ret_request, GError **error)
{
	g_auto(MyRequest) request = {0};

	if (number != NULL && !find_draft(self, number, &request, error))
		return false;
	if (number == NULL && item != NULL)
		request.item = catalog_get(self->context->config->catalog, item);
	if (request.item == NULL || !request_form_may_ask(request.item, self->contact))
		return error_set(error, GATEWAY_ERROR_MISSING, "there is no such form");
	*ret_request = request;
	request = (MyRequest){0};
	return true;
}

static json_t *
field_json(const CatalogField *field, const CatalogValue *filled)
{
	json_t *choices = json_array();

	for (guint i = 0; field->choices != NULL && i < field->choices->len; i++)
		json_array_append_new(choices, json_print_string(field->choices->pdata[i]));
	return json_pack("{so, so, so, so, sb, so, so, sb}", "name",
	    json_print_string(field->name), "label", json_print_string(field->label), "help",
	    json_print_string(field->help), "type", json_print_string(field->type), "required",
	    field->required, "value", json_print_string(filled->value), "choices", choices,
	    "lacks", filled->problem != NULL);
}

/* With what is known, or what the item fills in by itself, of this contact. */
static json_t *
fields_json(const MySelf *self, const MyRequest *request)
{
	g_autoptr(Message) blank = message_new();
	g_autoptr(GPtrArray) filled = NULL;
	json_t *list = json_array();

	blank->from = message_address_new(self->contact->address, self->contact->name);
	filled = catalog_fill(request->item, blank, self->context->config->answers,
	    request->earlier, self->language);
	for (guint i = 0; i < filled->len; i++) {
		g_auto(CatalogField) field = {0};

		if (catalog_field_get(request->item, i, self->language, &field))
			json_array_append_new(list, field_json(&field, filled->pdata[i]));
	}
	return list;
}

json_t *
my_request_json(const MySelf *self, const MyRequest *request)
{
	const CatalogItem *item = request->item;

	return json_pack("{so, so, sb, so}", "item", json_print_string(catalog_item_name(item)),
	    "title", json_print_string(catalog_item_title(item, self->language)), "approval",
	    catalog_item_approval(item) != APPROVAL_NONE, "fields", fields_json(self, request));
}
