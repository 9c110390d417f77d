/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words of letters and digits in lower case. Addresses, links and what stands in brackets, "[image: logo]", are no words:
 * programs that make plain text of HTML put them in.
 */
#include "parsers/body_twin.h"

#include <glib.h>
#include <string.h>

#include "parsers/text.h"

enum {
	MAX_POINTER = 600,  /* bytes of a text that only points elsewhere */
	MUCH_MORE = 3,      /* times as many words */
	SURELY_SAME = 3,    /* words that are enough to compare */
	MAX_MORE = 2,       /* words in HTML that says the same */
	MAX_BRACKETS = 200, /* bytes from one to the other */
};

static bool
is_word_character(gunichar c)
{
	return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* How many bytes stand here that are no words: "[...]" or "<...>" within a line, or a link; or 0. */
static size_t
noise_size(const char *p, size_t token)
{
	const char *close = NULL;

	if (*p == '[' || *p == '<')
		close = g_strstr_len(p, MAX_BRACKETS, *p == '[' ? "]" : ">");
	if (close != NULL && memchr(p, '\n', (size_t)(close - p)) == NULL)
		return (size_t)(close + 1 - p);
	return g_strstr_len(p, (ssize_t)token, "://") != NULL ||
		       memchr(p, '@', token) != NULL ||
		       (token > 4 && g_str_has_prefix(p, "www."))
		   ? token
		   : 0;
}

static void
add_words(GPtrArray *words, const char *p, const char *end)
{
	while (p < end) {
		const char *start = p;

		while (p < end && is_word_character(g_utf8_get_char(p)))
			p = g_utf8_next_char(p);
		if (p > start)
			g_ptr_array_add(words, text_lower(start, p - start));
		else
			p = g_utf8_next_char(p);
	}
}

static GPtrArray *
words_of(const char *text)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);

	for (text += strspn(text, " \t\n"); *text != '\0'; text += strspn(text, " \t\n")) {
		size_t token = strcspn(text, " \t\n");
		size_t noise = noise_size(text, token);

		if (noise == 0)
			add_words(words, text, text + token);
		text += noise == 0 ? token : noise;
	}
	return words;
}

typedef struct {
	unsigned plain; /* words */
	unsigned html;
	unsigned shared; /* of the plain ones */
} Shares;

static Shares
compare(const char *plain, const char *html)
{
	g_autoptr(GPtrArray) here = words_of(plain);
	g_autoptr(GPtrArray) there = words_of(html);
	g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
	Shares shares = {.plain = here->len, .html = there->len};

	for (unsigned i = 0; i < there->len; i++)
		g_hash_table_add(known, there->pdata[i]);
	for (unsigned i = 0; i < here->len; i++)
		shares.shared += g_hash_table_contains(known, here->pdata[i]);
	return shares;
}

bool
body_twin_may_point(const char *plain)
{
	return strlen(plain) <= MAX_POINTER;
}

bool
body_twin_says_elsewhere(const char *plain)
{
	static const char *const words[] = {
	    "html", "browser", "navigat", "navegador", "webversi", "web version"};
	g_autofree char *lower = text_lower(plain, -1);

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strstr(lower, words[i]) != NULL)
			return true;
	}
	return false;
}

bool
body_twin_points(const char *plain, const char *html)
{
	Shares shares = compare(plain, html);

	if (shares.shared * 2 < shares.plain || shares.plain == 0)
		return shares.html > shares.plain ||
		       (shares.plain > SURELY_SAME && shares.html * 2 > shares.plain) ||
		       (shares.html > 0 && body_twin_says_elsewhere(plain));
	return shares.html > MUCH_MORE * shares.plain && body_twin_says_elsewhere(plain);
}

bool
body_twin_is_same(const char *plain, const char *html)
{
	Shares shares = compare(plain, html);

	return shares.plain >= SURELY_SAME && shares.shared * 10 >= shares.plain * 9 &&
	       shares.html * 10 <= shares.plain * 11 + MAX_MORE * 10;
}
