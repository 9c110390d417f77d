/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/web/route.h"
#include "gateway/web/web_call.h"

static const Route *const ALL[] = {ROUTES_DESK, ROUTE_TICKET, ROUTES_MY, ROUTES_LINK, NULL};

static const struct {
	const char *path, *screen,
	    *subject; /* screen "-": a file's, or it leads on; NULL: there is none */
} PATHS[] = {
    {"/desk/", "desk-queue", ""},
    {"/desk/mine", "desk-mine", ""},
    {"/desk/new", "desk-new", ""},
    {"/desk/CS0001234", "desk-case", "CS0001234"},
    {"/desk/mail/17", "desk-mail", "17"},
    {"/desk/contact/els%40klant.example", "desk-contact", "els@klant.example"},
    {"/desk/CS0001234/preview", "desk-preview", "CS0001234"},
    {"/desk/CS0001234/text", "desk-case", "CS0001234"},
    {"/desk/try", "desk-try", ""},
    {"/desk/CS0001234/file/2", "-", "CS0001234"},
    {"/login", "desk-login", ""},
    {"/", "-", ""},
    {"/desk", "-", ""},
    {"/my", "-", ""},
    {"/my/", "my-overview", ""},
    {"/my/new", "my-new", ""},
    {"/my/faq", "my-faq", ""},
    {"/my/catalog/teams", "my-request", "teams"},
    {"/my/CS0001234", "my-case", "CS0001234"},
    {"/my/CS0001234/file/2", "-", "CS0001234"},
    {"/desk/mail/", NULL, NULL},
    {"/desk/mail/17/x", NULL, NULL},
    {"/desk//file/2", NULL, NULL},
    {"/desk/a%00b", NULL, NULL},
    {"/desk/a%0ab", NULL, NULL},
    {"/p/auaaa/accept", "link", "auaaa"},
    {"/p/auaaa/", "link", "auaaa"},
    {"/p/auaaa", "link", "auaaa"},
    {"/p/", "link", ""},
    {"/p/auaaa/accept/x", NULL, NULL},
    {"/metrics", NULL, NULL},
    {"", NULL, NULL},
};

static void
each_path_has_its_screen(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PATHS); i++) {
		g_autofree char *subject = NULL;
		g_autofree char *second = NULL;
		const Route *route = route_find(ALL, PATHS[i].path, &subject, &second);
		const char *screen = route == NULL           ? NULL
				     : route->screen == NULL ? "-"
							     : route->screen;

		if (g_strcmp0(screen, PATHS[i].screen) != 0 ||
		    g_strcmp0(subject, PATHS[i].subject) != 0)
			fail_msg("%s: %s %s", PATHS[i].path, screen, subject);
	}
}

static void
a_number_is_known(void **state)
{
	(void)state;
	assert_true(route_is_number("CS0001234"));
	assert_true(route_is_number("rq17"));
	assert_false(route_is_number("CS"));
	assert_false(route_is_number("CS1x"));
	assert_false(route_is_number("../etc"));
	assert_false(route_is_number(""));
}

/* What a path's form calls: "case note", each on a line. */
static char *
calls_of(const char *path, json_t *form, json_t *values)
{
	g_autofree char *subject = NULL;
	g_autofree char *second = NULL;
	const Route *route = route_find(ALL, path, &subject, &second);
	g_autoptr(GPtrArray) calls = web_calls_new();
	g_autoptr(GString) text = g_string_new(NULL);
	RouteView view = {.subject = subject, .second = second, .form = form, .values = values};

	assert_non_null(route);
	if (!(form == NULL ? route->show : route->act)(&view, calls))
		return g_strdup("none");
	for (guint i = 0; i < calls->len; i++) {
		const WebCall *call = calls->pdata[i];
		const char *subcommand = NULL;
		gint64 last = -1;

		g_variant_dict_lookup(call->words, "subcommand", "&s", &subcommand);
		g_string_append_printf(text, "%s%s%s%s", i > 0 ? ", " : "", call->command,
		    subcommand == NULL ? "" : " ", subcommand == NULL ? "" : subcommand);
		if (g_variant_dict_lookup(call->words, "last", "x", &last))
			g_string_append_printf(text, " %d", (int)last);
	}
	return g_strdup(text->str);
}

