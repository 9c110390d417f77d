/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a ticket, its files, and the one on which a case is opened. */
#include <string.h>

#include "gateway/commands/ticket_snooze.h"
#include "gateway/web/http_form.h"
#include "gateway/web/route.h"
#include "gateway/web/web_call.h"

#define OTHERS_LIMIT 6

/* Of a request the number begins with an R: REQ0001234, and RITM0001234 elsewhere. */
static const char *
command_of(const char *number)
{
	return g_ascii_toupper(*number) == 'R' ? "request" : "case";
}

/* What may be chosen in its forms. */
static void
add_choices(GPtrArray *calls)
{
	static const char *const CHOICES[][2] = {
	    {"agents", "agent"}, {"groups", "group"}, {"categories", "category"}};

	for (size_t i = 0; i < G_N_ELEMENTS(CHOICES); i++) {
		WebCall *call = web_call_add(calls, CHOICES[i][0], "values", NULL);

		web_call_word(call, "kind", CHOICES[i][1]);
		call->may_fail = true;
	}
}

static void
add_show(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = web_call_add(calls, "show", command_of(view->subject), "show");

	web_call_word(call, "number", view->subject);
	web_call_flag(call, "cut");
}

/* Other cases of who reported it. */
static void
add_others(const RouteView *view, GPtrArray *calls)
{
	const json_t *reporter =
	    json_object_get(json_object_get(view->values, "show"), "reporter");
	const char *address = json_string_value(json_object_get(reporter, "address"));
	WebCall *call = NULL;

	if (address == NULL || json_object_get(view->values, "others") != NULL)
		return;
	call = web_call_add(calls, "others", "case", "list");
	web_call_word(call, "reporter", address);
	web_call_number(call, "limit", OTHERS_LIMIT);
	call->may_fail = true;
}

static bool
show_ticket(const RouteView *view, GPtrArray *calls)
{
	if (!route_is_number(view->subject))
		return false;
	if (json_object_get(view->values, "show") != NULL) {
		add_others(view, calls);
		return true;
	}
	if (json_object_size(view->values) > 0)
		return true;
	add_show(view, calls);
	add_choices(calls);
	return true;
}

static void
set_last(const RouteView *view, WebCall *call)
{
	gint64 last = 0;

	if (g_ascii_string_to_signed(
		http_form_get(view->form, "last"), 10, 0, G_MAXINT64, &last, NULL))
		web_call_number(call, "last", last);
}

static WebCall *
add_act(const RouteView *view, const char *subcommand, GPtrArray *calls)
{
	WebCall *call = web_call_add(calls, "done", command_of(view->subject), subcommand);

	web_call_word(call, "number", view->subject);
	if (calls->len == 1)
		set_last(view, call);
	return call;
}

/* Text of field name in what the ticket shows; "" where it has none. */
static const char *
shown(const RouteView *view, const char *name)
{
	return http_form_get(json_object_get(view->values, "show"), name);
}

/* Those of its fields that the form has otherwise than the ticket: one call, since a form is good for one. */
static bool
act_set(const RouteView *view, GPtrArray *calls)
{
	static const char *const FIELDS[] = {"group", "category", "priority", "title", "agent"};
	g_autoptr(GPtrArray) settings = g_ptr_array_new_with_free_func(g_free);

	if (json_object_get(view->values, "show") == NULL) {
		add_show(view, calls);
		return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
		const char *value = http_form_get(view->form, FIELDS[i]);

		if (*value != '\0' && strcmp(value, shown(view, FIELDS[i])) != 0)
			g_ptr_array_add(settings, g_strdup_printf("%s=%s", FIELDS[i], value));
	}
	if (settings->len > 0)
		g_variant_dict_insert_value(add_act(view, "set", calls)->words, "field=value",
		    g_variant_new_strv(
			(const char *const *)settings->pdata, (gssize)settings->len));
	return true;
}

/* What takes one word of the form: the command's argument of that name. */
static bool
act_with_word(const RouteView *view, GPtrArray *calls)
{
	static const char *const ACTS[][2] = {{"assign", "agent"}, {"add", "address"},
	    {"remove", "address"}, {"link", "other"}, {"unlink", "other"}, {"merge", "other"}};
	const char *done = http_form_get(view->form, "do");

	for (size_t i = 0; i < G_N_ELEMENTS(ACTS); i++)
		if (strcmp(ACTS[i][0], done) == 0) {
			web_call_word(add_act(view, ACTS[i][0], calls), ACTS[i][1],
			    http_form_get(view->form, ACTS[i][1]));
			return true;
		}
	return false;
}

