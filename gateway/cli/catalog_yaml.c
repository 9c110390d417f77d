/* SPDX-License-Identifier: Apache-2.0 */
/* The names of variables and choices stay those of the item there: a request is ordered with them. */
#include "gateway/cli/catalog_yaml.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "gateway/util/yaml_quote.h"
#include "rules/words.h"

#define NAME_MOST 40

typedef struct {
	GString *out;       /* own */
	GHashTable *labels; /* own; folded ones that were used */
	GPtrArray *remarks; /* foreign */
} Writer;

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

char *
catalog_yaml_name(const char *title)
{
	g_autofree char *plain = g_str_to_ascii(title, NULL);
	GString *name = g_string_new(NULL);

	for (const char *p = plain; *p != '\0' && name->len < NAME_MOST; p++)
		if (g_ascii_isalnum(*p))
			g_string_append_c(name, g_ascii_tolower(*p));
		else if (name->len > 0 && name->str[name->len - 1] != '-')
			g_string_append_c(name, '-');
	while (name->len > 0 && name->str[name->len - 1] == '-')
		g_string_truncate(name, name->len - 1);
	if (name->len == 0)
		g_string_append(name, "item");
	return g_string_free(name, FALSE);
}

static void
append(Writer *writer, int indent, const char *key, const char *value)
{
	g_autofree char *quoted = yaml_quote(value);

	g_string_append_printf(writer->out, "%*s%s: %s\n", indent, "", key, quoted);
}

