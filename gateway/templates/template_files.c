/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads letters/<lang>/NAME.txt, NAME.html and words.yaml. Directories are read in their order, a later file takes the
 * place of an earlier one; the texts of a directory come before its HTML, so that a letter's new text can set the HTML
 * of an earlier directory aside: two tellings of one letter come from one hand.
 */
#include "gateway/templates/template_files.h"

#include <errno.h>
#include <string.h>

#include "rules/diagnostic.h"

#define FILE_MAX (256 * 1024)
#define SUBJECT "Subject:"

static void
template_free(ShelfTemplate *template)
{
	if (template == NULL)
		return;
	g_free(template->file);
	mustache_free(template->mustache);
	g_free(template);
}

static void
entry_free(ShelfEntry *entry)
{
	g_free(entry->name);
	for (size_t i = 0; i < SHELF_PARTS; i++)
		template_free(entry->parts[i]);
	g_free(entry);
}

static void
language_free(ShelfLanguage *language)
{
	g_free(language->name);
	g_free(language->directory);
	g_ptr_array_unref(language->entries);
	wording_free(language->wording);
	g_free(language);
}

void
shelf_free(Shelf *shelf)
{
	if (shelf == NULL)
		return;
	g_free(shelf->fallback);
	g_ptr_array_unref(shelf->languages);
	g_free(shelf);
}

/* Finding */

static ShelfLanguage *
find_language(const Shelf *shelf, const char *name)
{
	for (unsigned i = 0; i < shelf->languages->len; i++) {
		ShelfLanguage *language = shelf->languages->pdata[i];

		if (strcmp(language->name, name) == 0)
			return language;
	}
	return NULL;
}

static ShelfEntry *
find_entry(const ShelfLanguage *language, const char *name)
{
	for (unsigned i = 0; language != NULL && i < language->entries->len; i++) {
		ShelfEntry *entry = language->entries->pdata[i];

		if (strcmp(entry->name, name) == 0)
			return entry;
	}
	return NULL;
}

/* The n-th language to look in: the one asked for, the fallback, then all. */
static const ShelfLanguage *
nth_choice(const Shelf *shelf, const char *asked, unsigned n)
{
	if (n == 0)
		return find_language(shelf, asked);
	if (n == 1)
		return find_language(shelf, shelf->fallback);
	return shelf->languages->pdata[n - 2];
}

static const ShelfEntry *
find(const Shelf *shelf, const char *asked, const char *name, ShelfPart part)
{
	for (unsigned n = 0; n < shelf->languages->len + 2; n++) {
		const ShelfEntry *entry = find_entry(nth_choice(shelf, asked, n), name);
		bool is_letter = entry != NULL && entry->parts[SHELF_SUBJECT] != NULL;

		if (entry != NULL && entry->parts[part] != NULL &&
		    is_letter == (part == SHELF_SUBJECT))
			return entry;
	}
	return NULL;
}

const ShelfEntry *
shelf_letter(const Shelf *shelf, const char *language, const char *name)
{
	return find(shelf, language, name, SHELF_SUBJECT);
}

const ShelfEntry *
shelf_partial(const Shelf *shelf, const char *language, const char *name, ShelfPart part)
{
	return find(shelf, language, name, part);
}

const Wording *
shelf_wording(const Shelf *shelf, const char *language)
{
	for (unsigned n = 0; n < shelf->languages->len + 2; n++) {
		const ShelfLanguage *choice = nth_choice(shelf, language, n);

		if (choice != NULL && choice->wording != NULL)
			return choice->wording;
	}
	return NULL;
}

/* Reading */

static ShelfTemplate *
template_new(const char *file, unsigned first_line, const char *text, MustacheEscape escape,
    GPtrArray *mistakes)
{
	g_autoptr(GError) error = NULL;
	unsigned line = 0;
	Mustache *mustache = mustache_parse(text, escape, &line, &error);
	ShelfTemplate *template = NULL;

	if (mustache == NULL) {
		mistakes_add_line(mistakes, file, first_line + line - 1, "a Mustache template",
		    "%s", error->message);
		return NULL;
	}
	template = g_new(ShelfTemplate, 1);
	template->file = g_strdup(file);
	template->first_line = first_line;
	template->mustache = mustache;
	return template;
}

static void
set_part(ShelfEntry *entry, ShelfPart part, ShelfTemplate *take_template)
{
	template_free(entry->parts[part]);
	entry->parts[part] = take_template;
}

/* "Subject: ..." and an empty line before a letter's text. */
static void
add_letter(ShelfEntry *entry, const char *file, char *text, GPtrArray *mistakes)
{
	char *end = strchrnul(text, '\n');
	char *body = *end == '\0' ? end : end + 1;

	*end = '\0';
	set_part(entry, SHELF_SUBJECT,
	    template_new(file, 1, text + strlen(SUBJECT), MUSTACHE_PLAIN, mistakes));
	if (*body != '\n')
		mistakes_add_line(mistakes, file, 2, "an empty line behind the Subject", "%s",
		    *body == '\0' ? "nothing" : "text");
	else
		body++;
	set_part(entry, SHELF_TEXT, template_new(file, 3, body, MUSTACHE_PLAIN, mistakes));
	set_part(entry, SHELF_HTML, NULL);
}

