/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/model/name_others.h"

#define EVE "eve@elders.example"

static const Contact ELS_ = {.id = 1, .account = 7, .known = true};

static void
a_known_colleague_by_who_is_proven(void **state)
{
	static const struct {
		Contact other;
		bool proven;
		const char *why;
	} CASES[] = {
	    {{.id = 2, .account = 7, .known = true}, true, NULL},
	    {{.id = 2, .account = 7, .known = true}, false, "the sender is not proven"},
	    {{.id = 2, .account = 7}, true, "no known contact"},
	    {{.id = 1, .account = 7, .known = true}, true, "it is the sender"},
	    {{.id = 2, .account = 8, .known = true}, true, "not of the sender's account"},
	    {{.id = 2, .known = true}, true, "not of the sender's account"},
	};
	const Contact alone = {.id = 3, .known = true};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const char *why = name_others_why_not(&ELS_, CASES[i].proven, &CASES[i].other);

		if (g_strcmp0(why, CASES[i].why) != 0)
			fail_msg("%zu: %s", i, why);
	}
	assert_string_equal(name_others_why_not(&ELS_, true, NULL), "no known contact");
	assert_string_equal(
	    name_others_why_not(&alone, true, &CASES[5].other), "not of the sender's account");
}

/* Their own, and by who is proven one that they approve for. */
static void
an_account(void **state)
{
	Desk *desk = *state;
	Spool *spool = desk->context->spool;
	const ContactDetails eve = {.address = EVE, .account = "Elders BV"};
	g_autoptr(Contact) els = NULL;
	g_autoptr(Account) theirs = NULL;
	int64_t id = 0;
	bool may = true;

	desk_know(desk, ELS);
	must(contact_add(spool, &eve, NOW, &id, &error));
	must(contact_find(spool, ELS, &els, &error));
	must(account_find(spool, "elders bv", &theirs, &error));
	must(name_others_may_account(spool, els, true, theirs, &may, &error));
	assert_false(may);
	must(contact_add_approval(spool, els->id, 0, theirs->id, &error));
	must(name_others_may_account(spool, els, true, theirs, &may, &error));
	assert_true(may);
	must(name_others_may_account(spool, els, false, theirs, &may, &error));
	assert_false(may);
	must(name_others_may_account(
	    spool, els, false, &(Account){.id = els->account}, &may, &error));
	assert_true(may);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_known_colleague_by_who_is_proven),
	    desk_test(an_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
