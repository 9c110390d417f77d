/* SPDX-License-Identifier: Apache-2.0 */
/* The customers' pages: what the command `my` says, which is nothing but what they may see. */
#include <string.h>

#include "gateway/web/view.h"
#include "spool/ticket_state.h"

#define LACKS "lacks: " /* how a refusal begins that names fields */

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

/* What a form lacks, each with the place of its field; other refusals are said in the reader's language, without the why. */
static void
set_lacks(const View *view, json_t *out)
{
	const char *notice = view->page->notice;
	json_t *lacks = NULL;

	if (notice == NULL || view_word_or_null(view, "refused", notice) != NULL)
		return;
	view_set(out, "notice", view_word(view, "my", "refused"));
	if (!g_str_has_prefix(notice, LACKS))
		return;
	json_object_del(out, "notice");
	lacks = json_array();
	g_auto(GStrv) names = g_strsplit(notice + strlen(LACKS), " ", -1);
	for (char **name = names; *name != NULL; name++) {
		json_t *lack = json_object();

		view_set(lack, "name", *name);
		view_set(lack, "label", label_of(view, *name));
		json_array_append_new(lacks, lack);
	}
	json_object_set_new(out, "lacks", lacks);
	json_object_set_new(out, "has_lacks", json_true());
}

static void
set_error(const View *view, json_t *out)
{
	bool fails = json_object_get(view->values, "error") != NULL;

	view_set_flag(out, "missing", fails);
	if (fails)
		json_object_del(out, "notice");
}

void
view_my_login(const View *view, json_t *out)
{
	set_lacks(view, out);
	if (*view_query(view, "over") != '\0') {
		view_set(out, "notice", view_word(view, "my", "code_over"));
		json_object_set_new(out, "notice_class", json_string("bad"));
	}
}

void
view_my_code(const View *view, json_t *out)
{
	view_set_flag(out, "app", *view_query(view, "app") != '\0');
	if (*view_query(view, "wrong") != '\0') {
		view_set(out, "notice", view_word(view, "my", "code_wrong"));
		json_object_set_new(out, "notice_class", json_string("bad"));
	}
}

/* Overview */

static bool
is_over(const json_t *ticket)
{
	TicketState state = TICKET_NEW;

	return ticket_state_from_name(view_text(ticket, "state"), &state) &&
	       ticket_state_has_ended(state);
}

static json_t *
row_of(const View *view, const json_t *ticket)
{
	const char *state = view_text(ticket, "state");
	const char *waits = view_text(ticket, "waits");
	const char *title = view_text(ticket, "title");
	json_t *row = json_object();

	view_set(row, "number", view_text(ticket, "number"));
	view_take(row, "row_title",
	    view_short(title == NULL ? locale_untitled(view->locale) : title, 160));
	view_take(row, "day", view_day(view, view_time(ticket, "changed")));
	json_object_set_new(row, "pill",
	    waits == NULL ? view_pill(view_state(view, state), view_state_class(state))
			  : view_pill(view_word(view, "my_waits", waits), "us"));
	return row;
}

typedef bool (*Wanted)(const json_t *ticket);

static bool
is_live(const json_t *ticket)
{
	return !is_over(ticket);
}

/* What waits for the reader stands above already. */
static bool
is_with_us(const json_t *ticket)
{
	return !is_over(ticket) && view_text(ticket, "waits") == NULL;
}

static bool
waits_for_reader(const json_t *ticket)
{
	return view_text(ticket, "waits") != NULL;
}

static void
add_rows(const View *view, json_t *rows, const char *list, Wanted wanted)
{
	const json_t *all = json_object_get(json_object_get(view->values, "list"), list);
	const json_t *ticket = NULL;
	size_t i = 0;

	json_array_foreach (all, i, ticket)
		if (wanted(ticket))
			json_array_append_new(rows, row_of(view, ticket));
}

