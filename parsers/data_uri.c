/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures that were pasted are longer than any tag that is read for its text: they are taken out before. One pass over
 * the bytes; what looks like a tag ends at its '>', over quoted values.
 */
#include "parsers/data_uri.h"

#include <string.h>

#include "parsers/limits.h"

typedef struct {
	GByteArray *rest;  /* own */
	GPtrArray *files;  /* foreign */
	const char *from;  /* what was not yet copied to the rest */
	const char *limit; /* of the input */
} Split;

/* Behind the tag that begins here. */
static const char *
tag_end(const char *p, const char *limit)
{
	while (p < limit && *p != '>') {
		const char *close = NULL;

		if (p[0] == '=' && p + 1 < limit && (p[1] == '"' || p[1] == '\'')) {
			p++;
			close = memchr(p + 1, *p, (size_t)(limit - p - 1));
		}
		p = close == NULL ? p + 1 : close + 1;
	}
	return p;
}

/* How an address ends that begins behind this, by what stands before it; "" where none begins. */
static const char *
ends_by(const char *start, const char *p)
{
	while (p > start && g_ascii_isspace(p[-1]))
		p--;
	if (p == start)
		return "";
	switch (p[-1]) {
	case '"':
		return "\"";
	case '\'':
		return "'";
	case '(':
		return ")";
	case '=':
		return " \t\r\n>";
	case ';': /* url(&quot;data:...&quot;) */
		return p - start > 6 && (p[-2] == 't' || p[-2] == '9') ? "&" : "";
	default:
		return "";
	}
}

static bool
is_style(const char *start, const char *p)
{
	static const char url[] = "url(";

	for (unsigned i = 0; i < 8 && p - start >= 4; i++, p--) {
		if (g_ascii_strncasecmp(p - 4, url, 4) == 0)
			return true;
	}
	return false;
}

static GBytes *
decode(const char *data, size_t size, bool is_base64)
{
	g_autofree char *text = g_strndup(data, size);
	g_autofree char *plain =
	    strchr(text, '%') == NULL ? NULL : g_uri_unescape_string(text, NULL);
	const char *read = plain == NULL ? text : plain;
	size_t length = 0;
	unsigned char *bytes = NULL;

	if (!is_base64)
		return g_bytes_new(read, strlen(read));
	bytes = g_base64_decode(read, &length);
	return g_bytes_new_take(bytes, length);
}

/* The file of an address: what stands between "data:" and its end. */
static void
add_file(GPtrArray *files, const char *from, const char *end)
{
	static const char base64[] = ";base64";
	const char *comma = memchr(from, ',', (size_t)(end - from));
	size_t head = comma == NULL ? 0 : (size_t)(comma - from);
	size_t type_size = 0;
	bool is_base64 = false;
	g_autofree char *type = NULL;
	GBytes *bytes = NULL;

	while (type_size < head && strchr("; \t\r\n", from[type_size]) == NULL)
		type_size++;
	if (type_size == 0 || files->len == LIMIT_ATTACHMENTS)
		return;
	is_base64 = head >= strlen(base64) &&
		    g_ascii_strncasecmp(comma - strlen(base64), base64, strlen(base64)) == 0;
	type = g_strndup(from, type_size);
	bytes = decode(comma + 1, (size_t)(end - comma - 1), is_base64);
	if (g_bytes_get_size(bytes) == 0 || strchr(type, '/') == NULL)
		g_bytes_unref(bytes);
	else
		g_ptr_array_add(files, unwrapped_new(NULL, type, bytes));
}

static void
keep(Split *split, const char *end)
{
	g_byte_array_append(
	    split->rest, (const unsigned char *)split->from, (unsigned)(end - split->from));
	split->from = end;
}

/* Takes out what one tag holds. */
static void
take_tag(Split *split, const char *tag, const char *end)
{
	for (const char *p = tag; p + 5 < end; p++) {
		const char *ends = NULL;
		const char *stop = NULL;

		p = memchr(p, ':', (size_t)(end - p));
		if (p == NULL)
			return;
		if (p - tag < 5 || g_ascii_strncasecmp(p - 4, "data", 4) != 0)
			continue;
		ends = ends_by(tag, p - 4);
		if (*ends == '\0')
			continue;
		stop = p + 1;
		while (stop < end && strchr(ends, *stop) == NULL)
			stop++;
		if (!is_style(tag, p - 4))
			add_file(split->files, p + 1, stop);
		keep(split, p - 4);
		split->from = stop;
		p = stop - 1;
	}
}

GBytes *
data_uri_split(const char *html, size_t size, GPtrArray *files)
{
	Split split = {
	    .rest = g_byte_array_new(), .files = files, .from = html, .limit = html + size};

	for (const char *p = html; p < split.limit;) {
		const char *tag = memchr(p, '<', (size_t)(split.limit - p));

		if (tag == NULL)
			break;
		p = tag + 1;
		if (p < split.limit && g_ascii_isalpha(*p)) {
			p = tag_end(p, split.limit);
			take_tag(&split, tag, p);
		}
	}
	if (split.from == html) {
		g_byte_array_unref(split.rest);
		return NULL;
	}
	keep(&split, split.limit);
	return g_byte_array_free_to_bytes(split.rest);
}
