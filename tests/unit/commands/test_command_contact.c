/* SPDX-License-Identifier: Apache-2.0 */
/* A contact shown with all that is known of it. */
#include "tests/unit/command_fixture.h"

static void
a_contact_is_shown_with_its_rights(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	const ContactDetails els = {
	    .address = "els@klant.example", .name = "Els Bos", .account = "Klant BV"};
	const ContactDetails boss = {.address = "baas@klant.example", .name = "Baas"};
	int64_t id = 0, manager = 0;
	const ContactRights rights = {.manager = &manager, .items = "teams chair"};
	json_t *shown = NULL;

	must(spool_begin(fixture->spool, &error));
	must(contact_add(fixture->spool, &boss, NOW, &manager, &error));
	must(contact_add(fixture->spool, &els, NOW, &id, &error));
	must(contact_set_rights(fixture->spool, id, &rights, &error));
	must(spool_commit(fixture->spool, &error));
	shown = run_json(&context, "contact show els@klant.example --json");
	assert_json(shown, "name", "Els Bos");
	assert_json(shown, "account", "Klant BV");
	assert_json(shown, "manager", "baas@klant.example");
	assert_json(shown, "sees", "own");
	assert_int_equal(json_array_size(json_object_get(shown, "items")), 2);
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(shown, "items"), 1)), "chair");
	json_decref(shown);
	shown = run_json(&context, "contact show baas@klant.example --json");
	assert_json(shown, "manager", NULL);
	assert_true(json_is_null(json_object_get(shown, "items")));
	json_decref(shown);
	assert_refused(&context, "contact show piet@klant.example", 1,
	    "there is no contact piet@klant.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_contact_is_shown_with_its_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
