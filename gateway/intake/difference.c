/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/difference.h"

static void
difference_free(void *data)
{
	Difference *difference = data;

	g_free(difference->expected);
	g_free(difference->found);
	g_free(difference);
}

GPtrArray *
differences_new(void)
{
	return g_ptr_array_new_with_free_func(difference_free);
}

/* A value of a report as text. Caller owns. */
static char *
value_text(const json_t *report, const char *key)
{
	const json_t *value = json_object_get(report, key);
	g_autoptr(GString) joined = g_string_new(json_string_value(value));

	for (size_t i = 0; i < json_array_size(value); i++)
		g_string_append_printf(joined, "%s%s", i == 0 ? "" : " ",
		    json_string_value(json_array_get(value, i)));
	return g_strdup(joined->len == 0 ? "none" : joined->str);
}

void
differences_add(
    GPtrArray *differences, const char *key, const char *expected, const json_t *report)
{
	g_autofree char *found = value_text(report, key);
	Difference *difference;

	if (g_str_equal(expected, found))
		return;
	difference = g_new0(Difference, 1);
	difference->key = key;
	difference->expected = g_strdup(expected);
	difference->found = g_steal_pointer(&found);
	g_ptr_array_add(differences, difference);
}

GPtrArray *
differences_between(const json_t *before, const json_t *after)
{
	GPtrArray *differences = differences_new();

	for (int i = 0; i < REPORT_KEYS; i++) {
		g_autofree char *value = value_text(before, report_key_name((ReportKey)i));

		differences_add(differences, report_key_name((ReportKey)i), value, after);
	}
	return differences;
}
