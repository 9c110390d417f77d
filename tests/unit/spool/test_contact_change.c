/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/contact_change.h"

#include "tests/unit/spool_fixture.h"

#define OLD "els@klant.example"
#define FRESH "els@jansen.example"

static int64_t
a_letter(Spool *spool, int64_t contact, const char *to)
{
	const Letter letter = {.name = (char *)"details-confirm",
	    .purpose = (char *)"ticket",
	    .contact = contact,
	    .mailbox = (char *)"support",
	    .recipient = (char *)to,
	    .created_ms = 10,
	    .expires_ms = 9000,
	    .due_ms = 10,
	    .result = (char *)""};
	int64_t id = 0;

	must(letter_add(spool, &letter, &id, &error));
	return id;
}

static void
assert_expires(Spool *spool, int64_t id, int64_t at_ms)
{
	g_autoptr(Letter) letter = NULL;

	must(letter_get(spool, id, &letter, &error));
	assert_int_equal(letter->expires_ms, at_ms);
}

static int64_t
els_of(Spool *spool)
{
	const ContactDetails details = {.address = OLD, .name = "Els"};
	int64_t id = 0;

	must(contact_add(spool, &details, 1, &id, &error));
	return id;
}

static void
assert_owner(Spool *spool, const char *address, int64_t owner)
{
	g_autoptr(Contact) contact = NULL;

	must(contact_find(spool, address, &contact, &error));
	assert_int_equal(contact == NULL ? 0 : contact->id, owner);
}

/* The old address is nobody's, and what went there proves nothing; what went to the new one does. */
static void
moved(void **state)
{
	static const char *const ALIASES[] = {"els@thuis.example", FRESH, NULL};
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t els = 0, to_old = 0, to_new = 0;

	must(spool_begin(spool, &error));
	els = els_of(spool);
	to_old = a_letter(spool, els, OLD);
	to_new = a_letter(spool, els, FRESH);
	must(contact_set_undeliverable(spool, els, OLD, true, &error));
	for (int alias = 0; alias < 2; alias++) {
		g_autoptr(Contact) after = NULL;
		g_autoptr(GPtrArray) aliases = NULL;

		must(spool_mark(spool, &error));
		if (alias == 1)
			must(contact_set_aliases(spool, els, ALIASES, 50, &error));
		must(contact_change_address(spool, els, FRESH, 100, &error));
		must(contact_get(spool, els, &after, &error));
		assert_string_equal(after->address, FRESH);
		assert_true(after->known);
		assert_false(after->undeliverable);
		assert_owner(spool, FRESH, els);
		assert_owner(spool, OLD, 0);
		must(contact_aliases(spool, els, &aliases, &error));
		assert_int_equal(aliases->len, alias);
		assert_expires(spool, to_old, 100);
		assert_expires(spool, to_new, 9000);
		must(spool_undo(spool, &error));
	}
}

/* Somebody's whom nobody proved becomes part of it; a known contact's is not to be had. */
static void
taken(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const ContactDetails piet = {.address = "piet@klant.example"};
	int64_t els = 0, other = 0;

	must(spool_begin(spool, &error));
	els = els_of(spool);
	must(contact_add(spool, &piet, 1, &other, &error));
	some_contact(spool, FRESH);
	must(contact_change_address(spool, els, FRESH, 100, &error));
	assert_owner(spool, FRESH, els);
	must_fail(contact_change_address(spool, els, "Piet@klant.example", 100, &error),
	    SPOOL_ERROR_EXISTS);
	must_fail(contact_change_address(spool, els, FRESH, 100, &error), SPOOL_ERROR_EXISTS);
}

static void
history(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	ContactChange change = {.field = (char *)"name",
	    .old_value = (char *)"Els Bos",
	    .new_value = (char *)"Els Jansen",
	    .at_ms = 7};
	g_autoptr(GPtrArray) changes = NULL;
	g_autoptr(GPtrArray) gone = NULL;

	must(spool_begin(spool, &error));
	change.contact = els_of(spool);
	change.mail = some_mail(spool, "1", 10);
	must(contact_change_add(spool, &change, &error));
	change.field = (char *)"language";
	must(contact_change_add(spool, &change, &error));
	must(contact_change_list(spool, change.contact, &changes, &error));
	assert_int_equal(changes->len, 2);
	assert_string_equal(((ContactChange *)changes->pdata[0])->field, "name");
	assert_string_equal(((ContactChange *)changes->pdata[0])->new_value, "Els Jansen");
	assert_int_equal(((ContactChange *)changes->pdata[1])->mail, change.mail);
	/* who is forgotten has no history */
	must(contact_remove(spool, change.contact, 9, &error));
	must(contact_change_list(spool, change.contact, &gone, &error));
	assert_int_equal(gone->len, 0);
}

static void
letters_of_a_name(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t count = 0, letter = 0;
	ContactLetters letters = {0, "details-confirm"};

	must(spool_begin(spool, &error));
	letters.contact = els_of(spool);
	letter = a_letter(spool, letters.contact, FRESH);
	must(contact_change_count(spool, &letters, 10, &count, &error));
	assert_int_equal(count, 1);
	must(contact_change_count(spool, &letters, 11, &count, &error));
	assert_int_equal(count, 0);
	must(contact_change_end_tokens(
	    spool, &(ContactLetters){letters.contact, "other"}, 50, &error));
	assert_expires(spool, letter, 9000);
	must(contact_change_end_tokens(spool, &letters, 50, &error));
	assert_expires(spool, letter, 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(moved),
	    spool_test(taken),
	    spool_test(history),
	    spool_test(letters_of_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
