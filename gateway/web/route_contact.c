/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/route_contact.h"

#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/web_call.h"

#define BESIDE_LIMIT 20

static void
add_tickets(const RouteView *view, const char *name, const char *command, GPtrArray *calls)
{
	WebCall *call = web_call_add(calls, name, command, "list");

	web_call_number(call, "limit", BESIDE_LIMIT);
	web_call_flag(call, "words");
	web_call_word(call, "reporter", view->subject);
}

static void
add_show(const RouteView *view, GPtrArray *calls)
{
	web_call_word(web_call_add(calls, "show", "contact", "show"), "address", view->subject);
}

bool
route_contact_show(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (json_object_size(view->values) > 0)
		return true;
	add_show(view, calls);
	add_tickets(view, "list", "case", calls);
	add_tickets(view, "requests", "request", calls);
	call = web_call_add(calls, "languages", "values", NULL);
	web_call_word(call, "kind", "language");
	call->may_fail = true;
	return true;
}

char *
route_contact_shown(const json_t *contact, const char *field)
{
	const json_t *value = json_object_get(contact, field);
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	const json_t *word = NULL;
	size_t i = 0;

	if (strcmp(field, "items") == 0 && !json_is_array(value))
		return g_strdup("all");
	if (strcmp(field, "items") == 0 && json_array_size(value) == 0)
		return g_strdup("none");
	if (!json_is_array(value))
		return g_strdup(json_is_string(value) ? json_string_value(value) : "");
	json_array_foreach (value, i, word)
		g_ptr_array_add(words, (char *)json_string_value(word));
	g_ptr_array_add(words, NULL);
	return g_strjoinv(", ", (char **)words->pdata);
}

/* Those that the form has otherwise than the contact, "" where one is taken away; one call, since a form is good for one. */
static void
act_set(const RouteView *view, GPtrArray *calls)
{
	static const char *const FIELDS[] = {
	    "name", "account", "aliases", "manager", "language", "sees", "items", "approves"};
	const json_t *contact = json_object_get(view->values, "show");
	WebCall *call = web_call_add(calls, "done", "contact", "set");

	web_call_word(call, "address", view->subject);
	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		const char *value = json_string_value(json_object_get(view->form, FIELDS[i]));
		g_autofree char *has = route_contact_shown(contact, FIELDS[i]);

		if (value != NULL && strcmp(value, has) != 0)
			web_call_word(call, FIELDS[i], value);
	}
}

bool
route_contact_act(const RouteView *view, GPtrArray *calls)
{
	const char *done = http_form_get(view->form, "do");
	WebCall *call = NULL;

	if (strcmp(done, "reset") == 0) {
		call = web_call_add(calls, "done", "mfa", "reset");
		web_call_word(call, "address", view->subject);
		return true;
	}
	if (strcmp(done, "deliver") == 0) {
		call = web_call_add(calls, "done", "contact", "set");
		web_call_word(call, "address", view->subject);
		web_call_flag(call, "deliverable");
		return true;
	}
	if (strcmp(done, "save") != 0)
		return false;
	if (json_object_get(view->values, "show") == NULL)
		add_show(view, calls);
	else
		act_set(view, calls);
	return true;
}

bool
route_contact_add(const RouteView *view, GPtrArray *calls)
{
	static const char *const FIELDS[] = {"name", "account"};
	WebCall *call = web_call_add(calls, "done", "contact", "add");

	web_call_word(call, "address", http_form_get(view->form, "address"));
	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
		web_call_word_if(call, FIELDS[i], http_form_get(view->form, FIELDS[i]));
	return true;
}

char *
route_contact_after_add(const RouteView *view)
{
	g_autofree char *address = http_form_escape(http_form_get(view->form, "address"));

	return g_strconcat("/desk/contact/", address, NULL);
}
