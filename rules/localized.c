/* SPDX-License-Identifier: Apache-2.0 */
/* A short text in some languages, as a catalog item's title and labels are. */
#include "rules/localized.h"

#include <string.h>

#include "rules/words.h"

static void
add(GPtrArray *list, const char *language, const char *text)
{
	g_ptr_array_add(list, g_strdup(language));
	g_ptr_array_add(list, g_strdup(text));
}

static bool
is_language(const char *text)
{
	return text != NULL && strlen(text) == 2 && g_ascii_islower(text[0]) &&
	       g_ascii_islower(text[1]);
}

static bool
read_text(const char *language, const YamlNode *value, GPtrArray *list)
{
	const char *text = yaml_scalar(value);

	if (text == NULL || text[0] == '\0') {
		yaml_mistake_unexpected(value, "a text");
		return false;
	}
	add(list, language, text);
	return true;
}

/* A text, or a list of which the first is shown. */
static bool
read_one(const YamlNode *key, const YamlNode *value, GPtrArray *list)
{
	const char *language = yaml_scalar(key);
	bool is_list = yaml_kind(value) == YAML_LIST && yaml_length(value) > 0;
	bool good = true;

	if (!is_language(language)) {
		yaml_mistake_unexpected(key, "a language, as nl or en");
		return false;
	}
	if (!is_list)
		return read_text(language, value, list);
	for (size_t i = 0; i < yaml_length(value); i++)
		good &= read_text(language, yaml_item(value, i), list);
	return good;
}

bool
localized_read(const YamlNode *node, const void *extra, void *target)
{
	GPtrArray **translated = target;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	const char *text = yaml_scalar(node);
	bool good = text != NULL ? text[0] != '\0' : yaml_length(node) > 0;

	(void)extra;
	if (!good || yaml_kind(node) == YAML_LIST) {
		yaml_mistake_unexpected(node, "a text, or a map of languages and texts");
		return false;
	}
	if (text != NULL)
		add(list, "", text);
	for (size_t i = 0; text == NULL && i < yaml_length(node); i++)
		good &= read_one(yaml_key(node, i), yaml_value(node, i), list);
	if (!good)
		return false;
	g_clear_pointer(translated, g_ptr_array_unref);
	*translated = g_steal_pointer(&list);
	return true;
}

static const char *
find(const GPtrArray *translated, const char *language)
{
	for (size_t i = 0; i + 1 < translated->len; i += 2)
		if (g_strcmp0(translated->pdata[i], language) == 0)
			return translated->pdata[i + 1];
	return NULL;
}

const char *
localized_get(const GPtrArray *translated, const char *language)
{
	const char *text;

	if (translated == NULL || translated->len == 0)
		return "";
	text = find(translated, language);
	if (text == NULL)
		text = find(translated, "en");
	return text != NULL ? text : translated->pdata[1];
}

bool
localized_is(const GPtrArray *translated, const char *folded)
{
	for (size_t i = 1; translated != NULL && i < translated->len; i += 2) {
		g_autofree char *text = words_fold(translated->pdata[i]);

		if (strcmp(text, folded) == 0)
			return true;
	}
	return false;
}