/* Pairs of a tab's word and what it shows. */
static void
set_list(const View *view, json_t *out)
{
	const char *tab = view_query(view, "tab");
	json_t *rows = json_array();

	if (strcmp(tab, "requests") == 0) {
		add_rows(view, rows, "requests", is_with_us);
	} else if (strcmp(tab, "organisation") == 0) {
		add_rows(view, rows, "organisation", is_live);
	} else if (strcmp(tab, "closed") == 0) {
		add_rows(view, rows, "cases", is_over);
		add_rows(view, rows, "requests", is_over);
	} else {
		add_rows(view, rows, "cases", is_with_us);
	}
	view_set_flag(out, "has_rows", json_array_size(rows) > 0);
	json_object_set_new(out, "rows", rows);
}

static void
add_tab(const View *view, json_t *tabs, const char *tab, const char *label)
{
	json_t *one = json_object();

	view_take(
	    one, "url", *tab == '\0' ? g_strdup("/my/") : g_strdup_printf("/my/?tab=%s", tab));
	view_set(one, "label", label);
	view_set_flag(one, "current", strcmp(view_query(view, "tab"), tab) == 0);
	json_array_append_new(tabs, one);
}

void
view_my_overview(const View *view, json_t *out)
{
	const json_t *list = json_object_get(view->values, "list");
	const char *account = view_text(list, "account");
	json_t *tabs = json_array();
	json_t *waits = json_array();

	set_error(view, out);
	add_tab(view, tabs, "", view_word(view, "my", "cases"));
	add_tab(view, tabs, "requests", view_word(view, "my", "requests"));
	if (json_is_true(json_object_get(list, "sees_organisation")))
		add_tab(view, tabs, "organisation",
		    account == NULL ? view_word(view, "my", "organisation") : account);
	add_tab(view, tabs, "closed", view_word(view, "my", "closed"));
	json_object_set_new(out, "tabs", tabs);
	add_rows(view, waits, "approvals", waits_for_reader);
	add_rows(view, waits, "cases", waits_for_reader);
	add_rows(view, waits, "requests", waits_for_reader);
	view_set_flag(out, "has_waits", json_array_size(waits) > 0);
	json_object_set_new(out, "waits", waits);
	set_list(view, out);
}

/* A ticket */

static json_t *
files_of(const View *view, const json_t *entry, const char *number)
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
	(void)view;
	return out;
}

static json_t *
entry_of(const View *view, const json_t *entry, const char *number)
{
	const char *author = view_text(entry, "author");
	const char *change = view_text(entry, "change");
	json_t *files = files_of(view, entry, number);
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
set_facts(const View *view, json_t *out, const json_t *show)
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
	(void)view;
}

void
view_my_case(const View *view, json_t *out)
{
	static const char *const RIGHTS[] = {
	    "may_comment", "may_follow", "may_answer", "may_approve"};
	const json_t *show = json_object_get(view->values, "show");
	const char *state = view_text(show, "state");
	const char *became = view_query(view, "became");

	set_lacks(view, out);
	set_error(view, out);
	if (*became != '\0' && view_word_or_null(view, "my_became", became) != NULL)
		view_set(out, "notice", view_word(view, "my_became", became));
	if (show == NULL) {
		view_set(out, "case_title", view_word(view, "titles", "error"));
		return;
	}
	view_set(out, "number", view_text(show, "number"));
	view_set(out, "case_title", view_text(show, "title"));
	json_object_set_new(
	    out, "pill", view_pill(view_state(view, state), view_state_class(state)));
	for (size_t i = 0; i < G_N_ELEMENTS(RIGHTS); i++)
		view_set_flag(out, RIGHTS[i], json_is_true(json_object_get(show, RIGHTS[i])));
	set_entries(view, out, show);
	set_facts(view, out, show);
}

/* Forms */

