/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/catalog_field.h"

#include "rules/catalog_item.h"

void
catalog_field_clear(CatalogField *field)
{
	g_clear_pointer(&field->choices, g_ptr_array_unref);
}

bool
catalog_field_get(
    const CatalogItem *item, size_t index, const char *language, CatalogField *ret_field)
{
	const Variable *variable = NULL;

	if (index >= item->variables->len)
		return false;
	variable = item->variables->pdata[index];
	*ret_field = (CatalogField){
	    .name = variable->name,
	    .label = localized_get(variable->label, language),
	    .help = variable->help == NULL ? NULL : localized_get(variable->help, language),
	    .type = variable->type->key,
	    .required = variable->required,
	};
	if (variable->choices == NULL)
		return true;
	ret_field->choices = g_ptr_array_new();
	for (guint i = 0; i < variable->choices->len; i++) {
		const VariableChoice *choice = variable->choices->pdata[i];

		g_ptr_array_add(
		    ret_field->choices, (void *)localized_get(choice->labels, language));
	}
	return true;
}
