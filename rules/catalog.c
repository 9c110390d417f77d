/* SPDX-License-Identifier: Apache-2.0 */
/* All catalog items, and which of them a mail asks for. */
#include "rules/catalog.h"

#include <string.h>

#include "rules/catalog_item.h"
#include "rules/rule_files.h"
#include "rules/words.h"

#define SALUTATION_WORDS 6 /* in a first line that ends with a comma */
#define LINE_MOST 1000     /* bytes of a line in which titles are looked for */

struct Catalog {
	GPtrArray *items; /* own; of CatalogItem */
	char **names;     /* own */
};

static void
free_item(void *item)
{
	catalog_item_free(item);
}

static void
load_file(Catalog *catalog, const char *path, const CatalogNames *names, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);
	CatalogItem *item = top == NULL ? NULL : catalog_item_read(top, names);

	if (item == NULL)
		return;
	if (catalog_get(catalog, item->name) != NULL) {
		yaml_mistake(
		    yaml_get(top, "item"), "another name", "a second item '%s'", item->name);
		catalog_item_free(item);
		return;
	}
	g_ptr_array_add(catalog->items, item);
}

Catalog *
catalog_load(const char *const *directories, const CatalogNames *names, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) paths = rule_files_list(directories, diagnostics);
	Catalog *catalog = g_new0(Catalog, 1);

	catalog->items = g_ptr_array_new_with_free_func(free_item);
	for (size_t i = 0; i < paths->len; i++)
		load_file(catalog, paths->pdata[i], names, diagnostics);
	catalog->names = g_new0(char *, catalog->items->len + 1);
	for (size_t i = 0; i < catalog->items->len; i++)
		catalog->names[i] = g_strdup(catalog_item_name(catalog->items->pdata[i]));
	return catalog;
}

void
catalog_free(Catalog *catalog)
{
	if (catalog == NULL)
		return;
	g_ptr_array_unref(catalog->items);
	g_strfreev(catalog->names);
	g_free(catalog);
}

void
catalog_check(const Catalog *catalog, GPtrArray *warnings)
{
	for (size_t i = 0; i < catalog->items->len; i++)
		catalog_item_check(catalog->items->pdata[i], warnings);
}

const CatalogItem *
catalog_get(const Catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->items->len; i++)
		if (strcmp(catalog_item_name(catalog->items->pdata[i]), name) == 0)
			return catalog->items->pdata[i];
	return NULL;
}

const char *const *
catalog_names(const Catalog *catalog)
{
	return (const char *const *)catalog->names;
}

/* "Beste servicedesk," */
static bool
is_salutation(const char *line)
{
	g_autoptr(GArray) words = NULL;

	if (!g_str_has_suffix(line, ","))
		return false;
	words = words_split(line, strlen(line));
	return words->len <= SALUTATION_WORDS;
}

/* The first line that says something. Caller owns. */
static char *
first_line(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 16);
	bool greeted = false;

	for (char **line = lines; *line != NULL; line++) {
		g_strstrip(*line);
		if (**line == '\0')
			continue;
		if (greeted || !is_salutation(*line))
			return g_strdup(*line);
		greeted = true;
	}
	return g_strdup("");
}

/* A line as titles are looked for in it. */
typedef struct {
	char *folded; /* own */
	char *padded; /* own; a blank before and after it */
} Asking;

static void
asking_clear(Asking *asking)
{
	g_free(asking->folded);
	g_free(asking->padded);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Asking, asking_clear)

static void
asking_init(Asking *asking, const char *line)
{
	size_t length = MIN(strlen(line), LINE_MOST);
	g_autofree char *start = NULL;

	while (length > 0 && (line[length] & 0xc0) == 0x80)
		length--;
	start = g_strndup(line, length);
	asking->folded = words_fold(start);
	asking->padded = g_strdup_printf(" %s ", asking->folded);
}

/* The longest of its titles, in words, that the line contains; of one word: is. 0: none of them. */
static size_t
title_in(const CatalogItem *item, const Asking *asking)
{
	size_t longest = 0;

	for (size_t i = 0; i < item->padded_titles->len; i++) {
		const char *title = item->padded_titles->pdata[i];
		bool one_word = strchr(title + 1, ' ') == strrchr(title, ' ');
		bool asked = one_word ? strcmp(title, asking->padded) == 0
				      : strstr(asking->padded, title) != NULL;

		if (asked)
			longest = MAX(longest, strlen(title));
	}
	return longest;
}

const CatalogItem *
catalog_find_asked(const Catalog *catalog, const Message *message)
{
	g_autofree char *line = first_line(message->text);
	g_auto(Asking) in_subject = {0};
	g_auto(Asking) in_line = {0};
	const CatalogItem *found = NULL;
	size_t longest = 0;

	asking_init(&in_subject, message->subject);
	asking_init(&in_line, line);
	for (size_t i = 0; i < catalog->items->len; i++) {
		const CatalogItem *item = catalog->items->pdata[i];
		size_t length = MAX(title_in(item, &in_subject), title_in(item, &in_line));

		if (length > longest) {
			longest = length;
			found = item;
		}
	}
	for (size_t i = 0; found == NULL && i < catalog->items->len; i++) {
		const CatalogItem *item = catalog->items->pdata[i];

		if (item->asked_by != NULL &&
		    (pattern_is_in(item->asked_by, message->subject) ||
			pattern_is_in(item->asked_by, line)))
			found = item;
	}
	return found;
}
