/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#define ELS "els@klant.example"
#define HOME "Els@Thuis.example"
#define WORK "e.bos@klant.example"

static int64_t
known(Spool *spool, const char *address)
{
	const ContactDetails details = {.address = address};
	int64_t id = 0;

	must(contact_add(spool, &details, 1, &id, &error));
	return id;
}

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static void
set_aliases(Spool *spool, int64_t id, const char *first, const char *second)
{
	const char *const aliases[] = {first, second, NULL};

	must(contact_set_aliases(spool, id, aliases, 5000, &error));
}

static Contact *
find(Spool *spool, const char *address)
{
	Contact *contact = NULL;

	must(contact_find(spool, address, &contact, &error));
	return contact;
}

/* Found by the alias it is the same contact, at that address. */
static void
test_found(void **state)
{
	Spool *spool = begin(state);
	int64_t id = known(spool, ELS);
	const ContactDetails met = {.address = "els@THUIS.example", .name = "Somebody"};
	g_autoptr(Contact) own = NULL, home = NULL, again = NULL, none = NULL;
	g_autoptr(GPtrArray) aliases = NULL;

	set_aliases(spool, id, HOME, WORK);
	own = find(spool, ELS);
	assert_string_equal(own->address, ELS);
	home = find(spool, "els@thuis.example");
	assert_int_equal(home->id, id);
	assert_true(home->known);
	assert_string_equal(home->address, HOME);
	must(contact_meet(spool, &met, 9, &again, &error));
	assert_int_equal(again->id, id);
	none = find(spool, "els@thuis.exampl");
	assert_null(none);
	must(contact_aliases(spool, id, &aliases, &error));
	assert_int_equal(aliases->len, 2);
	assert_string_equal(aliases->pdata[0], WORK);
	assert_string_equal(aliases->pdata[1], HOME);
}

static void
test_one_persons_only(void **state)
{
	Spool *spool = begin(state);
	int64_t els = known(spool, ELS), piet = known(spool, "piet@klant.example");
	const ContactDetails home = {.address = "ELS@thuis.example"};
	const char *const of_els[] = {HOME, NULL}, *const own[] = {"PIET@klant.example", NULL},
			  *const others[] = {ELS, NULL};
	int64_t id = 0;

	must(contact_set_aliases(spool, els, of_els, 1, &error));
	must_fail_saying(contact_set_aliases(spool, piet, of_els, 1, &error),
	    SPOOL_ERROR_EXISTS, "is another contact's");
	must_fail_saying(contact_set_aliases(spool, piet, others, 1, &error),
	    SPOOL_ERROR_EXISTS, "is another contact's");
	must_fail_saying(contact_set_aliases(spool, piet, own, 1, &error), SPOOL_ERROR_EXISTS,
	    "is its own address already");
	must_fail_saying(contact_add(spool, &home, 1, &id, &error), SPOOL_ERROR_EXISTS,
	    "is an alias of " ELS);
}

/* What was sent to an address that is one's no more proves nothing; the rest stays as it is. */
static void
test_left_out(void **state)
{
	Spool *spool = begin(state);
	int64_t els = known(spool, ELS), ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter letter = new_letter(ticket);
	int64_t at_home = 0, at_work = 0;
	g_autoptr(Letter) home = NULL, order = NULL;
	g_autoptr(Contact) gone = NULL;

	set_aliases(spool, els, HOME, WORK);
	letter.contact = els;
	letter.recipient = (char *)HOME;
	at_home = store_letter(spool, &letter);
	letter.recipient = (char *)WORK;
	at_work = store_letter(spool, &letter);
	set_aliases(spool, els, WORK, NULL);
	gone = find(spool, HOME);
	assert_null(gone);
	must(letter_get(spool, at_home, &home, &error));
	must(letter_get(spool, at_work, &order, &error));
	assert_int_equal(home->expires_ms, 5000);
	assert_int_equal(order->expires_ms, 90000);
}

/* Who wrote as a stranger from an address that turns out to be hers. */
static void
test_unverified_becomes_part(void **state)
{
	Spool *spool = begin(state);
	int64_t els = known(spool, ELS), home = some_contact(spool, HOME);
	Ticket own = new_ticket(TICKET_CASE, TICKET_NEW, home);
	int64_t other = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter letter = new_letter(other);
	g_autoptr(Letter) moved = NULL;
	g_autoptr(Ticket) taken = NULL;
	g_autoptr(GPtrArray) on_own = NULL, on_other = NULL;
	g_autoptr(Contact) merged = NULL;

	must(ticket_add(spool, &own, &error));
	g_free(own.number);
	must(ticket_involve(spool, own.id, els, INVOLVED_RECORDED, &error));
	must(ticket_involve(spool, other, home, INVOLVED_RECORDED, &error));
	letter.contact = home;
	letter.id = store_letter(spool, &letter);
	must(ticket_merge_person(spool, els, home, &error));
	set_aliases(spool, els, HOME, NULL);
	merged = find(spool, HOME);
	assert_int_equal(merged->id, els);
	must(ticket_get(spool, own.id, &taken, &error));
	assert_int_equal(taken->reporter, els);
	must(ticket_people(spool, own.id, &on_own, &error));
	assert_int_equal(on_own->len, 0);
	must(ticket_people(spool, other, &on_other, &error));
	assert_int_equal(on_other->len, 0); /* she reported it */
	must(letter_get(spool, letter.id, &moved, &error));
	assert_int_equal(moved->contact, els);
}

/* Each address has its own mark. */
static void
test_undeliverable(void **state)
{
	Spool *spool = begin(state);
	int64_t els = known(spool, ELS);
	g_autoptr(Contact) own = NULL, home = NULL;

	set_aliases(spool, els, HOME, NULL);
	must(contact_set_undeliverable(spool, els, "els@thuis.example", true, &error));
	own = find(spool, ELS);
	assert_false(own->undeliverable);
	home = find(spool, HOME);
	assert_true(home->undeliverable);
}

static void
test_removed_with_its_contact(void **state)
{
	Spool *spool = begin(state);
	int64_t els = known(spool, ELS);
	g_autoptr(Contact) home = NULL, own = NULL;

	set_aliases(spool, els, HOME, NULL);
	must(contact_remove(spool, els, 9, &error));
	home = find(spool, HOME);
	own = find(spool, ELS);
	assert_null(home);
	assert_null(own);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_found),
	    spool_test(test_one_persons_only),
	    spool_test(test_left_out),
	    spool_test(test_unverified_becomes_part),
	    spool_test(test_undeliverable),
	    spool_test(test_removed_with_its_contact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
