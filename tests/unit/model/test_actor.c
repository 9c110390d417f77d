/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

static void
names_are_found_again(void **state)
{
	static const struct {
		const char *login; /* at the keyboard; NULL: by mail */
		bool agent;
		const char *name;
	} ROWS[] = {
	    {NULL, true, "Sanne de Wit"},
	    {"sanne", true, "Sanne de Wit"},
	    {"root", true, "Sanne de Wit by root"},
	    {"root", false, "root"},
	};
	const Config *config = ((Desk *)*state)->context->config;
	ConfigAgent *sanne = config->agents->pdata[0];

	sanne->login = g_strdup("sanne");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const ConfigAgent *agent = ROWS[i].agent ? sanne : NULL;
		g_auto(Actor) actor = actor_of(agent, ROWS[i].login, "en");

		assert_string_equal(actor.name, ROWS[i].name);
		assert_ptr_equal(actor_find(config, actor.name), agent);
	}
	assert_null(actor_find(config, "Sanne de Witte"));
	assert_null(actor_find(config, "Sanne"));
	assert_null(actor_find(config, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {desk_test(names_are_found_again)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
