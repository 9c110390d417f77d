/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills a catalog item's variables: from `Label: value` lines, from a form that is filled in inside of a quote, by the
 * item's own patterns, from what earlier mails gave, and by default, in this order.
 */
#include <string.h>

#include "rules/catalog_item.h"
#include "rules/placeholders.h"

static void
free_value(void *data)
{
	CatalogValue *value = data;

	g_free(value->hint);
	g_free(value->value);
	g_free(value->problem);
	g_free(value);
}

void
catalog_earlier_free(CatalogEarlier *earlier)
{
	g_free(earlier->value);
	g_free(earlier);
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

/* The fields that a message has, those of a form that it quotes apart. */
typedef struct {
	const Message *message;
	GHashTable *earlier; /* or NULL */
	unsigned first;      /* of the quoted fields: where the form begins, */
	unsigned end;        /* and where the next older one does, or there are no more */
} Given;

/* Where the form of a quoted letter begins, from that field on: with its item's first variable; what stands above it
 * is the letter's header and text. */
static unsigned
form_begin(const CatalogItem *item, const GPtrArray *fields, unsigned from)
{
	for (; item->variables->len > 0 && from < fields->len; from++) {
		const MessageField *field = fields->pdata[from];

		if (variable_is_called(item->variables->pdata[0], field->label))
			return from;
	}
	return fields->len;
}

/* The fields of the new text come first where it stands above the quote. */
static void
find_quoted_form(const CatalogItem *item, Given *given)
{
	const GPtrArray *fields = given->message->quoted_fields;

	given->first = form_begin(item, fields, given->message->fields->len);
	if (given->first == fields->len)
		given->first = form_begin(item, fields, 0);
	given->end = form_begin(item, fields, given->first + 1);
}

static const char *
find_field(const Variable *variable, const GPtrArray *fields, unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		const MessageField *field = fields->pdata[i];

		if (is_given(field->value) && variable_is_called(variable, field->label))
			return field->value;
	}
	return NULL;
}

/* Letters and digits count; how mail programs break lines does not. Caller owns. */
static char *
squeezed(const char *text)
{
	GString *out = g_string_new(NULL);

	for (; *text != '\0'; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(out, *text);
	return g_string_free(out, false);
}

/* A value of several lines that is quoted ends at its first blank line: that is no new value. */
static bool
is_beginning_of(const char *quoted, const char *before)
{
	g_autofree char *beginning = NULL;
	g_autofree char *whole = NULL;

	if (strchr(before, '\n') == NULL)
		return false;
	beginning = squeezed(quoted);
	whole = squeezed(before);
	return g_str_has_prefix(whole, beginning);
}

/* Or NULL. */
static const CatalogEarlier *
earlier_for(const Variable *variable, const Given *given)
{
	return given->earlier == NULL ? NULL
				      : g_hash_table_lookup(given->earlier, variable->name);
}

/* What a form inside of the quote gives, or NULL. Borrowed. */
static const char *
quoted_for(const Variable *variable, const Given *given)
{
	const char *field =
	    find_field(variable, given->message->quoted_fields, given->first, given->end);
	const CatalogEarlier *before = earlier_for(variable, given);

	if (field == NULL || before == NULL)
		return field;
	return before->newer || is_beginning_of(field, before->value) ? NULL : field;
}

/* What this very message gives for a variable. Caller owns; NULL: nothing. */
static char *
given_for(const Variable *variable, const Given *given)
{
	const Message *message = given->message;
	g_autofree char *found = NULL;
	const char *field = find_field(variable, message->fields, 0, message->fields->len);

	if (field == NULL)
		field = quoted_for(variable, given);
	if (field != NULL)
		return g_strdup(field);
	if (variable->find != NULL)
		found = pattern_find(variable->find, "value", message->text);
	return is_given(found) ? g_steal_pointer(&found) : NULL;
}

/* What earlier ones gave, or its default. Caller owns; NULL: nothing. */
static char *
known_for(const Variable *variable, const Given *given)
{
	const CatalogEarlier *before = earlier_for(variable, given);

	if (before != NULL && is_given(before->value))
		return g_strdup(before->value);
	if (variable->fallback == NULL)
		return NULL;
	return placeholders_text(variable->fallback, sender_value, (void *)given->message);
}

static CatalogValue *
fill_one(const Variable *variable, const char *given, const char *language)
{
	CatalogValue *value = g_new0(CatalogValue, 1);

	value->name = variable->name;
	value->label = localized_get(variable->label, language);
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
	Given given = {.message = message, .earlier = earlier};

	find_quoted_form(item, &given);
	for (size_t i = 0; i < item->variables->len; i++) {
		const Variable *variable = item->variables->pdata[i];
		g_autofree char *new = given_for(variable, &given);
		g_autofree char *known = new == NULL ? known_for(variable, &given) : NULL;
		CatalogValue *value = fill_one(variable, new == NULL ? known : new, language);

		value->given = new != NULL;
		g_ptr_array_add(values, value);
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
