/* SPDX-License-Identifier: Apache-2.0 */
/* How the gateway is. */
#include <inttypes.h>
#include <string.h>

#include "gateway/web/view.h"

static void
add_tile(const View *view, json_t *tiles, const char *name, int64_t count, bool is_bad)
{
	json_array_append_new(
	    tiles, json_pack("{ss, sI, sb}", "label", view_word(view, "status", name), "count",
		       (json_int_t)count, "bad", is_bad && count > 0));
}

static void
set_tiles(const View *view, json_t *out, const json_t *status)
{
	const json_t *mails = json_object_get(status, "mails");
	const json_t *letters = json_object_get(status, "letters");
	const json_t *overdue = json_object_get(status, "overdue");
	json_t *tiles = json_array();

	add_tile(view, tiles, "mails_waiting", view_number(mails, "waiting"), false);
	add_tile(view, tiles, "mails_held",
	    view_number(mails, "held") + view_number(mails, "quarantined"), false);
	add_tile(view, tiles, "letters_waiting", view_number(letters, "waiting"), false);
	add_tile(view, tiles, "letters_failed", view_number(letters, "failed"), true);
	add_tile(view, tiles, "overdue",
	    view_number(overdue, "cases") + view_number(overdue, "requests"), true);
	json_object_set_new(out, "tiles", tiles);
}

static json_t *
place_row(const View *view, const char *name, const char *about, const json_t *worker)
{
	bool working = json_is_true(json_object_get(worker, "working"));
	const char *state = view_text(worker, "state");
	/* the way out has no worker while there is nothing to be sent */
	bool at_rest = about == NULL && view_number(worker, "starts") == 0;
	json_t *row = json_object();

	view_set(row, "name", name);
	view_set(row, "about", about);
	view_set(row, "in_words", state);
	json_object_set_new(row, "place_state",
	    working   ? view_pill(view_word(view, "status", "works"), "done")
	    : at_rest ? view_pill(view_word(view, "status", "at_rest"), "")
		      : view_pill(view_word(view, "status", "stands_still"), "bad"));
	view_set_time(view, row, "heard", view_time(worker, "heard"));
	return row;
}

static void
set_places(const View *view, json_t *out, const json_t *status)
{
	const json_t *gateway = json_object_get(status, "gateway");
	json_t *places = json_array();
	const json_t *mailbox = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(status, "mailboxes"), i, mailbox)
		json_array_append_new(places, place_row(view, view_text(mailbox, "name"),
						  view_text(mailbox, "address"), mailbox));
	if (json_is_object(gateway))
		json_array_append_new(
		    places, place_row(view, view_word(view, "status", "outgoing"), NULL,
				json_object_get(gateway, "outgoing")));
	json_object_set_new(out, "places", places);
}

/* Returns how many. */
static size_t
set_troubles(json_t *out, const json_t *status)
{
	json_t *troubles = json_array();
	const json_t *trouble = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(status, "troubles"), i, trouble) {
		json_t *row = json_object();

		json_object_set_new(row, "id", json_integer(view_number(trouble, "letter")));
		view_set(row, "letter", view_text(trouble, "name"));
		view_take(row, "recipient", view_short(view_text(trouble, "recipient"), 120));
		view_take(row, "result", view_short(view_text(trouble, "result"), 200));
		json_array_append_new(troubles, row);
	}
	view_set_flag(out, "has_troubles", i > 0);
	json_object_set_new(out, "troubles", troubles);
	return i;
}

void
view_status(const View *view, json_t *out)
{
	const json_t *status = json_object_get(view->values, "status");
	const json_t *gateway = json_object_get(status, "gateway");
	const json_t *wrong = json_object_get(gateway, "wrong");
	const char *trouble = view_text(gateway, "trouble");
	json_t *lines = json_array();
	size_t n_troubles = 0;

	set_tiles(view, out, status);
	set_places(view, out, status);
	n_troubles = set_troubles(out, status);
	if (trouble != NULL)
		json_array_append_new(lines, json_string(trouble));
	json_array_extend(lines, (json_t *)wrong);
	view_set_flag(out, "is_wrong", json_array_size(lines) > 0);
	view_set_flag(out, "is_well", json_array_size(lines) == 0 && n_troubles == 0);
	json_object_set_new(out, "wrong", lines);
}
