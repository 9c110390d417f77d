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

/* Whether what the ticket has is this one: by the value, or by what a ticket calls an agent. */
static bool
is_it(const json_t *option, const char *has)
{
	return has != NULL && (g_strcmp0(view_text(option, "value"), has) == 0 ||
				  g_strcmp0(view_text(option, "about"), has) == 0);
}

void
view_set_choice(const View *view, json_t *out, const char *key, const char *has)
{
	bool by_name = strcmp(key, "agents") == 0, found = false;
	const char *nothing = view_word(view, "row", by_name ? "nobody" : "none");
	json_t *options = json_array();
	const json_t *option = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(view->values, key), i, option) {
		const char *value = view_text(option, "value");
		const char *about = view_text(option, "about");
		g_autofree char *label = NULL;

		if (value == NULL)
			continue;
		found |= is_it(option, has);
		if (by_name && g_strcmp0(about, view->page->agent) == 0)
			label = view_say(view, "row", "you", "name", about, NULL);
		if (by_name && about != NULL)
			value = about;
		add_option(options, value, label != NULL ? label : value, is_it(option, has));
	}
	if (!found)
		json_array_insert_new(options, 0,
		    json_pack("{ss, ss, sb}", "value", has == NULL ? "" : has, "label",
			has == NULL || *has == '\0' ? nothing : has, "selected", 1));
	json_object_set_new(out, key, options);
}

void
view_set_priorities(const View *view, json_t *out, const char *has)
{
	static const char *const PRIORITIES[] = {"low", "normal", "high"};
	json_t *options = json_array();

	for (size_t i = 0; i < G_N_ELEMENTS(PRIORITIES); i++)
		add_option(options, PRIORITIES[i], locale_priority(view->locale, PRIORITIES[i]),
		    g_strcmp0(PRIORITIES[i], has == NULL ? "normal" : has) == 0);
	json_object_set_new(out, "priorities", options);
}
