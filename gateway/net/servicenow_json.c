/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_json.h"

#include <stdbool.h>
#include <string.h>

#define ESCAPE_LENGTH 6 /* \ud83d */
#define REPLACEMENT "\\ufffd"

/* What the escape at this place names, or -1: it is none. */
static int
escaped(const char *at)
{
	int value = 0;

	if (at[0] != '\\' || at[1] != 'u')
		return -1;
	for (int i = 2; i < ESCAPE_LENGTH; i++) {
		int digit = g_ascii_xdigit_value(at[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

static bool
is_high(int value)
{
	return value >= 0xd800 && value < 0xdc00;
}

static bool
is_low(int value)
{
	return value >= 0xdc00 && value < 0xe000;
}

/* How much of the text is taken; what it becomes is appended. */
static size_t
mend_escape(const char *at, GString *out)
{
	int value = escaped(at);
	size_t length = 2;

	if (value == 0 || is_low(value) ||
	    (is_high(value) && !is_low(escaped(at + ESCAPE_LENGTH)))) {
		g_string_append(out, REPLACEMENT);
		return ESCAPE_LENGTH;
	}
	if (value > 0)
		length = is_high(value) ? (size_t)2 * ESCAPE_LENGTH : ESCAPE_LENGTH;
	length = strnlen(at, length);
	g_string_append_len(out, at, (gssize)length);
	return length;
}

/* A blank is the same between values, and no worse within one. */
static GString *
mend(const GByteArray *body)
{
	g_autofree char *valid = g_utf8_make_valid((const char *)body->data, body->len);
	GString *out = g_string_sized_new(body->len);

	for (const char *at = valid; *at != '\0';) {
		if (*at == '\\') {
			at += mend_escape(at, out);
			continue;
		}
		g_string_append_c(out, (guchar)*at < ' ' ? ' ' : *at);
		at++;
	}
	return out;
}

json_t *
servicenow_json(const GByteArray *body)
{
	json_t *whole = json_loadb((const char *)body->data, body->len, 0, NULL);
	GString *mended = NULL;

	if (whole != NULL || body->len == 0)
		return whole;
	mended = mend(body);
	whole = json_loadb(mended->str, mended->len, 0, NULL);
	g_string_free(mended, true);
	return whole;
}
