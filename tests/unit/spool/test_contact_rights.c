/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

static Contact *
add(Spool *spool, const char *address, const char *account)
{
	const ContactDetails details = {.address = address, .account = account};
	Contact *contact = NULL;
	int64_t id = 0;

	must(contact_add(spool, &details, 1, &id, &error));
	must(contact_get(spool, id, &contact, &error));
	return contact;
}

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static void
test_defaults(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(Contact) els = add(spool, "els@klant.example", NULL);

	assert_int_equal(els->manager, 0);
	assert_false(els->sees_organisation);
	assert_null(els->items);
	assert_true(contact_may_request(els, "teams"));
}

/* What is not given stays. */
static void
test_set(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(Contact) els = add(spool, "els@klant.example", NULL);
	g_autoptr(Contact) boss = add(spool, "boss@klant.example", NULL);
	const int64_t none = 0;
	const bool yes = true, no = false;
	const struct {
		ContactRights given;
		int64_t manager;
		bool sees;
		const char *items;
	} CASES[] = {
	    {{&boss->id, &yes, "teams laptop"}, boss->id, true, "teams laptop"},
	    {{NULL, NULL, NULL}, boss->id, true, "teams laptop"},
	    {{NULL, NULL, ""}, boss->id, true, ""},
	    {{&none, &no, CONTACT_ALL_ITEMS}, 0, false, NULL},
	    {{NULL, NULL, NULL}, 0, false, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Contact) now = NULL;

		must(contact_set_rights(spool, els->id, &CASES[i].given, &error));
		must(contact_get(spool, els->id, &now, &error));
		assert_int_equal(now->manager, CASES[i].manager);
		assert_int_equal(now->sees_organisation, CASES[i].sees);
		assert_int_equal(g_strcmp0(now->items, CASES[i].items), 0);
	}
	must_fail(contact_set_rights(spool, 99, &CASES[0].given, &error), SPOOL_ERROR_MISSING);
}

static void
test_items(void **state)
{
	static const struct {
		const char *items, *item;
		bool may;
	} CASES[] = {
	    {NULL, "teams", true},
	    {"", "teams", false},
	    {"teams", "teams", true},
	    {"laptop teams", "teams", true},
	    {"teams2 xteams", "teams", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const Contact contact = {.items = (char *)CASES[i].items};

		assert_int_equal(contact_may_request(&contact, CASES[i].item), CASES[i].may);
	}
}

static bool
may(Spool *spool, const Contact *approver, const Contact *other)
{
	bool result = false;

	must(contact_may_approve(spool, approver, other, &result, &error));
	return result;
}

static void
test_approving(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(Contact) boss = add(spool, "boss@klant.example", "Klant BV");
	g_autoptr(Contact) els = add(spool, "els@klant.example", "Klant BV");
	g_autoptr(Contact) piet = add(spool, "piet@klant.example", "Klant BV");
	g_autoptr(Contact) kees = add(spool, "kees@x.example", NULL);
	const ContactRights reports = {.manager = &boss->id};
	g_autoptr(GPtrArray) names = NULL, none = NULL;

	must(contact_set_rights(spool, els->id, &reports, &error));
	els->manager = boss->id;
	assert_true(may(spool, boss, els));
	assert_false(may(spool, boss, piet));
	must(contact_add_approval(spool, boss->id, kees->id, 0, &error));
	must(contact_add_approval(spool, boss->id, kees->id, 0, &error));
	assert_true(may(spool, boss, kees));
	assert_false(may(spool, kees, boss));
	must(contact_add_approval(spool, boss->id, 0, boss->account, &error));
	assert_true(may(spool, boss, piet));
	assert_false(may(spool, boss, boss));
	must(contact_approvals(spool, boss->id, &names, &error));
	assert_int_equal(names->len, 2);
	assert_string_equal(names->pdata[0], "kees@x.example");
	assert_string_equal(names->pdata[1], "Klant BV");
	boss->known = false;
	assert_false(may(spool, boss, els));
	boss->known = true;
	must(contact_drop_approvals(spool, boss->id, &error));
	assert_false(may(spool, boss, kees));
	must(contact_approvals(spool, boss->id, &none, &error));
	assert_int_equal(none->len, 0);
}

static void
assert_approver(Spool *spool, const Contact *contact, const Contact *expected)
{
	g_autoptr(Contact) now = NULL, approver = NULL;

	must(contact_get(spool, contact->id, &now, &error));
	must(contact_approver(spool, now, &approver, &error));
	assert_int_equal(
	    approver == NULL ? 0 : approver->id, expected == NULL ? 0 : expected->id);
}

static void
test_approver(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(Contact) els = add(spool, "els@klant.example", "Klant BV");
	g_autoptr(Contact) boss = add(spool, "boss@klant.example", "Klant BV");
	g_autoptr(Contact) piet = add(spool, "piet@klant.example", "Klant BV");
	g_autoptr(Contact) anna = add(spool, "anna@klant.example", "Klant BV");
	const ContactRights reports = {.manager = &boss->id};

	assert_approver(spool, els, NULL);
	must(contact_add_approval(spool, els->id, 0, els->account, &error));
	assert_approver(spool, els, NULL); /* never oneself */
	must(contact_add_approval(spool, anna->id, 0, els->account, &error));
	assert_approver(spool, els, anna);
	must(contact_add_approval(spool, piet->id, els->id, 0, &error));
	assert_approver(spool, els, piet);
	must(contact_set_rights(spool, els->id, &reports, &error));
	assert_approver(spool, els, boss);
	must(contact_set_undeliverable(spool, boss->id, boss->address, true, &error));
	assert_approver(spool, els, piet);
}

/* Nobody's manager and nobody's approver is somebody who was removed. */
static void
test_removed(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(Contact) boss = add(spool, "boss@klant.example", NULL);
	g_autoptr(Contact) els = add(spool, "els@klant.example", NULL);
	const ContactRights reports = {.manager = &boss->id};
	g_autoptr(Contact) now = NULL;

	must(contact_set_rights(spool, els->id, &reports, &error));
	must(contact_add_approval(spool, els->id, boss->id, 0, &error));
	must(contact_add_approval(spool, boss->id, els->id, 0, &error));
	must(contact_remove(spool, boss->id, 9, &error));
	must(contact_get(spool, els->id, &now, &error));
	assert_int_equal(now->manager, 0);
	must_fail(contact_get(spool, boss->id, &now, &error), SPOOL_ERROR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_defaults),
	    spool_test(test_set),
	    spool_test(test_items),
	    spool_test(test_approving),
	    spool_test(test_approver),
	    spool_test(test_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
