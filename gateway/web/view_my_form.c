/* SPDX-License-Identifier: Apache-2.0 */
/* What customers fill in: their login, a new case, a request, their app; and what lacks in it. */
#include <string.h>

#include "gateway/web/view_my.h"

#define QUESTIONS_BESIDE 5 /* a new case */
#define QUESTIONS_MOST 200

/* What a field is called: one of a request by its form, which the page has. Borrowed. */
static const char *
label_of(const View *view, const char *name)
{
	const json_t *fields = json_object_get(json_object_get(view->values, "form"), "fields");
	const char *word = view_word_or_null(view, "my_fields", name);
	const json_t *field = NULL;
	size_t i = 0;

	json_array_foreach (fields, i, field)
		if (g_strcmp0(view_text(field, "name"), name) == 0)
			return view_text(field, "label");
	return word == NULL ? name : word;
}

bool
view_my_lacks(const View *view, const char *name)
{
	const char *notice = view->page->notice;

	if (notice == NULL || !g_str_has_prefix(notice, VIEW_LACKS))
		return false;
	g_auto(GStrv) names = g_strsplit(notice + strlen(VIEW_LACKS), " ", -1);
	return g_strv_contains((const char *const *)names, name);
}

/* Each with the place of its field; "wrong" has them by name. */
static void
set_names(const View *view, json_t *out, const char *names)
{
	g_auto(GStrv) each = g_strsplit(names, " ", -1);
	json_t *lacks = json_array();
	json_t *wrong = json_object();

	for (char **name = each; *name != NULL; name++) {
		json_t *lack = json_object();

		view_set(lack, "name", *name);
		view_set(lack, "label", label_of(view, *name));
		json_array_append_new(lacks, lack);
		json_object_set_new(wrong, *name, json_true());
	}
	json_object_set_new(out, "lacks", lacks);
	json_object_set_new(out, "wrong", wrong);
	json_object_set_new(out, "has_lacks", json_true());
}

/* Other refusals are said in the reader's language, without the why. */
void
view_my_set_lacks(const View *view, json_t *out)
{
	const char *notice = view->page->notice;

	if (notice != NULL && g_str_has_prefix(notice, VIEW_LACKS)) {
		json_object_del(out, "notice");
		set_names(view, out, notice + strlen(VIEW_LACKS));
	} else if (notice != NULL && view_word_or_null(view, "refused", notice) == NULL) {
		view_set(out, "notice", view_word(view, "my", "refused"));
	}
}

void
view_my_set_error(const View *view, json_t *out)
{
	bool fails = json_object_get(view->values, "error") != NULL;

	view_set_flag(out, "missing", fails);
	if (fails)
		json_object_del(out, "notice");
}

void
view_my_login(const View *view, json_t *out)
{
	view_my_set_lacks(view, out);
	view_set(out, "to", view_query(view, "to"));
	if (*view_query(view, "over") != '\0') {
		view_set(out, "notice", view_word(view, "my", "code_over"));
		json_object_set_new(out, "notice_class", json_string("bad"));
	}
}

void
view_my_code(const View *view, json_t *out)
{
	view_set_flag(out, "app", *view_query(view, "app") != '\0');
	view_set(out, "to", view_query(view, "to"));
	if (*view_query(view, "wrong") != '\0') {
		view_set(out, "notice", view_word(view, "my", "code_wrong"));
		json_object_set_new(out, "notice_class", json_string("bad"));
	}
}

/* Whom it is for and in which account: chosen by who may, else only shown. */
static void
set_whose(const View *view, json_t *out, const json_t *new)
{
	const json_t *accounts = json_object_get(new, "accounts");
	const json_t *colleagues = json_object_get(new, "colleagues");
	const char *name = view_text(new, "name");
	const char *address = view_text(new, "address");
	const char *account = view_text(new, "account");
	bool may = json_is_true(json_object_get(new, "may_report"));
	bool many = json_array_size(accounts) > 1;

	view_set_flag(out, "may_report", may);
	view_set_flag(out, "many_accounts", many);
	view_set_flag(out, "whose_fixed", !may || (!many && account != NULL));
	view_set(out, "reporter", may ? NULL : name == NULL ? address : name);
	view_set(out, "reporter_typed", view_typed(view, "f.reporter", address));
	view_set(out, "account", many ? NULL : account);
	json_object_set_new(
	    out, "accounts", view_options(accounts, view_typed(view, "f.account", account)));
	view_set_flag(out, "has_colleagues", json_array_size(colleagues) > 0);
	json_object_set(out, "colleagues", (json_t *)colleagues);
}

/* {question, link, answer}, as many as there may be. */
static void
add_questions(json_t *rows, const json_t *list, size_t most)
{
	const json_t *one = NULL;
	size_t i = 0;

	json_array_foreach (list, i, one) {
		json_t *row = NULL;

		if (json_array_size(rows) >= most)
			return;
		row = json_object();
		view_set(row, "question", view_text(one, "title"));
		view_set(row, "link", view_text(one, "link"));
		view_set(row, "answer", view_text(one, "text"));
		json_array_append_new(rows, row);
	}
}

static void
set_questions(const View *view, json_t *out, size_t most)
{
	const json_t *faq = json_object_get(view->values, "faq");
	json_t *rows = json_array();

	add_questions(rows, json_object_get(faq, "fitting"), most);
	add_questions(rows, json_object_get(faq, "others"), most);
	view_set_flag(out, "has_questions", json_array_size(rows) > 0);
	json_object_set_new(out, "questions", rows);
}

void
view_my_new(const View *view, json_t *out)
{
	const json_t *new = json_object_get(view->values, "new");
	const char *category = view_query(view, "f.category");

	view_my_set_lacks(view, out);
	view_my_set_error(view, out);
	json_object_set_new(
	    out, "categories", view_options(json_object_get(new, "categories"), category));
	view_set_flag(out, "no_category", *category == '\0');
	set_whose(view, out, new);
	view_set(out, "title_typed", view_query(view, "title"));
	view_set(out, "people_typed", view_query(view, "f.people"));
	set_questions(view, out, QUESTIONS_BESIDE);
}

void
view_my_faq(const View *view, json_t *out)
{
	view_my_set_error(view, out);
	set_questions(view, out, QUESTIONS_MOST);
	view_set_flag(out, "found_none",
	    *view_query(view, "text") != '\0' &&
		json_array_size(
		    json_object_get(json_object_get(view->values, "faq"), "fitting")) == 0);
}

void
view_my_mfa(const View *view, json_t *out)
{
	const json_t *app = json_object_get(view->values, "app");
	const char *state = view_text(app, "state");

	view_my_set_lacks(view, out);
	view_my_set_error(view, out);
	view_set_flag(out, "app_none", app != NULL && state == NULL);
	view_set_flag(out, "app_active", g_strcmp0(state, "active") == 0);
	view_set_flag(out, "app_locked", g_strcmp0(state, "locked") == 0);
	view_set(out, "path", view_text(app, "path"));
	view_set(out, "key", view_text(app, "key"));
	json_object_set_new(out, "side", json_integer(view_number(app, "side")));
}

void
view_my_sent(const View *view, json_t *out)
{
	const json_t *sent = json_object_get(view->values, "sent");

	view_my_set_error(view, out);
	view_set_flag(out, "waiting", json_is_true(json_object_get(sent, "waiting")));
	view_set_flag(out, "held", json_is_true(json_object_get(sent, "held")));
}
