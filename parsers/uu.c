/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over lines. A block counts only with a plausible first line of data and an end, because a sentence
 * may also begin with "begin".
 */
#include "parsers/uu.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/charset.h"

static const char *
line_end(const char *line, const char *end)
{
	const char *found = memchr(line, '\n', (size_t)(end - line));

	return found == NULL ? end : found;
}

static const char *
next_line(const char *line, const char *end)
{
	const char *found = line_end(line, end);

	return found == end ? end : found + 1;
}

/* "begin 644 name": where the name starts, or NULL. */
static const char *
begin_at(const char *line, const char *end)
{
	const char *mode = line + 6;
	size_t digits = 0;

	if (end - line < 11 || memcmp(line, "begin ", 6) != 0)
		return NULL;
	while (mode + digits < end && mode[digits] >= '0' && mode[digits] <= '7')
		digits++;
	return (digits == 3 || digits == 4) && mode + digits < end && mode[digits] == ' '
		   ? mode + digits + 1
		   : NULL;
}

/* How many bytes a line says that it holds. */
static size_t
line_bytes(const char *line)
{
	return (size_t)((line[0] - ' ') & 0x3f);
}

/* Whether a line is as long as its first character says; some cut blanks off its end, some add a sum. */
static bool
is_data(const char *line, const char *end)
{
	size_t size = (size_t)(line_end(line, end) - line);
	size_t full = 0;

	if (size > 0 && line[size - 1] == '\r')
		size--;
	if (size == 0 || line[0] < ' ' || line[0] > '`')
		return false;
	full = 1 + (line_bytes(line) + 2) / 3 * 4;
	return size <= full + 2 && size + 3 >= full;
}

/* The line behind the data: "end", or NULL. */
static const char *
find_end(const char *line, const char *end)
{
	while (line < end) {
		if (end - line >= 3 && memcmp(line, "end", 3) == 0 &&
		    (line + 3 == end || line[3] == '\n' || line[3] == '\r'))
			return line;
		if (!is_data(line, end))
			return NULL;
		line = next_line(line, end);
	}
	return NULL;
}

/* The six bits of the character at a place, or of the blank that was cut off there. */
static unsigned
bits_at(const char *p, const char *end)
{
	return p<end && * p> ' ' ? (unsigned)(*p - ' ') & 0x3f : 0;
}

static void
decode_line(const char *line, const char *end, GByteArray *out)
{
	size_t bytes = line_bytes(line);

	for (size_t i = 0; i < bytes; i += 3) {
		const char *p = line + 1 + i / 3 * 4;
		unsigned all = bits_at(p, end) << 18 | bits_at(p + 1, end) << 12 |
			       bits_at(p + 2, end) << 6 | bits_at(p + 3, end);
		unsigned char three[] = {
		    (unsigned char)(all >> 16), (unsigned char)(all >> 8), (unsigned char)all};

		g_byte_array_append(out, three, (unsigned)MIN(3, bytes - i));
	}
}

static GBytes *
decode(const char *line, const char *end)
{
	GByteArray *out = g_byte_array_new();

	for (; line < end; line = next_line(line, end))
		decode_line(line, line_end(line, end), out);
	return g_byte_array_free_to_bytes(out);
}

/* The block at `line`, if there is one; returns what follows it. */
static const char *
take_block(const char *line, const char *end, GPtrArray *files)
{
	const char *name = begin_at(line, line_end(line, end));
	const char *data = next_line(line, end);
	const char *stop = name == NULL ? NULL : find_end(data, end);
	g_autofree char *copy = NULL;

	if (stop == NULL || stop == data)
		return NULL;
	copy = charset_to_utf8(name, (size_t)(line_end(line, end) - name), NULL);
	g_ptr_array_add(files,
	    unwrapped_new(g_strchomp(copy), "application/octet-stream", decode(data, stop)));
	return next_line(stop, end);
}

GBytes *
uu_split(const char *text, size_t size, GPtrArray *files)
{
	g_autoptr(GByteArray) rest = g_byte_array_new();
	const char *end = text + size;
	unsigned before = files->len;

	for (const char *line = text; line < end;) {
		const char *next = next_line(line, end);
		const char *after = *line == 'b' ? take_block(line, end, files) : NULL;

		if (after == NULL)
			g_byte_array_append(
			    rest, (const unsigned char *)line, (unsigned)(next - line));
		line = after == NULL ? next : after;
	}
	if (files->len == before)
		return NULL;
	return g_byte_array_free_to_bytes(g_steal_pointer(&rest));
}
