/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's pages but a ticket's own: lists, mails, contacts, letters, and logging in. */
#include <string.h>

#include "gateway/web/http_form.h"
#include "gateway/web/route.h"
#include "gateway/web/route_contact.h"
#include "gateway/web/route_try.h"
#include "gateway/web/web_call.h"

#define LIST_LIMIT 50
#define SEARCH_LIMIT 30
#define BESIDE_LIMIT 20
#define MINE_LIMIT 20 /* of each of some lists */
#define DAYS 14       /* of figures, where it is not said, and at most */
#define DAYS_MOST 90

/* What a tab of a list asks for. */
typedef struct {
	const char *tab;
	const char *state; /* or NULL: any */
	const char *agent; /* or NULL: any */
	bool waiting;      /* only those that wait for the desk */
} Tab;

static const Tab QUEUE[] = {
    {"", NULL, NULL, true},
    {"nobody", NULL, "none", true},
    {"customer", "awaiting info", NULL, false},
    {"resolved", "resolved", NULL, false},
    {"open", NULL, NULL, false},
    {"closed", "closed", NULL, false},
    {NULL, NULL, NULL, false},
};
static const Tab REQUESTS[] = {
    {"", "in progress", NULL, false},
    {"approval", "awaiting approval", NULL, false},
    {"draft", "draft", NULL, false},
    {"done", "fulfilled", NULL, false},
    {NULL, NULL, NULL, false},
};
static const Tab MAILS[] = {
    {"", "held", NULL, false},
    {"quarantined", "quarantined", NULL, false},
    {"done", "done", NULL, false},
    {"all", NULL, NULL, false},
    {NULL, NULL, NULL, false},
};
static const Tab LETTERS[] = {
    {"", NULL, NULL, false},
    {"failed", "failed", NULL, false},
    {"waiting", "waiting", NULL, false},
    {NULL, NULL, NULL, false},
};

/* The first one where there is none of that name. */
static const Tab *
tab_of(const Tab *tabs, const RouteView *view)
{
	for (const Tab *tab = tabs; tab->tab != NULL; tab++)
		if (strcmp(tab->tab, route_query(view, "tab")) == 0)
			return tab;
	return tabs;
}

static WebCall *
add_tickets(GPtrArray *calls, const char *name, const char *command, gint64 limit)
{
	WebCall *call = web_call_add(calls, name, command, "list");

	web_call_number(call, "limit", limit);
	web_call_flag(call, "words");
	return call;
}

static void
add_tab(const RouteView *view, const char *command, const Tab *tab, GPtrArray *calls)
{
	WebCall *call = add_tickets(calls, "list", command, LIST_LIMIT);

	web_call_word_if(call, "state", tab->state);
	web_call_word_if(call, "agent", tab->agent);
	if (tab->waiting)
		web_call_flag(call, "waiting");
	web_call_word_if(call, "before", route_query(view, "before"));
}

static bool
show_search(const RouteView *view, GPtrArray *calls)
{
	const char *text = route_query(view, "text");

	if (!route_is_first(view) || *text == '\0')
		return true;
	web_call_word(add_tickets(calls, "list", "case", SEARCH_LIMIT), "text", text);
	web_call_word(add_tickets(calls, "requests", "request", BESIDE_LIMIT), "text", text);
	return true;
}

static bool
show_queue(const RouteView *view, GPtrArray *calls)
{
	if (route_is_first(view))
		add_tab(view, "case", tab_of(QUEUE, view), calls);
	return true;
}

static bool
show_requests(const RouteView *view, GPtrArray *calls)
{
	if (route_is_first(view))
		add_tab(view, "request", tab_of(REQUESTS, view), calls);
	return true;
}

