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
	    "  - {name: piet, address: Piet.P@desk.example, login: pp}\n"
	    "  - {name: Jan, address: piet@desk.example}\n");
	desk->context = context_open(desk_config(desk), desk->state, NULL);
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static void
agents_are_found(void **state)
{
	const Config *config = ((Desk *)*state)->context->config;

	assert_string_equal(
	    agents_agent(config, "SANNE@desk.example")->address, "sanne@desk.example");
	assert_null(agents_agent(config, "sanne"));
	assert_string_equal(agents_of_login(config, "pp")->name, "piet");
	assert_null(agents_of_login(config, "PP"));
	assert_null(agents_of_login(config, ""));
	assert_null(agents_of_login(config, NULL));
	assert_non_null(agents_group(config, "servicedesk"));
	assert_null(agents_group(config, "niemand"));
	assert_true(agents_is_in(agents_agent(config, "sanne@desk.example"), "servicedesk"));
	assert_false(agents_is_in(agents_agent(config, "piet@desk.example"), "servicedesk"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(agents_are_found, setup_with_more, desk_teardown)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
