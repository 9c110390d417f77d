/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills a catalog item's variables: from the form in the mail, from one that is filled in inside of a quote, by the
 * item's own patterns, from what earlier mails gave, and by default, in this order. What the mail speaks of and what
 * cannot be read is asked about: no default and nothing earlier takes its place.
 */
#include <string.h>

#include "rules/answers.h"
#include "rules/catalog_answer.h"
#include "rules/form.h"
#include "rules/placeholders.h"
#include "rules/words.h"

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
	GPtrArray *fields;   /* own; of FormField: of the new text */
	GPtrArray *quoted;   /* own; of all that it was cut from; or NULL */
	unsigned first;      /* of the quoted fields: where the form begins, */
	unsigned end;        /* and where the next older one does, or there are no more */
} Given;

static void
given_clear(Given *given)
{
	g_clear_pointer(&given->fields, g_ptr_array_unref);
	g_clear_pointer(&given->quoted, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Given, given_clear)

static unsigned
count_filled(const GPtrArray *fields)
{
	unsigned filled = 0;

	for (unsigned i = 0; i < fields->len; i++) {
		const FormField *field = fields->pdata[i];

		filled += field->how == FORM_WHOLE && is_given(field->value);
	}
	return filled;
}

/* Of the text, or of the table that it was in HTML where more is read in that. */
static GPtrArray *
read_new(const Form *form, const Message *message, const FormContext *context)
{
	g_autoptr(GPtrArray) fields = form_read(form, message->text, context);
	g_autoptr(GPtrArray) table =
	    message->table == NULL ? NULL : form_read(form, message->table, context);

	if (table != NULL && count_filled(table) >= count_filled(fields) && table->len > 0)
		return g_steal_pointer(&table);
	return g_steal_pointer(&fields);
}

/* Where the form of a quoted letter begins, from that field on and quoted so often at least: with its item's first
 * variable; what stands above it is the letter's header and text. */
static unsigned
form_begin(const GPtrArray *fields, unsigned from, unsigned depth)
{
	for (; from < fields->len; from++) {
		const FormField *field = fields->pdata[from];

		if (field->question == 0 && field->depth >= depth)
			return from;
	}
	return fields->len;
}

/* Marks tell it; without them the fields of the new text come first where it stands above the quote. */
static void
find_quoted_form(Given *given)
{
	const GPtrArray *fields = given->quoted;
	unsigned own = MIN(count_filled(given->fields), fields->len);

	given->first = form_begin(fields, 0, 1);
	if (given->first == fields->len)
		given->first = form_begin(fields, own, 0);
	if (given->first == fields->len)
		given->first = form_begin(fields, 0, 0);
	given->end = form_begin(fields, MIN(given->first + 1, fields->len), 0);
}

static void
read_message(const CatalogItem *item, const Phrases *phrases, Given *given)
{
	const Message *message = given->message;
	const FormContext context = {
	    .phrases = phrases, .writer = message->from == NULL ? NULL : message->from->name};
	const FormContext quoted = {.phrases = phrases, .quoted = true};

	given->fields = read_new(item->form, message, &context);
	if (message->whole == NULL || (message->references->len == 0 && given->earlier == NULL))
		return;
	given->quoted = form_read(item->form, message->whole, &quoted);
	find_quoted_form(given);
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
quoted_for(const Variable *variable, unsigned question, const Given *given)
{
	const CatalogEarlier *before = earlier_for(variable, given);
	const char *value = NULL;

	for (unsigned i = given->first; given->quoted != NULL && i < given->end; i++) {
		const FormField *field = given->quoted->pdata[i];

		if (value == NULL && field->question == question && is_given(field->value))
			value = field->value;
	}
	if (value == NULL || before == NULL)
		return value;
	return before->newer || is_beginning_of(value, before->value) ? NULL : value;
}

/* What this very message says of a variable. */
typedef struct {
	char *value;   /* own; or NULL */
	bool is_empty; /* that there is nothing to say */
	bool is_named; /* its label, with nothing that can be read for a value */
} Said;

static bool
is_readable(const Variable *variable, const char *value)
{
	g_autofree char *problem = NULL;
	g_autofree char *good = variable_value(variable, value, NULL, &problem);

	return good != NULL;
}

/* "Naam: Els Bos" in her own mail tells who she is, not how a team is called. */
static bool
is_writer(const Variable *variable, const char *value, const Message *message)
{
	g_autofree char *name = message->from == NULL ? NULL : words_fold(message->from->name);
	g_autofree char *given = words_fold(value);

	return variable->type == &variable_text && name != NULL && *name != '\0' &&
	       strcmp(given, name) == 0;
}

/* The first that can be read counts, else the first. */
static void
hear_field(const Variable *variable, const FormField *field, const Message *message, Said *said)
{
	bool is_text = variable->choices == NULL && variable->type != &variable_yes_no;
	bool empty = variable_is_empty(variable, field->value);
	bool good = is_given(field->value) && !(empty && is_text) &&
		    is_readable(variable, field->value);

	if ((field->how != FORM_WHOLE && !good) || is_writer(variable, field->value, message))
		said->is_named = true;
	else if (field->how == FORM_NAMED || !is_given(field->value))
		said->is_named = said->is_named || variable->fallback != NULL;
	else if (empty && !good)
		said->is_empty = true;
	else if (said->value == NULL || (good && !is_readable(variable, said->value))) {
		g_free(said->value);
		said->value = g_strdup(field->value);
	}
}

static Said
said_of(const Variable *variable, unsigned question, const Given *given)
{
	const CatalogEarlier *before = earlier_for(variable, given);
	Said said = {NULL, false, false};
	const char *quoted = NULL;

	for (unsigned i = 0; i < given->fields->len; i++) {
		const FormField *field = given->fields->pdata[i];

		if (field->question == question)
			hear_field(variable, field, given->message, &said);
	}
	if (said.value != NULL || said.is_empty)
		return said;
	quoted = quoted_for(variable, question, given);
	if (quoted != NULL)
		said.value = g_strdup(quoted);
	else if (variable->find != NULL)
		said.value = pattern_find(variable->find, "value", given->message->text);
	if (!is_given(said.value))
		g_clear_pointer(&said.value, g_free);
	said.is_empty = said.value == NULL && before != NULL && !is_given(before->value);
	return said;
}

/* What earlier ones gave, or its default. Caller owns; NULL: nothing. */
static char *
known_for(const Variable *variable, const Given *given)
{
	const CatalogEarlier *before = earlier_for(variable, given);

	if (before != NULL)
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

/* A choice or what has a default is asked about where it is spoken of and nothing can be read for it. */
static bool
must_ask(const Variable *variable, const Said *said)
{
	if (said->value != NULL)
		return false;
	return said->is_empty ? variable->fallback != NULL
			      : said->is_named &&
				    (variable->fallback != NULL || variable->choices != NULL);
}

static CatalogValue *
fill_said(const Variable *variable, const Said *said, const Given *given, const char *language)
{
	const CatalogEarlier *before = earlier_for(variable, given);
	const char *earlier = before == NULL ? NULL : before->value;
	g_autofree char *known = said->value != NULL || said->is_empty || said->is_named
				     ? NULL
				     : known_for(variable, given);
	CatalogValue *value = NULL;

	if (said->is_named && said->value == NULL)
		known = g_strdup(earlier);
	value = fill_one(variable, said->value == NULL ? known : said->value, language);
	value->given = said->value != NULL || (said->is_empty && is_given(earlier));
	if (must_ask(variable, said) && value->problem == NULL)
		value->problem = variable_missing(variable, language);
	if (value->value == NULL &&
	    (value->given || (value->problem != NULL && !variable->required)))
		value->value = g_strdup("");
	return value;
}

static bool
any_given(const GPtrArray *values)
{
	for (unsigned i = 0; i < values->len; i++)
		if (((const CatalogValue *)values->pdata[i])->given)
			return true;
	return false;
}

GPtrArray *
catalog_fill(const CatalogItem *item, const Message *message, const Answers *answers,
    GHashTable *earlier, const char *language)
{
	GPtrArray *values = g_ptr_array_new_with_free_func(free_value);
	g_auto(Given) given = {.message = message, .earlier = earlier};

	read_message(item, answers == NULL ? NULL : answers_phrases(answers), &given);
	for (unsigned i = 0; i < item->variables->len; i++) {
		const Variable *variable = item->variables->pdata[i];
		Said said = said_of(variable, i, &given);

		g_ptr_array_add(values, fill_said(variable, &said, &given, language));
		g_free(said.value);
	}
	if (earlier != NULL && !any_given(values))
		catalog_answer_read(item, answers, message->text, values, language);
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
