/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MS-OXTNEF, as far as files and text go. A stream of attributes, of which two hold lists of MAPI properties. Every
 * number is read through one bounded reader; whatever is cut short, what came before it counts. Not libytnef, which
 * found 7 of 9 files of the samples.
 */
#include "parsers/tnef.h"

#include <stdint.h>
#include <string.h>

#include "parsers/charset.h"
#include "parsers/limits.h"
#include "parsers/rtf.h"
#include "parsers/text.h"

enum {
	SIGNATURE = 0x223e9f78,
	MAX_DEPTH = 3, /* of winmail.dat inside winmail.dat */
	MAX_NAME = 1024,
	OBJECT_HEAD = 16, /* the identifier in front of an embedded object */
	LEVEL_ATTACHMENT = 2,

	ATTRIBUTE_BODY = 0x800c,
	ATTRIBUTE_DATA = 0x800f,
	ATTRIBUTE_TITLE = 0x8010,
	ATTRIBUTE_RENDDATA = 0x9002, /* begins an attachment */
	ATTRIBUTE_MESSAGE_PROPERTIES = 0x9003,
	ATTRIBUTE_PROPERTIES = 0x9005,
	ATTRIBUTE_CODEPAGE = 0x9007,

	PROPERTY_BODY = 0x1000,
	PROPERTY_RTF = 0x1009,
	PROPERTY_HTML = 0x1013,
	PROPERTY_DISPLAY_NAME = 0x3001,
	PROPERTY_DATA = 0x3701,
	PROPERTY_FILENAME = 0x3704,
	PROPERTY_LONG_FILENAME = 0x3707,
	PROPERTY_MIME_TAG = 0x370e,

	TYPE_MULTIPLE = 0x1000,
	TYPE_OBJECT = 0x0d,
	TYPE_STRING8 = 0x1e,
	TYPE_UNICODE = 0x1f,
	TYPE_BINARY = 0x102,
};

typedef struct {
	const unsigned char *at;
	const unsigned char *end;
	bool is_bad;
} Reader;

typedef struct {
	char *name;      /* own; or NULL */
	char *long_name; /* own; or NULL */
	char *title;     /* own; or NULL */
	char *type;      /* own; or NULL */
	Reader data;
	bool is_open;
} Attached;

typedef struct {
	GPtrArray *files; /* foreign */
	Attached attached;
	char *charset; /* own; of 8-bit strings, or NULL */
	Reader body;
	Reader html;
	Reader rtf;
	bool is_body_unicode;
	unsigned depth;
} Tnef;

static uint32_t
read_number(Reader *reader, unsigned bytes)
{
	uint32_t number = 0;

	if ((size_t)(reader->end - reader->at) < bytes) {
		reader->is_bad = true;
		reader->at = reader->end;
		return 0;
	}
	for (unsigned i = 0; i < bytes; i++)
		number |= (uint32_t)reader->at[i] << (8 * i);
	reader->at += bytes;
	return number;
}

/* The next bytes as a reader of their own; what is there where there are fewer. */
static Reader
read_bytes(Reader *reader, uint32_t size)
{
	size_t left = (size_t)(reader->end - reader->at);
	Reader part = {reader->at, NULL, false};

	reader->is_bad = reader->is_bad || size > left;
	part.end = reader->at + MIN(size, left);
	reader->at = part.end;
	return part;
}

static char *
read_text(Reader value, const char *charset)
{
	const char *text = (const char *)value.at;
	size_t size = MIN((size_t)(value.end - value.at), MAX_NAME);

	return text_one_line(
	    charset_to_utf8(text, charset == NULL ? strnlen(text, size) : size, charset));
}

static void
set_text(char **text, Reader value, const char *charset)
{
	g_autofree char *found = read_text(value, charset);

	if (*found == '\0')
		return;
	g_free(*text);
	*text = g_steal_pointer(&found);
}

