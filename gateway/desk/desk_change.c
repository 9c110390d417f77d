/* SPDX-License-Identifier: Apache-2.0 */
/* The worker is not believed to tell only what makes sense: what is not there or of another type is as if left out, and
 * a change without what it is about is none. */
#include "gateway/desk/desk_change.h"

#include "gateway/util/error.h"

void
desk_change_clear(DeskChange *change)
{
	g_clear_pointer(&change->entries, g_array_unref);
	g_clear_pointer(&change->files, g_array_unref);
}

/* NULL where it is not there or empty. */
static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text == NULL || text[0] == '\0' ? NULL : text;
}

static const char *
text_or_empty(const json_t *object, const char *name)
{
	const char *text = text_of(object, name);

	return text == NULL ? "" : text;
}

static bool
is_set(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

static void
read_entries(const json_t *json, GArray *entries)
{
	const json_t *list = json_object_get(json, "entries");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const ChangeEntry entry = {
		    .remote_id = text_of(one, "remote_id"),
		    .text = text_of(one, "text"),
		    .author = text_or_empty(one, "author"),
		    .author_id = text_of(one, "author_id"),
		    .at_ms = json_integer_value(json_object_get(one, "at_ms")),
		    .is_note = g_strcmp0(text_of(one, "kind"), "comment") != 0,
		    .is_echo = is_set(one, "by_us") && text_of(one, "key") != NULL,
		};

		if (entry.remote_id != NULL && entry.text != NULL)
			g_array_append_val(entries, entry);
	}
}

static void
read_files(const json_t *json, GArray *files)
{
	const json_t *list = json_object_get(json, "files");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const ChangeFile file = {
		    .remote_id = text_of(one, "remote_id"),
		    .name = text_of(one, "name"),
		    .type = text_or_empty(one, "type"),
		    .size = json_integer_value(json_object_get(one, "size")),
		    .by_us = is_set(one, "by_us"),
		};

		if (file.remote_id != NULL && file.name != NULL && file.size >= 0)
			g_array_append_val(files, file);
	}
}

static void
read_agent(const json_t *json, DeskChange *change)
{
	const json_t *agent = json_object_get(json, "agent");

	change->agent_name = text_of(agent, "name");
	change->agent = text_of(agent, "address");
	if (change->agent == NULL)
		change->agent = change->agent_name;
	if (change->agent == NULL)
		change->agent = "";
}

static bool
lacks(GError **error, const char *what)
{
	return error_set(error, GATEWAY_ERROR_REFUSED, "a change without %s", what);
}

bool
desk_change_read(const json_t *json, DeskChange *ret_change, GError **error)
{
	const char *state = text_of(json, "state");
	const json_t *mod_count = json_object_get(json, "mod_count");
	DeskChange change = {
	    .remote_id = text_of(json, "remote_id"),
	    .remote_state = text_or_empty(json, "remote_state"),
	    .mod_count = json_integer_value(mod_count),
	    .updated_ms = json_integer_value(json_object_get(json, "updated_ms")),
	    .title = text_of(json, "title"),
	    .category = text_of(json, "category"),
	    .priority = text_of(json, "priority"),
	    .group = text_of(json, "group"),
	    .resolution = text_of(json_object_get(json, "resolution"), "text"),
	};

	if (change.remote_id == NULL)
		return lacks(error, "the ticket's id");
	if (!json_is_integer(mod_count))
		return lacks(error, "a mod_count");
	if (state != NULL && !ticket_state_from_name(state, &change.state))
		return error_set(error, GATEWAY_ERROR_REFUSED,
		    "a change to a state '%.40s', which there is not", state);
	change.has_state = state != NULL;
	read_agent(json, &change);
	change.entries = g_array_new(false, false, sizeof(ChangeEntry));
	change.files = g_array_new(false, false, sizeof(ChangeFile));
	read_entries(json, change.entries);
	read_files(json, change.files);
	*ret_change = change;
	return true;
}
