/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills a catalog item's variables: from `Label: value` lines, by the item's own patterns, from what earlier mails
 * gave, and by default, in this order.
 */
#include <string.h>

#include "rules/catalog_item.h"
#include "rules/fill.h"

static void
free_value(void *data)
{
	CatalogValue *value = data;

	g_free(value->hint);
	g_free(value->value);
	g_free(value->problem);
	g_free(value);
}

static const char *
sender_value(const char *name, void *data)
{
	const MessageAddress *from = ((const Message *)data)->from;

	if (from == NULL)
		return NULL;
	if (strcmp(name, "sender.address") == 0)
		return from->address;
	if (strcmp(name, "sender.name") == 0)
		return from->name[0] != '\0' ? from->name : from->address;
	return NULL;
}

static bool
is_given(const char *text)
{
	return text != NULL && text[strspn(text, " \t\r\n")] != '\0';
}

/* What is written for a variable, the newest first. Caller owns; NULL: nothing. */
static char *
given_for(const Variable *variable, const Message *message, GHashTable *earlier)
{
	g_autofree char *found = NULL;
	const char *before =
	    earlier == NULL ? NULL : g_hash_table_lookup(earlier, variable->name);

	for (size_t i = 0; i < message->fields->len; i++) {
		const MessageField *field = message->fields->pdata[i];

		if (is_given(field->value) && variable_is_called(variable, field->label))
			return g_strdup(field->value);
	}
	if (variable->find != NULL)
		found = pattern_find(variable->find, "value", message->text);
	if (is_given(found))
		return g_steal_pointer(&found);
	if (is_given(before))
		return g_strdup(before);
	if (variable->fallback == NULL)
		return NULL;
	return fill_text(variable->fallback, sender_value, (void *)message);
}

static CatalogValue *
fill_one(const Variable *variable, const char *given, const char *language)
{
	CatalogValue *value = g_new0(CatalogValue, 1);

	value->name = variable->name;
	value->label = translated_get(variable->label, language);
	value->hint = variable_hint(variable, language);
	value->required = variable->required;
	if (is_given(given)) {
		value->value = variable_value(variable, given, language, &value->problem);
		if (value->value == NULL)
			value->value = g_strdup(given);
	} else if (variable->required) {
		value->problem = variable_missing(variable, language);
	}
	return value;
}

GPtrArray *
catalog_fill(
    const CatalogItem *item, const Message *message, GHashTable *earlier, const char *language)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(free_value);

	for (size_t i = 0; i < item->variables->len; i++) {
		const Variable *variable = item->variables->pdata[i];
		g_autofree char *given = given_for(variable, message, earlier);

		g_ptr_array_add(values, fill_one(variable, given, language));
	}
	return values;
}

char *
catalog_item_plain(const CatalogItem *item, const char *name, const char *value)
{
	for (size_t i = 0; item != NULL && i < item->variables->len; i++) {
		const Variable *variable = item->variables->pdata[i];

		if (strcmp(variable->name, name) == 0)
			return variable_plain(variable, value);
	}
	return g_strdup(value);
}
