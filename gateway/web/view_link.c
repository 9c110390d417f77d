/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of letters' links: what the command `link` says. Who reads them is not known. */
#include <string.h>

#include "gateway/web/view.h"

#define NOWHERE "there is no such link" /* as the command says it */

/* "/p/TOKEN", as it was asked for. Caller owns. */
static char *
base_of(const View *view)
{
	const char *path = view->page->path == NULL ? "" : view->page->path;
	const char *slash = strrchr(path, '/');

	return g_strndup(path, slash == NULL ? 0 : (size_t)(slash - path));
}

/* The address of the same letter's page that does this. */
static void
set_url(const View *view, json_t *out, const char *deed)
{
	g_autofree char *base = base_of(view);
	g_autofree char *key = g_strdup_printf("url_%s", deed);
	g_autofree char *number = g_uri_escape_string(view_query(view, "case"), NULL, false);

	view_take(out, key,
	    g_strconcat(base, "/", deed, *number == '\0' ? "" : "?case=", number, NULL));
}

static void
set_notice(const View *view, json_t *out)
{
	const char *notice = view->page->notice;
	const char *word = "again";

	json_object_del(out, "notice");
	if (notice == NULL)
		return;
	if (strcmp(notice, "too often") == 0)
		word = "too_often";
	else if (strcmp(notice, "not now") == 0)
		word = "not_now";
	else if (strcmp(notice, "unpressed") == 0)
		word = "unpressed";
	else if (strcmp(notice, "text: too long") == 0)
		word = "too_long";
	else if (g_str_has_prefix(notice, VIEW_LACKS))
		word = "lacks";
	view_set_flag(out, "asks_check", strcmp(word, "unpressed") == 0);
	view_set(out, "notice", view_word(view, "link", word));
}

/* With the number, so that the mail finds the ticket. */
static void
set_mail(json_t *out, const json_t *link)
{
	const char *address = view_text(link, "mail");
	const char *number = view_text(link, "number");
	g_autofree char *escaped =
	    address == NULL ? NULL : g_uri_escape_string(address, "@", false);

	view_set(out, "mail", address);
	if (address != NULL)
		view_take(out, "mailto",
		    g_strconcat(
			"mailto:", escaped, number == NULL ? "" : "?subject=", number, NULL));
}

static void
set_over(const View *view, json_t *out, const json_t *link)
{
	g_autofree char *day = view_day(view, view_time(link, "changed"));
	const char *state = view_text(link, "state");
	const char *word = g_strcmp0(state, "closed") == 0 || g_strcmp0(state, "cancelled") == 0
			       ? state
			       : "ended";

	view_take(out, "why",
	    view_say(view, "link_over", word, "number", view_text(link, "number"), "day", day,
		NULL));
}

/* What became of what was sent. */
static void
set_sent(const View *view, json_t *out, const json_t *link)
{
	const char *decision = view_text(link, "decision");
	bool waits = json_is_true(json_object_get(link, "waiting"));
	const char *word = waits                                           ? "waiting"
			   : json_is_true(json_object_get(link, "held"))   ? "held"
			   : view_word_or_null(view, "link_did", decision) ? decision
									   : "otherwise";

	view_set_flag(out, "waiting", waits);
	view_take(out, "case_title",
	    view_say(view, "link_done", word, "number", view_text(link, "number"), NULL));
	view_set(out, "did", view_word(view, "link_did", word));
	view_set_flag(out, "did_close", g_strcmp0(decision, "accept") == 0);
}

static void
set_page(const View *view, json_t *out, const json_t *link)
{
	static const char *const DEEDS[] = {"accept", "reject", "comment"};
	const char *page = view_text(link, "page");
	const char *title = view_text(link, "title");
	g_autofree char *flag = g_strconcat("is_", page, NULL);

	view_set_flag(out, flag, true);
	for (size_t i = 0; i < G_N_ELEMENTS(DEEDS); i++)
		set_url(view, out, DEEDS[i]);
	view_set(out, "number", view_text(link, "number"));
	view_set(out, "title", title);
	view_set(out, "solution", view_text(link, "solution"));
	view_set(out, "nonce", view_text(link, "form"));
	view_take(out, "check",
	    view_say(view, "link", "check", "number", view_text(link, "number"), NULL));
	if (view_text(link, "reader") != NULL)
		view_take(out, "for",
		    view_say(view, "link", "for", "reader", view_text(link, "reader"), NULL));
	if (g_strcmp0(page, "sent") == 0)
		set_sent(view, out, link);
	else
		view_set(out, "case_title", view_word(view, "link_titles", page));
	if (g_strcmp0(page, "over") == 0)
		set_over(view, out, link);
}

void
view_link(const View *view, json_t *out)
{
	const json_t *link = json_object_get(view->values, "link");
	const char *error = view_text(json_object_get(view->values, "error"), "message");
	bool leads = g_strcmp0(error, NOWHERE) != 0;

	set_notice(view, out);
	set_mail(out, link);
	if (view_text(link, "page") != NULL) {
		set_page(view, out, link);
		return;
	}
	view_set_flag(out, leads ? "is_busy" : "is_nowhere", true);
	view_set(out, "case_title", view_word(view, "link_titles", leads ? "busy" : "nowhere"));
	json_object_del(out, "notice");
}
