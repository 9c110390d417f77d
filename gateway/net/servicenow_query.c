/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_query.h"

#include <string.h>

#define VALUE_MAX 255
#define ID_MAX 32

bool
servicenow_value_is_good(const char *value)
{
	size_t length = value == NULL ? 0 : strlen(value);
	g_autofree char *folded = NULL;

	if (length == 0 || length > VALUE_MAX || !g_utf8_validate(value, (gssize)length, NULL))
		return false;
	for (const char *at = value; *at != '\0'; at = g_utf8_next_char(at))
		if (*at == '^' || g_unichar_iscntrl(g_utf8_get_char(at)))
			return false;
	folded = g_utf8_casefold(value, -1);
	return strstr(folded, "javascript:") == NULL;
}

bool
servicenow_id_is_good(const char *id)
{
	size_t length = 0;

	if (id == NULL)
		return false;
	for (; g_ascii_isalnum(id[length]); length++)
		;
	return length > 0 && length <= ID_MAX && id[length] == '\0';
}

void
servicenow_add_parameter(GString *path, const char *name, const char *value)
{
	g_string_append_printf(path, "%c%s=", strchr(path->str, '?') == NULL ? '?' : '&', name);
	g_string_append_uri_escaped(path, value, NULL, false);
}

static void
add_number(GString *path, const char *name, int number)
{
	g_autofree char *text = g_strdup_printf("%d", number);

	if (number > 0)
		servicenow_add_parameter(path, name, text);
}

char *
servicenow_path(const char *resource, const ServicenowPage *page)
{
	GString *path = g_string_new(resource);

	if (page->query != NULL)
		servicenow_add_parameter(path, "sysparm_query", page->query);
	if (page->fields != NULL)
		servicenow_add_parameter(path, "sysparm_fields", page->fields);
	add_number(path, "sysparm_limit", page->limit);
	add_number(path, "sysparm_offset", page->offset);
	if (g_str_has_prefix(resource, "/api/now/table/"))
		servicenow_add_parameter(path, "sysparm_exclude_reference_link", "true");
	return g_string_free(path, false);
}