static const struct {
	const char *path, *form, *values, *calls; /* form NULL: it is looked at */
} CALLS[] = {
    {"/desk/", NULL, "{}", "case list"},
    {"/desk/", NULL, "{\"list\": []}", ""},
    {"/desk/mine", NULL, "{}", ""},
    {"/desk/CS1", NULL, "{}", "case show, values, values, values"},
    {"/desk/REQ1", NULL, "{}", "request show, values, values, values"},
    {"/desk/CS1", NULL, "{\"show\": {\"reporter\": {\"address\": \"a@b\"}}}", "case list"},
    {"/desk/CS1", NULL, "{\"show\": {\"reporter\": null}}", ""},
    {"/desk/CS1", NULL, "{\"error\": {}}", ""},
    {"/desk/nothing", NULL, "{}", "none"},
    {"/desk/CS1/file/1", NULL, "{}", "case attachment"},
    {"/desk/CS1", "{\"do\": \"note\", \"text\": \"x\", \"last\": \"7\"}", "{}", "case note 7"},
    {"/desk/REQ1", "{\"do\": \"approve\"}", "{}", "request approve"},
    {"/desk/CS1", "{\"do\": \"merge\", \"last\": \"7\"}", "{}", "case merge 7"},
    {"/desk/REQ1", "{\"do\": \"snooze\", \"until\": \"3d\"}", "{}", "request snooze"},
    {"/desk/REQ1", "{\"do\": \"remove\", \"address\": \"a@b\"}", "{}", "request remove"},
    {"/desk/CS1", "{\"do\": \"new\"}", "{}", "none"},
    {"/desk/CS1", "{\"do\": \"erase\"}", "{}", "none"},
    {"/desk/CS1", "{\"do\": \"\"}", "{}", "none"},
    {"/desk/CS1", "{\"do\": \"set\", \"last\": \"7\"}", "{}", "case show"},
    {"/desk/CS1",
	"{\"do\": \"set\", \"priority\": \"high\", \"agent\": \"Sanne\", \"last\": \"7\"}",
	"{\"show\": {\"priority\": \"normal\", \"agent\": \"Olga\"}}", "case set 7"},
    {"/desk/CS1", "{\"do\": \"set\", \"priority\": \"high\", \"agent\": \"Sanne\"}",
	"{\"show\": {\"priority\": \"high\", \"agent\": \"Sanne\"}}", ""},
    {"/desk/mail/1", "{\"do\": \"release\"}", "{}", "mail release"},
    {"/desk/mail/1", "{\"do\": \"raw\"}", "{}", "none"},
    {"/desk/letters", "{\"do\": \"drop\", \"id\": \"3\"}", "{}", "letter drop"},
    {"/desk/contact/a", "{\"do\": \"save\", \"name\": \"x\"}", "{}", "contact show"},
    {"/desk/contact/a", "{\"do\": \"save\", \"name\": \"x\"}", "{\"show\": {}}", "contact set"},
    {"/desk/contact/a", "{\"do\": \"reset\"}", "{}", "mfa reset"},
    {"/desk/contact/a", "{\"do\": \"erase\"}", "{}", "none"},
    {"/desk/contacts", "{\"address\": \"a@b\"}", "{}", "contact add"},
    {"/desk/try", NULL, "{}", "values"},
    {"/desk/new", "{\"title\": \"x\", \"for\": \"a@b\"}", "{}", "case new"},
    {"/logout", "{}", "{}", "page leave"},
    {"/my/new", NULL, "{}", "my new, my faq"},
    {"/my/new", "{\"title\": \"x\"}", "{}", "my send"},
    {"/my/CS1", NULL, "{}", "my show"},
    {"/my/CS1", NULL, "{\"show\": {\"may_complete\": false}}", ""},
    {"/my/REQ1", NULL, "{\"show\": {\"may_complete\": true}}", "my form"},
    {"/my/REQ1", NULL, "{\"show\": {\"may_complete\": true}, \"form\": null}", ""},
    {"/my/REQ1", "{\"do\": \"complete\"}", "{}", "my send"},
    {"/my/CS1", "{\"do\": \"request\"}", "{}", "none"},
    {"/my/logout", "{}", "{}", "page leave"},
    {"/p/auaaa/accept", NULL, "{}", "link show"},
    {"/p/auaaa/accept", NULL, "{\"link\": {}}", ""},
    {"/p/auaaa/done", NULL, "{}", "link sent"},
    {"/p/", NULL, "{}", "link show"},
    {"/p/auaaa/accept", "{\"nonce\": \"1\"}", "{}", "link send"},
};

static void
each_calls_what_is_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CALLS); i++) {
		json_t *form =
		    CALLS[i].form == NULL ? NULL : json_loads(CALLS[i].form, 0, NULL);
		json_t *values = json_loads(CALLS[i].values, 0, NULL);
		g_autofree char *calls = calls_of(CALLS[i].path, form, values);

		if (strcmp(calls, CALLS[i].calls) != 0)
			fail_msg("%s %s: %s", CALLS[i].path, CALLS[i].form, calls);
		json_decref(form);
		json_decref(values);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_path_has_its_screen),
	    cmocka_unit_test(a_number_is_known),
	    cmocka_unit_test(each_calls_what_is_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
