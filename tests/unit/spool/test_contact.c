/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/account.h"
#include "spool/desk_mirror.h"

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

/* Mails name a domain by its A-labels; a contact that was met before is kept under how people write it. */
static void
a_contact_is_one_in_both_spellings(void **state)
{
	static const struct {
		const char *address;
		bool same;
	} ROWS[] = {
	    {"Jo@xn--bcher-kva.example", true},
	    {"jo@b\xc3\xbc"
	     "cher.example",
		true},
	    {"jo@bucher.example", false},
	    {"jo@xn--bucher-.example", false},
	    {"jo@xn--\xff.example", false},
	};
	Spool *spool = begin(state);
	ContactDetails details = {"jo@b\xc3\xbc"
				  "cher.example",
	    "Jo", "nl", NULL};
	g_autoptr(Contact) met = NULL;

	must(contact_meet(spool, &details, 1, &met, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Contact) found = NULL;

		must(contact_find(spool, ROWS[i].address, &found, &error));
		assert_int_equal(found != NULL && found->id == met->id, ROWS[i].same);
	}
}

static void
test_met(void **state)
{
	Spool *spool = begin(state);
	ContactDetails details = {"Els@Klant.example", "Els Bos", "nl", NULL};
	ContactDetails again = {"els@klant.EXAMPLE", "Somebody Else", "en", NULL};
	g_autoptr(Contact) first = NULL;
	g_autoptr(Contact) second = NULL;
	g_autoptr(Contact) stored = NULL;

	must(contact_meet(spool, &details, 1, &first, &error));
	must(contact_meet(spool, &again, 2, &second, &error));
	must(contact_get(spool, first->id, &stored, &error));
	for (int i = 0; i < 3; i++) {
		Contact *contact = i == 0 ? first : i == 1 ? second : stored;

		assert_int_equal(contact->id, first->id);
		assert_string_equal(contact->address, "Els@Klant.example");
		assert_string_equal(contact->name, "Els Bos");
		assert_string_equal(contact->language, "nl");
		assert_int_equal(contact->account, 0);
		assert_null(contact->account_name);
		assert_false(contact->known);
		assert_false(contact->undeliverable);
	}
}

static void
test_met_without_a_name(void **state)
{
	Spool *spool = begin(state);
	ContactDetails details = {.address = "els@klant.example"};
	g_autoptr(Contact) contact = NULL;

	must(contact_meet(spool, &details, 1, &contact, &error));
	assert_string_equal(contact->name, "");
	assert_null(contact->language);
}

static void
test_found_by_address(void **state)
{
	Spool *spool = begin(state);
	static const struct {
		const char *address;
		bool found;
	} CASES[] = {
	    {"kees@klant.example", true},
	    {"KEES@KLANT.EXAMPLE", true},
	    {"kees@klant.example ", false},
	    {"kees+x@klant.example", false},
	    {"\xe2\x84\xaa"
	     "ees@klant.example",
		false}, /* the Kelvin sign */
	    {"", false},
	};

	some_contact(spool, "Kees@klant.example");
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Contact) contact = NULL;

		must(contact_find(spool, CASES[i].address, &contact, &error));
		if ((contact != NULL) != CASES[i].found)
			fail_msg("%s", CASES[i].address);
	}
}

static void
test_added(void **state)
{
	Spool *spool = begin(state);
	int64_t met = some_contact(spool, "els@klant.example"), id = 0, other = 0;
	ContactDetails full = {"ELS@klant.example", "Els de Bos", "nl", "Jansen BV"};
	ContactDetails bare = {.address = "els@klant.example"};
	ContactDetails colleague = {"piet@klant.example", "Piet", NULL, "jansen bv"};
	g_autoptr(Contact) els = NULL;
	g_autoptr(Contact) piet = NULL;

	must(contact_add(spool, &full, 1, &id, &error));
	assert_int_equal(id, met);
	must(contact_add(spool, &bare, 2, &id, &error));
	must(contact_get(spool, met, &els, &error));
	assert_string_equal(els->address, "els@klant.example");
	assert_string_equal(els->name, "Els de Bos");
	assert_string_equal(els->language, "nl");
	assert_string_equal(els->account_name, "Jansen BV");
	assert_true(els->known);
	must(contact_add(spool, &colleague, 3, &other, &error));
	assert_int_not_equal(other, met);
	must(contact_get(spool, other, &piet, &error));
	assert_int_equal(piet->account, els->account);
	assert_true(piet->known);
}

