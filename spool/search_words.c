/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/search_words.h"

#include <string.h>

#include "spool/search.h"
#include "spool/sqlite.h"

/* What no word has, and what sorts before all that one may have: next to a word it stands behind that word alone. */
#define BEHIND "\x01"

/* In other scripts FTS5 keeps what a mark makes another letter, as that of "й". */
static bool
is_plain(gunichar c)
{
	GUnicodeScript script = g_unichar_get_script(c);

	return script == G_UNICODE_SCRIPT_LATIN || script == G_UNICODE_SCRIPT_COMMON;
}

/* As the index has words: without capitals and accents. Caller owns; NULL: it is no single word, or not in Latin letters. */
static char *
as_indexed(const char *typed, size_t length)
{
	g_autofree char *text = g_strndup(typed, length);
	g_autofree char *apart = g_utf8_normalize(text, -1, G_NORMALIZE_NFD);
	g_autoptr(GString) word = g_string_new(NULL);

	for (const char *p = apart; p != NULL && *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_ismark(c))
			continue;
		if (!g_unichar_isalnum(c) || !is_plain(c))
			return NULL;
		g_string_append_unichar(word, g_unichar_tolower(c));
	}
	return word->len == 0 ? NULL : g_strdup(word->str);
}

/* Up to one more than SEARCH_WORDS_MAX. */
static bool
read_words(Spool *spool, const char *beginning, GPtrArray *words, GError **error)
{
	g_autofree char *from = g_strdup(beginning);

	while (words->len <= SEARCH_WORDS_MAX) {
		g_autoptr(SqlStatement) select =
		    sql_prepare(spool, "SELECT term FROM search_word WHERE term >= $1 LIMIT 1");
		g_autofree char *word = NULL;

		sql_bind_text(select, 1, from);
		if (!sql_run_text(select, &word, error))
			return false;
		if (word == NULL || !g_str_has_prefix(word, beginning))
			return true;
		g_free(from);
		from = g_strconcat(word, BEHIND, NULL);
		g_ptr_array_add(words, g_steal_pointer(&word));
	}
	return true;
}

/* "printer" OR "printers". Caller owns. */
static char *
any_of(const GPtrArray *words)
{
	GString *any = g_string_new(NULL);

	for (guint i = 0; i < words->len; i++)
		g_string_append_printf(
		    any, "%s\"%s\"", i == 0 ? "" : " OR ", (char *)words->pdata[i]);
	return g_string_free(any, FALSE);
}

static bool
put_one(Spool *spool, char **term, bool *ret_vague, GError **error)
{
	size_t length = strlen(*term) - strlen(SEARCH_BEGINS);
	g_autofree char *beginning = as_indexed(*term + 1, length - 2);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	*ret_vague = false;
	if (beginning == NULL)
		return true;
	if (!read_words(spool, beginning, words, error))
		return false;
	*ret_vague = words->len > SEARCH_WORDS_MAX;
	if (*ret_vague || words->len == 0)
		return true;
	g_free(*term);
	*term = any_of(words);
	return true;
}

bool
search_words_put(Spool *spool, char **terms, const char **ret_vague, GError **error)
{
	*ret_vague = NULL;
	for (char **term = terms; *term != NULL && *ret_vague == NULL; term++) {
		bool is_vague = false;

		if (!g_str_has_suffix(*term, SEARCH_BEGINS))
			continue;
		if (!sql_execute(spool,
			"CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING"
			" fts5vocab (main, ticket_text, instance)",
			error) ||
		    !put_one(spool, term, &is_vague, error))
			return false;
		*ret_vague = is_vague ? *term : NULL;
	}
	return true;
}
