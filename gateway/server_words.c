/* SPDX-License-Identifier: Apache-2.0 */
/* Cleans a server's answer: runs of blanks and control characters become one space, broken bytes become U+FFFD. */
#include "gateway/server_words.h"

#include <glib.h>
#include <stdbool.h>

char *
server_words(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text == NULL ? "" : text, -1);
	GString *words = g_string_new(NULL);

	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		size_t length = (size_t)(g_utf8_next_char(at) - at);
		bool blank = g_unichar_iscntrl(character) || g_unichar_isspace(character);

		if (words->len + length > SERVER_WORDS_MAX)
			break;
		if (!blank)
			g_string_append_len(words, at, (gssize)length);
		else if (words->len > 0 && words->str[words->len - 1] != ' ')
			g_string_append_c(words, ' ');
	}
	g_strchomp(words->str);
	return g_string_free(words, FALSE);
}
