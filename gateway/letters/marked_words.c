/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/marked_words.h"

#include "gateway/config/config_marked.h"

char *
marked_words_said(const Templates *templates, const char *language, const char *words)
{
	GString *said = g_string_new(NULL);
	char *word = NULL;

	while ((word = config_marked_next(&words)) != NULL) {
		g_string_append_printf(said, "%s%s", said->len == 0 ? "" : ", ",
		    templates_mark(templates, language, word));
		g_free(word);
	}
	return g_string_free(said, FALSE);
}
