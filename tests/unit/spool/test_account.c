/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/account.h"

static const char *const DOMAINS[] = {"Klant.example", "jansen.example", "klant.EXAMPLE", NULL};

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static int64_t
add(Spool *spool, const char *name)
{
	int64_t id = 0;

	must(account_add(spool, name, &id, &error));
	return id;
}

static void
test_added_once(void **state)
{
	Spool *spool = begin(state);
	int64_t id = add(spool, "Jansen BV"), again = -1;
	g_autoptr(Account) account = NULL, none = NULL;

	must_fail_saying(account_add(spool, "JANSEN bv", &again, &error), SPOOL_ERROR_EXISTS,
	    "there is an account 'JANSEN bv' already");
	assert_int_equal(again, -1);
	must(account_find(spool, "jansen BV", &account, &error));
	assert_int_equal(account->id, id);
	assert_string_equal(account->name, "Jansen BV");
	assert_null(account->language);
	assert_null(account->group);
	assert_false(account->trusts_domains);
	assert_string_equal(account->domains, "");
	must(account_find(spool, "Jansen", &none, &error));
	assert_null(none);
}

static void
test_set(void **state)
{
	Spool *spool = begin(state);
	const bool yes = true;
	const AccountDetails all = {"de", "network", &yes, "accept=app"};
	const AccountDetails some = {.language = ""};
	int64_t id = add(spool, "Jansen BV");
	g_autoptr(Account) first = NULL, second = NULL;

	must(account_set(spool, id, &all, &error));
	must(account_find(spool, "Jansen BV", &first, &error));
	assert_string_equal(first->language, "de");
	assert_string_equal(first->group, "network");
	assert_true(first->trusts_domains);
	must(account_set(spool, id, &some, &error));
	must(account_find(spool, "Jansen BV", &second, &error));
	assert_null(second->language);
	assert_string_equal(second->group, "network");
	assert_true(second->trusts_domains);
	must_fail(account_set(spool, 99, &all, &error), SPOOL_ERROR_MISSING);
}

static void
test_domains_are_compared_whole(void **state)
{
	Spool *spool = begin(state);
	static const struct {
		const char *domain;
		bool found;
	} CASES[] = {
	    {"klant.example", true},
	    {"KLANT.example", true},
	    {"jansen.example", true},
	    {"sub.klant.example", false},
	    {"attacker-klant.example", false},
	    {"klant.example.org", false},
	    {"klant.example.", false},
	    {"example", false},
	    {"", false},
	};
	int64_t id = add(spool, "Jansen BV");

	must(account_set_domains(spool, id, DOMAINS, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Account) account = NULL;

		must(account_find_domain(spool, CASES[i].domain, &account, &error));
		if ((account != NULL) != CASES[i].found)
			fail_msg("%s", CASES[i].domain);
		if (account)
			assert_string_equal(account->domains, "jansen.example klant.example");
	}
}

static void
test_a_domain_has_one_owner(void **state)
{
	Spool *spool = begin(state);
	static const char *const NONE[] = {NULL};
	int64_t jansen = add(spool, "Jansen BV"), bos = add(spool, "Bos BV");
	g_autoptr(GPtrArray) accounts = NULL;

	must(account_set_domains(spool, jansen, DOMAINS, &error));
	must_fail_saying(account_set_domains(spool, bos, DOMAINS, &error), SPOOL_ERROR_EXISTS,
	    "the domain klant.example belongs to another account");
	must(account_set_domains(spool, jansen, NONE, &error));
	must(account_set_domains(spool, bos, DOMAINS, &error));
	must(account_list(spool, &accounts, &error));
	assert_int_equal(accounts->len, 2);
	assert_string_equal(
	    ((Account *)accounts->pdata[0])->domains, "jansen.example klant.example");
	assert_string_equal(((Account *)accounts->pdata[1])->domains, "");
}

static void
test_what_contacts_inherit(void **state)
{
	Spool *spool = begin(state);
	const AccountDetails details = {.language = "de", .group = "network"};
	const ContactDetails own = {"els@klant.example", "Els", "fr", "Jansen BV"};
	int64_t id = add(spool, "Jansen BV"), els = 0, met = 0;
	g_autoptr(Contact) first = NULL, second = NULL;

	must(account_set(spool, id, &details, &error));
	must(contact_add(spool, &own, 1, &els, &error));
	must(contact_get(spool, els, &first, &error));
	assert_string_equal(first->language, "fr");
	assert_string_equal(first->group, "network");
	met = some_contact(spool, "piet@klant.example");
	must(contact_join(spool, met, id, &error));
	must(contact_get(spool, met, &second, &error));
	assert_true(second->known);
	assert_int_equal(second->account, id);
	assert_string_equal(second->language, "de");
	must_fail(contact_join(spool, 99, id, &error), SPOOL_ERROR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_added_once),
	    spool_test(test_set),
	    spool_test(test_domains_are_compared_whole),
	    spool_test(test_a_domain_has_one_owner),
	    spool_test(test_what_contacts_inherit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
