/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads letters/<lang>/NAME.txt, NAME.html and words.yaml. Directories are read in their order, a later file takes the
 * place of an earlier one; the texts of a directory come before its HTML, so that a letter's new text can set the HTML
 * of an earlier directory aside: both forms of a letter come from one directory.
 */
#include "gateway/templates/template_files.h"

#include <errno.h>
#include <string.h>

#include "gateway/templates/palette.h"
#include "rules/diagnostic.h"

#define FILE_MAX (256 * 1024)
#define SUBJECT "Subject:"

static void
template_free(TemplateFile *template)
{
	if (template == NULL)
		return;
	g_free(template->file);
	mustache_free(template->mustache);
	g_free(template);
}

static void
entry_free(TemplateEntry *entry)
{
	g_free(entry->name);
	for (size_t i = 0; i < TEMPLATE_PARTS; i++)
		template_free(entry->parts[i]);
	g_free(entry);
}

static void
language_free(TemplateLanguage *language)
{
	g_free(language->name);
	g_free(language->directory);
	g_ptr_array_unref(language->entries);
	locale_free(language->locale);
	g_free(language);
}

void
template_files_free(TemplateFiles *template_files)
{
	if (template_files == NULL)
		return;
	g_free(template_files->fallback);
	g_ptr_array_unref(template_files->languages);
	g_free(template_files);
}

/* Finding */

static TemplateLanguage *
find_language(const TemplateFiles *template_files, const char *name)
{
	for (unsigned i = 0; i < template_files->languages->len; i++) {
		TemplateLanguage *language = template_files->languages->pdata[i];

		if (strcmp(language->name, name) == 0)
			return language;
	}
	return NULL;
}

static TemplateEntry *
find_entry(const TemplateLanguage *language, const char *name)
{
	for (unsigned i = 0; language != NULL && i < language->entries->len; i++) {
		TemplateEntry *entry = language->entries->pdata[i];

		if (strcmp(entry->name, name) == 0)
			return entry;
	}
	return NULL;
}

/* The n-th language to look in: the one asked for, the fallback, then all. */
static const TemplateLanguage *
nth_choice(const TemplateFiles *template_files, const char *asked, unsigned n)
{
	if (n == 0)
		return find_language(template_files, asked);
	if (n == 1)
		return find_language(template_files, template_files->fallback);
	return template_files->languages->pdata[n - 2];
}

static const TemplateEntry *
find(
    const TemplateFiles *template_files, const char *asked, const char *name, TemplatePart part)
{
	for (unsigned n = 0; n < template_files->languages->len + 2; n++) {
		const TemplateEntry *entry =
		    find_entry(nth_choice(template_files, asked, n), name);
		bool is_letter = entry != NULL && entry->parts[TEMPLATE_SUBJECT] != NULL;

		if (entry != NULL && entry->parts[part] != NULL &&
		    is_letter == (part == TEMPLATE_SUBJECT))
			return entry;
	}
	return NULL;
}

const TemplateEntry *
template_files_letter(
    const TemplateFiles *template_files, const char *language, const char *name)
{
	return find(template_files, language, name, TEMPLATE_SUBJECT);
}

const TemplateEntry *
template_files_partial(const TemplateFiles *template_files, const char *language,
    const char *name, TemplatePart part)
{
	return find(template_files, language, name, part);
}

const Locale *
template_files_locale(const TemplateFiles *template_files, const char *language)
{
	for (unsigned n = 0; n < template_files->languages->len + 2; n++) {
		const TemplateLanguage *choice = nth_choice(template_files, language, n);

		if (choice != NULL && choice->locale != NULL)
			return choice->locale;
	}
	return NULL;
}

/* Reading */

static TemplateFile *
template_new(const char *file, unsigned first_line, const char *text, MustacheEscape escape,
    GPtrArray *diagnostics)
{
	g_autoptr(GError) error = NULL;
	unsigned line = 0;
	Mustache *mustache = mustache_parse(text, escape, &line, &error);
	TemplateFile *template = NULL;

	if (mustache == NULL) {
		diagnostics_add_line(diagnostics, file, first_line + line - 1,
		    "a Mustache template", "%s", error->message);
		return NULL;
	}
	template = g_new(TemplateFile, 1);
	template->file = g_strdup(file);
	template->first_line = first_line;
	template->mustache = mustache;
	return template;
}

static void
set_part(TemplateEntry *entry, TemplatePart part, TemplateFile *take_template)
{
	template_free(entry->parts[part]);
	entry->parts[part] = take_template;
}

/* "Subject: ..." and an empty line before a letter's text. */
static void
add_letter(TemplateEntry *entry, const char *file, char *text, GPtrArray *diagnostics)
{
	char *end = strchrnul(text, '\n');
	char *body = *end == '\0' ? end : end + 1;

	*end = '\0';
	set_part(entry, TEMPLATE_SUBJECT,
	    template_new(file, 1, text + strlen(SUBJECT), MUSTACHE_PLAIN, diagnostics));
	if (*body != '\n')
		diagnostics_add_line(diagnostics, file, 2, "an empty line behind the Subject",
		    "%s", *body == '\0' ? "nothing" : "text");
	else
		body++;
	set_part(
	    entry, TEMPLATE_TEXT, template_new(file, 3, body, MUSTACHE_PLAIN, diagnostics));
	set_part(entry, TEMPLATE_HTML, NULL);
}

