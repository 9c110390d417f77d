/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a mail as a tree, and how their bytes are decoded: in steps through a small buffer, so
 * that a large attachment that is only counted costs no memory.
 */
#include "parsers/part.h"

#include <gmime/gmime.h>
#include <stdint.h>
#include <string.h>

#include "parsers/header.h"

enum {
	STEP = 16 * 1024,
	COUNT_STEP = 128,
};

Part *
part_new(Part *parent)
{
	Part *part = g_new0(Part, 1);

	part->parent = parent;
	part->fields = g_array_sized_new(false, false, sizeof(PartField), 8);
	if (parent != NULL)
		part_adopt(parent, part);
	return part;
}

void
part_adopt(Part *parent, Part *take_child)
{
	if (parent->children == NULL)
		parent->children = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
	take_child->parent = parent;
	g_ptr_array_add(parent->children, take_child);
}

void
part_free(Part *part)
{
	if (part == NULL)
		return;
	if (part->children != NULL)
		g_ptr_array_unref(part->children);
	g_array_unref(part->fields);
	if (part->bytes != NULL)
		g_bytes_unref(part->bytes);
	g_free(part->path);
	g_free(part->type);
	g_free(part->charset);
	g_free(part->name);
	g_free(part->disposition);
	g_free(part->content_id);
	g_free(part->boundary);
	g_free(part->method);
	g_free(part->word_charset);
	g_free(part);
}

bool
part_is(const Part *part, const char *type)
{
	return strcmp(part->type, type) == 0;
}

bool
part_is_multipart(const Part *part)
{
	return g_str_has_prefix(part->type, "multipart/");
}

const Part *
part_find(const Part *part, const char *type)
{
	const Part *found = part_is(part, type) ? part : NULL;

	for (unsigned i = 0; found == NULL && part_is_multipart(part) &&
			     part->children != NULL && i < part->children->len;
	     i++)
		found = part_find(part->children->pdata[i], type);
	return found;
}

const Part *
part_at(const Part *part, const char *path)
{
	const Part *found = NULL;

	if (!part_is_multipart(part) && strcmp(part->path, path) == 0)
		return part;
	for (unsigned i = 0; found == NULL && part->children != NULL && i < part->children->len;
	     i++)
		found = part_at(part->children->pdata[i], path);
	return found;
}

Part *
part_embedded(const Part *part)
{
	if (!g_str_has_prefix(part->type, "message/") || part->children == NULL)
		return NULL;
	return part->children->pdata[0];
}

static const char *
text_charset(const Part *part)
{
	const char *charset = g_str_has_prefix(part->type, "text/") ? part->charset : NULL;

	for (unsigned i = 0;
	     charset == NULL && part->children != NULL && i < part->children->len; i++)
		charset = text_charset(part->children->pdata[i]);
	return charset;
}

const char *
part_likely_charset(const Part *part)
{
	const char *charset = text_charset(part);

	return charset == NULL ? part->word_charset : charset;
}

bool
part_field_is(const PartField *field, const char *name)
{
	/* Two letters are the same but for case, or two others that no name has, where these bits are. */
	return (*field->name & 0x1f) == (*name & 0x1f) &&
	       g_ascii_strncasecmp(field->name, name, field->name_size) == 0 &&
	       name[field->name_size] == '\0';
}

char *
part_header(const Part *part, const char *name)
{
	for (unsigned i = 0; i < part->fields->len; i++) {
		const PartField *field = &g_array_index(part->fields, PartField, i);

		if (part_field_is(field, name))
			return header_unfold(field->value, field->size);
	}
	return NULL;
}

static bool
is_coded(const Part *part)
{
	return part->encoding == PART_BASE64 || part->encoding == PART_QUOTED;
}

/* Decodes into `out` (or only counts) until the limit; returns how many bytes there were by then. */
static size_t
decode(const Part *part, GByteArray *out, size_t limit)
{
	GMimeEncoding state;
	char *buffer = NULL;
	size_t total = 0;

	g_mime_encoding_init_decode(&state, part->encoding == PART_BASE64
						? GMIME_CONTENT_ENCODING_BASE64
						: GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	buffer = g_malloc(g_mime_encoding_outlen(&state, STEP));
	for (size_t at = 0; at < part->body_size && total <= limit; at += STEP) {
		size_t step = MIN(STEP, part->body_size - at);
		size_t got = g_mime_encoding_step(&state, part->body + at, step, buffer);

		if (out != NULL)
			g_byte_array_append(
			    out, (const uint8_t *)buffer, MIN(got, limit - MIN(total, limit)));
		total += got;
	}
	/* Padding may be missing. */
	if (part->encoding == PART_BASE64 && total <= limit) {
		size_t got = g_mime_encoding_step(&state, "===", 3, buffer);

		if (out != NULL)
			g_byte_array_append(
			    out, (const uint8_t *)buffer, (unsigned)MIN(got, limit - total));
		total += got;
	}
	g_free(buffer);
	return total;
}

GBytes *
part_decode(const Part *part, size_t limit, bool *ret_more)
{
	g_autoptr(GByteArray) out = NULL;

	if (!is_coded(part)) {
		*ret_more = part->body_size > limit;
		return g_bytes_new(part->body, MIN(part->body_size, limit));
	}
	out = g_byte_array_sized_new(MIN(part->body_size, limit));
	*ret_more = decode(part, out, limit) > limit;
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

/* In blocks of a fixed size, so that the compiler does many bytes at a time. */
static size_t
count_base64(const char *data, size_t size)
{
	size_t count = 0;

	while (size > 0) {
		unsigned char block[COUNT_STEP] = {0};
		unsigned char found = 0;
		size_t step = MIN(size, sizeof(block));

		memcpy(block, data, step);
		for (size_t i = 0; i < sizeof(block); i++) {
			unsigned char c = block[i];
			unsigned char letter = (unsigned char)((c | 0x20) - 'a');
			unsigned char digit = (unsigned char)(c - '0');

			found += (letter < 26) | (digit < 10) | (c == '+') | (c == '/');
		}
		count += found;
		data += step;
		size -= step;
	}
	return count;
}

size_t
part_decoded_size(const Part *part)
{
	const char *padding = NULL;
	size_t count = 0;

	if (!is_coded(part))
		return part->body_size;
	if (part->encoding != PART_BASE64)
		return decode(part, NULL, G_MAXSIZE - STEP * 4);
	/* It ends where padding begins. */
	padding = part->body_size == 0 ? NULL : memchr(part->body, '=', part->body_size);
	count = count_base64(
	    part->body, padding == NULL ? part->body_size : (size_t)(padding - part->body));
	return count / 4 * 3 + (count % 4 == 0 ? 0 : count % 4 - 1);
}
