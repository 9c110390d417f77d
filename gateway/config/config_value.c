/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of single values that only casegate.yaml has, and of lists of maps. */
#include "gateway/config/config_read.h"

#include <string.h>

bool
config_set_string(void *target, const char *text)
{
	char **string = target;

	g_free(*string);
	*string = g_strdup(text);
	return true;
}

bool
config_is_line(const char *text)
{
	if (text == NULL || *text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if (g_ascii_iscntrl(*text))
			return false;
	return true;
}

bool
config_read_line(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	if (config_is_line(yaml_scalar(node)))
		return config_set_string(target, yaml_scalar(node));
	yaml_mistake_unexpected(node, "one line of text");
	return false;
}

static bool
is_name(const char *text)
{
	if (text == NULL || !g_ascii_isalnum(*text) || strlen(text) > 64)
		return false;
	for (; *text != '\0'; text++)
		if (!g_ascii_isalnum(*text) && strchr("-_.", *text) == NULL)
			return false;
	return true;
}

bool
config_read_name(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	if (is_name(yaml_scalar(node)))
		return config_set_string(target, yaml_scalar(node));
	yaml_mistake_unexpected(node, "a short name of letters, digits, '-', '_' and '.'");
	return false;
}

bool
config_read_domain(const YamlNode *node, const void *extra, void *target)
{
	(void)extra;
	if (yaml_scalar(node) != NULL && yaml_is_domain(yaml_scalar(node)))
		return config_set_string(target, yaml_scalar(node));
	yaml_mistake_unexpected(node, "a domain name, as in desk.example");
	return false;
}

bool
config_read_domains(const YamlNode *node, const void *extra, void *target)
{
	const GPtrArray *domains = NULL;

	if (!yaml_read_strings(node, extra, target))
		return false;
	domains = *(GPtrArray **)target;
	for (unsigned i = 0; i < domains->len; i++) {
		const char *domain = domains->pdata[i];

		if (!yaml_is_domain(domain) || strchr(domain, '.') == NULL) {
			yaml_mistake(node, "domain names, as in desk.example", "'%s'", domain);
			return false;
		}
	}
	return true;
}

char *
config_folder(const char *file)
{
	g_autofree char *folder = g_path_get_dirname(file);

	return g_canonicalize_filename(folder, NULL);
}

bool
config_read_path(const YamlNode *node, const void *extra, void *target)
{
	g_autofree char *folder = config_folder(yaml_file(node));

	(void)extra;
	if (!config_is_line(yaml_scalar(node))) {
		yaml_mistake_unexpected(node, "a path");
		return false;
	}
	g_autofree char *path = g_canonicalize_filename(yaml_scalar(node), folder);

	return config_set_string(target, path);
}

bool
config_read_time(const YamlNode *node, const void *extra, void *target)
{
	const char *text = yaml_scalar(node);
	g_autoptr(GDateTime) time =
	    text == NULL ? NULL : g_date_time_new_from_iso8601(text, NULL);

	(void)extra;
	if (time == NULL || g_date_time_to_unix(time) <= 0) {
		yaml_mistake_unexpected(
		    node, "a time with its zone, as in 2026-11-30T04:50:00Z");
		return false;
	}
	*(int64_t *)target = g_date_time_to_unix(time) * 1000;
	return true;
}

bool
config_read_elements(const YamlNode *node, const void *extra, void *target)
{
	const ConfigElement *element = extra;
	GPtrArray **array = target;
	bool good = true;

	if (yaml_kind(node) != YAML_LIST) {
		yaml_mistake_unexpected(node, "a list ('- ' before each)");
		return false;
	}
	for (size_t i = 0; i < yaml_length(node); i++) {
		const YamlNode *map = yaml_item(node, i);
		void *item = element->new ();

		g_ptr_array_add(*array, item);
		good &= yaml_read_map(map, element->fields, item);
		if (element->check != NULL && yaml_kind(map) == YAML_MAP)
			element->check(map, item);
	}
	return good;
}
