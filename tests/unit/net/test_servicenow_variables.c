/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <glib.h>

#include "gateway/net/servicenow_variables.h"

static const char ITEM[] =
    "{\"variables\":["
    "{\"name\":\"soort\",\"label\":\"Soort\",\"type\":5,\"mandatory\":true,\"children\":[],"
    "\"choices\":[{\"label\":\"-- None "
    "--\",\"value\":\"\"},{\"label\":\"Team\",\"value\":\"team\"}]},"
    "{\"name\":\"deel\",\"label\":\"Deel\",\"type\":0,\"children\":["
    "{\"name\":\"dieper\",\"type\":20,\"children\":[{\"name\":\"leden\",\"label\":\"Leden\","
    "\"type\":\"21\","
    "\"mandatory\":\"true\",\"reference\":\"sys_user\"}]},"
    "{\"name\":\"voor\",\"type\":8,\"reference\":\"sys_user\"},{\"name\":\"server\",\"type\":8,"
    "\"reference\":\"cmdb_ci\"},"
    "{\"name\":\"akkoord\",\"type\":7,\"value\":\"false\",\"help_text\":\"Vink "
    "aan\"},{\"name\":\"ja\",\"type\":1},"
    "{\"name\":\"kop\",\"type\":11},{\"name\":\"\",\"type\":6}]}]}";

static void
nested_ones_are_told_flat(void **state)
{
	json_auto_t *item = json_loads(ITEM, 0, NULL);
	json_auto_t *told = servicenow_variables(item);
	g_autoptr(GString) names = g_string_new(NULL);
	const json_t *kind = servicenow_variable(told, "soort");
	const json_t *agreed = servicenow_variable(told, "akkoord");
	size_t i = 0;
	json_t *variable = NULL;

	(void)state;
	json_array_foreach (told, i, variable)
		g_string_append_printf(names, "%s:%s%s ",
		    json_string_value(json_object_get(variable, "name")),
		    json_object_get(variable, "type") == NULL
			? "-"
			: json_string_value(json_object_get(variable, "type")),
		    json_is_true(json_object_get(variable, "mandatory")) ? "!" : "");
	assert_string_equal(names->str,
	    "soort:choice! leden:people! voor:person server:- akkoord:yes_no ja:yes_no ");
	assert_int_equal(json_array_size(json_object_get(kind, "choices")), 1);
	assert_string_equal(json_string_value(json_object_get(agreed, "help")), "Vink aan");
	assert_string_equal(json_string_value(json_object_get(agreed, "default")), "false");
	assert_null(servicenow_variable(told, "deel"));
}

static void
values_are_said_as_the_instance_has_them(void **state)
{
	static const struct {
		const char *name;
		const char *ours;
		const char *theirs;
	} VALUES[] = {{"akkoord", "yes", "true"}, {"akkoord", "no", "false"},
	    {"ja", "yes", "Yes"}, {"ja", "no", "No"}, {"soort", "yes", "yes"},
	    {"soort", "team", "team"}, {"akkoord", "x", "x"}};
	json_auto_t *item = json_loads(ITEM, 0, NULL);
	json_auto_t *told = servicenow_variables(item);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(VALUES); i++) {
		g_autofree char *theirs = servicenow_variable_value(
		    servicenow_variable(told, VALUES[i].name), VALUES[i].ours);

		assert_string_equal(theirs, VALUES[i].theirs);
	}
	assert_true(servicenow_variable_is_person(servicenow_variable(told, "leden")));
	assert_false(servicenow_variable_is_person(servicenow_variable(told, "ja")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nested_ones_are_told_flat),
	    cmocka_unit_test(values_are_said_as_the_instance_has_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
