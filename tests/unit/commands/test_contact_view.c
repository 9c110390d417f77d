/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/command_fixture.h"

#include "gateway/commands/contact_view.h"
#include "spool/contact_change.h"

static void
whichever_address_was_given(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Contact) nobody = NULL;
	g_autoptr(GError) why = NULL;
	g_autofree char *added = run(&context,
	    "contact add els@klant.example --name Els_Bos --aliases els@thuis.example");

	assert_non_null(added);
	must(contact_named(fixture->spool, "Els@Thuis.example", &contact, &error));
	assert_string_equal(contact->address, "els@klant.example");
	assert_false(contact_named(fixture->spool, "piet@klant.example", &nobody, &why));
	assert_string_equal(why->message, "there is no contact piet@klant.example");
}

static void
what_was_changed(void **state)
{
	g_autoptr(GPtrArray) changes = g_ptr_array_new();
	ContactChange change = {
	    1, (char *)"name", (char *)"Els Bos", (char *)"Els Jansen", 7, 1000};
	json_t *list = NULL;

	(void)state;
	g_ptr_array_add(changes, &change);
	list = contact_changes_json(changes);
	assert_int_equal(json_array_size(list), 1);
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(list, 0), "new")), "Els Jansen");
	assert_int_equal(
	    json_integer_value(json_object_get(json_array_get(list, 0), "mail")), 7);
	json_decref(list);
	change.mail = 0;
	list = contact_changes_json(changes);
	assert_true(json_is_null(json_object_get(json_array_get(list, 0), "mail")));
	json_decref(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(whichever_address_was_given),
	    cmocka_unit_test(what_was_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
