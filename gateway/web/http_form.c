/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/http_form.h"

#include <glib.h>
#include <string.h>

#include "parsers/limits.h"

/* -1: they are no two digits. */
static int
byte_of(const char *digits, size_t left)
{
	int high = left < 2 ? -1 : g_ascii_xdigit_value(digits[0]);
	int low = left < 2 ? -1 : g_ascii_xdigit_value(digits[1]);

	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Valid UTF-8; NULL where an escape is none, or stands for NUL. Caller owns. */
static char *
unescape(const char *text, size_t length, bool plus)
{
	g_autoptr(GString) out = g_string_sized_new(length);

	for (size_t i = 0; i < length; i++) {
		int c = (unsigned char)text[i];

		if (c == '+' && plus)
			c = ' ';
		if (c == '%') {
			c = byte_of(text + i + 1, length - i - 1);
			i += 2;
		}
		if (c <= 0)
			return NULL;
		g_string_append_c(out, (char)c);
	}
	return g_utf8_make_valid(out->str, (gssize)out->len);
}

char *
http_form_unescape(const char *text, size_t length, bool plus)
{
	g_autofree char *plain = unescape(text, length, plus);

	for (const char *p = plain; p != NULL && *p != '\0'; p++)
		if (g_ascii_iscntrl(*p))
			return NULL;
	return g_steal_pointer(&plain);
}

static bool
read_field(const char *field, size_t length, json_t *form)
{
	const char *equals = memchr(field, '=', length);
	size_t named = equals == NULL ? length : (size_t)(equals - field);
	g_autofree char *name = unescape(field, named, true);
	g_autofree char *value =
	    equals == NULL ? g_strdup("") : unescape(equals + 1, length - named - 1, true);

	if (name == NULL || value == NULL)
		return false;
	if (json_object_get(form, name) == NULL)
		json_object_set_new(form, name, json_string(value));
	return json_object_size(form) <= LIMIT_WEB_FIELDS;
}

json_t *
http_form_read(const char *bytes, size_t size)
{
	json_t *form = json_object();
	size_t at = 0;

	while (at < size) {
		const char *end = memchr(bytes + at, '&', size - at);
		size_t length = end == NULL ? size - at : (size_t)(end - (bytes + at));

		if (length > 0 && !read_field(bytes + at, length, form)) {
			json_decref(form);
			return NULL;
		}
		at += length + 1;
	}
	return form;
}

const char *
http_form_get(const json_t *form, const char *name)
{
	const char *value = json_string_value(json_object_get(form, name));

	return value == NULL ? "" : value;
}

char *
http_form_escape(const char *text)
{
	return g_uri_escape_string(text, NULL, false);
}