static void
test_account_name(void **state)
{
	Spool *spool = begin(state);
	ContactDetails details = {.address = "els@klant.example", .account = "Jansen BV"};
	g_autofree char *name = NULL, *none = NULL;
	int64_t id = 0;

	must(contact_add(spool, &details, 1, &id, &error));
	must(contact_account_name(spool, 1, &name, &error));
	assert_string_equal(name, "Jansen BV");
	must(contact_account_name(spool, 2, &none, &error));
	assert_null(none);
}

static void
test_marks(void **state)
{
	Spool *spool = begin(state);
	int64_t id = some_contact(spool, "els@klant.example");
	g_autoptr(Contact) before = NULL;
	g_autoptr(Contact) after = NULL;

	must(contact_register(spool, id, 5, &error));
	must(contact_set_undeliverable(spool, id, "Els@klant.example", true, &error));
	must(contact_set_undeliverable(spool, id, "other@klant.example", false, &error));
	must(contact_get(spool, id, &before, &error));
	assert_true(before->known);
	assert_true(before->undeliverable);
	must(contact_set_undeliverable(spool, id, "els@klant.example", false, &error));
	must(contact_get(spool, id, &after, &error));
	assert_false(after->undeliverable);
	must_fail(contact_get(spool, 99, &after, &error), SPOOL_ERROR_MISSING);
}

static void
assert_registered(Spool *spool, int64_t id, bool known, int64_t since_ms, const char *all)
{
	g_autoptr(Contact) contact = NULL;
	g_autoptr(GPtrArray) listed = NULL;
	g_autoptr(GString) addresses = g_string_new(NULL);
	int64_t count = 0;

	must(contact_get(spool, id, &contact, &error));
	assert_int_equal(contact->known, known);
	assert_int_equal(contact->registered_ms, since_ms);
	must(contact_list_registered(spool, &listed, &error));
	for (guint i = 0; i < listed->len; i++)
		g_string_append_printf(addresses, "%s%s", i == 0 ? "" : " ",
		    ((Contact *)listed->pdata[i])->address);
	assert_string_equal(addresses->str, all);
	must(contact_count_registered(spool, &count, &error));
	assert_int_equal(count, listed->len);
}

/* Who answered a letter is known, and waits for somebody's word on the account: any word is one. */
static void
test_registered(void **state)
{
	Spool *spool = begin(state);
	const ContactDetails of_nobody = {.account = ""};
	const ContactDetails named = {.name = "Els"};
	const ContactDetails added = {.address = "piet@klant.example"};
	int64_t els = some_contact(spool, "els@klant.example");
	int64_t piet = some_contact(spool, "piet@klant.example");
	int64_t jan = some_contact(spool, "jan@klant.example");
	int64_t account = 0, id = 0;

	must(contact_register(spool, piet, 7, &error));
	must(contact_register(spool, els, 5, &error));
	must(contact_register(spool, els, 9, &error));
	assert_registered(spool, els, true, 5, "els@klant.example piet@klant.example");
	must(contact_set(spool, els, &named, &error));
	assert_registered(spool, els, true, 5, "els@klant.example piet@klant.example");
	must(contact_set(spool, els, &of_nobody, &error));
	assert_registered(spool, els, true, 0, "piet@klant.example");
	must(contact_add(spool, &added, 10, &id, &error));
	assert_registered(spool, piet, true, 0, "");
	/* an operator's word stands, whoever answers later */
	must(contact_register(spool, piet, 11, &error));
	assert_registered(spool, piet, true, 0, "");
	must(contact_register(spool, jan, 12, &error));
	must(account_add(spool, "Klant BV", &account, &error));
	must(contact_join(spool, jan, account, &error));
	assert_registered(spool, jan, true, 0, "");
	must(contact_remove(spool, jan, 13, &error));
	jan = some_contact(spool, "jan@klant.example");
	must(contact_register(spool, jan, 14, &error));
	must(contact_remove(spool, jan, 15, &error));
	assert_registered(spool, els, true, 0, "");
}

