/* SPDX-License-Identifier: Apache-2.0 */
/* The letters that a form would write, before it does: what they say, to whom, and the form itself to be sent or changed. */
#include <string.h>

#include "gateway/web/view.h"

#define DESK "/desk/"

static json_t *
letter_of(const json_t *letter)
{
	const char *name = view_text(letter, "to");
	const char *address = view_text(letter, "address");
	json_t *out = json_object();

	view_set(out, "to", name != NULL && *name != '\0' ? name : address);
	view_set(out, "address", address);
	view_set(out, "letter_subject", view_text(letter, "subject"));
	view_set(out, "letter_text", view_text(letter, "text"));
	view_set(out, "letter_html", view_text(letter, "html"));
	return out;
}

/* Where its ticket is: below that is this page. */
static void
set_path(const View *view, json_t *out)
{
	const char *path = view->page->path == NULL ? "" : view->page->path;
	const char *end = strrchr(path, '/');
	g_autofree char *ticket = g_strndup(path, end == NULL ? 0 : (gsize)(end - path));

	view_set(out, "ticket_path", ticket);
	view_set(out, "ticket", g_str_has_prefix(ticket, DESK) ? ticket + strlen(DESK) : "");
}

void
view_preview(const View *view, json_t *out)
{
	const json_t *preview = json_object_get(view->values, "preview");
	const json_t *letter = NULL;
	json_t *letters = json_array();
	size_t i = 0;

	json_array_foreach (json_object_get(preview, "letters"), i, letter)
		json_array_append_new(letters, letter_of(letter));
	view_set_flag(out, "none", preview != NULL && json_array_size(letters) == 0);
	json_object_set_new(out, "letters", letters);
	view_set(out, "number", view_text(preview, "number"));
	set_path(view, out);
	view_set(out, "unheard", view_text(preview, "unheard"));
	view_set(out, "chosen", view_query(view, "do"));
	view_set(out, "chosen_label", view_word(view, "act", view_query(view, "do")));
	view_set(out, "last", view_query(view, "last"));
}
