/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message as a struct, and as a GVariant of one fixed type between processes. The reader is the one
 * process that hostile bytes may have taken over, so unpacking believes nothing: normal form (which
 * includes valid UTF-8), no control characters, known kinds, sane numbers.
 */
#include "parsers/message.h"

#include <string.h>

#define PACKED_TYPE "(msasysm(ss)a(ss)a(ss)assmsasxmsssa(sssxb)a(ss)asasa(susss)a(ss)a(ss)s)"

G_DEFINE_QUARK(parse - error - quark, parse_error)

static const char *const kind_names[] = {
    [MESSAGE_PERSON] = "person",
    [MESSAGE_LIST] = "list",
    [MESSAGE_AUTO_REPLY] = "auto-reply",
    [MESSAGE_BOUNCE] = "bounce",
    [MESSAGE_DELAYED] = "delayed",
    [MESSAGE_DELIVERED] = "delivered",
    [MESSAGE_COMPLAINT] = "complaint",
    [MESSAGE_RECEIPT] = "receipt",
    [MESSAGE_NOTIFICATION] = "notification",
};

const char *
message_kind_name(MessageKind kind)
{
	g_assert(kind < G_N_ELEMENTS(kind_names));
	return kind_names[kind];
}

bool
message_kind_is_machine(MessageKind kind)
{
	return kind != MESSAGE_PERSON && kind != MESSAGE_LIST;
}

MessageAddress *
message_address_new(const char *address, const char *name)
{
	MessageAddress *made = g_new(MessageAddress, 1);

	made->address = g_strdup(address);
	made->name = g_strdup(name);
	return made;
}

void
message_address_free(MessageAddress *address)
{
	if (address == NULL)
		return;
	g_free(address->address);
	g_free(address->name);
	g_free(address);
}

static void
attachment_free(void *data)
{
	MessageAttachment *attachment = data;

	g_free(attachment->path);
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment);
}

/* MessageAddress, -Header, -Field and -Bounce are each a pair of strings. */
typedef struct {
	char *first;
	char *second;
} Pair;

G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageAddress));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageHeader));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageField));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageBounce));

static void
pair_free(void *data)
{
	Pair *pair = data;

	g_free(pair->first);
	g_free(pair->second);
	g_free(pair);
}

static void
auth_free(void *data)
{
	MessageAuth *auth = data;

	g_free(auth->authserv);
	g_free(auth->method);
	g_free(auth->result);
	g_free(auth->domain);
	g_free(auth);
}

static GPtrArray *
address_list_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)message_address_free);
}

Message *
message_new(void)
{
	Message *message = g_new0(Message, 1);

	message->limits = g_ptr_array_new_with_free_func(g_free);
	message->kind_reason = g_strdup("");
	message->to = address_list_new();
	message->cc = address_list_new();
	message->delivered_to = g_ptr_array_new_with_free_func(g_free);
	message->subject = g_strdup("");
	message->references = g_ptr_array_new_with_free_func(g_free);
	message->text = g_strdup("");
	message->rest = g_strdup("");
	message->attachments = g_ptr_array_new_with_free_func(attachment_free);
	message->bounce = g_ptr_array_new_with_free_func(pair_free);
	message->numbers = g_ptr_array_new_with_free_func(g_free);
	message->tokens = g_ptr_array_new_with_free_func(g_free);
	message->authentication = g_ptr_array_new_with_free_func(auth_free);
	message->headers = g_ptr_array_new_with_free_func(pair_free);
	message->fields = g_ptr_array_new_with_free_func(pair_free);
	message->content_hash = g_strdup("");
	return message;
}

void
message_free(Message *message)
{
	if (message == NULL)
		return;
	g_free(message->refused);
	g_ptr_array_unref(message->limits);
	g_free(message->kind_reason);
	message_address_free(message->from);
	g_ptr_array_unref(message->to);
	g_ptr_array_unref(message->cc);
	g_ptr_array_unref(message->delivered_to);
	g_free(message->subject);
	g_free(message->message_id);
	g_ptr_array_unref(message->references);
	g_free(message->language);
	g_free(message->text);
	g_free(message->rest);
	g_ptr_array_unref(message->attachments);
	g_ptr_array_unref(message->bounce);
	g_ptr_array_unref(message->numbers);
	g_ptr_array_unref(message->tokens);
	g_ptr_array_unref(message->authentication);
	g_ptr_array_unref(message->headers);
	g_ptr_array_unref(message->fields);
	g_free(message->content_hash);
	g_free(message);
}