/* HTML that is empty says that there is to be none. */
static void
add_file(TemplateEntry *entry, const char *file, char *text, GPtrArray *diagnostics)
{
	if (g_str_has_suffix(file, ".html")) {
		set_part(entry, TEMPLATE_HTML,
		    text[strspn(text, " \t\n")] == '\0'
			? NULL
			: template_new(file, 1, text, MUSTACHE_HTML, diagnostics));
		return;
	}
	if (g_str_has_prefix(text, SUBJECT)) {
		add_letter(entry, file, text, diagnostics);
		return;
	}
	if (entry->parts[TEMPLATE_SUBJECT] != NULL)
		diagnostics_add_line(diagnostics, file, 1,
		    "'" SUBJECT " ...', as this is a letter", "no subject");
	set_part(
	    entry, TEMPLATE_TEXT, template_new(file, 1, text, MUSTACHE_PLAIN, diagnostics));
}

/* The text of a file with plain line ends, or NULL. */
static char *
read_text(const char *file, GPtrArray *diagnostics)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *raw = NULL;
	size_t length = 0;
	GString *text = NULL;

	if (!g_file_get_contents(file, &raw, &length, &error)) {
		diagnostics_add_file(
		    diagnostics, file, "a file that can be read", "%s", error->message);
		return NULL;
	}
	if (length > FILE_MAX || !g_utf8_validate(raw, length, NULL)) {
		diagnostics_add_file(diagnostics, file, "at most 256 KiB of UTF-8", "%s",
		    length > FILE_MAX ? "more" : "other bytes");
		return NULL;
	}
	text = g_string_new(g_str_has_prefix(raw, "\xef\xbb\xbf") ? raw + 3 : raw);
	g_string_replace(text, "\r\n", "\n", 0);
	return g_string_free(text, FALSE);
}

static TemplateEntry *
get_entry(TemplateLanguage *language, const char *name)
{
	TemplateEntry *entry = find_entry(language, name);

	if (entry != NULL)
		return entry;
	entry = g_new0(TemplateEntry, 1);
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
list_directory(const char *directory, GPtrArray *diagnostics)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	GDir *opened = g_dir_open(directory, 0, &error);
	const char *name = NULL;

	if (opened == NULL) {
		if (!g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			diagnostics_add_file(diagnostics, directory,
			    "a folder that can be read", "%s", error->message);
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
load_with_suffix(TemplateLanguage *language, const GPtrArray *names, const char *suffix,
    const TemplateStyle *style, GPtrArray *diagnostics)
{
	const AddressWords *address =
	    language->locale == NULL ? NULL : locale_address(language->locale);

	for (unsigned i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *file = g_build_filename(language->directory, name, NULL);
		g_autofree char *stem = NULL;
		g_autofree char *text = NULL;
		g_autofree char *said = NULL;
		g_autofree char *painted = NULL;

		if (!g_str_has_suffix(name, suffix) ||
		    (text = read_text(file, diagnostics)) == NULL)
			continue;
		stem = g_strndup(name, strlen(name) - strlen(suffix));
		said = address_words_say(address, style->formal, text);
		painted = palette_paint(style->colour, said);
		add_file(get_entry(language, stem), file, painted, diagnostics);
	}
}

static void
load_locale(TemplateLanguage *language, bool formal, GPtrArray *diagnostics)
{
	g_autofree char *file = g_build_filename(language->directory, "words.yaml", NULL);

	if (!g_file_test(file, G_FILE_TEST_EXISTS))
		return;
	locale_free(language->locale);
	language->has_words = true;
	language->locale = locale_load(file, formal, diagnostics);
}

static void
load_language(TemplateFiles *template_files, const char *directory, const char *name,
    const TemplateStyle *style, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) names = list_directory(directory, diagnostics);
	TemplateLanguage *language = find_language(template_files, name);

	if (language == NULL) {
		language = g_new0(TemplateLanguage, 1);
		language->name = g_strdup(name);
		language->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
		g_ptr_array_add(template_files->languages, language);
	}
	g_free(language->directory);
	language->directory = g_strdup(directory);
	load_locale(language, style->formal, diagnostics);
	load_with_suffix(language, names, ".txt", style, diagnostics);
	load_with_suffix(language, names, ".html", style, diagnostics);
}

static void
load_directory(TemplateFiles *template_files, const char *directory, const TemplateStyle *style,
    GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) names = list_directory(directory, diagnostics);

	for (unsigned i = 0; i < names->len; i++) {
		g_autofree char *path = g_build_filename(directory, names->pdata[i], NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			load_language(
			    template_files, path, names->pdata[i], style, diagnostics);
	}
}

static int
by_pointed_name(const void *a, const void *b)
{
	/* A name is the first member of both things that are sorted so. */
	return strcmp(**(char *const *const *)a, **(char *const *const *)b);
}

TemplateFiles *
template_files_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics)
{
	TemplateFiles *template_files = g_new(TemplateFiles, 1);

	template_files->fallback = g_strdup(style->language);
	template_files->languages =
	    g_ptr_array_new_with_free_func((GDestroyNotify)language_free);
	for (; *directories != NULL; directories++)
		load_directory(template_files, *directories, style, diagnostics);
	g_ptr_array_sort(template_files->languages, by_pointed_name);
	for (unsigned i = 0; i < template_files->languages->len; i++) {
		TemplateLanguage *language = template_files->languages->pdata[i];

		g_ptr_array_sort(language->entries, by_pointed_name);
		if (!language->has_words)
			diagnostics_add_file(diagnostics, language->directory,
			    "words.yaml, which names the days and the states", "none");
	}
	return template_files;
}
