/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sizes are those of the bytes where they are here: what the reader told before is not believed.
 */
#include "gateway/intake/agent_attachments.h"

#include "gateway/desk/ticket_change.h"
#include "gateway/letters/compose.h"
#include "gateway/model/refusal.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/sanitize.h"

static bool
goes_along(const MessageAttachment *one)
{
	if (!one->is_inline)
		return true;
	if (g_str_has_prefix(one->type, "image/"))
		return one->size > AGENT_FILES_DECORATION;
	return !g_str_has_suffix(one->type, "-signature");
}

MessageAttachment *
agent_attachments_missing(const Message *message)
{
	for (unsigned i = 0; i < message->attachments->len; i++) {
		MessageAttachment *one = message->attachments->pdata[i];

		if (goes_along(one) && one->bytes == NULL && one->lost == NULL)
			return one;
	}
	return NULL;
}

static int64_t
size_of(const MessageAttachment *one)
{
	return one->bytes == NULL ? one->size : (int64_t)g_bytes_get_size(one->bytes);
}

/* Over these limits the reader leaves out parts, and nobody knows which. */
static bool
is_cut(const Message *message)
{
	static const char *const LIMITS[] = {"mail", "depth", "parts", "attachments", NULL};

	for (unsigned i = 0; i < message->limits->len; i++)
		if (g_strv_contains(LIMITS, message->limits->pdata[i]))
			return true;
	return false;
}

char *
agent_attachments_mistake(const Context *context, const Message *message)
{
	const char *language = context->config->language;
	int64_t all = 0;

	if (is_cut(message))
		return refusal_said(context, NULL, "the mail holds more than is read of one");
	for (unsigned i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *one = message->attachments->pdata[i];

		if (!goes_along(one))
			continue;
		if (one->lost != NULL)
			return refusal_text(context->templates, language,
			    "the attachment '{{name}}' cannot be read: {{why}}", "name",
			    one->name, "why", one->lost, NULL);
		all += CLAMP(size_of(one), 0, COMPOSE_FILES_MOST + 1);
	}
	if (all > COMPOSE_FILES_MOST) {
		g_autofree char *most = sanitize_size(COMPOSE_FILES_MOST);

		return refusal_text(context->templates, language,
		    "the attachments are larger than {{size}} together", "size", most, NULL);
	}
	return NULL;
}

MessageAttachment *
agent_attachments_to_forward(const Context *context, const Message *message)
{
	MessageAttachment *missing = agent_attachments_missing(message);
	g_autofree char *mistake = NULL;

	if (missing == NULL || message_kind_is_machine(message->kind) ||
	    !ruleset_forwards(context->config->rules))
		return NULL;
	mistake = agent_attachments_mistake(context, message);
	return mistake == NULL ? missing : NULL;
}

GPtrArray *
agent_attachments_list(const Message *message)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);

	for (unsigned i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *one = message->attachments->pdata[i];
		ComposeAttachment *file = NULL;

		if (!goes_along(one) || one->bytes == NULL)
			continue;
		file = g_new0(ComposeAttachment, 1);
		file->name = one->name[0] == '\0' ? "attachment" : one->name;
		file->type = one->type;
		file->bytes = one->bytes;
		file->marks = one->marks;
		g_ptr_array_add(files, file);
	}
	return files;
}

bool
agent_attachments_keep(Context *context, const Ticket *ticket, const Mail *mail,
    const Message *message, GError **error)
{
	/* a mail that is only explained is not in the spool: nothing can point into it */
	for (unsigned i = 0; mail->id != 0 && i < message->attachments->len; i++) {
		const MessageAttachment *one = message->attachments->pdata[i];

		if (goes_along(one) &&
		    !ticket_change_attach(context, ticket->id, mail->id, one, error))
			return false;
	}
	return true;
}