static void remark(Writer *writer, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* A comment in the file, and a word to who imports it. */
static void
remark(Writer *writer, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_strdelimit(text, "\r\n", ' ');
	g_string_append_printf(writer->out, "  # %s\n", text);
	g_ptr_array_add(writer->remarks, text);
}

static bool
is_mandatory(const json_t *field)
{
	return json_is_true(json_object_get(field, "mandatory"));
}

/* A hidden variable for the key of an order cannot be told from others but by its name. */
static bool
is_for_key(const json_t *field)
{
	const char *name = text_of(field, "name");

	return g_strcmp0(text_of(field, "type"), "text") == 0 && !is_mandatory(field) &&
	       (strstr(name, "casegate") != NULL || strstr(name, "correlation") != NULL);
}

static const json_t *
key_field(const json_t *fields)
{
	for (size_t i = 0; i < json_array_size(fields); i++)
		if (is_for_key(json_array_get(fields, i)))
			return json_array_get(fields, i);
	return NULL;
}

/* What stands before the colon in mails; of two that are alike, the second bears its name, too. Caller owns. */
static char *
label_of(Writer *writer, const json_t *field)
{
	const char *label = text_of(field, "label");
	const char *name = text_of(field, "name");
	g_autofree char *plain = words_fold(*label != '\0' ? label : name);

	if (*label == '\0' || *plain == '\0')
		return g_strdup(name);
	if (g_hash_table_add(writer->labels, g_steal_pointer(&plain)))
		return g_strdup(label);
	return g_strdup_printf("%s %s", label, name);
}

/* What people read of a choice. Borrowed. */
static const char *
choice_text(const json_t *choice)
{
	const char *label = text_of(choice, "label");

	return *label != '\0' ? label : text_of(choice, "value");
}

/* The default as people would write it: of a choice its label. NULL: none that we can take. Borrowed. */
static const char *
default_of(const json_t *field)
{
	const char *value = text_of(field, "default");
	const json_t *choices = json_object_get(field, "choices");

	if (*value == '\0' || g_str_has_prefix(value, "javascript:"))
		return NULL;
	if (strcmp(text_of(field, "type"), "yes_no") == 0)
		return g_ascii_strcasecmp(value, "true") == 0 ||
			       g_ascii_strcasecmp(value, "yes") == 0
			   ? "yes"
			   : "no";
	for (size_t i = 0; i < json_array_size(choices); i++)
		if (strcmp(text_of(json_array_get(choices, i), "value"), value) == 0)
			return choice_text(json_array_get(choices, i));
	return json_array_size(choices) == 0 && strchr(value, '\n') == NULL ? value : NULL;
}

static void
append_type(Writer *writer, const json_t *field)
{
	const json_t *choices = json_object_get(field, "choices");
	const char *type = text_of(field, "type");

	if (strcmp(type, "choice") != 0) {
		g_string_append_printf(writer->out, "    %s: {}\n", type);
		return;
	}
	if (json_array_size(choices) == 0) {
		g_string_append(writer->out, "    text: {}\n");
		remark(writer,
		    "'%s' is a choice whose values the catalog does not tell: any text is "
		    "taken",
		    text_of(field, "label"));
		return;
	}
	g_string_append(writer->out, "    choice:\n");
	for (size_t i = 0; i < json_array_size(choices); i++) {
		const json_t *choice = json_array_get(choices, i);
		g_autofree char *key = yaml_quote(text_of(choice, "value"));

		append(writer, 6, key, choice_text(choice));
	}
}

static void
append_variable(Writer *writer, const json_t *field)
{
	const char *value = default_of(field);
	g_autofree char *label = label_of(writer, field);

	append(writer, 2, "- name", text_of(field, "name"));
	append(writer, 4, "label", label);
	if (*text_of(field, "help") != '\0')
		append(writer, 4, "help", text_of(field, "help"));
	if (is_mandatory(field))
		g_string_append(writer->out, "    required: yes\n");
	if (value != NULL)
		append(writer, 4, "default", value);
	append_type(writer, field);
	if (value == NULL && *text_of(field, "default") != '\0')
		remark(writer, "the default of '%s' there is a script or unknown: %s", label,
		    text_of(field, "default"));
}

static void
append_field(Writer *writer, const json_t *field)
{
	if (*text_of(field, "type") != '\0')
		append_variable(writer, field);
	else if (is_mandatory(field))
		remark(writer,
		    "'%s' (%s) must be given there and is of a kind that no mail can fill: the "
		    "item "
		    "cannot be ordered by mail unless it is made optional there",
		    text_of(field, "label"), text_of(field, "name"));
	else
		remark(writer, "'%s' (%s) is of a kind that no mail can fill, and is left out",
		    text_of(field, "label"), text_of(field, "name"));
}

static void
append_head(Writer *writer, const json_t *item, const char *name, const char *source)
{
	const json_t *key = key_field(json_object_get(item, "fields"));
	g_autofree char *id = yaml_quote(text_of(item, "remote_item"));

	g_string_append_printf(writer->out,
	    "# Read from %s by `casegate catalog import`. What it knows nothing of is yours to "
	    "add:\n"
	    "# asked_by, group, approval, who (casegate-catalog(5)); labels and texts may "
	    "change and "
	    "get languages,\n# the names of variables and choices are those of the item "
	    "there.\n",
	    source);
	append(writer, 0, "item", name);
	append(writer, 0, "title", text_of(item, "title"));
	g_string_append_printf(writer->out, "remote: {item: %s", id);
	if (key != NULL) {
		g_autofree char *variable = yaml_quote(text_of(key, "name"));

		g_string_append_printf(writer->out, ", key_variable: %s", variable);
	}
	g_string_append(writer->out, "}\nvariables:\n");
}

char *
catalog_yaml(const json_t *item, const char *name, const char *source, GPtrArray *remarks)
{
	const json_t *fields = json_object_get(item, "fields");
	Writer writer = {.out = g_string_new(NULL),
	    .labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	    .remarks = remarks};
	gsize empty = 0;

	append_head(&writer, item, name, source);
	empty = writer.out->len;
	for (size_t i = 0; i < json_array_size(fields); i++)
		if (json_array_get(fields, i) != key_field(fields))
			append_field(&writer, json_array_get(fields, i));
	if (strstr(writer.out->str + empty, "  - name:") == NULL)
		g_string_insert(writer.out, (gssize)empty - 1, " []");
	g_hash_table_unref(writer.labels);
	return g_string_free(writer.out, FALSE);
}