static void
take_property(Tnef *tnef, unsigned id, unsigned type, Reader value)
{
	const char *charset = type == TYPE_UNICODE ? "utf-16le" : tnef->charset;

	switch (id) {
	case PROPERTY_BODY:
		tnef->body = value;
		tnef->is_body_unicode = type == TYPE_UNICODE;
		break;
	case PROPERTY_RTF:
		tnef->rtf = value;
		break;
	case PROPERTY_HTML:
		tnef->html = value;
		break;
	case PROPERTY_DISPLAY_NAME:
	case PROPERTY_FILENAME:
		set_text(&tnef->attached.name, value, charset);
		break;
	case PROPERTY_LONG_FILENAME:
		set_text(&tnef->attached.long_name, value, charset);
		break;
	case PROPERTY_MIME_TAG:
		set_text(&tnef->attached.type, value, charset);
		break;
	case PROPERTY_DATA:
		tnef->attached.data = value;
		break;
	default: /* of several hundred */
		break;
	}
}

/* How many bytes a value of a fixed size takes, padded to four; 0 for those that tell theirs. */
static uint32_t
fixed_size(unsigned type)
{
	switch (type) {
	case TYPE_OBJECT:
	case TYPE_STRING8:
	case TYPE_UNICODE:
	case TYPE_BINARY:
		return 0;
	case 0x05: /* double */
	case 0x06: /* currency */
	case 0x07: /* time of an application */
	case 0x14: /* long long */
	case 0x40: /* time of the system */
		return 8;
	case 0x48: /* identifier */
		return 16;
	default: /* short, long, float, error, boolean */
		return 4;
	}
}

static void
read_value(Tnef *tnef, Reader *reader, unsigned id, unsigned type)
{
	uint32_t fixed = fixed_size(type & ~(unsigned)TYPE_MULTIPLE);
	uint32_t count = fixed == 0 || (type & TYPE_MULTIPLE) != 0 ? read_number(reader, 4) : 1;

	for (uint32_t i = 0; i < count && !reader->is_bad; i++) {
		uint32_t size = fixed == 0 ? read_number(reader, 4) : fixed;
		Reader value = read_bytes(reader, size);

		read_bytes(reader, (4 - size % 4) % 4);
		if (i == 0 && fixed == 0)
			take_property(tnef, id, type, value);
	}
}

static void
skip_property_name(Reader *reader)
{
	uint32_t kind = 0;
	uint32_t size = 0;

	read_bytes(reader, 16);
	kind = read_number(reader, 4);
	size = read_number(reader, 4);
	if (kind == 0)
		return;
	read_bytes(reader, size);
	read_bytes(reader, (4 - size % 4) % 4);
}

static void
read_properties(Tnef *tnef, Reader reader)
{
	uint32_t count = read_number(&reader, 4);

	for (uint32_t i = 0; i < count && !reader.is_bad; i++) {
		unsigned type = read_number(&reader, 2);
		unsigned id = read_number(&reader, 2);

		if (id >= 0x8000)
			skip_property_name(&reader);
		read_value(tnef, &reader, id, type);
	}
}

static void read_tnef(Reader reader, GPtrArray *files, unsigned depth);

static void
add_file(Tnef *tnef, const char *name, const char *type, GBytes *take_bytes)
{
	Unwrapped *file = NULL;

	if (tnef->files->len >= LIMIT_PARTS) {
		g_bytes_unref(take_bytes);
		return;
	}
	file = unwrapped_new(name, type, take_bytes);
	/* The text of a message that is attached is not this mail's. */
	file->is_text = tnef->depth == 0 && g_str_has_prefix(name, "body.");
	g_ptr_array_add(tnef->files, file);
}

static GBytes *
bytes_of(Reader data)
{
	return g_bytes_new(data.at, (size_t)(data.end - data.at));
}

