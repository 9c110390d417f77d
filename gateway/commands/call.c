/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests. The words come from a process that may speak to the control socket, so from the operator; their
 * types are looked at nevertheless, and what has the wrong one is as if it were not there.
 */
#include "gateway/commands/call.h"

#include <string.h>

#include "gateway/model/context.h"
#include "parsers/limits.h"

void
request_init(Request *request, const char *command)
{
	request->command = g_strdup(command);
	request->words = g_variant_dict_new(NULL);
	request->bytes = NULL;
}

void
request_clear(Request *request)
{
	g_clear_pointer(&request->command, g_free);
	g_clear_pointer(&request->words, g_variant_dict_unref);
	g_clear_pointer(&request->bytes, g_bytes_unref);
}

GVariant *
request_pack(Request *request)
{
	g_autoptr(GVariant) words = g_variant_ref_sink(g_variant_dict_end(request->words));

	g_variant_dict_unref(request->words);
	request->words = g_variant_dict_new(words);
	return g_variant_new("(s@a{sv})", request->command, words);
}

void
request_unpack(GVariant *body, GBytes *bytes, Request *ret_request)
{
	g_autoptr(GVariant) words = g_variant_get_child_value(body, 1);

	g_variant_get_child(body, 0, "s", &ret_request->command);
	ret_request->words = g_variant_dict_new(words);
	ret_request->bytes =
	    bytes == NULL || g_bytes_get_size(bytes) == 0 ? NULL : g_bytes_ref(bytes);
}

void
request_set_word(Request *request, const char *name, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid(value, -1);

	g_variant_dict_insert(request->words, name, "s", valid);
}

void
request_set_words(Request *request, const char *name, char *const *values, int n_values)
{
	g_autoptr(GPtrArray) valid = g_ptr_array_new_with_free_func(g_free);

	for (int i = 0; i < n_values; i++)
		g_ptr_array_add(valid, g_utf8_make_valid(values[i], -1));
	g_variant_dict_insert_value(request->words, name,
	    g_variant_new_strv((const char *const *)valid->pdata, n_values));
}

void
request_set_number(Request *request, const char *name, gint64 value)
{
	g_variant_dict_insert(request->words, name, "x", value);
}

void
request_set_flag(Request *request, const char *name)
{
	g_variant_dict_insert(request->words, name, "b", TRUE);
}

const char *
request_word(const Request *request, const char *name)
{
	const char *value = NULL;

	return g_variant_dict_lookup(request->words, name, "&s", &value) ? value : NULL;
}

const char **
request_words(const Request *request, const char *name)
{
	g_autoptr(GVariant) value =
	    g_variant_dict_lookup_value(request->words, name, G_VARIANT_TYPE_STRING_ARRAY);

	return value == NULL ? g_new0(const char *, 1) : g_variant_get_strv(value, NULL);
}

gint64
request_number(const Request *request, const char *name, gint64 otherwise)
{
	gint64 value = otherwise;

	return g_variant_dict_lookup(request->words, name, "x", &value) ? value : otherwise;
}

bool
request_flag(const Request *request, const char *name)
{
	int value = 0;

	return g_variant_dict_lookup(request->words, name, "b", &value) && value;
}

static char *
clean_text(const char *bytes, gsize size)
{
	g_autofree char *valid = g_utf8_make_valid(bytes, (gssize)size);
	g_autoptr(GString) out = g_string_sized_new(size);

	for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (c == '\n' || c == '\t' || !g_unichar_iscntrl(c))
			g_string_append_unichar(out, c);
	}
	return g_strdup(g_strstrip(out->str));
}

char *
request_text(const Request *request, GError **error)
{
	gsize size = 0;
	const char *bytes =
	    request->bytes == NULL ? NULL : g_bytes_get_data(request->bytes, &size);
	g_autofree char *text = NULL;

	if (size > LIMIT_TEXT) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
		    "the text has %zu bytes, at most %d can be taken", size, LIMIT_TEXT);
		return NULL;
	}
	text = clean_text(bytes == NULL ? "" : bytes, size);
	if (*text == '\0') {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE, "the text is empty");
		return NULL;
	}
	return g_steal_pointer(&text);
}

void
request_tell_progress(const Request *request, int done, int total)
{
	int step = MAX(1, total / 100);

	if (request->progress != NULL && (done % step == 0 || done == total))
		request->progress(done, total, request->watcher);
}

TableStyle
request_style(const Request *request)
{
	return (TableStyle){
	    .width = (int)request_number(request, "width", 0),
	    .colour = request_flag(request, "colour"),
	};
}

void
reply_clear(Reply *reply)
{
	g_clear_pointer(&reply->error, g_free);
	g_clear_pointer(&reply->out, g_bytes_unref);
}
