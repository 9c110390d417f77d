/* SPDX-License-Identifier: Apache-2.0 */
/* Who acts by a call: an agent by their login, root under its own name or another's, and nobody as the desk. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/call_actor.h"
#include "gateway/util/error.h"

static int
setup(void **state)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml",
	    DESK_YAML_BEFORE_AGENTS
	    "  - {name: Sanne de Wit, address: sanne@desk.example, login: sanne}\n"
	    "  - {name: Jan Bos, address: jan@desk.example}\n");
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static void
each_caller(void **state)
{
	static const struct {
		const char *login, *as, *alone,
		    *heard; /* name or error: of an inner act, of one that customers hear of */
	} ROWS[] = {
	    {"sanne", NULL, "Sanne de Wit", "Sanne de Wit"},
	    {"sanne", "sanne", "Sanne de Wit", "Sanne de Wit"},
	    {"sanne", "jan",
		"sanne cannot act as Jan Bos: only root and the user that the gateway runs as "
		"can",
		"sanne cannot act as Jan Bos: only root and the user that the gateway runs as "
		"can"},
	    {"jan", NULL, "jan", "customers hear of it, and no agent has the login jan"},
	    {"jan", "jan",
		"jan cannot act as Jan Bos: only root and the user that the gateway runs as "
		"can",
		"jan cannot act as Jan Bos: only root and the user that the gateway runs as "
		"can"},
	    {"SANNE", NULL, "SANNE", "customers hear of it, and no agent has the login SANNE"},
	    {"root", NULL, "root", "root"},
	    {"root", "jan", "Jan Bos by root", "Jan Bos by root"},
	    {"root", "piet", "er is geen medewerker 'piet'; er is Sanne de Wit of Jan Bos",
		"er is geen medewerker 'piet'; er is Sanne de Wit of Jan Bos"},
	};
	const Desk *desk = *state;

	for (size_t i = 0; i < 2 * G_N_ELEMENTS(ROWS); i++) {
		bool heard = i % 2 == 1;
		const char *expected = heard ? ROWS[i / 2].heard : ROWS[i / 2].alone;
		bool is_root = strcmp(ROWS[i / 2].login, "root") == 0;
		g_auto(Call) call = {0};
		g_auto(Actor) actor = {0};
		g_autoptr(GError) error = NULL;

		call_init(&call, "case");
		call.caller =
		    (Caller){.login = g_strdup(ROWS[i / 2].login), .is_owner = is_root};
		call_set_word(&call, "reads", "nl");
		if (ROWS[i / 2].as != NULL)
			call_set_word(&call, "as", ROWS[i / 2].as);
		assert_string_equal(call_actor(desk->context, &call, heard, &actor, &error)
					? actor.name
					: error->message,
		    expected);
	}
}

/* A desk that names no agents is its owner's. */
static void
where_there_are_no_agents_all_are_their_own(void **state)
{
	const Desk *desk = *state;
	g_auto(Call) call = {0};
	g_auto(Actor) actor = {0};

	g_ptr_array_set_size(desk->context->config->agents, 0);
	call_init(&call, "case");
	call.caller = (Caller){.login = g_strdup("root"), .is_owner = true};
	must(call_actor(desk->context, &call, true, &actor, &error));
	assert_string_equal(actor.name, "root");
	assert_null(actor.agent);
	assert_string_equal(actor.language, "en");
}

/* On a page the session says who it is; a login of that name is somebody else. */
static void
on_a_page_an_agent_is_known_by_address(void **state)
{
	const Desk *desk = *state;
	g_auto(Call) call = {0};
	g_auto(Actor) actor = {0};

	call_init(&call, "case");
	call.caller = (Caller){.login = g_strdup("sanne"), .by_page = true};
	assert_null(call_agent(desk->context->config, &call));
	g_free(call.caller.login);
	call.caller.login = g_strdup("sanne@desk.example");
	must(call_actor(desk->context, &call, true, &actor, &error));
	assert_string_equal(actor.name, "Sanne de Wit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(each_caller, setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(
		on_a_page_an_agent_is_known_by_address, setup, desk_teardown),
	    cmocka_unit_test_setup_teardown(
		where_there_are_no_agents_all_are_their_own, setup, desk_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