const char *
message_header(const Message *message, const char *name)
{
	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

static GVariant *
pack_maybe(const char *string)
{
	return g_variant_new("ms", string);
}

static GVariant *
pack_strings(const GPtrArray *strings)
{
	return g_variant_new_strv((const char *const *)strings->pdata, strings->len);
}

static GVariant *
pack_pair(const char *first, const char *second)
{
	GVariant *both[] = {g_variant_new_string(first), g_variant_new_string(second)};

	return g_variant_new_tuple(both, G_N_ELEMENTS(both));
}

/* Any array whose elements begin with two strings. */
static GVariant *
pack_pairs(const GPtrArray *pairs)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
	for (unsigned i = 0; i < pairs->len; i++) {
		const Pair *pair = pairs->pdata[i];

		g_variant_builder_add_value(&builder, pack_pair(pair->first, pair->second));
	}
	return g_variant_builder_end(&builder);
}

static GVariant *
pack_from(const MessageAddress *from)
{
	return g_variant_new_maybe(
	    G_VARIANT_TYPE("(ss)"), from == NULL ? NULL : pack_pair(from->address, from->name));
}

static GVariant *
pack_attachments(const GPtrArray *attachments)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a(sssxb)"));
	for (unsigned i = 0; i < attachments->len; i++) {
		const MessageAttachment *a = attachments->pdata[i];

		g_variant_builder_add(
		    &builder, "(sssxb)", a->path, a->name, a->type, a->size, a->is_inline);
	}
	return g_variant_builder_end(&builder);
}

static GVariant *
pack_authentication(const GPtrArray *results)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("a(susss)"));
	for (unsigned i = 0; i < results->len; i++) {
		const MessageAuth *a = results->pdata[i];

		g_variant_builder_add(
		    &builder, "(susss)", a->authserv, a->hop, a->method, a->result, a->domain);
	}
	return g_variant_builder_end(&builder);
}

GVariant *
message_pack(const Message *message)
{
	GVariant *fields[] = {
	    pack_maybe(message->refused),
	    pack_strings(message->limits),
	    g_variant_new_byte((uint8_t)message->kind),
	    g_variant_new_string(message->kind_reason),
	    pack_from(message->from),
	    pack_pairs(message->to),
	    pack_pairs(message->cc),
	    pack_strings(message->delivered_to),
	    g_variant_new_string(message->subject),
	    pack_maybe(message->message_id),
	    pack_strings(message->references),
	    g_variant_new_int64(message->date_ms),
	    pack_maybe(message->language),
	    g_variant_new_string(message->text),
	    g_variant_new_string(message->rest),
	    pack_attachments(message->attachments),
	    pack_pairs(message->bounce),
	    pack_strings(message->numbers),
	    pack_strings(message->tokens),
	    pack_authentication(message->authentication),
	    pack_pairs(message->headers),
	    pack_pairs(message->fields),
	    g_variant_new_string(message->content_hash),
	};

	return g_variant_new_tuple(fields, G_N_ELEMENTS(fields));
}

/* A walk over the packed form that remembers whether anything in it was not as it should be. */
typedef struct {
	GVariantIter fields;
	bool bad;
} Unpack;

static bool
string_is_clean(const char *string)
{
	for (const unsigned char *p = (const unsigned char *)string; *p != '\0'; p++) {
		if ((*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f)
			return false;
		if (*p == 0xc2 && p[1] < 0xa0)
			return false;
	}
	return true;
}

static char *
unpack_copy(Unpack *unpack, const char *string)
{
	if (string != NULL && !string_is_clean(string))
		unpack->bad = true;
	return g_strdup(string);
}

static void
unpack_string(Unpack *unpack, char **string)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);

	g_free(*string);
	*string = unpack_copy(unpack, g_variant_get_string(field, NULL));
}

static void
unpack_maybe(Unpack *unpack, char **string)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	g_autoptr(GVariant) inner = g_variant_get_maybe(field);

	*string = inner == NULL ? NULL : unpack_copy(unpack, g_variant_get_string(inner, NULL));
}

static void
unpack_strings(Unpack *unpack, GPtrArray *strings)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	GVariantIter iter;
	const char *string = NULL;

	g_variant_iter_init(&iter, field);
	while (g_variant_iter_next(&iter, "&s", &string))
		g_ptr_array_add(strings, unpack_copy(unpack, string));
}

static void
unpack_pairs(Unpack *unpack, GPtrArray *pairs)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	GVariantIter iter;
	const char *first = NULL;
	const char *second = NULL;

	g_variant_iter_init(&iter, field);
	while (g_variant_iter_next(&iter, "(&s&s)", &first, &second)) {
		Pair *pair = g_new(Pair, 1);

		pair->first = unpack_copy(unpack, first);
		pair->second = unpack_copy(unpack, second);
		g_ptr_array_add(pairs, pair);
	}
}

