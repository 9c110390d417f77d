/* SPDX-License-Identifier: Apache-2.0 */
/* What every page has: the menu, who is logged in, what a form's post came to; and the pages that have little more. */
#include <string.h>

#include "gateway/letters/compose.h"
#include "gateway/util/sanitize.h"
#include "gateway/web/view.h"
#include "parsers/limits.h"

#define FILES_MOST 300 /* characters of their names */

/* A line of the menu. */
typedef struct {
	const char *name; /* in the section "menu" */
	const char *path;
	const char *count; /* of PageView.counts, or NULL */
	bool is_hot;       /* a count above 0 is to be seen */
} MenuLine;

static const MenuLine FIRST[] = {
    {"queue", "/desk/", "queue", false},
    {"mine", "/desk/mine", "mine", false},
    {"requests", "/desk/requests", "requests", false},
    {"held", "/desk/mails", "held", true},
};
static const MenuLine MORE[] = {
    {"contacts", "/desk/contacts", NULL, false},
    {"letters", "/desk/letters", NULL, false},
    {"try", "/desk/try", NULL, false},
    {"numbers", "/desk/numbers", NULL, false},
    {"status", "/desk/status", NULL, false},
};

/* A ticket belongs to its list, a mail to the mails, a contact to the contacts. */
static bool
is_current(const char *path, const char *of)
{
	static const char *const BELOW[][2] = {
	    {"/desk/CS", "/desk/"},
	    {"/desk/REQ", "/desk/requests"},
	    {"/desk/RQ", "/desk/requests"},
	    {"/desk/mail/", "/desk/mails"},
	    {"/desk/contact/", "/desk/contacts"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(BELOW); i++)
		if (g_str_has_prefix(path, BELOW[i][0]))
			return strcmp(BELOW[i][1], of) == 0;
	return strcmp(path, of) == 0;
}

static json_t *
menu_lines(const View *view, const MenuLine *lines, size_t n_lines)
{
	const char *path = view->page->path == NULL ? "" : view->page->path;
	json_t *list = json_array();

	for (size_t i = 0; i < n_lines; i++) {
		const MenuLine *line = &lines[i];
		const json_t *count = line->count == NULL
					  ? NULL
					  : json_object_get(view->page->counts, line->count);
		json_t *out = json_object();

		view_set(out, "label", view_word(view, "menu", line->name));
		view_set(out, "url", line->path);
		view_set_flag(out, "current", is_current(path, line->path));
		view_set_flag(out, "hot", line->is_hot && json_integer_value(count) > 0);
		json_object_set_new(out, "has_count", json_boolean(json_is_integer(count)));
		json_object_set_new(out, "count", json_integer(json_integer_value(count)));
		json_array_append_new(list, out);
	}
	return list;
}

/* Of the customers' pages; their words are in the section "my". */
static json_t *
my_lines(const View *view)
{
	static const char *const LINES[][2] = {
	    {"overview", "/my/"}, {"new", "/my/new"}, {"ask", "/my/catalog"}};
	json_t *list = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(LINES); i++) {
		json_t *out = json_object();

		view_set(out, "label", view_word(view, "my", LINES[i][0]));
		view_set(out, "url", LINES[i][1]);
		view_set_flag(out, "current", g_strcmp0(view->page->path, LINES[i][1]) == 0);
		json_array_append_new(list, out);
	}
	return list;
}

static void
set_notice(const View *view, json_t *out)
{
	const char *error = view_text(json_object_get(view->values, "error"), "message");
	bool is_error = error != NULL || view->page->notice_is_error;
	const char *done = view_word_or_null(view, "done", view_query(view, "done"));
	const char *notice = view->page->notice != NULL ? view->page->notice
			     : error != NULL            ? error
							: done;

	view_set(out, "notice", notice);
	json_object_set_new(out, "notice_class", json_string(is_error ? "bad" : "good"));
	json_object_set_new(out, "notice_role", json_string(is_error ? "alert" : "status"));
}

/* How much of them a form takes, and the names of those that have to be chosen again. */
static void
set_files(const View *view, json_t *out)
{
	const char *path = view->page->path == NULL ? "" : view->page->path;
	g_autofree char *size = sanitize_size(
	    g_str_has_prefix(path, "/my/") ? LIMIT_WEB_FILES : COMPOSE_FILES_MOST);
	g_autofree char *names = view_short(view_query(view, PAGE_FILES), FILES_MOST);

	view_take(out, "files_hint", view_say(view, "files", "limit", "size", size, NULL));
	view_set(out, "had_files", names);
	if (g_strcmp0(view->page->notice, PAGE_TOO_LARGE) == 0)
		view_take(out, "notice",
		    view_say(view, "refused", PAGE_TOO_LARGE, "size", size, NULL));
}

void
view_frame(const View *view, json_t *out)
{
	json_object_set_new(out, "first", menu_lines(view, FIRST, G_N_ELEMENTS(FIRST)));
	json_object_set_new(out, "more_menu", menu_lines(view, MORE, G_N_ELEMENTS(MORE)));
	json_object_set_new(out, "my_menu", my_lines(view));
	view_set(out, "desk", view->page->desk);
	view_set(out, "me", view->page->agent);
	view_set(out, "nonce", view->page->nonce);
	view_set(out, "lang", view->page->language);
	view_set(out, "kept", view->page->kept_text);
	view_set(out, "find", view_query(view, "text"));
	view_take(out, "now_at", view_machine_time(view->page->now_ms));
	set_notice(view, out);
	set_files(view, out);
}

void
view_login(const View *view, json_t *out)
{
	view_set(out, "secret", view_query(view, "s"));
}

void
view_menu(const View *view, json_t *out)
{
	(void)view;
	(void)out;
}

/* What is not said the rules say, as of a mail. */
void
view_new(const View *view, json_t *out)
{
	static const char RULES[] = "by_rules";

	view_set_choice(view, out, "groups", view_query(view, "group"), RULES);
	view_set_choice(view, out, "categories", view_query(view, "category"), RULES);
	view_set_priorities(view, out, view_query(view, "priority"), RULES);
	view_set(out, "for", view_query(view, "for"));
	view_set(out, "new_title", view_query(view, "title"));
}
