/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the JSON of all commands has in common. Jansson refuses strings that are no UTF-8, and would leave their
 * keys out; so they are made valid here and every key is always there.
 */
#include "gateway/util/json_print.h"

#include "gateway/util/time_format.h"

json_t *
json_print_string(const char *text)
{
	g_autofree char *valid = text == NULL ? NULL : g_utf8_make_valid(text, -1);

	return valid == NULL ? json_null() : json_string(valid);
}

json_t *
json_print_time(int64_t at_ms)
{
	g_autofree char *text = at_ms == 0 ? NULL : time_format_iso(at_ms);

	return json_print_string(text);
}

json_t *
json_print_person(const char *name, const char *address)
{
	return json_pack(
	    "{so, so}", "name", json_print_string(name), "address", json_print_string(address));
}

static int
append(const char *piece, size_t size, void *out)
{
	g_string_append_len(out, piece, (gssize)size);
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
	print(out, take_value, JSON_ENCODE_ANY | JSON_INDENT(2));
}

void
json_print_line(GString *out, json_t *take_value)
{
	print(out, take_value, JSON_ENCODE_ANY | JSON_COMPACT);
}
