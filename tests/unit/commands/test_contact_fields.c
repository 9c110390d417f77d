/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/contact_fields.h"

static void
note(ContactField field, const char *found, const char *expected, void *data)
{
	assert_string_not_equal(expected, "");
	g_string_append_printf(data, "%s %s;", CONTACT_FIELD_NAMES[field], found);
}

/* What is wrong with a form of one field beside the address. Caller owns. */
static char *
wrongs(Desk *desk, ContactField field, const char *text)
{
	ContactFields fields = {.values = {[FIELD_ADDRESS] = "new@klant.example"}};
	GString *all = g_string_new(NULL);
	const ContactFieldsCheck check = {NULL, note, all};

	fields.values[field] = text;
	must(contact_fields_check(desk->context, &fields, &check, &error));
	return g_string_free(all, FALSE);
}

static void
test_checked(void **state)
{
	static const struct {
		ContactField field;
		const char *text, *expected;
	} CASES[] = {
	    {FIELD_ADDRESS, "els@klant.example", ""},
	    {FIELD_ADDRESS, "els", "address 'els';"},
	    {FIELD_ADDRESS, "desk@desk.example", "address 'desk@desk.example';"},
	    {FIELD_ALIASES, "desk@desk.example", "aliases 'desk@desk.example';"},
	    {FIELD_NAME, "Els Bos", ""},
	    {FIELD_NAME, "Els\nBos", "name 'Els\nBos';"},
	    {FIELD_LANGUAGE, "nl", ""},
	    {FIELD_LANGUAGE, "", ""},
	    {FIELD_LANGUAGE, "xx", "language 'xx';"},
	    {FIELD_ALIASES, "a@x.example, b@x.example", ""},
	    {FIELD_ALIASES, "stranger@x.example", ""},
	    {FIELD_ALIASES, "a b@x.example", "aliases 'a';"},
	    {FIELD_ALIASES, "NEW@klant.example", "aliases 'NEW@klant.example';"},
	    {FIELD_ALIASES, ELS, "aliases '" ELS "';"},
	    {FIELD_MANAGER, ELS, ""},
	    {FIELD_MANAGER, "", ""},
	    {FIELD_MANAGER, "stranger@x.example", "manager 'stranger@x.example';"},
	    {FIELD_MANAGER, "nobody@x.example", "manager 'nobody@x.example';"},
	    {FIELD_MANAGER, "new@klant.example", "manager 'new@klant.example';"},
	    {FIELD_SEES, "own", ""},
	    {FIELD_SEES, "organisation", ""},
	    {FIELD_SEES, "all", "sees 'all';"},
	    {FIELD_ITEMS, "all", ""},
	    {FIELD_ITEMS, "none", ""},
	    {FIELD_ITEMS, "nosuch", "items 'nosuch';"},
	    {FIELD_APPROVES, ELS ", Klant BV", ""},
	    {FIELD_APPROVES, "Other BV, x@y.example",
		"approves 'Other BV';approves 'x@y.example';"},
	};
	Desk *desk = *state;
	const ContactDetails stranger = {.address = "stranger@x.example"};
	g_autoptr(Contact) met = NULL;

	desk_know(desk, ELS);
	must(contact_meet(desk->context->spool, &stranger, NOW, &met, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *all = wrongs(desk, CASES[i].field, CASES[i].text);

		if (!g_str_equal(all, CASES[i].expected))
			fail_msg("%zu: %s", i, all);
	}
}

static void
test_set(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS), piet = desk_know(desk, PIET);
	const ContactFields full = {.values = {[FIELD_ALIASES] = "e@x.example; f@x.example",
					[FIELD_MANAGER] = PIET,
					[FIELD_SEES] = "organisation",
					[FIELD_ITEMS] = "none",
					[FIELD_APPROVES] = PIET ", Klant BV"}};
	const ContactFields empty = {.values = {[FIELD_ALIASES] = "",
					 [FIELD_MANAGER] = "",
					 [FIELD_SEES] = "",
					 [FIELD_ITEMS] = "",
					 [FIELD_APPROVES] = ""}};
	g_autoptr(Contact) set = NULL, cleared = NULL;
	g_autoptr(GPtrArray) names = NULL, none = NULL;

	must(contact_fields_set_rights(desk->context, &full, els, &error));
	must(contact_find(desk->context->spool, "f@x.example", &set, &error));
	assert_int_equal(set->id, els);
	assert_int_equal(set->manager, piet);
	assert_true(set->sees_organisation);
	assert_string_equal(set->items, "");
	must(contact_approvals(desk->context->spool, els, &names, &error));
	assert_int_equal(names->len, 2);
	must(contact_fields_set_rights(desk->context, &empty, els, &error));
	must(contact_get(desk->context->spool, els, &cleared, &error));
	assert_int_equal(cleared->manager, 0);
	assert_false(cleared->sees_organisation);
	assert_null(cleared->items);
	must(contact_approvals(desk->context->spool, els, &none, &error));
	assert_int_equal(none->len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_checked),
	    desk_test(test_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
