/* SPDX-License-Identifier: Apache-2.0 */
/* What a form offers for a field: of the configuration, with that chosen which the ticket has. An agent is meant by the name
 * that tickets show. */
#include <string.h>

#include "gateway/web/view.h"

static void
add_option(json_t *options, const char *value, const char *label, bool chosen)
{
	json_array_append_new(options,
	    json_pack("{ss, ss, sb}", "value", value, "label", label, "selected", chosen));
}

/* Where nothing is chosen yet, or may be. */
static void
add_nothing(const View *view, json_t *options, const char *word, const char *has)
{
	add_option(options, "", view_word(view, "row", word), has == NULL || *has == '\0');
}

void
view_set_choice(
    const View *view, json_t *out, const char *key, const char *has, const char *nothing)
{
	bool by_name = strcmp(key, "agents") == 0, found = has == NULL || *has == '\0';
	json_t *options = json_array();
	const json_t *option = NULL;
	size_t i = 0;

	if (nothing != NULL || found)
		add_nothing(view, options,
		    nothing != NULL ? nothing
		    : by_name       ? "nobody"
				    : "none",
		    has);
	json_array_foreach (json_object_get(view->values, key), i, option) {
		const char *about = view_text(option, "about");
		const char *value =
		    by_name && about != NULL ? about : view_text(option, "value");
		bool is_me = by_name && g_strcmp0(value, view->page->agent) == 0;
		g_autofree char *label =
		    is_me ? view_say(view, "row", "you", "name", value, NULL) : g_strdup(value);

		if (value == NULL)
			continue;
		found |= g_strcmp0(value, has) == 0;
		add_option(options, value, label, g_strcmp0(value, has) == 0);
	}
	if (!found)
		add_option(options, has, has, true);
	json_object_set_new(out, key, options);
}

void
view_set_priorities(const View *view, json_t *out, const char *has, const char *nothing)
{
	static const char *const PRIORITIES[] = {"low", "normal", "high"};
	json_t *options = json_array();

	if (nothing != NULL)
		add_nothing(view, options, nothing, has);
	for (size_t i = 0; i < G_N_ELEMENTS(PRIORITIES); i++)
		add_option(options, PRIORITIES[i], locale_priority(view->locale, PRIORITIES[i]),
		    g_strcmp0(PRIORITIES[i], has) == 0);
	json_object_set_new(out, "priorities", options);
}

json_t *
view_options(const json_t *values, const char *has)
{
	json_t *list = json_array();
	const json_t *one = NULL;
	size_t i = 0;

	json_array_foreach (values, i, one)
		json_array_append_new(list, json_pack("{sO, sb}", "value", one, "selected",
						g_strcmp0(has, json_string_value(one)) == 0));
	return list;
}

const char *
view_typed(const View *view, const char *key, const char *begins_with)
{
	return view->page->notice != NULL ? view_query(view, key) : begins_with;
}