void
view_my_new(const View *view, json_t *out)
{
	const json_t *new = json_object_get(view->values, "new");
	const char *category = view_query(view, "f.category");
	const char *name = view_text(new, "name");
	json_t *categories = json_array();
	const json_t *one = NULL;
	size_t i = 0;

	set_lacks(view, out);
	set_error(view, out);
	json_array_foreach (json_object_get(new, "categories"), i, one)
		json_array_append_new(
		    categories, json_pack("{sO, sb}", "value", one, "selected",
				    strcmp(category, json_string_value(one)) == 0));
	json_object_set_new(out, "categories", categories);
	view_set_flag(out, "no_category", *category == '\0');
	view_set(out, "reporter", name == NULL ? view_text(new, "address") : name);
	view_set(out, "account", view_text(new, "account"));
	view_set(out, "title_typed", view_query(view, "title"));
	view_set(out, "people_typed", view_query(view, "f.people"));
}

void
view_my_catalog(const View *view, json_t *out)
{
	const json_t *catalog = json_object_get(view->values, "catalog");
	json_t *items = json_array();
	const json_t *one = NULL;
	size_t i = 0;

	set_error(view, out);
	json_array_foreach (catalog, i, one) {
		json_t *item = json_object();

		view_set(item, "item", view_text(one, "name"));
		view_set(item, "item_title", view_text(one, "title"));
		view_set_flag(item, "approval", json_is_true(json_object_get(one, "approval")));
		json_array_append_new(items, item);
	}
	view_set_flag(out, "has_items", json_array_size(items) > 0);
	json_object_set_new(out, "items", items);
}

/* How a field is filled in, by its type; a text where there is nothing better. */
static void
set_shape(const json_t *field, json_t *out)
{
	static const struct {
		const char *type, *shape;
	} SHAPES[] = {
	    {"multi_line", "is_long"}, {"choice", "is_choice"}, {"yes_no", "is_tick"}};
	const char *shape = "is_text";

	for (size_t i = 0; i < G_N_ELEMENTS(SHAPES); i++)
		if (g_strcmp0(view_text(field, "type"), SHAPES[i].type) == 0)
			shape = SHAPES[i].shape;
	view_set_flag(out, shape, true);
}

/* Filled in with what was typed, once something was; else with what the form knows. */
static json_t *
field_of(const View *view, const json_t *field)
{
	g_autofree char *key = g_strconcat("f.", view_text(field, "name"), NULL);
	const char *typed = view_query(view, key);
	const char *value = view->page->notice != NULL ? typed : view_text(field, "value");
	json_t *choices = json_array();
	json_t *out = json_object();
	const json_t *choice = NULL;
	size_t i = 0;

	view_set(out, "name", view_text(field, "name"));
	view_set(out, "label", view_text(field, "label"));
	view_set(out, "help", view_text(field, "help"));
	view_set(out, "typed", value);
	view_set_flag(out, "required", json_is_true(json_object_get(field, "required")));
	view_set_flag(out, "ticked", value != NULL && *value != '\0');
	set_shape(field, out);
	json_array_foreach (json_object_get(field, "choices"), i, choice)
		json_array_append_new(
		    choices, json_pack("{sO, sb}", "value", choice, "selected",
				 g_strcmp0(value, json_string_value(choice)) == 0));
	json_object_set_new(out, "choices", choices);
	view_set_flag(out, "chosen_none", value == NULL || *value == '\0');
	return out;
}

void
view_my_request(const View *view, json_t *out)
{
	const json_t *form = json_object_get(view->values, "form");
	json_t *fields = json_array();
	const json_t *field = NULL;
	size_t i = 0;

	set_lacks(view, out);
	set_error(view, out);
	view_set(out, "case_title", view_text(form, "title"));
	view_set(out, "item", view_text(form, "item"));
	view_set_flag(out, "approval", json_is_true(json_object_get(form, "approval")));
	json_array_foreach (json_object_get(form, "fields"), i, field)
		json_array_append_new(fields, field_of(view, field));
	json_object_set_new(out, "fields", fields);
}

void
view_my_mfa(const View *view, json_t *out)
{
	const json_t *app = json_object_get(view->values, "app");
	const char *state = view_text(app, "state");

	set_lacks(view, out);
	set_error(view, out);
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

	set_error(view, out);
	view_set_flag(out, "waiting", json_is_true(json_object_get(sent, "waiting")));
	view_set_flag(out, "held", json_is_true(json_object_get(sent, "held")));
}
