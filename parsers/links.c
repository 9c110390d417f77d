/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Programs make line breaks, marks of lists and blanks of their own in a plain text: the words in front of a link are
 * found again by their letters and digits alone.
 */
#include "parsers/links.h"

#include <stdint.h>
#include <string.h>

#include "parsers/limits.h"

enum {
	CONTEXT = 32, /* bytes of letters in front of the end of a link */
	LINKS_MOST = 200,
};

typedef struct {
	size_t at; /* letters in front of it */
	const char *address;
	size_t size;
} Link;

/* A text as its letters, without the addresses in angle brackets. */
typedef struct {
	GString *letters; /* own */
	uint32_t *behind; /* own; the byte of the text behind each byte of letters */
	GArray *links;    /* own; of Link */
} Letters;

static void
letters_clear(Letters *letters)
{
	g_string_free(letters->letters, true);
	g_free(letters->behind);
	g_array_unref(letters->links);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Letters, letters_clear)

/* Bytes of the address in the angle brackets that open here; 0: it is none. */
static size_t
address_size(const char *p)
{
	size_t size = 0;

	if (*p != '<' || !g_str_has_prefix(p + 1, "http"))
		return 0;
	size = strcspn(p + 1, "<> \t\n");
	return p[1 + size] == '>' ? size : 0;
}

static bool
is_letter(const char *p)
{
	return (unsigned char)*p < 0x80 ? g_ascii_isalnum(*p)
					: g_unichar_isalnum(g_utf8_get_char(p));
}

static Letters
letters_of(const char *text)
{
	size_t most = strlen(text);
	Letters letters = {g_string_sized_new(most), g_new(uint32_t, most + 1),
	    g_array_new(false, false, sizeof(Link))};
	char *out = letters.letters->str;

	for (const char *p = text; *p != '\0';) {
		size_t size = address_size(p);
		const char *next = size > 0 ? p + size + 2 : g_utf8_next_char(p);

		if (size > 0) {
			Link link = {(size_t)(out - letters.letters->str), p + 1, size};

			g_array_append_val(letters.links, link);
		} else if (is_letter(p)) {
			for (; p < next; p++) {
				letters.behind[out - letters.letters->str] =
				    (uint32_t)(next - text);
				*out++ = *p;
			}
		}
		p = next;
	}
	*out = '\0';
	letters.letters->len = (size_t)(out - letters.letters->str);
	return letters;
}

/* Where the words in front of a link end in these letters, from here on; 0: nowhere. */
static size_t
find_words(const Letters *in, size_t from, const Letters *html, const Link *link)
{
	const char *begin = html->letters->str + (link->at > CONTEXT ? link->at - CONTEXT : 0);
	g_autofree char *words = NULL;
	const char *found = NULL;

	while ((*begin & 0xc0) == 0x80)
		begin++;
	words = g_strndup(begin, (size_t)(html->letters->str + link->at - begin));
	if (*words == '\0')
		return 0;
	found = strstr(in->letters->str + from, words);
	/* few words at the beginning of all are found there alone */
	if (found == NULL || (link->at <= CONTEXT && found != in->letters->str))
		return 0;
	return (size_t)(found - in->letters->str) + strlen(words);
}

static bool
follows(const char *text, const Link *link)
{
	g_autofree char *address = g_strndup(link->address, link->size);

	return strstr(text, address) != NULL;
}

char *
links_put(const char *text, const char *html_text)
{
	g_auto(Letters) plain = letters_of(text);
	g_auto(Letters) html = letters_of(html_text);
	g_autoptr(GString) out = g_string_new(NULL);
	size_t searched = 0, done = 0;

	for (unsigned i = 0; i < html.links->len && i < LINKS_MOST; i++) {
		const Link *link = &g_array_index(html.links, Link, i);
		size_t at = find_words(&plain, searched, &html, link);
		size_t byte = at == 0 ? 0 : plain.behind[at - 1];

		if (byte <= done || follows(text + byte, link))
			continue;
		g_string_append_len(out, text + done, (gssize)(byte - done));
		g_string_append_printf(out, " <%.*s>", (int)link->size, link->address);
		done = byte;
		searched = at > CONTEXT ? at - CONTEXT : 0;
	}
	if (done == 0 || out->len + strlen(text + done) > LIMIT_TEXT)
		return NULL;
	g_string_append(out, text + done);
	return g_string_free(g_steal_pointer(&out), false);
}

/* Whether the last word of what is linked, up to `end`, may be in the text. Only letters of ASCII can be compared without
 * reading the HTML. */
static bool
may_be_of(const char *text, const char *html, const char *end)
{
	const char *word = NULL;
	g_autofree char *last = NULL;

	while (end > html && end[-1] == '>') {
		const char *tag = memrchr(html, '<', (size_t)(end - html));

		if (tag == NULL)
			return true;
		end = tag;
	}
	for (word = end; word > html && g_ascii_isalnum(word[-1]);)
		word--;
	last = g_strndup(word, (size_t)(end - word));
	return word == end || strstr(text, last) != NULL;
}

bool
links_are_missing(const char *text, const char *html)
{
	unsigned seen = 0;

	for (const char *p = html; seen++ < LINKS_MOST && (p = strstr(p, "href=")) != NULL;) {
		g_autofree char *address = NULL;
		const char *begin = strchr(p, '>');
		const char *end = begin == NULL ? NULL : strstr(begin, "</a");

		p += strlen("href=");
		p += *p == '"' || *p == '\'';
		if (!g_str_has_prefix(p, "http"))
			continue;
		address = g_strndup(p, strcspn(p, "\"'&> \n"));
		if (strstr(text, address) == NULL &&
		    (end == NULL || may_be_of(text, begin + 1, end)))
			return true;
	}
	return false;
}