/* The attachment is complete. A message among them is kept as it is, and so are its files. */
static void
close_attachment(Tnef *tnef)
{
	Attached *attached = &tnef->attached;
	const char *name = attached->name;
	const char *type = attached->type;
	Reader inner = attached->data;

	if (attached->title != NULL)
		name = attached->title;
	if (attached->long_name != NULL)
		name = attached->long_name;
	if (type == NULL || strchr(type, '/') == NULL)
		type = "application/octet-stream";
	if (attached->is_open) {
		add_file(tnef, name == NULL ? "Untitled Attachment" : name, type,
		    bytes_of(attached->data));
		if (inner.end - inner.at > OBJECT_HEAD) {
			inner.at += OBJECT_HEAD;
			read_tnef(inner, tnef->files, tnef->depth + 1);
		}
	}
	g_free(attached->name);
	g_free(attached->long_name);
	g_free(attached->title);
	g_free(attached->type);
	memset(attached, 0, sizeof(*attached));
}

static void
set_codepage(Tnef *tnef, Reader value)
{
	uint32_t page = read_number(&value, 4);

	g_free(tnef->charset);
	tnef->charset = page == 65001 || page == 0 ? NULL : g_strdup_printf("cp%u", page);
}

static void
take_attribute(Tnef *tnef, unsigned level, unsigned id, Reader value)
{
	if (level == LEVEL_ATTACHMENT &&
	    (id == ATTRIBUTE_RENDDATA || !tnef->attached.is_open)) {
		close_attachment(tnef);
		tnef->attached.is_open = true;
	}
	switch (id) {
	case ATTRIBUTE_BODY:
		tnef->body = value;
		break;
	case ATTRIBUTE_CODEPAGE:
		set_codepage(tnef, value);
		break;
	case ATTRIBUTE_DATA:
		tnef->attached.data = value;
		break;
	case ATTRIBUTE_TITLE:
		set_text(&tnef->attached.title, value, tnef->charset);
		break;
	case ATTRIBUTE_MESSAGE_PROPERTIES:
	case ATTRIBUTE_PROPERTIES:
		read_properties(tnef, value);
		break;
	default: /* sender, dates, priority: the mail's own header has them */
		break;
	}
}

/* The text of the message in its best form. */
static void
add_body(Tnef *tnef)
{
	const Reader *body = &tnef->body;
	const char *charset = tnef->is_body_unicode ? "utf-16le" : tnef->charset;
	char *text = NULL;
	GBytes *rtf = NULL;

	if (tnef->html.at < tnef->html.end) {
		add_file(tnef, "body.html", "text/html", bytes_of(tnef->html));
	} else if (body->at < body->end) {
		text = charset_to_utf8(
		    (const char *)body->at, (size_t)(body->end - body->at), charset);
		add_file(tnef, "body.txt", "text/plain", g_bytes_new_take(text, strlen(text)));
	} else if (tnef->rtf.at < tnef->rtf.end) {
		rtf = rtf_decompress(tnef->rtf.at, (size_t)(tnef->rtf.end - tnef->rtf.at));
		if (rtf != NULL)
			add_file(tnef, "body.rtf", "application/rtf", rtf);
	}
}

static void
read_tnef(Reader reader, GPtrArray *files, unsigned depth)
{
	Tnef tnef = {.files = files, .depth = depth};

	if (depth > MAX_DEPTH || read_number(&reader, 4) != SIGNATURE)
		return;
	read_number(&reader, 2);
	while (reader.at < reader.end && !reader.is_bad) {
		unsigned level = read_number(&reader, 1);
		unsigned id = read_number(&reader, 2);
		uint32_t size = 0;
		Reader value = {0};

		read_number(&reader, 2);
		size = read_number(&reader, 4);
		value = read_bytes(&reader, size);
		read_number(&reader, 2);
		if (value.at < value.end)
			take_attribute(&tnef, level, id, value);
	}
	close_attachment(&tnef);
	add_body(&tnef);
	g_free(tnef.charset);
}

GPtrArray *
tnef_files(GBytes *tnef)
{
	GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
	size_t size = 0;
	const unsigned char *data = g_bytes_get_data(tnef, &size);
	Reader reader = {data, data, false};

	if (size > 0) {
		reader.end += size;
		read_tnef(reader, files, 0);
	}
	if (files->len > 0)
		return files;
	g_ptr_array_unref(files);
	return NULL;
}
