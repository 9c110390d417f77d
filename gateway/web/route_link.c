/* SPDX-License-Identifier: Apache-2.0 */
/* Where the links of letters lead: /p/TOKEN/DEED. All of it is one screen, and what it shows the gateway says. */
#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/route.h"
#include "gateway/web/web_call.h"

#define DONE "done"

static WebCall *
add_call(const RouteView *view, GPtrArray *calls, const char *name, const char *subcommand)
{
	WebCall *call = web_call_add(calls, name, "link", subcommand);

	web_call_word(call, "token", view->subject);
	web_call_word(call, "deed", view->second);
	web_call_word_if(call, "case", route_query(view, "case"));
	return call;
}

static bool
show_link(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (json_object_size(view->values) > 0)
		return true;
	if (strcmp(view->second, DONE) != 0) {
		add_call(view, calls, "link", "show");
		return true;
	}
	call = add_call(view, calls, "link", "sent");
	web_call_word(call, "form", route_query(view, "form"));
	web_call_flag(call, "wait");
	return true;
}

static bool
act_link(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = add_call(view, calls, "sent", "send");
	const char *text = http_form_get(view->form, "text");

	web_call_word(call, "form", http_form_get(view->form, "nonce"));
	/* programs that look into mails follow links, and run what they find there */
	if (view->is_unpressed)
		web_call_flag(call, "unpressed");
	web_call_word_if(call, "check", http_form_get(view->form, "check"));
	if (*text != '\0')
		web_call_text(call, text);
	return true;
}

/* Where what was sent, once or twice, shows what became of it. */
static char *
to_done(const RouteView *view)
{
	g_autofree char *token = http_form_escape(view->subject);
	g_autofree char *form = http_form_escape(http_form_get(view->form, "nonce"));

	return g_strconcat("/p/", token, "/" DONE "?form=", form, NULL);
}

/* An approval takes who is logged in. */
static char *
on_to_ticket(const RouteView *view)
{
	const json_t *link = json_object_get(view->values, "link");
	const char *number = http_form_get(link, "number");

	if (strcmp(http_form_get(link, "page"), "login") != 0 || !route_is_number(number))
		return NULL;
	return g_strconcat(
	    json_is_true(json_object_get(link, "of_desk")) ? "/desk/" : "/my/", number, NULL);
}

#define LINK .screen = "link", .is_open = true, .is_link = true, .show = show_link

/* One that is not whole looks as one that is none of ours. */
const Route ROUTES_LINK[] = {
    {.pattern = "/p/*/*", LINK, .act = act_link, .after = to_done, .onward = on_to_ticket},
    {.pattern = "/p/*/", LINK},
    {.pattern = "/p/*", LINK},
    {.pattern = "/p/", LINK},
    {.pattern = NULL},
};
