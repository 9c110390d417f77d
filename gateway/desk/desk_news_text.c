/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_news_text.h"

#include <string.h>

#define CUT_LEAST 1000 /* bytes: no desk cuts a shorter text */
#define TITLE_LEAST 60 /* characters: nor a shorter title */
#define ELLIPSIS "\342\200\246"

/* Runs of blanks as one, none at the ends. Caller owns. */
static char *
squeeze(const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", -1);
	GString *out = g_string_new(NULL);

	for (int i = 0; words[i] != NULL; i++)
		if (words[i][0] != '\0')
			g_string_append_printf(out, "%s%s", out->len == 0 ? "" : " ", words[i]);
	return g_string_free(out, false);
}

bool
desk_news_same(const char *ours, const char *theirs)
{
	g_autofree char *one = squeeze(ours);
	g_autofree char *other = squeeze(theirs);

	return strcmp(one, other) == 0 ||
	       (strlen(other) >= CUT_LEAST && g_str_has_prefix(one, other));
}

char *
desk_news_join(const GPtrArray *texts)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (unsigned i = 0; i < texts->len; i++) {
		bool again = false;

		for (unsigned j = 0; j < i && !again; j++)
			again = desk_news_same(texts->pdata[j], texts->pdata[i]);
		if (!again)
			g_string_append_printf(all, "%s%s", all->len == 0 ? "" : "\n\n",
			    (const char *)texts->pdata[i]);
	}
	return all->len == 0 ? NULL : g_strdup(all->str);
}

bool
desk_news_same_title(const char *ours, const char *theirs)
{
	g_autofree char *one = squeeze(ours);
	g_autofree char *other = squeeze(theirs);

	if (g_str_has_suffix(other, ELLIPSIS))
		other[strlen(other) - strlen(ELLIPSIS)] = '\0';
	return strcmp(one, other) == 0 ||
	       (g_utf8_strlen(other, -1) >= TITLE_LEAST && g_str_has_prefix(one, other));
}
