/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message as bytes between processes. One table says what a message has; both
 * directions walk it. The reader is the one process that hostile bytes may have taken over, so unpacking
 * believes nothing: every size is looked at, every string is valid UTF-8 without control characters, and
 * nothing may be left over.
 *
 * Numbers are four or eight bytes, lowest first. A string is its size and its bytes; NO_STRING is a NULL. A
 * list is its length and its elements.
 */
#include "parsers/message.h"

#include <string.h>

#define NO_STRING 0xffffffffu

typedef enum {
	FORM_STRING,
	FORM_MAYBE,   /* a string or NULL */
	FORM_STRINGS, /* a list of strings */
	FORM_PAIRS,   /* a list of what begins with two strings and has nothing else */
	FORM_FROM,    /* one of these or none */
	FORM_ATTACHMENTS,
	FORM_KIND,
	FORM_DATE,
} Form;

static const struct {
	Form form;
	size_t offset;
} fields[] = {
    {FORM_MAYBE, offsetof(Message, refused)},
    {FORM_STRINGS, offsetof(Message, limits)},
    {FORM_KIND, offsetof(Message, kind)},
    {FORM_STRING, offsetof(Message, kind_reason)},
    {FORM_FROM, offsetof(Message, from)},
    {FORM_PAIRS, offsetof(Message, to)},
    {FORM_PAIRS, offsetof(Message, cc)},
    {FORM_STRINGS, offsetof(Message, delivered_to)},
    {FORM_STRING, offsetof(Message, subject)},
    {FORM_MAYBE, offsetof(Message, message_id)},
    {FORM_STRINGS, offsetof(Message, references)},
    {FORM_DATE, offsetof(Message, date_ms)},
    {FORM_MAYBE, offsetof(Message, language)},
    {FORM_STRING, offsetof(Message, text)},
    {FORM_STRING, offsetof(Message, rest)},
    {FORM_ATTACHMENTS, offsetof(Message, attachments)},
    {FORM_PAIRS, offsetof(Message, bounce)},
    {FORM_STRINGS, offsetof(Message, numbers)},
    {FORM_STRINGS, offsetof(Message, tokens)},
    {FORM_PAIRS, offsetof(Message, headers)},
    {FORM_PAIRS, offsetof(Message, fields)},
    {FORM_PAIRS, offsetof(Message, quoted_fields)},
    {FORM_STRING, offsetof(Message, content_hash)},
};

/* MessageAddress, -Header, -Field and -Bounce are each this. */
typedef struct {
	char *first;
	char *second;
} Pair;

G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageAddress));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageHeader));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageField));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageBounce));

static void
pack_number(GByteArray *out, uint64_t number, unsigned bytes)
{
	uint64_t little = GUINT64_TO_LE(number);

	g_byte_array_append(out, (const unsigned char *)&little, bytes);
}

static void
pack_string(GByteArray *out, const char *string)
{
	size_t size = string == NULL ? 0 : strlen(string);

	pack_number(out, string == NULL ? NO_STRING : size, 4);
	g_byte_array_append(out, (const unsigned char *)string, (unsigned)size);
}

static void
pack_pair(GByteArray *out, const Pair *pair)
{
	pack_string(out, pair->first);
	pack_string(out, pair->second);
}

static void
pack_attachment(GByteArray *out, const MessageAttachment *attachment)
{
	pack_string(out, attachment->path);
	pack_string(out, attachment->name);
	pack_string(out, attachment->type);
	pack_number(out, (uint64_t)attachment->size, 8);
	pack_number(out, attachment->is_inline, 4);
}

static void
pack_list(GByteArray *out, Form form, const GPtrArray *list)
{
	pack_number(out, list->len, 4);
	for (unsigned i = 0; i < list->len; i++) {
		if (form == FORM_STRINGS)
			pack_string(out, list->pdata[i]);
		else if (form == FORM_PAIRS)
			pack_pair(out, list->pdata[i]);
		else
			pack_attachment(out, list->pdata[i]);
	}
}

static void
pack_field(GByteArray *out, Form form, const void *field)
{
	switch (form) {
	case FORM_STRING:
	case FORM_MAYBE:
		pack_string(out, *(char *const *)field);
		break;
	case FORM_STRINGS:
	case FORM_PAIRS:
	case FORM_ATTACHMENTS:
		pack_list(out, form, *(GPtrArray *const *)field);
		break;
	case FORM_FROM:
		pack_number(out, *(MessageAddress *const *)field != NULL, 4);
		if (*(MessageAddress *const *)field != NULL)
			pack_pair(out, *(const Pair *const *)field);
		break;
	case FORM_KIND:
		pack_number(out, *(const MessageKind *)field, 4);
		break;
	case FORM_DATE:
		pack_number(out, (uint64_t) * (const int64_t *)field, 8);
		break;
	}
}

GBytes *
message_pack(const Message *message)
{
	GByteArray *out = g_byte_array_sized_new(8192);

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		pack_field(out, fields[i].form, (const char *)message + fields[i].offset);
	return g_byte_array_free_to_bytes(out);
}

/* What is left to read; nothing more once something was wrong. */
typedef struct {
	const unsigned char *at;
	const unsigned char *end;
	bool is_bad;
} Unpack;

static uint64_t
unpack_number(Unpack *unpack, unsigned bytes)
{
	uint64_t little = 0;

	if (unpack->is_bad || (size_t)(unpack->end - unpack->at) < bytes) {
		unpack->is_bad = true;
		return 0;
	}
	memcpy(&little, unpack->at, bytes);
	unpack->at += bytes;
	return GUINT64_FROM_LE(little);
}

