/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Goes over the leaves of the tree once. What comes out of a wrapping is looked at again, but only to a small
 * depth: a signature inside a signature happens, ten of them do not.
 */
#include "parsers/embedded.h"

#include <string.h>

#include "parsers/data_uri.h"
#include "parsers/limits.h"
#include "parsers/mime_tree.h"
#include "parsers/smime.h"
#include "parsers/tnef.h"
#include "parsers/unwrapped.h"
#include "parsers/uu.h"

enum { MAX_DEPTH = 3 };

static GBytes *
decode_whole(const Part *part, GPtrArray *limits)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = part_decode(part, LIMIT_ATTACHMENT, &has_more);

	if (!has_more)
		return g_steal_pointer(&bytes);
	limits_note(limits, "attachment");
	return NULL;
}

/* The part's bytes are these from now on, and not encoded. */
static void
set_bytes(Part *part, GBytes *take_bytes)
{
	if (part->bytes != NULL)
		g_bytes_unref(part->bytes);
	part->bytes = take_bytes;
	part->body = g_bytes_get_data(take_bytes, &part->body_size);
	part->encoding = PART_IDENTITY;
}

/* Whether it stands within the text. */
static bool
is_shown(const char *form, const Unwrapped *file)
{
	return g_str_equal(form, "data") && g_str_has_prefix(file->type, "image/");
}

static void
add_files(Part *part, const char *form, GPtrArray *files)
{
	for (unsigned i = 0; i < files->len; i++) {
		const Unwrapped *file = files->pdata[i];
		Part *child = part_new(part);

		child->path = g_strdup_printf("%s/%s:%u", part->path, form, i + 1);
		child->type = g_strdup(file->type);
		child->name = g_strdup(file->name);
		child->disposition =
		    g_strdup(file->is_text || is_shown(form, file) ? "inline" : "attachment");
		set_bytes(child, g_bytes_ref(file->bytes));
	}
}

static void
unwrap_tnef(Part *part, GPtrArray *limits)
{
	g_autoptr(GBytes) bytes = decode_whole(part, limits);
	g_autoptr(GPtrArray) files = bytes == NULL ? NULL : tnef_files(bytes);

	if (files != NULL)
		add_files(part, "tnef", files);
}

/* Files that stand within a text: what is left of it stays the part's text, decoded. */
static void
unwrap_text(Part *part, const char *name,
    GBytes *(*split)(const char *text, size_t size, GPtrArray *files), GPtrArray *limits)
{
	g_autoptr(GBytes) bytes = decode_whole(part, limits);
	g_autoptr(GPtrArray) files =
	    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
	size_t size = 0;
	const char *text = bytes == NULL ? NULL : g_bytes_get_data(bytes, &size);
	GBytes *rest = text == NULL ? NULL : split(text, size, files);

	if (rest == NULL)
		rest = g_steal_pointer(&bytes); /* decoded once for all who look */
	if (rest == NULL)
		return;
	add_files(part, name, files);
	set_bytes(part, rest);
}

/* A part that is one uuencoded file. */
static void
unwrap_encoding(Part *part)
{
	g_autoptr(GPtrArray) files =
	    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
	g_autoptr(GBytes) rest = uu_split(part->body, part->body_size, files);
	const Unwrapped *file = rest == NULL ? NULL : files->pdata[0];

	if (file == NULL)
		return;
	if (part->name == NULL)
		part->name = g_strdup(file->name);
	set_bytes(part, g_bytes_ref(file->bytes));
}

static void unwrap_part(Part *part, GPtrArray *limits, unsigned depth);

/* A whole MIME entity that was inside. */
static void
add_entity(Part *part, const char *path, GBytes *take_entity, GPtrArray *limits, unsigned depth)
{
	size_t size = 0;
	const char *data = g_bytes_get_data(take_entity, &size);
	Part *child = mime_tree_at(path, data == NULL ? "" : data, size, limits);

	child->bytes = take_entity;
	part_adopt(part, child);
	unwrap_part(child, limits, depth + 1);
}

