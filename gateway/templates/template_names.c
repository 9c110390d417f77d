/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/templates/template_names.h"

#include <string.h>

#include "gateway/templates/letter_types.h"
#include "gateway/templates/template_files.h"
#include "parsers/message.h"
#include "rules/diagnostic.h"
#include "rules/unread_file.h"
#include "rules/yaml.h"

#define WORDS "words.yaml"

/* Endings by which a template was meant. */
static const struct {
	const char *ending;
	const char *meant; /* "": either of both */
} ENDINGS[] = {
    {".txt", ".txt"},
    {".text", ".txt"},
    {".html", ".html"},
    {".htm", ".html"},
    {".xhtml", ".html"},
    {".mustache", ""},
};

typedef struct {
	const TemplateNames *names;
	const TemplateFiles *files;
	const char *language; /* of the template that is looked at */
	TemplatePart part;
	GHashTable *partials; /* own; names of those that a letter uses */
	GPtrArray *known; /* own; of borrowed char *, NULL at the end: letters and partials */
	GPtrArray *warnings;
} Check;

static const Mustache *
note_partial(const char *name, void *data)
{
	Check *check = data;
	const TemplateEntry *entry =
	    template_files_partial(check->files, check->language, name, check->part);

	if (entry == NULL)
		return NULL;
	g_hash_table_add(check->partials, entry->name);
	return entry->parts[check->part]->mustache;
}

static void
ignore(const MustacheUnknown *unknown, void *data)
{
	(void)unknown;
	(void)data;
}

/* Those that are used within others, too. */
static void
note_partials_of(Check *check, const TemplateEntry *entry)
{
	json_t *nothing = json_object();

	check->language = entry->language;
	for (int part = 0; part < TEMPLATE_PARTS; part++) {
		check->part = part == TEMPLATE_HTML ? TEMPLATE_HTML : TEMPLATE_TEXT;
		if (entry->parts[part] != NULL)
			mustache_check(
			    entry->parts[part]->mustache, nothing, note_partial, ignore, check);
	}
	json_decref(nothing);
}

static void
note_partials(Check *check)
{
	for (unsigned i = 0; i < check->files->languages->len; i++) {
		const TemplateLanguage *language = check->files->languages->pdata[i];

		for (unsigned j = 0; j < language->entries->len; j++) {
			const TemplateEntry *entry = language->entries->pdata[j];

			if (entry->parts[TEMPLATE_SUBJECT] != NULL ||
			    check->names->is_named(entry->name, check->names->data))
				note_partials_of(check, entry);
		}
	}
}

/* What a name may be taken for. */
static void
note_known(Check *check)
{
	GHashTableIter each;
	void *partial = NULL;

	for (const LetterType *letter = LETTER_TYPES; letter->name != NULL; letter++)
		g_ptr_array_add(check->known, (char *)letter->name);
	g_hash_table_iter_init(&each, check->partials);
	while (g_hash_table_iter_next(&each, &partial, NULL))
		g_ptr_array_add(check->known, partial);
	g_ptr_array_add(check->known, NULL);
}

/* "NAME.html" for a nearest name, else what may stand there. Caller owns. */
static char *
expected_name(const Check *check, const char *stem, const char *ending, const char *otherwise)
{
	const char *near = yaml_nearest(stem, (const char *const *)check->known->pdata);

	return near == NULL
		   ? g_strdup(otherwise)
		   : g_strdup_printf("%s; did you mean '%s%s'?", otherwise, near, ending);
}

/* A template of a name that a letter, a partial of one or the configuration has is in use. */
static void
check_name(
    Check *check, const char *path, const char *language, const char *stem, const char *ending)
{
	const TemplateEntry *letter = template_files_letter(check->files, language, stem);
	bool is_own = letter != NULL && strcmp(letter->language, language) == 0;
	g_autofree char *expected = NULL;

	if (g_hash_table_contains(check->partials, stem) ||
	    check->names->is_named(stem, check->names->data))
		return;
	if (letter_types_find(stem) == NULL) {
		expected = expected_name(check, stem, ending,
		    is_own ? "a letter that casegate writes, or a rule that names it"
			   : "a partial that a letter uses");
		diagnostics_add_file(check->warnings, path, expected,
		    is_own ? "a letter that is never written" : "a file that nothing uses");
	} else if (!is_own) {
		diagnostics_add_file(check->warnings, path,
		    "'Subject: ...' as the first line of its text, NAME.txt",
		    "a letter without one, which is never written");
	}
}

