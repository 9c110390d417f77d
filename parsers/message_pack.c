/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message as bytes between processes. One table says what a message has; both
 * directions walk it. The reader is the one process that hostile bytes may have taken over, so unpacking
 * believes nothing: every size and count is held against what an honest reader can have made (limits.h), every string
 * is valid UTF-8 without control characters, nothing may be left over, and there is one way to write each message.
 *
 * Numbers are four or eight bytes, lowest first. A string is its size and its bytes; NO_STRING is a NULL. A
 * list is its length and its elements.
 */
#include "parsers/message.h"

#include <string.h>

#include "parsers/file_marks.h"
#include "parsers/limits.h"

#define NO_STRING 0xffffffffu

/* What was decoded may have more bytes than it had in the mail: up to so many times as many. */
#define DECODED 4
#define LONGEST_DATE_MS INT64_C(253402387200000)      /* the year 9999 is over everywhere */
#define SIZES_MAX ((int64_t)LIMIT_MAIL * LIMIT_DEPTH) /* a mail in a mail counts in both */

enum {
	MOST_HEADER = DECODED * LIMIT_HEADER,
	MOST_ADDRESS = DECODED * LIMIT_ADDRESS_HEADER,
	MOST_WORD = 100,
	MOST_PATH = 400,
	MOST_TEXT = 2 * LIMIT_TEXT, /* what is unfolded and marked gets longer */
};

typedef enum {
	FORM_STRING,
	FORM_MAYBE,   /* a string or NULL */
	FORM_STRINGS, /* a list of strings */
	FORM_PAIRS,   /* a list of what begins with two strings and has nothing else */
	FORM_FROM,    /* one of these or none */
	FORM_ATTACHMENTS,
	FORM_CUTS,
	FORM_BOOL,
	FORM_KIND,
	FORM_DATE,
} Form;

static const struct {
	Form form;
	size_t offset;
	uint32_t count; /* so many elements at most, */
	uint32_t bytes; /* each of whose strings is no longer */
	bool lines;     /* and may have several */
} fields[] = {
    {FORM_MAYBE, offsetof(Message, refused), 1, MOST_HEADER, false},
    {FORM_STRINGS, offsetof(Message, limits), MOST_WORD, MOST_WORD, false},
    {FORM_KIND, offsetof(Message, kind), 0, 0, false},
    {FORM_STRING, offsetof(Message, kind_reason), 1, MOST_HEADER, true},
    {FORM_FROM, offsetof(Message, from), 1, MOST_ADDRESS, false},
    {FORM_FROM, offsetof(Message, submitter), 1, MOST_ADDRESS, false},
    {FORM_FROM, offsetof(Message, original_from), 1, MOST_ADDRESS, false},
    {FORM_PAIRS, offsetof(Message, reply_to), LIMIT_RECIPIENTS, MOST_ADDRESS, false},
    {FORM_PAIRS, offsetof(Message, forwarded), LIMIT_FORWARDED, MOST_ADDRESS, false},
    {FORM_PAIRS, offsetof(Message, to), LIMIT_RECIPIENTS, MOST_ADDRESS, false},
    {FORM_PAIRS, offsetof(Message, cc), LIMIT_RECIPIENTS, MOST_ADDRESS, false},
    {FORM_STRINGS, offsetof(Message, delivered_to), LIMIT_REFERENCES, MOST_HEADER, false},
    {FORM_STRING, offsetof(Message, subject), 1, MOST_HEADER, false},
    {FORM_MAYBE, offsetof(Message, message_id), 1, MOST_HEADER, false},
    {FORM_STRINGS, offsetof(Message, references), LIMIT_REFERENCES, MOST_HEADER, false},
    {FORM_DATE, offsetof(Message, date_ms), 0, 0, false},
    {FORM_MAYBE, offsetof(Message, language), 1, MOST_WORD, false},
    {FORM_STRING, offsetof(Message, text), 1, MOST_TEXT, true},
    {FORM_CUTS, offsetof(Message, cut), LIMIT_CUTS, MOST_TEXT, true},
    {FORM_BOOL, offsetof(Message, begins_quoted), 0, 0, false},
    {FORM_ATTACHMENTS, offsetof(Message, attachments), LIMIT_ATTACHMENTS, MOST_HEADER, false},
    {FORM_PAIRS, offsetof(Message, bounce), LIMIT_RECIPIENTS, MOST_HEADER, false},
    {FORM_STRINGS, offsetof(Message, numbers), LIMIT_REFERENCES, MOST_WORD, false},
    {FORM_STRINGS, offsetof(Message, tokens), LIMIT_REFERENCES, MOST_WORD, false},
    {FORM_PAIRS, offsetof(Message, headers), LIMIT_FIELDS, MOST_HEADER, true},
    {FORM_MAYBE, offsetof(Message, whole), 1, MOST_TEXT, true},
    {FORM_MAYBE, offsetof(Message, table), 1, MOST_TEXT, true},
    {FORM_MAYBE, offsetof(Message, styled), 1, MOST_TEXT, true},
    {FORM_STRING, offsetof(Message, content_hash), 1, MOST_WORD, false},
};

/* MessageAddress, -Header and -Bounce are each this. */
typedef struct {
	char *first;
	char *second;
} Pair;

G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageAddress));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageHeader));
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
	pack_number(out, attachment->marks, 4);
}

