/* SPDX-License-Identifier: Apache-2.0 */
/* Contacts, and one of them with their tickets. */
#include <string.h>

#include "gateway/web/route_contact.h"
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

/* What was typed where that was refused, else what it has: never what a link says. Borrowed. */
static const char *
typed_or(const View *view, const char *field, const char *has)
{
	const json_t *typed =
	    view->page->query == NULL ? NULL : json_object_get(view->page->query, field);

	return view->page->notice != NULL && json_is_string(typed) ? json_string_value(typed)
								   : has;
}

static void
set_field(const View *view, json_t *out, const char *field, const char *has)
{
	g_autofree char *key = g_strconcat("f_", field, NULL);

	view_set(out, key, typed_or(view, field, has));
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
	set_field(view, out, "address", NULL);
	set_field(view, out, "name", NULL);
	set_field(view, out, "account", NULL);
	json_object_set_new(out, "contacts", contacts);
}

static void
add_option(json_t *options, const char *value, const char *label, bool chosen)
{
	json_array_append_new(options,
	    json_pack("{ss, ss, sb}", "value", value, "label", label, "selected", chosen));
}

/* The desk's language, and those that there are letters in. */
static void
set_languages(const View *view, json_t *out, const char *has)
{
	json_t *options = json_array();
	const json_t *one = NULL;
	size_t i = 0;

	add_option(
	    options, "", view_word(view, "languages", "none"), has == NULL || *has == '\0');
	json_array_foreach (json_object_get(view->values, "languages"), i, one) {
		const char *value = view_text(one, "value");

		add_option(options, value, view_word(view, "languages", value),
		    g_strcmp0(value, has) == 0);
	}
	json_object_set_new(out, "languages", options);
}

static void
set_sees(const View *view, json_t *out, const char *has)
{
	static const char *const SEES[] = {"own", "organisation"};
	json_t *options = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(SEES); i++)
		add_option(options, SEES[i], view_word(view, "sees", SEES[i]),
		    g_strcmp0(SEES[i], has) == 0);
	json_object_set_new(out, "may_see", options);
}

static void
set_form(const View *view, json_t *out, const json_t *contact)
{
	static const char *const FIELDS[] = {
	    "name", "account", "manager", "aliases", "approves", "items"};

	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		g_autofree char *has = route_contact_shown(contact, FIELDS[i]);

		set_field(view, out, FIELDS[i], has);
	}
	set_languages(view, out, typed_or(view, "language", view_text(contact, "language")));
	set_sees(view, out, typed_or(view, "sees", view_text(contact, "sees")));
	view_set_flag(
	    out, "came_back", json_is_true(json_object_get(contact, "undeliverable")));
	view_set_flag(out, "may_reset",
	    view->page->is_operator && json_is_object(json_object_get(contact, "app")));
	view_set_flag(out, "is_there", contact != NULL);
}

void
view_contact(const View *view, json_t *out)
{
	const json_t *contact = json_object_get(view->values, "show");
	json_t *rows = view_ticket_rows(view, json_object_get(view->values, "list"));
	json_t *requests = view_ticket_rows(view, json_object_get(view->values, "requests"));
	json_t *groups = json_array();

	set_contact(view, out, contact);
	set_form(view, out, contact);
	json_array_extend(rows, requests);
	json_decref(requests);
	if (json_array_size(rows) > 0)
		json_array_append_new(groups, json_pack("{so}", "rows", json_incref(rows)));
	json_decref(rows);
	json_object_set_new(out, "groups", groups);
}
