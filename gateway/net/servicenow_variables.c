/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_variables.h"

#include <glib.h>
#include <string.h>

#include "gateway/net/servicenow_row.h"

#define NESTED_MAX 20
#define REFERENCE 8
#define LIST 21
#define YES_NO 1
#define CHECK_BOX 7

/* The instance's types, by number, that hold a value; ours is NULL where our catalog has none such. */
static const struct {
	int theirs;
	const char *ours;
} TYPES[] = {
    {YES_NO, "yes_no"}, {2, "multi_line"},
    {3, "choice"}, /* multiple choice, one of which is chosen */
    {4, "number"}, /* numeric scale */
    {5, "choice"}, {6, "text"}, {CHECK_BOX, "yes_no"}, {REFERENCE, NULL}, {9, "date"},
    {10, "text"},                 /* date and time */
    {16, "text"},                 /* wide single line */
    {18, "choice"},               /* look-up select box */
    {LIST, NULL}, {22, "choice"}, /* look-up multiple choice */
    {26, "text"},                 /* e-mail */
    {27, "text"},                 /* URL */
};

static bool
has_value(int64_t type, const char **ret_ours)
{
	for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++)
		if (TYPES[i].theirs == type) {
			*ret_ours = TYPES[i].ours;
			return true;
		}
	return false;
}

static bool
is_true(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name)) ||
	       servicenow_is(object, name, "true");
}

static json_t *
tell_choices(const json_t *variable)
{
	json_t *choices = json_array();
	size_t i = 0;
	json_t *choice = NULL;

	json_array_foreach (json_object_get(variable, "choices"), i, choice)
		if (!servicenow_is(choice, "value", ""))
			json_array_append_new(choices,
			    json_pack("{s:s, s:s}", "value", servicenow_text(choice, "value"),
				"label", servicenow_text(choice, "label")));
	return choices;
}

/* Whom a reference is to: the table of people, or one that extends it. */
static bool
is_to_people(const json_t *variable)
{
	const char *table = servicenow_text(variable, "reference");

	return strcmp(table, "sys_user") == 0 || strcmp(table, "customer_contact") == 0;
}

static json_t *
tell_variable(const json_t *variable, int64_t type, const char *ours)
{
	json_t *told = json_pack("{s:s, s:s, s:b, s:I}", "name",
	    servicenow_text(variable, "name"), "label", servicenow_text(variable, "label"),
	    "mandatory", is_true(variable, "mandatory"), "remote_type", (json_int_t)type);
	json_t *choices = tell_choices(variable);

	if (ours == NULL && is_to_people(variable))
		ours = type == LIST ? "people" : "person";
	if (ours != NULL)
		json_object_set_new(told, "type", json_string(ours));
	if (json_array_size(choices) > 0)
		json_object_set(told, "choices", choices);
	json_decref(choices);
	if (!servicenow_is(variable, "help_text", ""))
		json_object_set_new(
		    told, "help", json_string(servicenow_text(variable, "help_text")));
	if (!servicenow_is(variable, "value", ""))
		json_object_set_new(
		    told, "default", json_string(servicenow_text(variable, "value")));
	return told;
}

static void
add_variables(const json_t *variables, json_t *told, int depth)
{
	size_t i = 0;
	json_t *variable = NULL;

	if (depth > NESTED_MAX)
		return;
	json_array_foreach ((json_t *)variables, i, variable) {
		int64_t type = servicenow_number(variable, "type");
		const char *ours = NULL;

		if (!servicenow_is(variable, "name", "") && has_value(type, &ours))
			json_array_append_new(told, tell_variable(variable, type, ours));
		add_variables(json_object_get(variable, "children"), told, depth + 1);
	}
}

json_t *
servicenow_variables(const json_t *item)
{
	json_t *told = json_array();

	add_variables(json_object_get(item, "variables"), told, 0);
	return told;
}

const json_t *
servicenow_variable(const json_t *variables, const char *name)
{
	size_t i = 0;
	json_t *variable = NULL;

	json_array_foreach ((json_t *)variables, i, variable)
		if (servicenow_is(variable, "name", name))
			return variable;
	return NULL;
}

bool
servicenow_variable_is_person(const json_t *variable)
{
	int64_t type = servicenow_number(variable, "remote_type");

	return type == REFERENCE || type == LIST;
}

char *
servicenow_variable_value(const json_t *variable, const char *ours)
{
	bool yes = strcmp(ours, "yes") == 0;

	if (!yes && strcmp(ours, "no") != 0)
		return g_strdup(ours);
	switch (servicenow_number(variable, "remote_type")) {
	case CHECK_BOX:
		return g_strdup(yes ? "true" : "false");
	case YES_NO:
		return g_strdup(yes ? "Yes" : "No");
	default:
		return g_strdup(ours);
	}
}
