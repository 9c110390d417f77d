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

void
view_try(const View *view, json_t *out)
{
	const json_t *list = json_object_get(view->values, "explain");
	const json_t *explained = json_array_get(list, 0);
	const char *refused = view_text(explained, "refused");
	const char *decision = view_text(explained, "decision");

	set_mailboxes(view, out);
	if (explained == NULL)
		return;
	view_set_flag(out, "tried", true);
	view_take(out, "tried_name", view_short(view_text(explained, "file"), 80));
	view_set(out, "refused", refused);
	if (decision != NULL)
		json_object_set_new(
		    out, "decision", view_pill(decision, refused == NULL ? "done" : "bad"));
	view_set_trace(out, json_object_get(explained, "trace"));
}
