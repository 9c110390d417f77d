/* SPDX-License-Identifier: Apache-2.0 */
/* The letters that a form would write, before it does: what they say, to whom, and the form itself to be sent or changed. */
#include <string.h>

#include "gateway/web/view.h"

#define DESK "/desk/"
#define LETTERS_MOST 2 /* shown of those that go to many people */
#define TEXT_MOST 7000 /* characters of a letter */

/* A text as a page holds it. Caller owns; NULL: there is none. */
static char *
beginning_of(const char *text)
{
	g_autofree char *cut = NULL;

	if (text == NULL || g_utf8_strlen(text, -1) <= TEXT_MOST)
		return g_strdup(text);
	cut = g_utf8_substring(text, 0, TEXT_MOST);
	return g_strconcat(cut, "\n\342\200\246", NULL);
}

static json_t *
letter_of(const json_t *letter)
{
	const char *name = view_text(letter, "to");
	const char *address = view_text(letter, "address");
	json_t *out = json_object();

	view_set(out, "to", name != NULL && *name != '\0' ? name : address);
	view_set(out, "address", address);
	view_set(out, "letter_subject", view_text(letter, "subject"));
	view_take(out, "letter_text", beginning_of(view_text(letter, "text")));
	view_take(out, "letter_html", beginning_of(view_text(letter, "html")));
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
		if (i < LETTERS_MOST)
			json_array_append_new(letters, letter_of(letter));
	if (i > LETTERS_MOST)
		json_object_set_new(out, "more", json_integer((json_int_t)(i - LETTERS_MOST)));
	view_set_flag(out, "none", preview != NULL && json_array_size(letters) == 0);
	json_object_set_new(out, "letters", letters);
	view_set(out, "number", view_text(preview, "number"));
	set_path(view, out);
	view_set(out, "unheard", view_text(preview, "unheard"));
	view_set(out, "chosen", view_query(view, "do"));
	view_set(out, "chosen_label", view_word(view, "act", view_query(view, "do")));
	view_set(out, "last", view_query(view, "last"));
}
