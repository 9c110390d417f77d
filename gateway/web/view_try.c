/* SPDX-License-Identifier: Apache-2.0 */
/* A mail that is tried: the form, and what would become of it, step by step. */
#include <string.h>

#include "gateway/web/view.h"

/* The mailboxes; "": as the mail says, else the first. */
static void
set_mailboxes(const View *view, json_t *out)
{
	const char *chosen = view_query(view, "mailbox");
	json_t *options = json_array();
	const json_t *one = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(view->values, "mailboxes"), i, one) {
		const char *name = view_text(one, "value");

		if (name != NULL)
			json_array_append_new(
			    options, json_pack("{ss, sb}", "value", name, "selected",
					 strcmp(name, chosen) == 0));
	}
	json_object_set_new(out, "mailboxes", options);
}

static json_t *
decision_pill(const json_t *explained, bool is_bad)
{
	const char *decision = view_text(explained, "decision");

	return decision == NULL ? json_null() : view_pill(decision, is_bad ? "bad" : "done");
}

/* What the rules on trial make of it, where that is something else. */
static void
set_trial(json_t *out, const json_t *trial)
{
	json_t *rows = json_array();
	json_t *told = json_object();
	const json_t *one = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(trial, "differences"), i, one) {
		json_t *row = json_pack("{sO, sO}", "before", json_object_get(one, "expected"),
		    "after", json_object_get(one, "found"));

		view_set(row, "what", view_text(one, "key"));
		json_array_append_new(rows, row);
	}
	view_set_flag(told, "differs", json_array_size(rows) > 0);
	json_object_set_new(told, "differences", rows);
	json_object_set_new(told, "decision", decision_pill(trial, false));
	view_set_trace(told, json_object_get(trial, "trace"));
	json_object_set_new(out, "trial", told);
	view_set_flag(out, "is_trial", true);
}

void
view_try(const View *view, json_t *out)
{
	const json_t *list = json_object_get(view->values, "explain");
	const json_t *explained = json_array_get(list, 0);
	const char *refused = view_text(explained, "refused");

	set_mailboxes(view, out);
	if (explained == NULL)
		return;
	view_set_flag(out, "tried", true);
	view_take(out, "tried_name", view_short(view_text(explained, "file"), 80));
	view_set(out, "refused", refused);
	json_object_set_new(out, "decision", decision_pill(explained, refused != NULL));
	view_set_trace(out, json_object_get(explained, "trace"));
	if (json_is_object(json_object_get(explained, "trial")))
		set_trial(out, json_object_get(explained, "trial"));
}
