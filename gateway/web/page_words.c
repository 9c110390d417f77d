/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/page_words.h"

#include "rules/yaml.h"

static json_t *
read_section(const YamlNode *section)
{
	json_t *words = json_object();

	if (yaml_kind(section) != YAML_MAP)
		yaml_mistake_unexpected(section, "a map of words");
	for (size_t i = 0; yaml_kind(section) == YAML_MAP && i < yaml_length(section); i++) {
		const YamlNode *value = yaml_value(section, i);
		const char *text = yaml_scalar(value);

		if (text == NULL || *text == '\0')
			yaml_mistake_unexpected(value, "a text");
		else
			json_object_set_new(
			    words, yaml_scalar(yaml_key(section, i)), json_string(text));
	}
	return words;
}

json_t *
page_words_load(const char *path, GPtrArray *diagnostics)
{
	guint before = diagnostics->len;
	g_autoptr(YamlDocument) document = yaml_open(path, diagnostics);
	const YamlNode *top = document == NULL ? NULL : yaml_top(document);
	json_t *words = json_object();

	if (top == NULL || yaml_kind(top) != YAML_MAP)
		diagnostics_add_file(diagnostics, path, "sections of words", "nothing");
	for (size_t i = 0; top != NULL && i < yaml_length(top); i++)
		json_object_set_new(
		    words, yaml_scalar(yaml_key(top, i)), read_section(yaml_value(top, i)));
	if (diagnostics->len == before)
		return words;
	json_decref(words);
	return NULL;
}

void
page_words_address(json_t *words, const AddressWords *address, bool formal)
{
	const char *section = NULL, *name = NULL;
	json_t *texts = NULL, *text = NULL;

	json_object_foreach (words, section, texts)
		json_object_foreach (texts, name, text) {
			g_autofree char *said =
			    address_words_say(address, formal, json_string_value(text));

			json_string_set(text, said);
		}
}

void
page_words_compare(
    const json_t *words, const json_t *other, const char *other_path, GPtrArray *diagnostics)
{
	const char *section = NULL, *name = NULL;
	json_t *texts = NULL, *text = NULL;

	json_object_foreach ((json_t *)words, section, texts) {
		const json_t *others = json_object_get(other, section);

		json_object_foreach (texts, name, text) {
			g_autofree char *expected = g_strdup_printf("%s.%s", section, name);

			if (json_object_get(others, name) == NULL)
				diagnostics_add_file(
				    diagnostics, other_path, expected, "nothing of that");
		}
	}
}
