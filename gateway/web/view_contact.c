/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts, and one of them with their tickets. */
#include <string.h>

#include "gateway/web/view.h"

static void
set_contact(const View *view, json_t *out, const json_t *contact)
{
	const char *name = view_text(contact, "name");
	const char *address = view_text(contact, "address");
	const char *sees = view_text(contact, "sees");
	const json_t *app = json_object_get(contact, "app");
	bool known = json_is_true(json_object_get(contact, "known"));
	const char *word = json_is_true(json_object_get(contact, "undeliverable"))
			       ? "undeliverable"
			   : known ? "known"
				   : "unknown";

	view_set(out, "name", name != NULL ? name : address);
	view_set(out, "address", address);
	view_set(out, "account", view_text(contact, "account"));
	view_set(out, "manager", view_text(contact, "manager"));
	view_set(out, "language",
	    view_word(view, "languages",
		view_text(contact, "language") != NULL ? view_text(contact, "language")
						       : "none"));
	view_set(out, "sees", sees == NULL ? NULL : view_word(view, "sees", sees));
	json_object_set_new(out, "known",
	    view_pill(view_word(view, "contact", word), strcmp(word, "known") == 0 ? "done"
							: strcmp(word, "undeliverable") == 0
							    ? "bad"
							    : ""));
	json_object_set_new(out, "app",
	    json_is_object(app)
		? view_pill(view_word(view, "apps", view_text(app, "state")),
		      g_strcmp0(view_text(app, "state"), "active") == 0   ? "done"
		      : g_strcmp0(view_text(app, "state"), "locked") == 0 ? "bad"
									  : "wait")
		: view_pill(view_word(view, "apps", "none"), ""));
}

void
view_contacts(const View *view, json_t *out)
{
	const json_t *list = json_object_get(view->values, "list");
	json_t *contacts = json_array();

	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *row = json_object();

		set_contact(view, row, json_array_get(list, i));
		json_array_append_new(contacts, row);
	}
	view_set_next(view, out, "/desk/contacts", list, "address");
	view_set_flag(out, "any", json_array_size(contacts) > 0);
	json_object_set_new(out, "contacts", contacts);
}

void
view_contact(const View *view, json_t *out)
{
	const json_t *contact = json_object_get(view->values, "show");
	json_t *rows = view_ticket_rows(view, json_object_get(view->values, "list"));
	json_t *requests = view_ticket_rows(view, json_object_get(view->values, "requests"));
	g_autoptr(GString) aliases = g_string_new(NULL);
	const json_t *alias = NULL;
	json_t *groups = json_array();
	size_t i = 0;

	set_contact(view, out, contact);
	json_array_foreach (json_object_get(contact, "aliases"), i, alias)
		g_string_append_printf(
		    aliases, "%s%s", i == 0 ? "" : ", ", json_string_value(alias));
	view_set(out, "aliases", aliases->str);
	json_array_extend(rows, requests);
	json_decref(requests);
	if (json_array_size(rows) > 0)
		json_array_append_new(groups, json_pack("{so}", "rows", json_incref(rows)));
	json_decref(rows);
	json_object_set_new(out, "groups", groups);
}
