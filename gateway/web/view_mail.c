/* SPDX-License-Identifier: Apache-2.0 */
/* Mails that wait for a person, and one mail with its trace. */
#include <inttypes.h>
#include <string.h>

#include "gateway/util/sanitize.h"
#include "gateway/web/view.h"

#define TRACE_MOST 60   /* lines */
#define LINE_MOST 400   /* characters */
#define MAIL_MOST 12000 /* characters of its text */

static const char *
class_of(const char *state)
{
	static const char *const CLASSES[][2] = {
	    {"held", "wait"},
	    {"quarantined", "bad"},
	    {"done", "done"},
	    {"waiting", "us"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CLASSES); i++)
		if (g_strcmp0(state, CLASSES[i][0]) == 0)
			return CLASSES[i][1];
	return "";
}

static void
set_mail(const View *view, json_t *out, const json_t *mail)
{
	const char *subject = view_text(mail, "subject");
	const char *state = view_text(mail, "state");
	const char *reason = view_text(mail, "reason");

	json_object_set_new(out, "id", json_integer(view_number(mail, "id")));
	view_take(out, "subject",
	    view_short(subject != NULL ? subject : locale_untitled(view->locale), 200));
	view_take(out, "from", view_short(view_text(mail, "from"), 120));
	view_take(
	    out, "why", view_short(reason != NULL ? reason : view_text(mail, "decision"), 200));
	view_set(out, "mailbox", view_text(mail, "mailbox"));
	view_set(out, "ticket", view_text(mail, "ticket"));
	view_take(out, "size", sanitize_size(view_number(mail, "size")));
	view_set_time(view, out, "received", view_time(mail, "received"));
	view_take(
	    out, "age", view_span(view, view->page->now_ms - view_time(mail, "received")));
	if (state != NULL)
		json_object_set_new(out, "mail_state",
		    view_pill(view_word(view, "mail_states", state), class_of(state)));
	view_set_flag(out, "set_aside",
	    g_strcmp0(state, "held") == 0 || g_strcmp0(state, "quarantined") == 0);
}

void
view_held(const View *view, json_t *out)
{
	static const ViewTab TABS[] = {
	    {"", "held"},
	    {"quarantined", "quarantined"},
	    {"done", "mails_done"},
	    {"all", "mails_all"},
	    {NULL, NULL},
	};
	const json_t *list = json_object_get(view->values, "list");
	json_t *mails = json_array();
	const json_t *mail = NULL;
	const char *tab = view_query(view, "tab");
	size_t i = 0;

	view_set_tabs(view, out, "/desk/mails", TABS);
	json_array_foreach (list, i, mail) {
		json_t *row = json_object();

		set_mail(view, row, mail);
		json_array_append_new(mails, row);
	}
	view_set_next(view, out, "/desk/mails", list, "id");
	view_set_flag(out, "wait_here", *tab == '\0' && json_array_size(mails) > 0);
	view_set_flag(out, "any", json_array_size(mails) > 0);
	json_object_set_new(out, "mails", mails);
}

/* "kind      person: no automatic header": the first word is a heading, unless the line goes on below another; and of
 * the rules, "machine  no: kind is person", one was the one. */
static void
add_trace_line(json_t *trace, const char *line, bool *of_rules)
{
	size_t length = strcspn(line, " \t");
	const char *rest = line + length + strspn(line + length, " \t");
	bool has_heading = length > 0 && *rest != '\0' && line[length - 1] != ':';
	g_autofree char *what = g_strndup(line, has_heading ? length : 0);
	json_t *row = json_object();

	if (length > 0)
		*of_rules = strcmp(what, "rules") == 0;
	if (*of_rules)
		json_object_set_new(
		    row, "css", json_string(strstr(rest, "  yes: ") != NULL ? "hit" : "no"));
	view_set(row, "what", what);
	view_take(row, "line", view_short(has_heading ? rest : line, LINE_MOST));
	json_array_append_new(trace, row);
}

void
view_set_trace(json_t *out, const json_t *lines)
{
	json_t *trace = json_array();
	const json_t *line = NULL;
	bool of_rules = false;
	size_t i = 0;

	json_array_foreach (lines, i, line)
		if (json_array_size(trace) < TRACE_MOST)
			add_trace_line(trace, json_string_value(line), &of_rules);
	view_set_flag(out, "has_trace", json_array_size(trace) > 0);
	json_object_set_new(out, "trace", trace);
}

void
view_mail(const View *view, json_t *out)
{
	const json_t *mail = json_object_get(view->values, "show");
	const char *text = view_text(json_object_get(view->values, "text"), "text");

	set_mail(view, out, mail);
	view_set_trace(out, json_object_get(mail, "trace"));
	view_take(out, "mail_text",
	    text == NULL || g_utf8_strlen(text, -1) <= MAIL_MOST
		? g_strdup(text)
		: g_utf8_substring(text, 0, MAIL_MOST));
}
