/* SPDX-License-Identifier: Apache-2.0 */
/* The customers' pages: logging in by a code, what is theirs, and what they send. */
#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/route.h"
#include "gateway/web/web_call.h"

#define FIELD "f." /* the names of what a form asks for, beside those of the page, begin so */

/* One call, unless it was made. */
static WebCall *
add_once(const RouteView *view, GPtrArray *calls, const char *name, const char *subcommand)
{
	return route_is_first(view) ? web_call_add(calls, name, "my", subcommand) : NULL;
}

static bool
show_list(const RouteView *view, GPtrArray *calls)
{
	add_once(view, calls, "list", "list");
	return true;
}

/* Those questions first that what is typed asks. */
static void
add_faq(const RouteView *view, GPtrArray *calls, const char *typed)
{
	WebCall *call = add_once(view, calls, "faq", "faq");

	if (call != NULL)
		web_call_word_if(call, "text", typed);
}

static bool
show_new(const RouteView *view, GPtrArray *calls)
{
	add_once(view, calls, "new", "new");
	add_faq(view, calls, http_form_get(view->form, "title"));
	return true;
}

static bool
show_faq(const RouteView *view, GPtrArray *calls)
{
	add_faq(view, calls, route_query(view, "text"));
	return true;
}

static bool
show_catalog(const RouteView *view, GPtrArray *calls)
{
	add_once(view, calls, "catalog", "catalog");
	return true;
}

static bool
show_item(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = add_once(view, calls, "form", "form");

	if (call != NULL)
		web_call_word(call, "item", view->subject);
	return true;
}

static bool
show_app(const RouteView *view, GPtrArray *calls)
{
	add_once(view, calls, "app", "app");
	return true;
}

/* Of a draft its form, too, with what it has. */
static bool
show_ticket(const RouteView *view, GPtrArray *calls)
{
	const json_t *show = json_object_get(view->values, "show");
	WebCall *call = NULL;

	if (route_is_first(view))
		call = web_call_add(calls, "show", "my", "show");
	else if (json_is_true(json_object_get(show, "may_complete")) &&
		 json_object_get(view->values, "form") == NULL)
		call = web_call_add(calls, "form", "my", "form");
	if (call == NULL)
		return true;
	web_call_word(call, "number", view->subject);
	call->may_fail = strcmp(call->name, "form") == 0;
	return true;
}

static bool
show_sent(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = add_once(view, calls, "sent", "sent");

	if (call == NULL)
		return true;
	web_call_word(call, "form", view->subject);
	web_call_flag(call, "wait");
	return true;
}

/* First what the files are called, then the bytes of one. */
static bool
show_file(const RouteView *view, GPtrArray *calls)
{
	bool first = route_is_first(view);
	WebCall *call = NULL;

	if (json_object_get(view->values, "error") != NULL ||
	    json_object_get(view->values, "file") != NULL)
		return true;
	call = web_call_add(calls, first ? "files" : "file", "my", "attachment");
	web_call_word(call, "number", view->subject);
	if (first)
		return true;
	web_call_word(call, "n", view->second);
	call->is_raw = true;
	return true;
}

static bool
act_ask(const RouteView *view, GPtrArray *calls)
{
	web_call_word(web_call_add(calls, "enter", "login", "ask"), "address",
	    http_form_get(view->form, "address"));
	return true;
}

static bool
act_code(const RouteView *view, GPtrArray *calls)
{
	web_call_word(web_call_add(calls, "enter", "login", "code"), "code",
	    http_form_get(view->form, "code"));
	return true;
}

/* Those fields of the form whose names begin so, without that. */
static void
add_fields(const RouteView *view, WebCall *call)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
	const char *name = NULL;
	json_t *value = NULL;

	json_object_foreach (view->form, name, value)
		if (g_str_has_prefix(name, FIELD) && json_is_string(value))
			g_ptr_array_add(fields, g_strdup_printf("%s=%s", name + strlen(FIELD),
						    json_string_value(value)));
	if (fields->len > 0)
		g_variant_dict_insert_value(call->words, "field",
		    g_variant_new_strv(
			(const char *const *)fields->pdata, (gssize)fields->len));
}

static WebCall *
add_send(const RouteView *view, GPtrArray *calls, const char *deed)
{
	WebCall *call = web_call_add(calls, "done", "my", "send");
	const char *text = http_form_get(view->form, "text");

	web_call_word(call, "deed", deed);
	if (view->files != NULL && view->files->len > 0)
		web_call_files(call, text, view->files);
	else if (*text != '\0')
		web_call_text(call, text);
	return call;
}

static bool
act_new(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = add_send(view, calls, "open");

	web_call_word_if(call, "title", http_form_get(view->form, "title"));
	add_fields(view, call);
	return true;
}

/* All of it, or what there is: that is a draft, which may be completed on the page and by mail. */
static WebCall *
add_request(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = add_send(view, calls, "request");

	if (strcmp(http_form_get(view->form, "do"), "later") == 0)
		web_call_flag(call, "later");
	add_fields(view, call);
	return call;
}

static bool
act_item(const RouteView *view, GPtrArray *calls)
{
	web_call_word(add_request(view, calls), "item", view->subject);
	return true;
}