/* What is not given stays, an empty word clears. */
static void
test_set(void **state)
{
	Spool *spool = begin(state);
	static const struct {
		ContactDetails given;
		const char *name, *language, *account;
	} CASES[] = {
	    {{NULL, "Els", "nl", "Jansen BV"}, "Els", "nl", "Jansen BV"},
	    {{NULL, NULL, NULL, NULL}, "Els", "nl", "Jansen BV"},
	    {{NULL, "", NULL, "De Vries"}, "", "nl", "De Vries"},
	    {{NULL, NULL, "", ""}, "", NULL, NULL},
	};
	int64_t id = some_contact(spool, "els@klant.example");

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Contact) contact = NULL;

		must(contact_set(spool, id, &CASES[i].given, &error));
		must(contact_get(spool, id, &contact, &error));
		assert_string_equal(contact->name, CASES[i].name);
		assert_int_equal(g_strcmp0(contact->language, CASES[i].language), 0);
		assert_int_equal(g_strcmp0(contact->account_name, CASES[i].account), 0);
		assert_false(contact->known);
	}
	must_fail(contact_set(spool, 99, &CASES[0].given, &error), SPOOL_ERROR_MISSING);
}

/* What nobody refers to goes; what a ticket or a letter refers to is a bare address again. */
static void
test_removed(void **state)
{
	Spool *spool = begin(state);
	const ContactDetails els = {"els@klant.example", "Els Bos", "nl", "Jansen BV"};
	int64_t unused = some_contact(spool, "piet@klant.example"), id = 0, written = 0;
	const DeskPerson person = {unused, (char *)"u1", NULL, 1};
	Letter token = new_letter(some_ticket(spool, TICKET_CASE, TICKET_NEW));
	Contact *gone = NULL;
	g_autoptr(Contact) bare = NULL;
	g_autoptr(Letter) letter = NULL;

	must(contact_add(spool, &els, 1, &id, &error));
	token.contact = id;
	token.expires_ms = 90000;
	written = store_letter(spool, &token);
	must(desk_person_set(spool, &person, &error));
	must(contact_remove(spool, unused, 1000, &error));
	must(contact_find(spool, "piet@klant.example", &gone, &error));
	assert_null(gone);
	must(contact_remove(spool, id, 1000, &error));
	must(contact_get(spool, id, &bare, &error));
	assert_string_equal(bare->name, "");
	assert_null(bare->language);
	assert_int_equal(bare->account, 0);
	assert_false(bare->known);
	must(letter_get(spool, written, &letter, &error));
	assert_int_equal(letter->expires_ms, 1000);
	must_fail(contact_remove(spool, 99, 1000, &error), SPOOL_ERROR_MISSING);
}

static void
test_list(void **state)
{
	Spool *spool = begin(state);
	static const char *const WANTED[] = {
	    "anna@x.example", "Bea@x.example", "cor@x.example"};
	const ContactDetails els = {"els@klant.example", "Els Bos", "nl", "Jansen BV"};
	g_autoptr(GPtrArray) contacts = NULL;
	g_autoptr(GPtrArray) of_account = NULL;
	g_autoptr(GPtrArray) next = NULL;
	g_autoptr(Contact) contact = NULL;
	int64_t id = 0;

	some_contact(spool, "cor@x.example");
	some_contact(spool, "Bea@x.example");
	some_contact(spool, "anna@x.example");
	must(contact_list(spool, 0, &contacts, &error));
	assert_int_equal(contacts->len, 3);
	for (guint i = 0; i < contacts->len; i++)
		assert_string_equal(
		    ((Contact *)g_ptr_array_index(contacts, i))->address, WANTED[i]);
	must(contact_list_page(
	    spool, &(ContactPage){.after = "ANNA@x.example", .limit = 1}, &next, &error));
	assert_int_equal(next->len, 1);
	assert_string_equal(((Contact *)g_ptr_array_index(next, 0))->address, WANTED[1]);
	must(contact_add(spool, &els, 1, &id, &error));
	must(contact_get(spool, id, &contact, &error));
	must(contact_list(spool, contact->account, &of_account, &error));
	assert_int_equal(of_account->len, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_met),
	    spool_test(a_contact_is_one_in_both_spellings),
	    spool_test(test_met_without_a_name),
	    spool_test(test_found_by_address),
	    spool_test(test_added),
	    spool_test(test_account_name),
	    spool_test(test_marks),
	    spool_test(test_registered),
	    spool_test(test_set),
	    spool_test(test_removed),
	    spool_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
