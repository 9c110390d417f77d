/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/config/agents.h"

static int
setup_with_more(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml",
	    DESK_YAML_BEFORE_AGENTS
	    "  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n"
	    "  - {name: piet, address: Piet.P@desk.example}\n"
	    "  - {name: Jan, address: piet@desk.example}\n");
	desk->context = context_open(desk_config(desk), desk->state, NULL);
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static void
agents_are_found(void **state)
{
	static const char *const CASES[][2] = {{"sanne DE wit", "sanne@desk.example"},
	    {"SANNE@desk.example", "sanne@desk.example"}, {"sanne", "sanne@desk.example"},
	    {"piet", "Piet.P@desk.example"}, {"piet.p", "Piet.P@desk.example"},
	    {"piet@desk.example", "piet@desk.example"}, {"jan", "piet@desk.example"},
	    {"", NULL}, {"sann", NULL}, {"@desk.example", NULL}};
	const Config *config = ((Desk *)*state)->context->config;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const ConfigAgent *agent = agents_find_agent(config, CASES[i][0]);

		if (g_strcmp0(agent == NULL ? NULL : agent->address, CASES[i][1]) != 0)
			fail_msg(
			    "'%s' is %s", CASES[i][0], agent == NULL ? "nobody" : agent->name);
	}
	assert_null(agents_agent(config, "sanne"));
	assert_non_null(agents_group(config, "servicedesk"));
	assert_null(agents_group(config, "niemand"));
	assert_true(agents_is_in(agents_find_agent(config, "sanne"), "servicedesk"));
	assert_false(agents_is_in(agents_find_agent(config, "jan"), "servicedesk"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(agents_are_found, setup_with_more, desk_teardown)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
