/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads back what compose.c writes: parts of quoted-printable, between boundaries that begin with "=_", which cannot stand
 * in them. Of HTML only words are wanted, so tags become blanks.
 */
#include "gateway/letters/letter_text.h"

#include <string.h>

#define PART_MOST (256 * 1024) /* bytes of a part that are read */

static int
hex(const char *at)
{
	int high = g_ascii_xdigit_value(at[0]);

	return high < 0 || g_ascii_xdigit_value(at[1]) < 0
		   ? -1
		   : high * 16 + g_ascii_xdigit_value(at[1]);
}

/* RFC 2045, 6.7. */
static char *
decode(const char *part, size_t size)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (size_t i = 0; i < size; i++) {
		size_t plain = MIN(strcspn(part + i, "=\r"), size - i);
		int byte = -1;

		g_string_append_len(out, part + i, (gssize)plain);
		i += plain;
		if (i == size || part[i] == '\r')
			continue;
		byte = i + 2 < size ? hex(part + i + 1) : -1;
		if (byte > 0)
			g_string_append_c(out, (char)byte);
		if (byte >= 0 || g_str_has_prefix(part + i, "=\r\n"))
			i += 2;
		else
			g_string_append_c(out, '=');
	}
	return g_utf8_make_valid(out->str, (gssize)out->len);
}

/* The part of this type, or NULL. Caller owns. */
static char *
find_part(const char *letter, const char *type)
{
	static const char HEAD_END[] = "\r\n\r\n";
	g_autofree char *head = g_strdup_printf("Content-Type: %s; charset=utf-8", type);
	const char *start = strstr(letter, head);
	const char *end = NULL;

	start = start == NULL ? NULL : strstr(start, HEAD_END);
	if (start == NULL)
		return NULL;
	start += strlen(HEAD_END);
	end = strstr(start, "\r\n--=_");
	return decode(
	    start, MIN(end == NULL ? strlen(start) : (size_t)(end - start), (size_t)PART_MOST));
}

static const struct {
	const char *entity;
	const char *text;
} entities[] = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"},
    {"&#x27;", "'"}, {"&#x2F;", "/"}, {"&#x60;", "`"}, {"&#x3D;", "="}, {"&nbsp;", " "}};

/* Takes what stands for a character. Returns its size, or 0. */
static size_t
take_entity(const char *at, GString *out)
{
	for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
		if (g_str_has_prefix(at, entities[i].entity)) {
			g_string_append(out, entities[i].text);
			return strlen(entities[i].entity);
		}
	}
	return 0;
}

static const char *
skip_tag(const char *at)
{
	const char *end = NULL;

	if (g_str_has_prefix(at, "<head") || g_str_has_prefix(at, "<style"))
		end = strstr(at, at[1] == 'h' ? "</head>" : "</style>");
	end = strchr(end == NULL ? at : end, '>');
	return end == NULL ? at + strlen(at) : end + 1;
}

static char *
words_of_html(const char *html)
{
	GString *out = g_string_new(NULL);

	while (*html != '\0') {
		size_t size = *html == '&' ? take_entity(html, out) : 0;

		if (*html == '<') {
			html = skip_tag(html);
			g_string_append_c(out, ' ');
		} else if (size > 0) {
			html += size;
		} else {
			g_string_append_c(out, *html++);
		}
	}
	return g_string_free(out, FALSE);
}

GPtrArray *
letter_texts(GBytes *letter)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
	gsize size = 0;
	const char *data = g_bytes_get_data(letter, &size);
	g_autofree char *whole = g_strndup(data == NULL ? "" : data, size);
	char *text = find_part(whole, "text/plain");
	g_autofree char *html = find_part(whole, "text/html");

	if (text != NULL)
		g_ptr_array_add(texts, text);
	if (html != NULL)
		g_ptr_array_add(texts, words_of_html(html));
	return texts;
}