/* Puts it off until the date, which is a list of words to the command. */
static bool
act_snooze(const RouteView *view, GPtrArray *calls)
{
	const char *const until[] = {http_form_get(view->form, "until"), NULL};

	g_variant_dict_insert_value(add_act(view, "snooze", calls)->words, TICKET_SNOOZE_DATE,
	    g_variant_new_strv(until, -1));
	return true;
}

/* The text, and the files that go with it. */
static void
add_words(const RouteView *view, WebCall *call)
{
	const char *text = http_form_get(view->form, "text");

	if (view->files != NULL && view->files->len > 0)
		web_call_files(call, text, view->files);
	else if (*text != '\0')
		web_call_text(call, text);
}

static bool
act_ticket(const RouteView *view, GPtrArray *calls)
{
	static const char *const WORDS[] = {"answer", "ask", "resolve", "note", "close",
	    "cancel", "reopen", "approve", "decline", "fulfil", "wake", "unmerge", NULL};
	const char *done = http_form_get(view->form, "do");

	if (!route_is_number(view->subject))
		return false;
	if (strcmp(done, "set") == 0)
		return act_set(view, calls);
	if (strcmp(done, "snooze") == 0)
		return act_snooze(view, calls);
	if (act_with_word(view, calls))
		return true;
	for (const char *const *word = WORDS; *word != NULL; word++)
		if (strcmp(*word, done) == 0) {
			WebCall *call = add_act(view, *word, calls);

			add_words(view, call);
			return true;
		}
	return false;
}

/* What its form would write; the form's own words are the command's. */
static bool
show_preview(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (!route_is_number(view->subject))
		return false;
	if (json_object_size(view->values) > 0)
		return true;
	call = web_call_add(calls, "preview", command_of(view->subject), "preview");
	web_call_word(call, "number", view->subject);
	web_call_word(call, "act", http_form_get(view->form, "do"));
	add_words(view, call);
	return true;
}

/* A form is needed for it. */
static char *
to_its_ticket(const RouteView *view)
{
	return g_strconcat("/desk/", view->subject, NULL);
}

static bool
show_new(const RouteView *view, GPtrArray *calls)
{
	if (json_object_size(view->values) == 0)
		add_choices(calls);
	return true;
}

static bool
act_new(const RouteView *view, GPtrArray *calls)
{
	static const char *const WORDS[] = {
	    "title", "for", "name", "group", "category", "priority"};
	WebCall *call = web_call_add(calls, "done", "case", "new");
	const char *text = http_form_get(view->form, "text");

	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++)
		web_call_word_if(call, WORDS[i], http_form_get(view->form, WORDS[i]));
	web_call_files(call, text, view->files);
	return true;
}

static char *
to_number(const RouteView *view)
{
	const char *number = http_form_get(json_object_get(view->values, "done"), "number");

	return *number == '\0' ? g_strdup("/desk/") : g_strconcat("/desk/", number, NULL);
}

/* First what the files are called, then the bytes of one. */
static bool
show_file(const RouteView *view, GPtrArray *calls)
{
	WebCall *call = NULL;

	if (!route_is_number(view->subject))
		return false;
	if (json_object_get(view->values, "error") != NULL ||
	    json_object_get(view->values, "file") != NULL)
		return true;
	call = web_call_add(calls, json_object_size(view->values) == 0 ? "files" : "file",
	    command_of(view->subject), "attachment");
	web_call_word(call, "number", view->subject);
	if (json_object_size(view->values) == 0)
		return true;
	web_call_word(call, "n", view->second);
	call->is_raw = true;
	return true;
}

const Route ROUTE_TICKET[] = {
    {.pattern = "/desk/new",
	.screen = "desk-new",
	.takes_files = true,
	.show = show_new,
	.act = act_new,
	.after = to_number},
    {.pattern = "/desk/*",
	.screen = "desk-case",
	.takes_files = true,
	.show = show_ticket,
	.act = act_ticket},
    {.pattern = "/desk/*/preview",
	.screen = "desk-preview",
	.takes_files = true,
	.shows_form = true,
	.elsewhere = to_its_ticket,
	.show = show_preview},
    {.pattern = "/desk/*/text",
	.screen = "desk-case",
	.shows_form = true,
	.takes_files = true,
	.elsewhere = to_its_ticket,
	.show = show_ticket},
    {.pattern = "/desk/*/file/*", .kind = ROUTE_FILE, .show = show_file},
    {.pattern = NULL},
};