static void
add_file(ShelfEntry *entry, const char *file, char *text, GPtrArray *mistakes)
{
	if (g_str_has_suffix(file, ".html")) {
		set_part(
		    entry, SHELF_HTML, template_new(file, 1, text, MUSTACHE_HTML, mistakes));
		return;
	}
	if (g_str_has_prefix(text, SUBJECT)) {
		add_letter(entry, file, text, mistakes);
		return;
	}
	if (entry->parts[SHELF_SUBJECT] != NULL)
		mistakes_add_line(
		    mistakes, file, 1, "'" SUBJECT " ...', as this is a letter", "no subject");
	set_part(entry, SHELF_TEXT, template_new(file, 1, text, MUSTACHE_PLAIN, mistakes));
}

/* The text of a file with plain line ends, or NULL. */
static char *
read_text(const char *file, GPtrArray *mistakes)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *raw = NULL;
	size_t length = 0;
	GString *text = NULL;

	if (!g_file_get_contents(file, &raw, &length, &error)) {
		mistakes_add_file(
		    mistakes, file, "a file that can be read", "%s", error->message);
		return NULL;
	}
	if (length > FILE_MAX || !g_utf8_validate(raw, length, NULL)) {
		mistakes_add_file(mistakes, file, "at most 256 KiB of UTF-8", "%s",
		    length > FILE_MAX ? "more" : "other bytes");
		return NULL;
	}
	text = g_string_new(g_str_has_prefix(raw, "\xef\xbb\xbf") ? raw + 3 : raw);
	g_string_replace(text, "\r\n", "\n", 0);
	return g_string_free(text, FALSE);
}

static ShelfEntry *
get_entry(ShelfLanguage *language, const char *name)
{
	ShelfEntry *entry = find_entry(language, name);

	if (entry != NULL)
		return entry;
	entry = g_new0(ShelfEntry, 1);
	entry->name = g_strdup(name);
	entry->language = language->name;
	g_ptr_array_add(language->entries, entry);
	return entry;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a directory, sorted; hidden ones left out. */
static GPtrArray *
list_directory(const char *directory, GPtrArray *mistakes)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *opened = g_dir_open(directory, 0, &error);
	const char *name = NULL;

	if (opened == NULL) {
		if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			mistakes_add_file(mistakes, directory, "a folder that can be read",
			    "%s", error->message);
		return names;
	}
	while ((name = g_dir_read_name(opened)) != NULL)
		if (name[0] != '.')
			g_ptr_array_add(names, g_strdup(name));
	g_dir_close(opened);
	g_ptr_array_sort(names, by_name);
	return names;
}

static void
load_with_suffix(
    ShelfLanguage *language, const GPtrArray *names, const char *suffix, GPtrArray *mistakes)
{
	for (unsigned i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *file = g_build_filename(language->directory, name, NULL);
		g_autofree char *stem = NULL;
		g_autofree char *text = NULL;

		if (!g_str_has_suffix(name, suffix) ||
		    (text = read_text(file, mistakes)) == NULL)
			continue;
		stem = g_strndup(name, strlen(name) - strlen(suffix));
		add_file(get_entry(language, stem), file, text, mistakes);
	}
}

static void
load_wording(ShelfLanguage *language, GPtrArray *mistakes)
{
	g_autofree char *file = g_build_filename(language->directory, "words.yaml", NULL);

	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		return;
	wording_free(language->wording);
	language->has_words = true;
	language->wording = wording_load(file, mistakes);
}

static void
load_language(Shelf *shelf, const char *directory, const char *name, GPtrArray *mistakes)
{
	g_autoptr(GPtrArray) names = list_directory(directory, mistakes);
	ShelfLanguage *language = find_language(shelf, name);

	if (language == NULL) {
		language = g_new0(ShelfLanguage, 1);
		language->name = g_strdup(name);
		language->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
		g_ptr_array_add(shelf->languages, language);
	}
	g_free(language->directory);
	language->directory = g_strdup(directory);
	load_with_suffix(language, names, ".txt", mistakes);
	load_with_suffix(language, names, ".html", mistakes);
	load_wording(language, mistakes);
}

static void
load_directory(Shelf *shelf, const char *directory, GPtrArray *mistakes)
{
	g_autoptr(GPtrArray) names = list_directory(directory, mistakes);

	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(directory, names->pdata[i], NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			load_language(shelf, path, names->pdata[i], mistakes);
	}
}

static int
by_pointed_name(const void *a, const void *b)
{
	/* A name is the first member of both things that are sorted so. */
	return strcmp(**(char *const *const *)a, **(char *const *const *)b);
}

Shelf *
shelf_load(const char *const *directories, const char *fallback, GPtrArray *mistakes)
{
	Shelf *shelf = g_new(Shelf, 1);

	shelf->fallback = g_strdup(fallback);
	shelf->languages = g_ptr_array_new_with_free_func((GDestroyNotify)language_free);
	for (; *directories != NULL; directories++)
		load_directory(shelf, *directories, mistakes);
	g_ptr_array_sort(shelf->languages, by_pointed_name);
	for (unsigned i = 0; i < shelf->languages->len; i++) {
		ShelfLanguage *language = shelf->languages->pdata[i];

		g_ptr_array_sort(language->entries, by_pointed_name);
		if (!language->has_words)
			mistakes_add_file(mistakes, language->directory,
			    "words.yaml, which names the days and the states", "none");
	}
	return shelf;
}
