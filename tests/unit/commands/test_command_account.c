/* SPDX-License-Identifier: Apache-2.0 */
/* Organisations as they are set, listed and shown. */
#include "tests/unit/command_fixture.h"

static void
an_organisation_is_shown_as_it_was_set(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	const json_t *domains = NULL;
	json_t *shown = NULL;

	g_free(run(&context,
	    "account add Jansen_BV --domains Jansen.example,klant.example --group werkplek"));
	g_free(run(&context, "account add Bos_BV --trust domain"));
	shown = run_json(&context, "account show jansen_bv --json");
	assert_json(shown, "name", "Jansen BV");
	assert_json(shown, "trust", "registered");
	assert_json(shown, "group", "werkplek");
	assert_json(shown, "language", NULL);
	domains = json_object_get(shown, "domains");
	assert_int_equal(json_array_size(domains), 2);
	assert_string_equal(json_string_value(json_array_get(domains, 0)), "jansen.example");
	json_decref(shown);
	shown = run_json(&context, "account list --json");
	assert_int_equal(json_array_size(shown), 2);
	assert_json(json_array_get(shown, 0), "name", "Bos BV");
	assert_json(json_array_get(shown, 0), "trust", "domain");
	assert_int_equal(
	    json_array_size(json_object_get(json_array_get(shown, 0), "domains")), 0);
	json_decref(shown);
	assert_prints(&context, "account list",
	    "name       domains                       trust       group     language\n"
	    "Bos BV                                   domain\n"
	    "Jansen BV  jansen.example klant.example  registered  werkplek\n");
	g_free(run(&context, "account set Jansen_BV --domains x.example --trust domain"));
	assert_prints(&context, "account show Jansen_BV",
	    "Jansen BV\n  domains   x.example\n  trust     domain\n  group     werkplek\n"
	    "  language  none\n  needs     none\n");
	g_free(run(&context, "account set Jansen_BV --needs accept=confirmed,request=app"));
	shown = run_json(&context, "account show Jansen_BV --json");
	assert_json(shown, "needs", "accept=confirmed,request=app");
	json_decref(shown);
	assert_refused(&context, "account set Jansen_BV --needs accept=sure", 64,
	    "--needs has 'accept=sure'; it is a list of ACTION=none, ACTION=confirmed or "
	    "ACTION=app");
	g_free(run(&context, "account set Jansen_BV --needs="));
	shown = run_json(&context, "account show Jansen_BV --json");
	assert_json(shown, "needs", NULL);
	json_decref(shown);
	assert_refused(&context, "account show Niemand", 1,
	    "there is no account 'Niemand'; there is Bos BV or Jansen BV");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(an_organisation_is_shown_as_it_was_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
