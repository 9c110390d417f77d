/* SPDX-License-Identifier: Apache-2.0 */
/* What is as on an instance that nobody changed is left out; what is not is written, or listed for a person to choose. */
#include "gateway/cli/init_desk.h"

#include <string.h>

#include "gateway/util/yaml_quote.h"

#define GROUPS_SHOWN 20
#define NAMED 6

/* States by the labels that they have everywhere; the last is not on every instance. */
static const struct {
	const char *ours, *label, *value;
} STATES[NAMED] = {
    {"new", "new", "1"},
    {"open", "open", "10"},
    {"awaiting info", "awaiting info", "18"},
    {"resolved", "resolved", "6"},
    {"closed", "closed", "3"},
    {"cancelled", "cancelled", NULL},
};

static const char *
text_of(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	return text != NULL ? text : "";
}

static const json_t *
values_of(const InitDesk *desk, const char *name)
{
	return json_object_get(desk->values, name);
}

/* The row whose value, or whose label whatever its case, this is; NULL: none. */
static const json_t *
find(const json_t *rows, const char *member, const char *text)
{
	for (size_t i = 0; i < json_array_size(rows); i++)
		if (g_ascii_strcasecmp(text_of(json_array_get(rows, i), member), text) == 0)
			return json_array_get(rows, i);
	return NULL;
}

static void
append(GString *out, int indent, const char *key, const char *value)
{
	g_autofree char *quoted = yaml_quote(value);

	g_string_append_printf(out, "%*s%s: %s\n", indent, "", key, quoted);
}

/* "      # New 1, Open 10"; no line where there are none. */
static void
append_list(GString *out, const char *about, const json_t *rows, size_t most)
{
	if (json_array_size(rows) == 0)
		return;
	g_string_append_printf(out, "      # %s:", about);
	for (size_t i = 0; i < json_array_size(rows) && i < most; i++) {
		g_autofree char *label = yaml_quote(text_of(json_array_get(rows, i), "label"));
		g_autofree char *value = yaml_quote(text_of(json_array_get(rows, i), "value"));

		g_string_append_printf(out, "%s %s %s", i > 0 ? "," : "", label, value);
	}
	g_string_append(out, json_array_size(rows) > most ? ", ...\n" : "\n");
}

static bool
has_usual_states(const json_t *states)
{
	for (size_t i = 0; i < NAMED; i++)
		if (STATES[i].value != NULL && find(states, "value", STATES[i].value) == NULL)
			return false;
	return find(states, "label", "cancelled") == NULL;
}

/* All of them by their labels, or a word to who must choose. */
static void
append_states(GString *out, const json_t *states)
{
	g_autoptr(GString) map = g_string_new("      states: {");

	if (json_array_size(states) == 0 || has_usual_states(states))
		return;
	append_list(out, "its states", states, G_MAXSIZE);
	for (size_t i = 0; i < NAMED; i++) {
		const json_t *state = find(states, "label", STATES[i].label);
		g_autofree char *value =
		    state == NULL ? NULL : yaml_quote(text_of(state, "value"));

		if (state == NULL && STATES[i].value != NULL) {
			g_string_append_printf(out,
			    "      # none of them is called '%s': write a value for each of "
			    "new, "
			    "open, awaiting info, resolved, closed\n"
			    "      # states: {new: 1, open: 10, awaiting info: 18, resolved: "
			    "6, "
			    "closed: 3}\n",
			    STATES[i].label);
			return;
		}
		if (state != NULL)
			g_string_append_printf(
			    map, "%s%s: %s", i > 0 ? ", " : "", STATES[i].ours, value);
	}
	g_string_append_printf(out, "%s}\n", map->str);
}

static void
append_categories(GString *out, const json_t *categories)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	if (json_array_size(categories) == 0) {
		g_string_append(out,
		    "      # categories: {...}   # the instance's value for each of ours\n");
		return;
	}
	g_string_append(out, "      categories:\n");
	for (size_t i = 0; i < json_array_size(categories); i++) {
		const char *label = text_of(json_array_get(categories, i), "label");
		g_autofree char *key = yaml_quote(label);

		if (*label != '\0' && g_hash_table_add(seen, (gpointer)label))
			append(out, 8, key, text_of(json_array_get(categories, i), "value"));
	}
}

/* The first that speaks of a solution by the desk. */
static void
append_resolution(GString *out, const json_t *codes)
{
	const json_t *chosen = json_array_get(codes, 0);

	for (size_t i = json_array_size(codes); i-- > 0;)
		if (g_str_has_prefix(text_of(json_array_get(codes, i), "label"), "Solved - "))
			chosen = json_array_get(codes, i);
	append_list(out, "its codes of resolutions", codes, G_MAXSIZE);
	if (chosen != NULL)
		append(out, 6, "resolution_code", text_of(chosen, "value"));
}

static void
append_login(GString *out, const InitDesk *desk)
{
	g_autofree char *name = yaml_quote(desk->client != NULL ? desk->client : desk->user);

	g_string_append_printf(out, "      login: {%s: %s, %s: %s}\n",
	    desk->client != NULL ? "client_id" : "user", name,
	    desk->client != NULL ? "client_secret_file" : "password_file", desk->secret);
}

void
init_desk_append(GString *out, const InitDesk *desk)
{
	g_string_append(out, "  tickets:   # what is to be set up there: doc/servicenow.md\n"
			     "    servicenow:\n");
	append(out, 6, "url", desk->url);
	append_login(out, desk);
	if (desk->ca_file != NULL)
		append(out, 6, "ca_file", desk->ca_file);
	append_states(out, values_of(desk, "states"));
	append_categories(out, values_of(desk, "categories"));
	append_resolution(out, values_of(desk, "resolution_codes"));
	append_list(out, "its groups, for groups: {NAME: SYS_ID}", values_of(desk, "groups"),
	    GROUPS_SHOWN);
	g_string_append(out, "      # Who writes to customers, and who closes what they do not "
			     "answer: never both.\n"
			     "      letters: casegate\n      auto_close: casegate\n");
}

bool
init_desk_append_categories(GString *out, const InitDesk *desk)
{
	const json_t *categories = values_of(desk, "categories");
	const json_t *issue = find(categories, "label", "issue");
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	if (json_array_size(categories) == 0)
		return false;
	g_string_append(out, "  categories: [");
	for (size_t i = 0; i < json_array_size(categories); i++) {
		const char *label = text_of(json_array_get(categories, i), "label");
		g_autofree char *quoted = yaml_quote(label);

		if (*label != '\0' && g_hash_table_add(seen, (gpointer)label))
			g_string_append_printf(
			    out, "%s%s", g_hash_table_size(seen) > 1 ? ", " : "", quoted);
	}
	g_string_append(out, "]   # the instance's\n");
	append(out, 2, "default_category",
	    text_of(issue != NULL ? issue : json_array_get(categories, 0), "label"));
	return true;
}
