/* SPDX-License-Identifier: Apache-2.0 */
/* A catalog item as it is now. */
#include <string.h>

#include "gateway/net/servicenow_catalog.h"
#include "gateway/net/servicenow_variables.h"

static void
on_item(ServicenowCall *call, const ServicenowAnswer *answer)
{
	json_object_set_new(
	    call->result, "title", json_string(servicenow_text(answer->result, "name")));
	json_object_set_new(call->result, "text",
	    json_string(servicenow_text(answer->result, "short_description")));
	json_object_set_new(call->result, "remote_item",
	    json_string(servicenow_text(answer->result, "sys_id")));
	json_object_set_new(call->result, "fields", servicenow_variables(answer->result));
	servicenow_done(call);
}

bool
servicenow_get_item(ServicenowCall *call, ServicenowStep step)
{
	const char *item = servicenow_asked(call, "remote_item");

	if (!servicenow_id_is_good(item)) {
		servicenow_fail(
		    call, DESK_REFUSED, "\"%s\" is no sys_id of a catalog item", item);
		return false;
	}
	servicenow_get(call, g_strconcat(SERVICENOW_ITEMS, item, NULL), step);
	return true;
}

static bool
is_called(const json_t *item, const char *title)
{
	g_autofree char *theirs = g_utf8_casefold(servicenow_text(item, "name"), -1);
	g_autofree char *asked = g_utf8_casefold(title, -1);

	return strcmp(theirs, asked) == 0;
}

/* The one item of this title among those that have its words; else the titles that there are. */
static void
on_titles(ServicenowCall *call, const ServicenowAnswer *answer)
{
	const char *title = servicenow_asked(call, "remote_item");
	g_autoptr(GString) titles = g_string_new(NULL);
	g_autoptr(GString) ids = g_string_new(NULL);
	const char *id = "";

	for (size_t i = 0; i < json_array_size(answer->result); i++) {
		const json_t *item = json_array_get(answer->result, i);

		g_string_append_printf(titles, "%s\"%s\"", titles->len > 0 ? ", " : "",
		    servicenow_text(item, "name"));
		if (!is_called(item, title))
			continue;
		id = servicenow_text(item, "sys_id");
		g_string_append_printf(ids, "%s%s", ids->len > 0 ? ", " : "", id);
	}
	if (strchr(ids->str, ',') != NULL)
		servicenow_fail(
		    call, DESK_REFUSED, "several items are called \"%s\": %s", title, ids->str);
	else if (!servicenow_id_is_good(id))
		servicenow_fail(call, DESK_REFUSED, "no item is called \"%s\"%s%s", title,
		    titles->len > 0 ? "; there are " : "", titles->str);
	else
		servicenow_get(call, g_strconcat(SERVICENOW_ITEMS, id, NULL), on_item);
}

static bool
is_sys_id(const char *text)
{
	return strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32;
}

void
servicenow_item(ServicenowCall *call)
{
	const char *asked = servicenow_asked(call, "remote_item");
	GString *path = NULL;

	call->may_be_done = false;
	if (is_sys_id(asked)) {
		servicenow_get_item(call, on_item);
		return;
	}
	path = g_string_new("/api/sn_sc/servicecatalog/items?sysparm_limit=100");
	servicenow_add_parameter(path, "sysparm_text", asked);
	servicenow_get(call, g_string_free(path, FALSE), on_titles);
}
