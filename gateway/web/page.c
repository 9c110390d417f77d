/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All files are read and parsed as they are loaded: a template that names words which a language lacks, or a partial that
 * is not there, is found then. A page is never cut: one that would be too large says so instead.
 */
#include "gateway/web/page.h"

#include <string.h>

#include "gateway/templates/locale.h"
#include "gateway/templates/mustache.h"
#include "gateway/web/page_words.h"
#include "gateway/web/view.h"
#include "gateway/web/view_my.h"
#include "rules/diagnostic.h"

#define PAGE_MOST ((size_t)1024 * 1024) /* bytes; those that are made here are far smaller */
#define WORDS "w."                      /* a template's names for words begin with it */

G_DEFINE_QUARK(page - error - quark, page_error)

typedef struct {
	const char *name;
	const char *title; /* in the section "titles" */
	void (*fill)(const View *view, json_t *out);
} Screen;

static const Screen SCREENS[] = {
    {"desk-login", "login", view_login},
    {"desk-queue", "queue", view_queue},
    {"desk-case", NULL, view_case},
    {"desk-case-newer", NULL, view_case_newer},
    {"desk-preview", "preview", view_preview},
    {"desk-mine", "mine", view_mine},
    {"desk-requests", "requests", view_requests},
    {"desk-held", "held", view_held},
    {"desk-mail", NULL, view_mail},
    {"desk-status", "status", view_status},
    {"desk-search", "search", view_search},
    {"desk-new", "new", view_new},
    {"desk-try", "try", view_try},
    {"desk-contacts", "contacts", view_contacts},
    {"desk-contact", NULL, view_contact},
    {"desk-letters", "letters", view_letters},
    {"desk-menu", "menu", view_menu},
    {"desk-numbers", "numbers", view_numbers},
    {"my-login", "my_login", view_my_login},
    {"my-code", "my_code", view_my_code},
    {"my-overview", "my_overview", view_my_overview},
    {"my-case", NULL, view_my_case},
    {"my-new", "my_new", view_my_new},
    {"my-faq", "my_faq", view_my_faq},
    {"my-catalog", "my_catalog", view_my_catalog},
    {"my-request", NULL, view_my_request},
    {"my-mfa", "my_mfa", view_my_mfa},
    {"my-sent", "my_sent", view_my_sent},
    {"link", "link", view_link},
    {"my-error", "error", view_my_set_error},
    {"desk-error", "error", view_menu},
};
static const Screen NO_SCREEN = {"desk-error", "error", view_menu};
static const Screen MY_NO_SCREEN = {"my-error", "error", view_my_set_error};

static const struct {
	const char *name;
	const char *type;
} STATICS[] = {
    {"casegate.css", "text/css; charset=utf-8"},
    {"desk.js", "text/javascript; charset=utf-8"},
    {"icon.svg", "image/svg+xml"},
};

static const char *const LANGUAGES[] = {"en", "nl"};

typedef struct {
	json_t *words;  /* own */
	Locale *locale; /* own */
} Language;

struct Pages {
	GHashTable *templates; /* own; of Mustache by the name of the file without .html */
	Language languages[G_N_ELEMENTS(LANGUAGES)];
	GBytes *statics[G_N_ELEMENTS(STATICS)]; /* own */
};

void
pages_free(Pages *pages)
{
	if (pages == NULL)
		return;
	g_clear_pointer(&pages->templates, g_hash_table_unref);
	for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
		json_decref(pages->languages[i].words);
		locale_free(pages->languages[i].locale);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(STATICS); i++)
		g_clear_pointer(&pages->statics[i], g_bytes_unref);
	g_free(pages);
}

/* Loading */

static bool
load_template(Pages *pages, const char *folder, const char *file, GError **error)
{
	g_autofree char *path = g_build_filename(folder, file, NULL);
	g_autofree char *name = g_strndup(file, strlen(file) - strlen(".html"));
	g_autofree char *text = NULL;
	g_autoptr(GError) why = NULL;
	Mustache *mustache = NULL;
	unsigned line = 0;

	if (!g_file_get_contents(path, &text, NULL, error))
		return false;
	mustache = mustache_parse(text, MUSTACHE_HTML, &line, &why);
	if (mustache == NULL) {
		g_set_error(
		    error, PAGE_ERROR, PAGE_ERROR_FILE, "%s:%u: %s", path, line, why->message);
		return false;
	}
	g_hash_table_insert(pages->templates, g_steal_pointer(&name), mustache);
	return true;
}

static bool
load_templates(Pages *pages, const char *folder, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	const char *file = NULL;

	while (dir != NULL && (file = g_dir_read_name(dir)) != NULL)
		if (g_str_has_suffix(file, ".html") &&
		    !load_template(pages, folder, file, error))
			return false;
	return dir != NULL;
}

static bool
load_statics(Pages *pages, const char *folder, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(STATICS); i++) {
		g_autofree char *path = g_build_filename(folder, STATICS[i].name, NULL);
		char *bytes = NULL;
		gsize size = 0;

		if (!g_file_get_contents(path, &bytes, &size, error))
			return false;
		pages->statics[i] = g_bytes_new_take(bytes, size);
	}
	return true;
}

static void
load_languages(Pages *pages, const char *folder, bool formal, GPtrArray *diagnostics)
{
	for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++) {
		g_autofree char *words =
		    g_build_filename(folder, "pages", LANGUAGES[i], "words.yaml", NULL);
		g_autofree char *letters =
		    g_build_filename(folder, "letters", LANGUAGES[i], "words.yaml", NULL);

		pages->languages[i].words = page_words_load(words, diagnostics);
		pages->languages[i].locale = locale_load(letters, formal, diagnostics);
		if (diagnostics->len > 0)
			continue;
		page_words_compare(
		    pages->languages[0].words, pages->languages[i].words, words, diagnostics);
		page_words_address(pages->languages[i].words,
		    locale_address(pages->languages[i].locale), formal);
	}
}