/* What one agent has, once it is known who that is: some of each list, or one list page by page. */
static bool
show_mine(const RouteView *view, GPtrArray *calls)
{
	static const struct {
		const char *tab, *name, *command, *state;
	} LISTS[] = {
	    {"waiting", "list", "case", NULL},
	    {"open", "open", "case", "open"},
	    {"customer", "customer", "case", "awaiting info"},
	    {"resolved", "resolved", "case", "resolved"},
	    {"requests", "requests", "request", "in progress"},
	};
	const char *me = json_string_value(json_object_get(view->who, "address"));
	const char *tab = route_query(view, "tab");

	if (me == NULL || !route_is_first(view))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(LISTS); i++) {
		WebCall *call = NULL;

		if (*tab != '\0' && strcmp(tab, LISTS[i].tab) != 0)
			continue;
		call = add_tickets(calls, LISTS[i].name, LISTS[i].command,
		    *tab == '\0' ? MINE_LIMIT : LIST_LIMIT);
		web_call_word(call, "agent", me);
		web_call_word_if(call, "state", LISTS[i].state);
		if (*tab != '\0')
			web_call_word_if(call, "before", route_query(view, "before"));
		if (LISTS[i].state == NULL)
			web_call_flag(call, "waiting");
	}
	return true;
}

/* A cursor is what the list before ended with. */
static void
add_before(const RouteView *view, WebCall *call)
{
	gint64 before = g_ascii_strtoll(route_query(view, "before"), NULL, 10);

	web_call_number(call, "limit", LIST_LIMIT);
	if (before > 0)
		web_call_number(call, "before", before);
}

static bool
show_mails(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (!route_is_first(view))
		return true;
	call = web_call_add(calls, "list", "mail", "list");
	web_call_word_if(call, "state", tab_of(MAILS, view)->state);
	add_before(view, call);
	return true;
}

static bool
show_letters(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (!route_is_first(view))
		return true;
	call = web_call_add(calls, "list", "letter", "list");
	web_call_word_if(call, "state", tab_of(LETTERS, view)->state);
	add_before(view, call);
	return true;
}

static bool
show_mail(const RouteView *view, GPtrArray *calls)
{
	if (route_is_first(view))
		web_call_word(web_call_add(calls, "show", "mail", "show"), "id", view->subject);
	return true;
}

static bool
show_contacts(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (!route_is_first(view))
		return true;
	call = web_call_add(calls, "list", "contact", "list");
	web_call_number(call, "limit", LIST_LIMIT);
	web_call_word_if(call, "after", route_query(view, "before"));
	return true;
}

static bool
show_status(const RouteView *view, GPtrArray *calls)
{
	if (route_is_first(view))
		web_call_add(calls, "status", "status", NULL);
	return true;
}

static gint64
days_of(const RouteView *view)
{
	gint64 days = g_ascii_strtoll(route_query(view, "days"), NULL, 10);

	return days < 1 || days > DAYS_MOST ? DAYS : days;
}

/* Figures of days, by group where one is asked for; who waits longest; and what groups there are. */
static bool
show_numbers(const RouteView *view, GPtrArray *calls)
{
	const char *group = route_query(view, "group");
	WebCall *call = NULL;

	if (!route_is_first(view))
		return true;
	call = web_call_add(calls, "numbers", "page", "numbers");
	web_call_word_if(call, "group", group);
	web_call_number(call, "days", days_of(view));
	call = add_tickets(calls, "longest", "case", 1);
	web_call_flag(call, "waiting");
	web_call_word_if(call, "group", group);
	web_call_add(calls, "status", "status", NULL);
	call = web_call_add(calls, "groups", "values", NULL);
	web_call_word(call, "kind", "group");
	call->may_fail = true;
	return true;
}

static bool
show_metrics(const RouteView *view, GPtrArray *calls)
{
	if (route_is_first(view))
		web_call_add(calls, "metrics", "page", "metrics")->is_raw = true;
	return true;
}

static bool
show_health(const RouteView *view, GPtrArray *calls)
{
	if (route_is_first(view))
		web_call_add(calls, "health", "page", "health")->is_raw = true;
	return true;
}