static void
unpack_from(Unpack *unpack, MessageAddress **from)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	g_autoptr(GVariant) inner = g_variant_get_maybe(field);
	const char *address = NULL;
	const char *name = NULL;

	if (inner == NULL)
		return;
	g_variant_get(inner, "(&s&s)", &address, &name);
	if (!string_is_clean(address) || !string_is_clean(name))
		unpack->bad = true;
	*from = message_address_new(address, name);
}

static void
unpack_attachments(Unpack *unpack, GPtrArray *attachments)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	GVariantIter iter;
	const char *path = NULL;
	const char *name = NULL;
	const char *type = NULL;
	int64_t size = 0;
	int is_inline = 0;

	g_variant_iter_init(&iter, field);
	while (
	    g_variant_iter_next(&iter, "(&s&s&sxb)", &path, &name, &type, &size, &is_inline)) {
		MessageAttachment *attachment = g_new(MessageAttachment, 1);

		attachment->path = unpack_copy(unpack, path);
		attachment->name = unpack_copy(unpack, name);
		attachment->type = unpack_copy(unpack, type);
		attachment->size = size;
		attachment->is_inline = is_inline != 0;
		unpack->bad = unpack->bad || size < 0 || strchr(name, '/') != NULL;
		g_ptr_array_add(attachments, attachment);
	}
}

static void
unpack_authentication(Unpack *unpack, GPtrArray *results)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	GVariantIter iter;
	const char *authserv = NULL;
	const char *method = NULL;
	const char *result = NULL;
	const char *domain = NULL;
	unsigned hop = 0;

	g_variant_iter_init(&iter, field);
	while (g_variant_iter_next(
	    &iter, "(&su&s&s&s)", &authserv, &hop, &method, &result, &domain)) {
		MessageAuth *auth = g_new(MessageAuth, 1);

		auth->authserv = unpack_copy(unpack, authserv);
		auth->hop = hop;
		auth->method = unpack_copy(unpack, method);
		auth->result = unpack_copy(unpack, result);
		auth->domain = unpack_copy(unpack, domain);
		g_ptr_array_add(results, auth);
	}
}

static void
unpack_kind(Unpack *unpack, MessageKind *kind)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);
	uint8_t number = g_variant_get_byte(field);

	if (number < G_N_ELEMENTS(kind_names))
		*kind = number;
	else
		unpack->bad = true;
}

static void
unpack_date(Unpack *unpack, int64_t *date_ms)
{
	g_autoptr(GVariant) field = g_variant_iter_next_value(&unpack->fields);

	*date_ms = g_variant_get_int64(field);
}

Message *
message_unpack(GVariant *packed, GError **error)
{
	g_autoptr(Message) message = message_new();
	Unpack unpack = {0};

	if (!g_variant_is_of_type(packed, G_VARIANT_TYPE(PACKED_TYPE)) ||
	    !g_variant_is_normal_form(packed)) {
		g_set_error_literal(
		    error, PARSE_ERROR, PARSE_ERROR_MALFORMED, "not a packed message");
		return NULL;
	}
	g_variant_iter_init(&unpack.fields, packed);
	unpack_maybe(&unpack, &message->refused);
	unpack_strings(&unpack, message->limits);
	unpack_kind(&unpack, &message->kind);
	unpack_string(&unpack, &message->kind_reason);
	unpack_from(&unpack, &message->from);
	unpack_pairs(&unpack, message->to);
	unpack_pairs(&unpack, message->cc);
	unpack_strings(&unpack, message->delivered_to);
	unpack_string(&unpack, &message->subject);
	unpack_maybe(&unpack, &message->message_id);
	unpack_strings(&unpack, message->references);
	unpack_date(&unpack, &message->date_ms);
	unpack_maybe(&unpack, &message->language);
	unpack_string(&unpack, &message->text);
	unpack_string(&unpack, &message->rest);
	unpack_attachments(&unpack, message->attachments);
	unpack_pairs(&unpack, message->bounce);
	unpack_strings(&unpack, message->numbers);
	unpack_strings(&unpack, message->tokens);
	unpack_authentication(&unpack, message->authentication);
	unpack_pairs(&unpack, message->headers);
	unpack_pairs(&unpack, message->fields);
	unpack_string(&unpack, &message->content_hash);
	if (unpack.bad) {
		g_set_error_literal(error, PARSE_ERROR, PARSE_ERROR_MALFORMED,
		    "a packed message with impossible values");
		return NULL;
	}
	return g_steal_pointer(&message);
}
