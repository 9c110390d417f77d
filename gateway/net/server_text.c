/* SPDX-License-Identifier: Apache-2.0 */
/* Cleans a server's answer: runs of blanks and control characters become one space, broken bytes become U+FFFD. */
#include "gateway/net/server_text.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

char *
server_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text == NULL ? "" : text, -1);
	GString *line = g_string_new(NULL);

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		size_t length = (size_t)(g_utf8_next_char(at) - at);
		bool blank = g_unichar_iscntrl(character) || g_unichar_isspace(character);

		if (line->len + length > SERVER_TEXT_MAX)
			break;
		if (!blank)
			g_string_append_len(line, at, (gssize)length);
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
	g_strchomp(line->str);
	return g_string_free(line, FALSE);
}

/* Its base64 depends on its place among threes of bytes: for each place, the characters that its bytes alone make are looked for. */
static bool
repeats_encoded(const char *text, const char *secret)
{
	size_t length = strlen(secret);

	for (size_t before = 0; before < 3; before++) {
		g_autofree char *shifted = g_strdup_printf("%.*s%s", (int)before, "xx", secret);
		g_autofree char *encoded =
		    g_base64_encode((const guchar *)shifted, before + length);
		size_t first = (before * 8 + 5) / 6;
		size_t last = (before + length) * 8 / 6;
		g_autofree char *middle = g_strndup(encoded + first, last - first);

		if (length >= 4 && strstr(text, middle) != NULL)
			return true;
	}
	return false;
}

char *
server_text_without(const char *text, const char *secret)
{
	if (text != NULL && secret != NULL && *secret != '\0' &&
	    (strstr(text, secret) != NULL || repeats_encoded(text, secret)))
		return g_strdup("(it repeats our secret)");
	return server_text(text);
}
