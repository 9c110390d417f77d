/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Message-ID in a text is known by its label, which in any language has an "id" in it: "Message-ID:", "Bericht-id:",
 * "Nachrichten-ID:", "Identifiant:".
 */
#include "parsers/bounce_returned.h"

#include <string.h>

#include "parsers/body.h"
#include "parsers/charset.h"
#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/mime_tree.h"
#include "parsers/text.h"
#include "parsers/ticket_refs.h"

typedef struct {
	Message *message;          /* foreign */
	const char *const *shapes; /* foreign; of ticket_refs.h */
	GPtrArray *ids;            /* own; of char * */
	GPtrArray *numbers; /* own; of char *: of texts, which count where no subject has one */
} Returned;

static void
take_header(Returned *returned, const Part *mail)
{
	g_autofree char *id = part_header(mail, "Message-ID");
	g_autofree char *subject = part_header(mail, "Subject");
	g_autofree char *title =
	    header_text(subject == NULL ? "" : subject, part_likely_charset(mail));

	if (id != NULL)
		header_ids(id, returned->ids);
	ticket_refs_numbers(title, returned->shapes, returned->message->numbers);
}

/* Whether what stands in front of the colon names an id. */
static bool
is_id_label(const char *line, const char *colon)
{
	for (const char *p = line; p + 1 < colon; p++) {
		if ((p[0] | 0x20) == 'i' && (p[1] | 0x20) == 'd')
			return true;
	}
	return false;
}

static void
take_text(Returned *returned, const char *text)
{
	const char *end = NULL;

	for (const char *line = text; *line != '\0'; line = end + (*end == '\n')) {
		const char *colon = line + strcspn(line, ":\n");

		end = colon + strcspn(colon, "\n");
		if (*colon == ':' && is_id_label(line, colon)) {
			g_autofree char *value =
			    g_strndup(colon + 1, (size_t)(end - colon - 1));

			header_ids(value, returned->ids);
		}
	}
	ticket_refs_numbers(text, returned->shapes, returned->numbers);
	ticket_refs_tokens(text, returned->message->tokens);
}

static char *
leaf_text(const Part *part, GPtrArray *limits)
{
	bool has_more = false;
	g_autoptr(GBytes) bytes = NULL;
	const char *data = NULL;
	size_t size = 0;

	if (part_is(part, "text/html"))
		return body_part_text(part, limits);
	bytes = part_decode(part, LIMIT_HEADERS, &has_more);
	data = g_bytes_get_data(bytes, &size);
	return text_clean(charset_to_utf8(data, size, part->charset));
}

/* "text/rfc822-headers", "message/global-headers" */
static void
take_leaf(Returned *returned, const Part *part)
{
	g_autofree char *text = NULL;

	if (!g_str_has_prefix(part->type, "text/") && !g_str_has_prefix(part->type, "message/"))
		return;
	text = leaf_text(part, returned->message->limits);
	if (g_str_has_suffix(part->type, "headers")) {
		g_autoptr(Part) header =
		    mime_tree(text, strlen(text), returned->message->limits);

		take_header(returned, header);
	}
	take_text(returned, text);
}

static void
take_part(Returned *returned, const Part *part)
{
	const Part *mail = part_embedded(part);

	if (mail != NULL)
		take_header(returned, mail);
	else if (!part_is_multipart(part))
		take_leaf(returned, part);
	for (unsigned i = 0; part->children != NULL && i < part->children->len; i++)
		take_part(returned, part->children->pdata[i]);
}

/* In front of the others, and once. */
static void
prepend(GPtrArray *list, const char *id)
{
	unsigned at = 0;

	if (g_ptr_array_find_with_equal_func(list, id, g_str_equal, &at))
		g_ptr_array_remove_index(list, at);
	else if (list->len == LIMIT_REFERENCES)
		g_ptr_array_set_size(list, LIMIT_REFERENCES - 1);
	g_ptr_array_insert(list, 0, g_strdup(id));
}

void
bounce_returned_read(const Part *top, const char *const *shapes, Message *message)
{
	Returned returned = {.message = message,
	    .shapes = shapes,
	    .ids = g_ptr_array_new_with_free_func(g_free),
	    .numbers = g_ptr_array_new_with_free_func(g_free)};

	take_part(&returned, top);
	for (unsigned i = returned.ids->len; i-- > 0;)
		prepend(message->references, returned.ids->pdata[i]);
	while (message->numbers->len == 0 && returned.numbers->len > 0)
		g_ptr_array_add(message->numbers, g_ptr_array_steal_index(returned.numbers, 0));
	g_ptr_array_unref(returned.ids);
	g_ptr_array_unref(returned.numbers);
}