static bool
act_mail(const RouteView *view, GPtrArray *calls)
{
	static const char *const WORDS[] = {"retry", "release", "discard", NULL};
	const char *done = route_done(view, WORDS);
	WebCall *call = done == NULL ? NULL : web_call_add(calls, "done", "mail", done);

	if (call == NULL)
		return false;
	web_call_word(call, "id", view->subject);
	if (strcmp(done, "discard") == 0)
		web_call_word_if(call, "reason", http_form_get(view->form, "text"));
	return true;
}

static bool
act_letter(const RouteView *view, GPtrArray *calls)
{
	static const char *const WORDS[] = {"retry", "drop", NULL};
	const char *done = route_done(view, WORDS);

	if (done == NULL)
		return false;
	web_call_word(
	    web_call_add(calls, "done", "letter", done), "id", http_form_get(view->form, "id"));
	return true;
}

static bool
act_enter(const RouteView *view, GPtrArray *calls)
{
	web_call_word(web_call_add(calls, "enter", "page", "enter"), "link",
	    http_form_get(view->form, "s"));
	return true;
}

/* A number alone is no search, but its ticket. */
static char *
to_ticket(const RouteView *view)
{
	g_autofree char *text = g_strstrip(g_strdup(route_query(view, "text")));

	return route_is_number(text) ? g_strconcat("/desk/", text, NULL) : NULL;
}

static char *
to_desk(const RouteView *view)
{
	(void)view;
	return g_strdup("/desk/");
}

static char *
to_login(const RouteView *view)
{
	(void)view;
	return g_strdup("/login");
}

const Route ROUTES_DESK[] = {
    {.pattern = "/login",
	.screen = "desk-login",
	.is_open = true,
	.show = route_show_nothing,
	.act = act_enter,
	.after = to_desk},
    {.pattern = "/logout",
	.screen = "desk-login",
	.is_open = true,
	.show = route_show_nothing,
	.act = route_leave,
	.after = to_login},
    {.pattern = "/desk", .elsewhere = to_desk},
    {.pattern = "/desk/", .screen = "desk-queue", .show = show_queue},
    {.pattern = "/desk/mine", .screen = "desk-mine", .show = show_mine},
    {.pattern = "/desk/requests", .screen = "desk-requests", .show = show_requests},
    {.pattern = "/desk/search",
	.screen = "desk-search",
	.elsewhere = to_ticket,
	.show = show_search},
    {.pattern = "/desk/mails", .screen = "desk-held", .show = show_mails},
    {.pattern = "/desk/mail/*", .screen = "desk-mail", .show = show_mail, .act = act_mail},
    {.pattern = "/desk/contacts",
	.screen = "desk-contacts",
	.show = show_contacts,
	.act = route_contact_add,
	.after = route_contact_after_add},
    {.pattern = "/desk/contact/*",
	.screen = "desk-contact",
	.show = route_contact_show,
	.act = route_contact_act},
    {.pattern = "/desk/letters",
	.screen = "desk-letters",
	.show = show_letters,
	.act = act_letter},
    {.pattern = "/desk/try",
	.screen = "desk-try",
	.takes_files = true,
	.shows_form = true,
	.show = route_try_show},
    {.pattern = "/desk/status", .screen = "desk-status", .show = show_status},
    {.pattern = "/desk/menu", .screen = "desk-menu", .show = route_show_nothing},
    {.pattern = "/desk/numbers", .screen = "desk-numbers", .show = show_numbers},
    {.pattern = NULL},
};

const Route ROUTES_METRICS[] = {
    {.pattern = "/metrics", .kind = ROUTE_PLAIN, .is_open = true, .show = show_metrics},
    {.pattern = "/healthz", .kind = ROUTE_PLAIN, .is_open = true, .show = show_health},
    {.pattern = NULL},
};
