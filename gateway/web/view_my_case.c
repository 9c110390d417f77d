/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket as a customer sees it. */
#include <string.h>

#include "gateway/web/view_my.h"

static json_t *
files_of(const json_t *entry, const char *number)
{
	json_t *out = json_array();
	const json_t *file = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(entry, "files"), i, file) {
		json_t *one = json_object();

		view_set(one, "file_name", view_text(file, "name"));
		view_take(one, "url",
		    g_strdup_printf(
			"/my/%s/file/%" G_GINT64_FORMAT, number, view_number(file, "number")));
		view_take(one, "size", g_format_size((guint64)view_number(file, "size")));
		view_set_flag(one, "risky", json_is_true(json_object_get(file, "risky")));
		json_array_append_new(out, one);
	}
	return out;
}

static json_t *
entry_of(const View *view, const json_t *entry, const char *number)
{
	const char *author = view_text(entry, "author");
	const char *change = view_text(entry, "change");
	json_t *files = files_of(entry, number);
	json_t *out = json_object();

	if (json_is_true(json_object_get(entry, "mine")))
		author = view_word(view, "my", "you");
	view_set(out, "by", author == NULL ? view_word(view, "my", "somebody") : author);
	view_set_flag(out, "by_desk", json_is_true(json_object_get(entry, "desk")));
	view_set(out, "did", change == NULL ? NULL : view_word(view, "changes", change));
	view_set(out, "body", view_text(entry, "text"));
	view_set_time(view, out, "at", view_time(entry, "time"));
	view_set_flag(out, "has_files", json_array_size(files) > 0);
	json_object_set_new(out, "files", files);
	return out;
}

static void
set_entries(const View *view, json_t *out, const json_t *show)
{
	json_t *entries = json_array();
	const json_t *entry = NULL;
	const char *solution = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(show, "entries"), i, entry) {
		json_array_append_new(
		    entries, entry_of(view, entry, view_text(show, "number")));
		if (g_strcmp0(view_text(entry, "change"), "resolved") == 0)
			solution = view_text(entry, "text");
	}
	json_object_set_new(out, "entries", entries);
	view_set(out, "solution", solution);
}

static void
set_facts(json_t *out, const json_t *show)
{
	json_t *involved = json_object_get(show, "involved");
	GString *names = g_string_new(NULL);
	const json_t *name = NULL;
	size_t i = 0;

	json_array_foreach (involved, i, name)
		g_string_append_printf(
		    names, "%s%s", i == 0 ? "" : ", ", json_string_value(name));
	view_take(out, "involved", g_string_free(names, FALSE));
	view_set(out, "category", view_text(show, "category"));
	view_set(out, "account", view_text(show, "account"));
	view_set(out, "reporter", view_text(show, "reporter"));
	json_object_set(out, "fields", json_object_get(show, "fields"));
	view_set_flag(out, "has_fields", json_array_size(json_object_get(show, "fields")) > 0);
}

/* A draft is a form; where there is none any more, words may be added to it. */
static void
set_form(const View *view, json_t *out)
{
	if (!json_is_object(json_object_get(view->values, "form"))) {
		view_set_flag(out, "may_complete", false);
		return;
	}
	view_set_flag(out, "may_comment", false);
	view_my_set_fields(view, out);
}

/* A promise that was broken is said again nowhere. */
static void
set_promise(const View *view, json_t *out, const json_t *show)
{
	int64_t due_ms = view_time(show, "answer_due");
	g_autofree char *when = due_ms > view->page->now_ms ? view_moment(view, due_ms) : NULL;

	if (when != NULL)
		view_take(out, "promise", view_say(view, "my", "promise", "when", when, NULL));
}

/* What became of what was sent; a request that is a draft still was only kept. */
static void
set_became(const View *view, json_t *out, const char *state)
{
	const char *became = view_query(view, "became");

	if (*became != '\0' && g_strcmp0(state, "draft") == 0)
		became = "draft";
	view_set(out, "notice", view_word_or_null(view, "my_became", became));
}

void
view_my_case(const View *view, json_t *out)
{
	static const char *const RIGHTS[] = {
	    "may_comment", "may_follow", "may_answer", "may_approve", "may_complete"};
	const json_t *show = json_object_get(view->values, "show");
	const char *state = view_text(show, "state");

	view_my_set_lacks(view, out);
	view_my_set_error(view, out);
	set_became(view, out, state);
	view_set(out, "number", view_text(show, "number"));
	view_set(out, "case_title", view_text(show, "title"));
	json_object_set_new(
	    out, "pill", view_pill(view_state(view, state), view_state_class(state)));
	for (size_t i = 0; i < G_N_ELEMENTS(RIGHTS); i++)
		view_set_flag(out, RIGHTS[i], json_is_true(json_object_get(show, RIGHTS[i])));
	set_promise(view, out, show);
	set_form(view, out);
	set_entries(view, out, show);
	set_facts(out, show);
}