static bool
is_plain(unsigned char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n';
}

/* Whether each of these eight bytes is 0x20 to 0x7e: none loses its highest bit when 0x20 is taken away, gains it when
 * 1 is added, or has it. */
static bool
are_printed(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;

	return (((bytes - ones * 0x20) | (bytes + ones) | bytes) & high) == 0;
}

/* Of ASCII that can be printed, as most strings are all, no more needs to be known. */
static size_t
plain_length(const unsigned char *string, size_t size)
{
	size_t length = 0;
	uint64_t bytes = 0;

	while (length < size) {
		if (size - length >= sizeof bytes) {
			memcpy(&bytes, string + length, sizeof bytes);
			if (are_printed(bytes)) {
				length += sizeof bytes;
				continue;
			}
		}
		if (!is_plain(string[length]))
			return length;
		length++;
	}
	return length;
}

static bool
is_clean(const unsigned char *string, size_t size)
{
	size_t plain = plain_length(string, size);

	string += plain;
	size -= plain;
	for (size_t i = 0; i < size; i++) {
		if ((string[i] < 0x20 && string[i] != '\n' && string[i] != '\t') ||
		    string[i] == 0x7f)
			return false;
		if (string[i] == 0xc2 && i + 1 < size && string[i + 1] < 0xa0)
			return false;
	}
	return g_utf8_validate_len((const char *)string, size, NULL);
}

/* A string, or NULL where that is allowed; never NULL otherwise, whatever came. */
static char *
unpack_string(Unpack *unpack, bool may_be_null)
{
	uint64_t size = unpack_number(unpack, 4);
	const unsigned char *string = unpack->at;
	char *text = NULL;

	if (size == NO_STRING && may_be_null)
		return NULL;
	if (unpack->is_bad || size > (size_t)(unpack->end - unpack->at) ||
	    !is_clean(string, size)) {
		unpack->is_bad = true;
		return g_strdup("");
	}
	unpack->at += size;
	text = g_malloc(size + 1);
	memcpy(text, string, size);
	text[size] = '\0';
	return text;
}

static Pair *
unpack_pair(Unpack *unpack)
{
	Pair *pair = g_new(Pair, 1);

	pair->first = unpack_string(unpack, false);
	pair->second = unpack_string(unpack, false);
	return pair;
}

static MessageAttachment *
unpack_attachment(Unpack *unpack)
{
	MessageAttachment *attachment = g_new0(MessageAttachment, 1);

	attachment->path = unpack_string(unpack, false);
	attachment->name = unpack_string(unpack, false);
	attachment->type = unpack_string(unpack, false);
	attachment->size = (int64_t)unpack_number(unpack, 8);
	attachment->is_inline = unpack_number(unpack, 4) != 0;
	if (attachment->size < 0 || strchr(attachment->name, '/') != NULL)
		unpack->is_bad = true;
	return attachment;
}

static void
unpack_list(Unpack *unpack, Form form, GPtrArray *list)
{
	uint64_t length = unpack_number(unpack, 4);

	for (uint64_t i = 0; i < length && !unpack->is_bad; i++) {
		if (form == FORM_STRINGS)
			g_ptr_array_add(list, unpack_string(unpack, false));
		else if (form == FORM_PAIRS)
			g_ptr_array_add(list, unpack_pair(unpack));
		else
			g_ptr_array_add(list, unpack_attachment(unpack));
	}
}

static void
unpack_from(Unpack *unpack, MessageAddress **from)
{
	if (unpack_number(unpack, 4) != 0)
		*from = (MessageAddress *)unpack_pair(unpack);
}

static void
unpack_kind(Unpack *unpack, MessageKind *kind)
{
	uint64_t number = unpack_number(unpack, 4);

	if (number > MESSAGE_NOTIFICATION)
		unpack->is_bad = true;
	else
		*kind = (MessageKind)number;
}

static void
unpack_field(Unpack *unpack, Form form, void *field)
{
	switch (form) {
	case FORM_STRING:
	case FORM_MAYBE:
		g_free(*(char **)field);
		*(char **)field = unpack_string(unpack, form == FORM_MAYBE);
		break;
	case FORM_STRINGS:
	case FORM_PAIRS:
	case FORM_ATTACHMENTS:
		unpack_list(unpack, form, *(GPtrArray **)field);
		break;
	case FORM_FROM:
		unpack_from(unpack, field);
		break;
	case FORM_KIND:
		unpack_kind(unpack, field);
		break;
	case FORM_DATE:
		*(int64_t *)field = (int64_t)unpack_number(unpack, 8);
		break;
	}
}

Message *
message_unpack(GBytes *packed, GError **error)
{
	g_autoptr(Message) message = message_new();
	size_t size = 0;
	const unsigned char *bytes = g_bytes_get_data(packed, &size);
	Unpack unpack = {bytes, bytes, size == 0};

	if (size > 0)
		unpack.end += size;
	for (size_t i = 0; i < G_N_ELEMENTS(fields) && !unpack.is_bad; i++)
		unpack_field(&unpack, fields[i].form, (char *)message + fields[i].offset);
	if (unpack.is_bad || unpack.at != unpack.end) {
		g_set_error_literal(
		    error, PARSE_ERROR, PARSE_ERROR_MALFORMED, "not a packed message");
		return NULL;
	}
	return g_steal_pointer(&message);
}