static void
pack_cut(GByteArray *out, const MessageCut *cut)
{
	pack_number(out, cut->kind, 4);
	pack_string(out, cut->text);
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
		else if (form == FORM_CUTS)
			pack_cut(out, list->pdata[i]);
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
	case FORM_CUTS:
		pack_list(out, form, *(GPtrArray *const *)field);
		break;
	case FORM_FROM:
		pack_number(out, *(MessageAddress *const *)field != NULL, 4);
		if (*(MessageAddress *const *)field != NULL)
			pack_pair(out, *(const Pair *const *)field);
		break;
	case FORM_BOOL:
		pack_number(out, *(const bool *)field, 4);
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
	uint32_t count; /* what the field may have */
	uint32_t bytes;
	bool lines;
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

/* A number that is yes or no. */
static bool
unpack_bool(Unpack *unpack)
{
	uint64_t number = unpack_number(unpack, 4);

	if (number > 1)
		unpack->is_bad = true;
	return number == 1;
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
	if (unpack->is_bad || size > unpack->bytes ||
	    size > (size_t)(unpack->end - unpack->at) ||
	    (!unpack->lines && memchr(string, '\n', size) != NULL) || !is_clean(string, size)) {
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

/* "2", "2.1", "2/tnef:1", "3/smime/1". */
static bool
is_path(const char *path)
{
	size_t size = strlen(path);

	return size <= MOST_PATH &&
	       strspn(path, "0123456789abcdefghijklmnopqrstuvwxyz.:/") == size;
}

static MessageAttachment *
unpack_attachment(Unpack *unpack)
{
	MessageAttachment *attachment = g_new0(MessageAttachment, 1);

	attachment->path = unpack_string(unpack, false);
	attachment->name = unpack_string(unpack, false);
	attachment->type = unpack_string(unpack, false);
	attachment->size = (int64_t)unpack_number(unpack, 8);
	attachment->is_inline = unpack_bool(unpack);
	attachment->marks = (unsigned)unpack_number(unpack, 4);
	if (attachment->marks > FILE_MARKS_ALL || attachment->size < 0 ||
	    attachment->size > LIMIT_MAIL || !is_path(attachment->path) ||
	    strlen(attachment->name) > LIMIT_NAME || strchr(attachment->name, '/') != NULL)
		unpack->is_bad = true;
	return attachment;
}

static MessageCut *
unpack_cut(Unpack *unpack)
{
	MessageCut *cut = g_new(MessageCut, 1);
	uint64_t kind = unpack_number(unpack, 4);

	if (kind > CUT_REF)
		unpack->is_bad = true;
	cut->kind = (MessageCutKind)kind;
	cut->text = unpack_string(unpack, false);
	return cut;
}

static void
check_sizes(Unpack *unpack, const GPtrArray *attachments)
{
	int64_t sum = 0;

	for (unsigned i = 0; i < attachments->len && !unpack->is_bad; i++) {
		const MessageAttachment *attachment = attachments->pdata[i];

		sum += attachment->size;
		if (sum > SIZES_MAX)
			unpack->is_bad = true;
	}
}

static void
unpack_list(Unpack *unpack, Form form, GPtrArray *list)
{
	uint64_t length = unpack_number(unpack, 4);

	if (length > unpack->count)
		unpack->is_bad = true;
	for (uint64_t i = 0; i < length && !unpack->is_bad; i++) {
		if (form == FORM_STRINGS)
			g_ptr_array_add(list, unpack_string(unpack, false));
		else if (form == FORM_PAIRS)
			g_ptr_array_add(list, unpack_pair(unpack));
		else if (form == FORM_CUTS)
			g_ptr_array_add(list, unpack_cut(unpack));
		else
			g_ptr_array_add(list, unpack_attachment(unpack));
	}
	if (form == FORM_ATTACHMENTS)
		check_sizes(unpack, list);
}

static void
unpack_from(Unpack *unpack, MessageAddress **from)
{
	if (unpack_bool(unpack))
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

static int64_t
unpack_date(Unpack *unpack)
{
	int64_t date_ms = (int64_t)unpack_number(unpack, 8);

	if (date_ms < 0 || date_ms > LONGEST_DATE_MS)
		unpack->is_bad = true;
	return date_ms;
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
	case FORM_CUTS:
		unpack_list(unpack, form, *(GPtrArray **)field);
		break;
	case FORM_FROM:
		unpack_from(unpack, field);
		break;
	case FORM_BOOL:
		*(bool *)field = unpack_bool(unpack);
		break;
	case FORM_KIND:
		unpack_kind(unpack, field);
		break;
	case FORM_DATE:
		*(int64_t *)field = unpack_date(unpack);
		break;
	}
}

Message *
message_unpack(GBytes *packed, GError **error)
{
	g_autoptr(Message) message = message_new();
	size_t size = 0;
	const unsigned char *bytes = g_bytes_get_data(packed, &size);
	Unpack unpack = {.at = bytes, .end = bytes, .is_bad = size == 0};

	if (size > 0)
		unpack.end += size;
	for (size_t i = 0; i < G_N_ELEMENTS(fields) && !unpack.is_bad; i++) {
		unpack.count = fields[i].count;
		unpack.bytes = fields[i].bytes;
		unpack.lines = fields[i].lines;
		unpack_field(&unpack, fields[i].form, (char *)message + fields[i].offset);
	}
	if (unpack.is_bad || unpack.at != unpack.end) {
		g_set_error_literal(
		    error, PARSE_ERROR, PARSE_ERROR_MALFORMED, "not a packed message");
		return NULL;
	}
	return g_steal_pointer(&message);
}