static void
unwrap_smime(Part *part, GPtrArray *limits, unsigned depth)
{
	g_autoptr(GBytes) bytes = decode_whole(part, limits);
	GBytes *content = bytes == NULL ? NULL : smime_content(bytes);
	g_autofree char *path = g_strdup_printf("%s/smime", part->path);

	if (content != NULL)
		add_entity(part, path, content, limits, depth);
	else
		limits_note(limits, "encrypted");
}

static void
unwrap_message(Part *part, GPtrArray *limits, unsigned depth)
{
	GBytes *bytes = decode_whole(part, limits);

	if (bytes != NULL)
		add_entity(part, part->path, bytes, limits, depth);
}

/* A mail that its sender's program knew as a file only. */
static bool
is_mail_file(const Part *part)
{
	static const char from[] = "From:";
	bool has_more = false;
	g_autoptr(GBytes) bytes = NULL;
	const char *data = NULL;
	size_t size = 0;

	if (part->name == NULL || strlen(part->name) < 5 ||
	    g_ascii_strcasecmp(part->name + strlen(part->name) - 4, ".eml") != 0)
		return false;
	bytes = part_decode(part, LIMIT_HEADERS, &has_more);
	data = g_bytes_get_data(bytes, &size);
	return size > 0 && memmem(data, size, from, strlen(from)) != NULL;
}

static void
unwrap_mail_file(Part *part, GPtrArray *limits, unsigned depth)
{
	g_free(part->type);
	part->type = g_strdup("message/rfc822");
	unwrap_message(part, limits, depth);
}

static bool
is_smime(const Part *part)
{
	return part_is(part, "application/pkcs7-mime") ||
	       part_is(part, "application/x-pkcs7-mime") ||
	       (part->name != NULL && g_str_has_suffix(part->name, ".p7m"));
}

static bool
is_tnef(const Part *part)
{
	return part_is(part, "application/ms-tnef") ||
	       part_is(part, "application/vnd.ms-tnef") ||
	       (part->name != NULL && g_ascii_strcasecmp(part->name, "winmail.dat") == 0);
}

static bool
may_have_uu(const Part *part)
{
	return part_is(part, "text/plain") && part->encoding != PART_BASE64 &&
	       memmem(part->body, part->body_size, "begin ", 6) != NULL;
}

/* A text that is nothing but a PGP message. */
static bool
is_armored(const Part *part)
{
	static const char armor[] = "-----BEGIN PGP MESSAGE-----";
	const char *p = part->body;
	const char *end = p + part->body_size;

	while (p < end && g_ascii_isspace(*p))
		p++;
	return part_is(part, "text/plain") && (size_t)(end - p) >= strlen(armor) &&
	       memcmp(p, armor, strlen(armor)) == 0;
}

static void
unwrap_part(Part *part, GPtrArray *limits, unsigned depth)
{
	if (depth > MAX_DEPTH)
		return;
	if (part_is(part, "multipart/encrypted") || is_armored(part))
		limits_note(limits, "encrypted");
	if (part->children != NULL) {
		for (unsigned i = 0; i < part->children->len; i++)
			unwrap_part(part->children->pdata[i], limits, depth);
	} else if (part->encoding == PART_UU) {
		unwrap_encoding(part);
	} else if (part_is(part, "message/rfc822") && part->encoding != PART_IDENTITY) {
		unwrap_message(part, limits, depth);
	} else if (is_mail_file(part)) {
		unwrap_mail_file(part, limits, depth);
	} else if (is_tnef(part)) {
		unwrap_tnef(part, limits);
	} else if (is_smime(part)) {
		unwrap_smime(part, limits, depth);
	} else if (may_have_uu(part)) {
		unwrap_text(part, "uu", uu_split, limits);
	} else if (part_is(part, "text/html")) {
		unwrap_text(part, "data", data_uri_split, limits);
	}
}

void
embedded_take(Part *top, GPtrArray *limits)
{
	unwrap_part(top, limits, 0);
}