/* Of a file that is not read: the name by which it would be, or NULL. Caller owns. */
static char *
meant_name(const char *name)
{
	const char *ending = strrchr(name, '.');
	size_t stem = ending == NULL ? 0 : (size_t)(ending - name);

	if (stem == 0)
		return NULL;
	if (g_ascii_strcasecmp(name, WORDS) == 0 || g_ascii_strcasecmp(name, "words.yml") == 0)
		return g_strdup(WORDS);
	for (size_t i = 0; i < G_N_ELEMENTS(ENDINGS); i++) {
		if (g_ascii_strcasecmp(ending, ENDINGS[i].ending) != 0)
			continue;
		return *ENDINGS[i].meant == '\0'
			   ? g_strdup_printf(
				 "%.*s.txt' or '%.*s.html", (int)stem, name, (int)stem, name)
			   : g_strdup_printf("%.*s%s", (int)stem, name, ENDINGS[i].meant);
	}
	return NULL;
}

/* A letter's text without HTML beside it, where another directory has HTML for it. */
static void
check_html(Check *check, const char *path, const char *language, const char *stem)
{
	const TemplateEntry *letter = template_files_letter(check->files, language, stem);
	g_autofree char *html = g_strconcat(stem, ".html", NULL);
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *own = g_build_filename(folder, html, NULL);
	g_autofree char *expected = NULL;

	if (letter == NULL || strcmp(letter->parts[TEMPLATE_TEXT]->file, path) != 0 ||
	    g_file_test(own, G_FILE_TEST_EXISTS))
		return;
	for (const char *const *one = check->names->directories; *one != NULL; one++) {
		g_autofree char *other = g_build_filename(*one, language, html, NULL);

		if (expected == NULL && g_file_test(other, G_FILE_TEST_EXISTS))
			expected = g_strdup_printf(
			    "'%s' beside it, which may be empty where plain text is meant",
			    html);
	}
	if (expected != NULL)
		diagnostics_add_file(check->warnings, path, expected,
		    "a letter that goes out without HTML: the shipped HTML belongs to the "
		    "shipped text");
}

static void
check_file(Check *check, const char *folder, const char *language, const char *name)
{
	static const char *const READ[] = {".txt", ".html"};
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *meant = meant_name(name);
	g_autofree char *expected = NULL;

	if (strcmp(name, WORDS) == 0)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(READ); i++) {
		if (g_str_has_suffix(name, READ[i])) {
			g_autofree char *stem = g_strndup(name, strlen(name) - strlen(READ[i]));

			check_name(check, path, language, stem, READ[i]);
			if (i == 0)
				check_html(check, path, language, stem);
			return;
		}
	}
	expected = meant == NULL ? g_strdup("a letter or partial, NAME.txt or NAME.html")
				 : g_strdup_printf("'%s'", meant);
	unread_file_add(check->warnings, folder, name, expected);
}

/* The names in it, hidden ones left out; none where it cannot be read, which loading tells. */
static GPtrArray *
list(const char *directory)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) opened = g_dir_open(directory, 0, NULL);
	const char *name = NULL;

	while (opened != NULL && (name = g_dir_read_name(opened)) != NULL)
		if (name[0] != '.')
			g_ptr_array_add(names, g_strdup(name));
	return names;
}

static void
check_language(Check *check, const char *path, const char *language)
{
	const char *near = yaml_nearest(language, MESSAGE_LANGUAGES);
	g_autoptr(GPtrArray) names = list(path);
	g_autofree char *all = g_strjoinv(", ", (char **)MESSAGE_LANGUAGES);
	g_autofree char *expected =
	    near != NULL ? g_strdup_printf("'%s'", near)
			 : g_strdup_printf("a language that mail is known to be in: %s", all);

	if (!g_strv_contains(MESSAGE_LANGUAGES, language) &&
	    strcmp(language, check->names->language) != 0)
		diagnostics_add_file(
		    check->warnings, path, expected, "a folder of letters in no language");
	else
		for (unsigned i = 0; i < names->len; i++)
			check_file(check, path, language, names->pdata[i]);
}

/* Beside the folders of the languages. */
static void
check_stray(Check *check, const char *directory, const char *name)
{
	g_autofree char *meant = meant_name(name);
	g_autofree char *expected = g_strdup_printf("it in the folder of a language: '%s/%s'",
	    check->names->language, meant == NULL ? name : meant);

	unread_file_add(check->warnings, directory, name, expected);
}

static void
check_directory(Check *check, const char *directory)
{
	g_autoptr(GPtrArray) names = list(directory);

	for (unsigned i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *path = g_build_filename(directory, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			check_language(check, path, name);
		else
			check_stray(check, directory, name);
	}
}

void
template_names_check(const TemplateNames *names, GPtrArray *warnings)
{
	g_autoptr(GPtrArray) told = diagnostics_new();
	g_autoptr(TemplateFiles) files = template_files_load(
	    names->directories, &(TemplateStyle){.language = names->language}, told);
	g_autoptr(GHashTable) partials = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	Check check = {.names = names,
	    .files = files,
	    .partials = partials,
	    .known = known,
	    .warnings = warnings};

	note_partials(&check);
	note_known(&check);
	for (const char *const *directory = names->directories; *directory != NULL; directory++)
		check_directory(&check, *directory);
}