static bool
act_ticket(const RouteView *view, GPtrArray *calls)
{
	static const char *const DEEDS[] = {
	    "comment", "accept", "reject", "approve", "decline", "complete", "later", NULL};
	const char *deed = route_done(view, DEEDS);
	WebCall *call = NULL;

	if (deed == NULL)
		return false;
	call = strcmp(deed, "complete") == 0 || strcmp(deed, "later") == 0
		   ? add_request(view, calls)
		   : add_send(view, calls, deed);
	web_call_word(call, "number", view->subject);
	return true;
}

static bool
act_app(const RouteView *view, GPtrArray *calls)
{
	const char *done = http_form_get(view->form, "do");

	if (strcmp(done, "begin") == 0)
		web_call_add(calls, "done", "my", "enroll");
	else if (strcmp(done, "confirm") == 0)
		web_call_word(web_call_add(calls, "done", "my", "confirm"), "code",
		    http_form_get(view->form, "code"));
	return calls->len > 0;
}

/* The path, and the ticket that was looked for before anybody was logged in. Caller owns. */
static char *
with_to(const RouteView *view, const char *path)
{
	const char *to = http_form_get(view->form, "to");

	return route_is_number(to)
		   ? g_strconcat(path, strchr(path, '?') == NULL ? "?" : "&", "to=", to, NULL)
		   : g_strdup(path);
}

static char *
to_code(const RouteView *view)
{
	return with_to(view, "/my/code");
}

/* In, or what comes next; a code that is no use any more begins anew. */
static char *
after_code(const RouteView *view)
{
	const json_t *enter = json_object_get(view->values, "enter");
	const char *to = http_form_get(view->form, "to");

	if (json_is_true(json_object_get(enter, "wrong")))
		return with_to(view, "/my/code?wrong=1");
	if (json_is_true(json_object_get(enter, "over")))
		return with_to(view, "/my/login?over=1");
	if (json_is_true(json_object_get(enter, "asks_app")))
		return with_to(view, "/my/code?app=1");
	return g_strconcat("/my/", route_is_number(to) ? to : "", NULL);
}

static char *
to_login(const RouteView *view)
{
	(void)view;
	return g_strdup("/my/login");
}

/* Where what was sent, once or twice, shows what became of it. */
static char *
to_sent(const RouteView *view)
{
	return g_strconcat("/my/sent/", http_form_get(view->form, "nonce"), NULL);
}

static char *
on_to_ticket(const RouteView *view)
{
	const json_t *sent = json_object_get(view->values, "sent");
	const char *number = http_form_get(sent, "number");
	g_autofree char *decision = http_form_escape(http_form_get(sent, "decision"));

	if (json_is_true(json_object_get(sent, "waiting")) ||
	    json_is_true(json_object_get(sent, "held")))
		return NULL;
	return *number == '\0' ? g_strdup("/my/")
			       : g_strconcat("/my/", number, "?became=", decision, NULL);
}

/* Customers have a glance at what is theirs; agents are led to the desk, and who is neither to the login. */
static char *
to_overview(const RouteView *view)
{
	(void)view;
	return g_strdup("/my/");
}

const Route ROUTES_MY[] = {
    {.pattern = "/", .is_my = true, .show = route_show_nothing, .onward = to_overview},
    {.pattern = "/my", .is_my = true, .elsewhere = to_overview},
    {.pattern = "/my/login",
	.screen = "my-login",
	.is_open = true,
	.show = route_show_nothing,
	.act = act_ask,
	.after = to_code},
    {.pattern = "/my/code",
	.screen = "my-code",
	.is_open = true,
	.show = route_show_nothing,
	.act = act_code,
	.after = after_code},
    {.pattern = "/my/logout",
	.screen = "my-login",
	.is_open = true,
	.show = route_show_nothing,
	.act = route_leave,
	.after = to_login},
    {.pattern = "/my/", .screen = "my-overview", .is_my = true, .show = show_list},
    {.pattern = "/my/new",
	.screen = "my-new",
	.takes_files = true,
	.is_my = true,
	.show = show_new,
	.act = act_new,
	.after = to_sent},
    {.pattern = "/my/faq", .screen = "my-faq", .is_my = true, .show = show_faq},
    {.pattern = "/my/app", .screen = "my-mfa", .is_my = true, .show = show_app, .act = act_app},
    {.pattern = "/my/catalog", .screen = "my-catalog", .is_my = true, .show = show_catalog},
    {.pattern = "/my/catalog/*",
	.screen = "my-request",
	.takes_files = true,
	.is_my = true,
	.show = show_item,
	.act = act_item,
	.after = to_sent},
    {.pattern = "/my/sent/*",
	.screen = "my-sent",
	.is_my = true,
	.show = show_sent,
	.onward = on_to_ticket},
    {.pattern = "/my/*",
	.screen = "my-case",
	.takes_files = true,
	.is_my = true,
	.show = show_ticket,
	.act = act_ticket,
	.after = to_sent},
    {.pattern = "/my/*/file/*", .kind = ROUTE_FILE, .is_my = true, .show = show_file},
    {.pattern = NULL},
};