static const Mustache *
partial_of(const char *name, void *data)
{
	const Pages *pages = data;

	return g_hash_table_lookup(pages->templates, name);
}

typedef struct {
	const Pages *pages;
	const char *name; /* of the template */
	GPtrArray *diagnostics;
} Check;

static const Mustache *
partial_to_check(const char *name, void *data)
{
	return partial_of(name, (void *)((Check *)data)->pages);
}

/* Names of values are the views' business; words and partials are to be there. */
static void
tell_unknown(const MustacheUnknown *unknown, void *data)
{
	Check *check = data;

	if (unknown->is_partial || g_str_has_prefix(unknown->name, WORDS))
		diagnostics_add_line(check->diagnostics, check->name, unknown->line,
		    "words and partials that are there", "'%s'", unknown->name);
}

static void
check_templates(const Pages *pages, GPtrArray *diagnostics)
{
	json_t *example = json_pack("{sO}", "w", pages->languages[0].words);
	GHashTableIter iter;
	void *name = NULL, *mustache = NULL;

	g_hash_table_iter_init(&iter, pages->templates);
	while (g_hash_table_iter_next(&iter, &name, &mustache)) {
		Check check = {pages, name, diagnostics};

		mustache_check(mustache, example, partial_to_check, tell_unknown, &check);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(SCREENS); i++)
		if (!g_hash_table_contains(pages->templates, SCREENS[i].name))
			diagnostics_add_file(
			    diagnostics, SCREENS[i].name, "its template", "none");
	json_decref(example);
}

static bool
tell_first(const GPtrArray *diagnostics, GError **error)
{
	g_autofree char *first = NULL;

	if (diagnostics->len == 0)
		return true;
	first = diagnostic_text(diagnostics->pdata[0]);
	g_set_error_literal(error, PAGE_ERROR, PAGE_ERROR_FILE, first);
	return false;
}

Pages *
pages_load(const char *folder, bool formal, GError **error)
{
	g_autoptr(Pages) pages = g_new0(Pages, 1);
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autofree char *ours = g_build_filename(folder, "pages", NULL);

	pages->templates = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)mustache_free);
	if (!load_templates(pages, ours, error) || !load_statics(pages, ours, error))
		return NULL;
	load_languages(pages, folder, formal, diagnostics);
	if (diagnostics->len == 0)
		check_templates(pages, diagnostics);
	return tell_first(diagnostics, error) ? g_steal_pointer(&pages) : NULL;
}

GBytes *
pages_static(const Pages *pages, const char *name, const char **ret_type)
{
	for (size_t i = 0; i < G_N_ELEMENTS(STATICS); i++)
		if (strcmp(STATICS[i].name, name) == 0) {
			*ret_type = STATICS[i].type;
			return pages->statics[i];
		}
	return NULL;
}

/* Rendering */

/* What stands in the place of a screen that cannot be shown, to whom it would have been. */
static const Screen *
no_screen(const char *name)
{
	return g_str_has_prefix(name, "my-") ? &MY_NO_SCREEN : &NO_SCREEN;
}

static const Screen *
find_screen(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(SCREENS); i++)
		if (strcmp(SCREENS[i].name, name) == 0)
			return &SCREENS[i];
	return no_screen(name);
}

/* Of one thing that could not be shown there is only why. */
static const Screen *
screen_for(const char *name, const json_t *values)
{
	const Screen *screen = find_screen(name);

	return screen->title == NULL && json_is_object(json_object_get(values, "error")) &&
		       !json_is_object(json_object_get(values, "show"))
		   ? no_screen(name)
		   : screen;
}

static const Language *
find_language(const Pages *pages, const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(LANGUAGES); i++)
		if (g_strcmp0(LANGUAGES[i], name) == 0)
			return &pages->languages[i];
	return &pages->languages[0];
}

/* A screen about one thing is called after it. */
static void
set_title(const View *view, const Screen *screen, json_t *out)
{
	static const char *const NAMES[] = {"case_title", "subject", "name"};
	const char *title =
	    screen->title == NULL ? NULL : view_word(view, "titles", screen->title);

	for (size_t i = 0; title == NULL && i < G_N_ELEMENTS(NAMES); i++)
		title = view_text(out, NAMES[i]);
	view_set(out, "page_title", title);
}

/* NULL: it would be too large. */
static GBytes *
render(const Pages *pages, const Screen *screen, const View *view)
{
	const Mustache *mustache = g_hash_table_lookup(pages->templates, screen->name);
	MustacheLimit limit = {.most = PAGE_MOST};
	json_t *out = json_pack("{sO}", "w", view->words);
	GString *page = NULL;

	view_frame(view, out);
	screen->fill(view, out);
	set_title(view, screen, out);
	page = mustache_render_within(mustache, out, partial_of, (void *)pages, &limit);
	json_decref(out);
	if (!limit.was_cut)
		return g_string_free_to_bytes(page);
	g_string_free(page, TRUE);
	return NULL;
}

GBytes *
page_render(const Pages *pages, const char *screen, const PageView *page, json_t *values)
{
	const Language *language = find_language(pages, page->language);
	const View view = {
	    .page = page,
	    .words = language->words,
	    .locale = language->locale,
	    .values = values,
	};
	GBytes *bytes = render(pages, screen_for(screen, values), &view);

	return bytes != NULL ? bytes : render(pages, no_screen(screen), &view);
}
