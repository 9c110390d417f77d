/* SPDX-License-Identifier: Apache-2.0 */
/* Letters on their way. */
#include <string.h>

#include "gateway/web/view.h"

static const char *
class_of(const char *state)
{
	return g_strcmp0(state, "sent") == 0      ? "done"
	       : g_strcmp0(state, "failed") == 0  ? "bad"
	       : g_strcmp0(state, "waiting") == 0 ? "us"
						  : "";
}

static json_t *
letter_row(const View *view, const json_t *letter)
{
	const char *state = view_text(letter, "state");
	int64_t at_ms = view_time(letter, "sent");
	json_t *row = json_object();

	json_object_set_new(row, "id", json_integer(view_number(letter, "id")));
	view_set(row, "letter", view_text(letter, "name"));
	view_take(row, "subject", view_short(view_text(letter, "subject"), 160));
	view_take(row, "recipient", view_short(view_text(letter, "recipient"), 120));
	view_set(row, "ticket", view_text(letter, "ticket"));
	view_set_time(view, row, "at", at_ms != 0 ? at_ms : view_time(letter, "created"));
	view_take(row, "result", view_short(view_text(letter, "result"), 200));
	view_set_flag(row, "failed", g_strcmp0(state, "failed") == 0);
	if (state != NULL)
		json_object_set_new(row, "letter_state",
		    view_pill(view_word(view, "letter_states", state), class_of(state)));
	return row;
}

void
view_letters(const View *view, json_t *out)
{
	static const ViewTab TABS[] = {
	    {"", "letters_all"},
	    {"waiting", "letters_waiting"},
	    {"failed", "letters_failed"},
	    {NULL, NULL},
	};
	const json_t *list = json_object_get(view->values, "list");
	json_t *letters = json_array();
	const json_t *letter = NULL;
	size_t i = 0;

	view_set_tabs(view, out, "/desk/letters", TABS);
	view_set_next(view, out, "/desk/letters", list, "id");
	json_array_foreach (list, i, letter)
		json_array_append_new(letters, letter_row(view, letter));
	view_set_flag(out, "any", json_array_size(letters) > 0);
	json_object_set_new(out, "letters", letters);
}
