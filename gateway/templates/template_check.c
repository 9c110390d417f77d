/* SPDX-License-Identifier: Apache-2.0 */
/* Letters come first, so that a partial is checked with what stands around it in one that uses it. */
#include "gateway/templates/template_check.h"

#include <string.h>

#include "gateway/templates/letter_samples.h"
#include "gateway/templates/template_partials.h"
#include "rules/diagnostic.h"
#include "rules/yaml.h"

typedef struct {
	TemplatePartials partials;
	const char *letter;    /* whose values they are; NULL: any letter's */
	const json_t *example; /* the values */
	const json_t *all;     /* of all letters */
	const json_t *samples; /* the same in the language of what is checked */
	GHashTable *templates; /* borrowed TemplateFile by its Mustache, those that were met */
	GHashTable *reported;  /* own strings: a partial's mistake is reported once */
	const char *const *names;
	GPtrArray *diagnostics;
} Checker;

static const Mustache *
partial_to_check(const char *name, void *data)
{
	Checker *checker = data;
	const TemplateFile *template = template_partials_find(&checker->partials, name);

	if (template == NULL)
		return NULL;
	g_hash_table_insert(checker->templates, template->mustache, (void *)template);
	return template->mustache;
}

/* "number, title, ...": what a letter gets. Caller owns. */
static char *
list_values(const json_t *values)
{
	GString *list = g_string_new(NULL);
	const char *key = NULL;
	json_t *value = NULL;

	json_object_foreach ((json_t *)values, key, value)
		g_string_append_printf(list, "%s%s", list->len == 0 ? "" : ", ", key);
	return g_string_free(list, FALSE);
}

/* What could have been meant by a name that nothing stands for. Caller owns. */
static char *
expected_value(const Checker *checker, const char *name)
{
	const char *near = yaml_nearest(name, checker->names);
	g_autofree char *first = g_strndup(name, strcspn(name, "."));
	g_autofree char *list = NULL;

	if (near == NULL)
		return g_strdup("a value of letters, see casegate-letters(5)");
	if (strcmp(near, name) != 0)
		return g_strdup_printf("a value of letters; did you mean '%s'?", near);
	if (checker->letter == NULL || json_object_get(checker->all, first) == NULL ||
	    json_object_get(checker->example, first) != NULL)
		return g_strdup("it only in the section of its list");
	list = list_values(checker->example);
	return g_strdup_printf("a value that '%s' gets: %s", checker->letter, list);
}

static void
report_unknown(const MustacheUnknown *unknown, void *data)
{
	Checker *checker = data;
	const TemplateFile *template =
	    g_hash_table_lookup(checker->templates, unknown->mustache);
	unsigned line = template->first_line + unknown->line - 1;
	g_autofree char *expected = NULL;

	if (!g_hash_table_add(checker->reported,
		g_strdup_printf("%s:%u:%s", template->file, line, unknown->name)))
		return;
	if (unknown->is_partial) {
		diagnostics_add_line(checker->diagnostics, template->file, line,
		    "the name of a file beside it that has no Subject", "partial '%s'",
		    unknown->name);
		return;
	}
	expected = expected_value(checker, unknown->name);
	diagnostics_add_line(
	    checker->diagnostics, template->file, line, expected, "value '%s'", unknown->name);
}

static void
check_template(Checker *checker, const TemplateFile *template)
{
	g_hash_table_insert(checker->templates, template->mustache, (void *)template);
	mustache_check(
	    template->mustache, checker->example, partial_to_check, report_unknown, checker);
}

/* A letter is checked with its own values; a partial that no letter uses, with all there are. */
static void
check_entry(Checker *checker, const TemplateEntry *entry)
{
	bool is_letter = entry->parts[TEMPLATE_SUBJECT] != NULL;
	json_t *values =
	    is_letter ? letter_samples_pick(checker->samples, entry->name, entry->language)
		      : NULL;

	checker->letter = is_letter ? entry->name : NULL;
	checker->example = is_letter ? values : checker->all;
	checker->partials.language = entry->language;
	for (size_t part = 0; part < TEMPLATE_PARTS; part++) {
		const TemplateFile *template = entry->parts[part];

		checker->partials.part = part;
		if (template != NULL &&
		    !g_hash_table_contains(checker->templates, template->mustache))
			check_template(checker, template);
	}
	json_decref(values);
}

/* Letters first: a partial that they use is checked with what stands around it there. */
static void
check_entries(Checker *checker, bool letters)
{
	const GPtrArray *languages = checker->partials.files->languages;

	for (unsigned i = 0; i < languages->len; i++) {
		const TemplateLanguage *language = languages->pdata[i];
		json_t *samples = letter_samples_all(language->name);

		checker->samples = samples;
		for (unsigned j = 0; j < language->entries->len; j++) {
			const TemplateEntry *entry = language->entries->pdata[j];

			if ((entry->parts[TEMPLATE_SUBJECT] != NULL) == letters)
				check_entry(checker, entry);
		}
		json_decref(samples);
	}
}

/* "number", "contact.name", ...: what a wrong name may have been meant to be. */
static void
add_names(GPtrArray *names, const char *prefix, const json_t *values)
{
	const char *key = NULL;
	json_t *value = NULL;

	json_object_foreach ((json_t *)values, key, value) {
		char *name = g_strconcat(prefix, key, NULL);
		g_autofree char *inner = g_strconcat(name, ".", NULL);

		g_ptr_array_add(names, name);
		add_names(names, json_is_object(value) ? inner : "",
		    json_is_array(value) ? json_array_get(value, 0) : value);
	}
}

void
template_check(const TemplateFiles *files, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) templates = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) reported =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	json_t *all = letter_samples_all("en");
	Checker checker = {
	    .partials = {.files = files, .signature = ""},
	    .all = all,
	    .templates = templates,
	    .reported = reported,
	    .diagnostics = diagnostics,
	};

	add_names(names, "", all);
	g_ptr_array_add(names, NULL);
	checker.names = (const char *const *)names->pdata;
	check_entries(&checker, true);
	check_entries(&checker, false);
	json_decref(all);
}
