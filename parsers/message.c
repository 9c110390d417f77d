/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The message as a struct. How it travels: message_pack.c.
 */
#include "parsers/message.h"

GQuark
parse_error_quark(void)
{
	return g_quark_from_static_string("parse-error");
}

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
	g_clear_pointer(&attachment->bytes, g_bytes_unref);
	g_free(attachment->lost);
	g_free(attachment);
}

/* MessageAddress, -Header and -Bounce are each a pair of strings. */
typedef struct {
	char *first;
	char *second;
} Pair;

G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageAddress));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageHeader));
G_STATIC_ASSERT(sizeof(Pair) == sizeof(MessageBounce));

static void
pair_free(void *data)
{
	Pair *pair = data;

	g_free(pair->first);
	g_free(pair->second);
	g_free(pair);
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
	message->reply_to = address_list_new();
	message->forwarded = address_list_new();
	message->to = address_list_new();
	message->cc = address_list_new();
	message->delivered_to = g_ptr_array_new_with_free_func(g_free);
	message->subject = g_strdup("");
	message->references = g_ptr_array_new_with_free_func(g_free);
	message->text = g_strdup("");
	message->cut = message_cut_list_new();
	message->attachments = g_ptr_array_new_with_free_func(attachment_free);
	message->bounce = g_ptr_array_new_with_free_func(pair_free);
	message->numbers = g_ptr_array_new_with_free_func(g_free);
	message->tokens = g_ptr_array_new_with_free_func(g_free);
	message->headers = g_ptr_array_new_with_free_func(pair_free);
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
	message_address_free(message->submitter);
	message_address_free(message->original_from);
	g_ptr_array_unref(message->reply_to);
	g_ptr_array_unref(message->forwarded);
	g_ptr_array_unref(message->to);
	g_ptr_array_unref(message->cc);
	g_ptr_array_unref(message->delivered_to);
	g_free(message->subject);
	g_free(message->message_id);
	g_ptr_array_unref(message->references);
	g_free(message->language);
	g_free(message->text);
	g_ptr_array_unref(message->cut);
	g_ptr_array_unref(message->attachments);
	g_ptr_array_unref(message->bounce);
	g_ptr_array_unref(message->numbers);
	g_ptr_array_unref(message->tokens);
	g_ptr_array_unref(message->headers);
	g_free(message->whole);
	g_free(message->table);
	g_free(message->styled);
	g_free(message->content_hash);
	origin_free(message->origin);
	g_free(message->scan);
	g_free(message);
}

const char *
message_header(const Message *message, const char *name)
{
	for (unsigned i = 0; i < message->headers->len; i++) {
		const MessageHeader *header = message->headers->pdata[i];

		if ((*header->name & 0x1f) == (*name & 0x1f) &&
		    g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

const char *
message_whole_subject(const Message *message)
{
	const char *whole = message_header(message, "Subject");

	return whole == NULL ? message->subject : whole;
}
