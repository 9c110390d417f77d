/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the JSON of all commands has in common. Jansson refuses strings that are no UTF-8, and would leave their
 * keys out; so they are made valid here and every key is always there.
 */
#include "gateway/util/json_print.h"

#include <string.h>

#include "gateway/util/time_format.h"
#include "rules/diagnostic.h"

json_t *
json_print_text(const char *text)
{
	g_autofree char *valid = text == NULL ? NULL : g_utf8_make_valid(text, -1);

	return valid == NULL ? json_null() : json_string(valid);
}

json_t *
json_print_string(const char *text)
{
	return json_print_text(text == NULL || *text == '\0' ? NULL : text);
}

json_t *
json_print_time(int64_t at_ms)
{
	g_autofree char *text = at_ms == 0 ? NULL : time_format_iso(at_ms);

	return json_print_string(text);
}

json_t *
json_print_id(int64_t id)
{
	return id == 0 ? json_null() : json_integer(id);
}

json_t *
json_print_person(const char *name, const char *address)
{
	return json_pack(
	    "{so, so}", "name", json_print_string(name), "address", json_print_string(address));
}

json_t *
json_print_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text == NULL ? "" : text, "\n", -1);
	json_t *list = json_array();

	for (char **line = lines; *line != NULL; line++)
		json_array_append_new(list, json_print_text(*line));
	return list;
}

json_t *
json_print_strings(const GPtrArray *texts)
{
	json_t *list = json_array();

	for (guint i = 0; texts != NULL && i < texts->len; i++)
		json_array_append_new(list, json_print_string(texts->pdata[i]));
	return list;
}

json_t *
json_print_mistakes(const GPtrArray *diagnostics)
{
	json_t *list = json_array();

	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *one = diagnostics->pdata[i];

		json_array_append_new(list,
		    json_pack("{so, so, so, so}", "file", json_print_string(one->file), "line",
			json_print_id(one->line), "found", json_print_string(one->found),
			"expected", json_print_string(one->expected)));
	}
	return list;
}

/* With the schema in front of its keys; what is no object as it stands. */
static json_t *
add_schema(json_t *take_value)
{
	json_t *object = NULL;

	if (!json_is_object(take_value))
		return take_value;
	object = json_pack("{si}", "schema", JSON_PRINT_SCHEMA);
	json_object_update(object, take_value);
	json_decref(take_value);
	return object;
}

static json_t *
add_schemas(json_t *take_value)
{
	if (!json_is_array(take_value))
		return add_schema(take_value);
	for (size_t i = 0; i < json_array_size(take_value); i++)
		json_array_set_new(
		    take_value, i, add_schema(json_incref(json_array_get(take_value, i))));
	return take_value;
}

/* A '<' stands in strings alone. Written so, whoever puts the JSON of a stranger's words into a page has no markup in it. */
static int
append(const char *piece, size_t size, void *out)
{
	for (const char *end = piece + size; piece < end;) {
		const char *mark = memchr(piece, '<', (size_t)(end - piece));

		g_string_append_len(out, piece, (mark == NULL ? end : mark) - piece);
		if (mark != NULL)
			g_string_append(out, "\\u003c");
		piece = mark == NULL ? end : mark + 1;
	}
	return 0;
}

static void
print(GString *out, json_t *take_value, size_t flags)
{
	json_dump_callback(take_value, append, out, flags);
	g_string_append_c(out, '\n');
	json_decref(take_value);
}

void
json_print(GString *out, json_t *take_value)
{
	print(out, add_schemas(take_value), JSON_ENCODE_ANY | JSON_INDENT(2));
}

void
json_print_line(GString *out, json_t *take_object)
{
	print(out, add_schema(take_object), JSON_ENCODE_ANY | JSON_COMPACT);
}

/* A comma on a line of its own lets who reads line by line take each object as it comes. */
void
json_print_item(GString *out, bool first, json_t *take_object)
{
	g_string_append(out, first ? "[\n" : ",\n");
	json_print_line(out, take_object);
}

void
json_print_end(GString *out, bool none)
{
	g_string_append(out, none ? "[]\n" : "]\n");
}
