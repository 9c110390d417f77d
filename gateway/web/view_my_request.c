/* SPDX-License-Identifier: Apache-2.0 */
/* What customers may ask for, and the form of it: a new one, or a draft with what it has. */
#include <string.h>

#include "gateway/web/view_my.h"

void
view_my_catalog(const View *view, json_t *out)
{
	const json_t *catalog = json_object_get(view->values, "catalog");
	json_t *items = json_array();
	const json_t *one = NULL;
	size_t i = 0;

	view_my_set_error(view, out);
	json_array_foreach (catalog, i, one) {
		json_t *item = json_object();

		view_set(item, "item", view_text(one, "name"));
		view_set(item, "item_title", view_text(one, "title"));
		view_set_flag(item, "approval", json_is_true(json_object_get(one, "approval")));
		json_array_append_new(items, item);
	}
	view_set_flag(out, "has_items", json_array_size(items) > 0);
	json_object_set_new(out, "items", items);
}

/* How a field is filled in, by its type; a text where there is nothing better. */
static void
set_shape(const json_t *field, json_t *out)
{
	static const struct {
		const char *type, *shape;
	} SHAPES[] = {
	    {"multi_line", "is_long"}, {"choice", "is_choice"}, {"yes_no", "is_tick"}};
	const char *shape = "is_text";

	for (size_t i = 0; i < G_N_ELEMENTS(SHAPES); i++)
		if (g_strcmp0(view_text(field, "type"), SHAPES[i].type) == 0)
			shape = SHAPES[i].shape;
	view_set_flag(out, shape, true);
}

/* What lacks is marked: what was sent lacks it, or the draft does. */
static json_t *
field_of(const View *view, const json_t *field)
{
	const char *name = view_text(field, "name");
	g_autofree char *key = g_strconcat("f.", name, NULL);
	const char *value = view_typed(view, key, view_text(field, "value"));
	bool drafted =
	    view->page->notice == NULL && json_object_get(view->values, "show") != NULL;
	json_t *out = json_object();

	view_set(out, "name", name);
	view_set(out, "label", view_text(field, "label"));
	view_set(out, "help", view_text(field, "help"));
	view_set(out, "typed", value);
	view_set_flag(out, "required", json_is_true(json_object_get(field, "required")));
	view_set_flag(out, "ticked", value != NULL && *value != '\0');
	view_set_flag(out, "wrong",
	    view_my_lacks(view, name) ||
		(drafted && json_is_true(json_object_get(field, "lacks"))));
	set_shape(field, out);
	json_object_set_new(
	    out, "choices", view_options(json_object_get(field, "choices"), value));
	view_set_flag(out, "chosen_none", value == NULL || *value == '\0');
	return out;
}

void
view_my_set_fields(const View *view, json_t *out)
{
	const json_t *form = json_object_get(view->values, "form");
	json_t *fields = json_array();
	const json_t *field = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(form, "fields"), i, field)
		json_array_append_new(fields, field_of(view, field));
	json_object_set_new(out, "form_fields", fields);
	view_set_flag(out, "approval", json_is_true(json_object_get(form, "approval")));
}

void
view_my_request(const View *view, json_t *out)
{
	const json_t *form = json_object_get(view->values, "form");

	view_my_set_lacks(view, out);
	view_my_set_error(view, out);
	view_set(out, "case_title", view_text(form, "title"));
	view_set(out, "item", view_text(form, "item"));
	view_my_set_fields(view, out);
}
