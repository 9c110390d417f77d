/* SPDX-License-Identifier: Apache-2.0 */
/* What one ticket gives to another, and that it comes back as it was. */
#include "tests/unit/spool_fixture.h"

#include "spool/pending_notification.h"
#include "spool/search.h"
#include "spool/sqlite.h"
#include "spool/ticket_merge.h"

static void
say(Spool *spool, int64_t ticket, EntryKind kind, const char *text)
{
	const Entry entry = {
	    .ticket = ticket,
	    .at_ms = 1000,
	    .kind = kind,
	    .author = (char *)"Els Bos",
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	must(ticket_add_entry(spool, &entry, NULL, &error));
}

static void
attach(Spool *spool, int64_t ticket, const char *name)
{
	const TicketAttachment attachment = {.ticket = ticket,
	    .mail = 1,
	    .path = (char *)name, /* each a part of its own */
	    .name = (char *)name,
	    .type = (char *)"image/png",
	    .size = 9,
	    .marks = (char *)""};

	must(ticket_attach(spool, &attachment, &error));
}

static int64_t
know(Spool *spool, const char *address, const char *account)
{
	const ContactDetails details = {
	    .address = address, .name = address, .account = account};
	int64_t id = 0;

	must(contact_add(spool, &details, 1000, &id, &error));
	return id;
}

static Ticket *
a_case(Spool *spool, int64_t reporter, int64_t account)
{
	Ticket ticket = {.kind = TICKET_CASE,
	    .state = TICKET_NEW,
	    .title = (char *)"Scherm",
	    .category = (char *)"Overig",
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	    .reporter = reporter,
	    .account = account,
	    .created_ms = 1000,
	    .state_ms = 1000};
	Ticket *stored = NULL;

	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	must(ticket_get(spool, ticket.id, &stored, &error));
	return stored;
}

/* Each ticket's timeline, attachments and people on a line. Caller owns. */
static char *
told_of(Spool *spool, int64_t ticket)
{
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(GPtrArray) files = NULL;
	g_autoptr(GPtrArray) people = NULL;
	GString *told = g_string_new(NULL);

	must(ticket_entries(spool, ticket, &entries, &error));
	must(ticket_attachments(spool, ticket, &files, &error));
	must(ticket_people(spool, ticket, &people, &error));
	for (unsigned i = 0; i < entries->len; i++)
		g_string_append_printf(told, "%s %s; ",
		    entry_kind_name(((Entry *)entries->pdata[i])->kind),
		    ((Entry *)entries->pdata[i])->text);
	for (unsigned i = 0; i < files->len; i++)
		g_string_append_printf(told, "%d %s; ",
		    ((TicketAttachment *)files->pdata[i])->number,
		    ((TicketAttachment *)files->pdata[i])->name);
	for (unsigned i = 0; i < people->len; i++)
		g_string_append_printf(told, "%s%s; ",
		    ((TicketPerson *)people->pdata[i])->address,
		    ((TicketPerson *)people->pdata[i])->gets_letters ? " with letters" : "");
	return g_string_free(told, FALSE);
}

static void
assert_told(Spool *spool, int64_t ticket, const char *expected)
{
	g_autofree char *told = told_of(spool, ticket);

	assert_string_equal(told, expected);
}

static int64_t
ticket_of_letter(Spool *spool, int64_t id)
{
	g_autoptr(Letter) letter = NULL;

	must(letter_get(spool, id, &letter, &error));
	return letter->ticket;
}

/* Two cases of one account: 1 of Els, 2 of Piet, with a word, a file and a letter each. */
typedef struct {
	Ticket *one, *two; /* own */
	int64_t els, piet, kim, letter;
} Two;

static void
two_clear(Two *two)
{
	ticket_free(two->one);
	ticket_free(two->two);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Two, two_clear)

static void
begin(Spool *spool, Two *two)
{
	const Letter letter = new_letter(1);
	g_autoptr(Contact) els = NULL;

	must(spool_begin(spool, &error));
	some_mail(spool, "1.1", 10);
	two->els = know(spool, "els@klant.example", "Klant BV");
	two->piet = know(spool, "piet@klant.example", "Klant BV");
	two->kim = know(spool, "kim@ander.example", "Ander BV");
	must(contact_get(spool, two->els, &els, &error));
	two->one = a_case(spool, two->els, els->account);
	two->two = a_case(spool, two->piet, els->account);
	say(spool, 1, ENTRY_DESCRIPTION, "Zwart.");
	say(spool, 2, ENTRY_DESCRIPTION, "Ook zwart.");
	say(spool, 1, ENTRY_COMMENT, "Nog steeds.");
	attach(spool, 1, "een.png");
	attach(spool, 1, "twee.png");
	attach(spool, 2, "piet.png");
	must(ticket_involve(spool, 1, two->kim, INVOLVED_ADDED, &error));
	two->letter = store_letter(spool, &letter);
}

static void
all_that_it_has_is_the_others(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(Two) two = {0};
	g_autoptr(Ticket) after = NULL;
	g_autoptr(GPtrArray) numbers = NULL;
	int64_t now = 0;

	begin(spool, &two);
	must(ticket_give(spool, two.one, two.two, 5000, &error));
	/* who is of another account gets no letters of it */
	assert_told(spool, 2,
	    "comment Zwart.; description Ook zwart.; comment Nog steeds.; 1 "
	    "piet.png; 2 een.png; 3 twee.png; els@klant.example with "
	    "letters; kim@ander.example; ");
	assert_told(spool, 1, "kim@ander.example with letters; ");
	assert_int_equal(ticket_of_letter(spool, two.letter), 2);
	must(ticket_get(spool, 1, &after, &error));
	assert_int_equal(after->state, TICKET_CLOSED);
	assert_int_equal(after->merged_into, 2);
	assert_int_equal(after->waiting_ms, 0);
	must(ticket_merged(spool, 2, &numbers, &error));
	assert_int_equal(numbers->len, 1);
	assert_string_equal(numbers->pdata[0], "CS0000001");
	must(ticket_follow(spool, 1, &now, &error));
	assert_int_equal(now, 2);
	must(ticket_follow(spool, 2, &now, &error));
	assert_int_equal(now, 2);
}

static void
it_comes_back_as_it_was(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(Two) two = {0};
	g_autofree char *one = NULL;
	g_autoptr(Ticket) given = NULL;
	int64_t now = 0;

	begin(spool, &two);
	one = told_of(spool, 1);
	must(ticket_give(spool, two.one, two.two, 5000, &error));
	say(spool, 2, ENTRY_COMMENT, "Sindsdien.");
	attach(spool, 2, "sindsdien.png");
	must(ticket_get(spool, 1, &given, &error));
	must(ticket_take_back(spool, given, &error));
	assert_int_equal(given->state, TICKET_NEW);
	assert_int_equal(given->waiting_ms, 1000);
	assert_int_equal(given->merged_into, 0);
	assert_told(spool, 1, one);
	assert_told(spool, 2,
	    "description Ook zwart.; comment Sindsdien.; 1 piet.png; 4 sindsdien.png; ");
	assert_int_equal(ticket_of_letter(spool, two.letter), 1);
	must(ticket_follow(spool, 1, &now, &error));
	assert_int_equal(now, 1);
	/* nothing is left of it, so that it can be done again */
	must(ticket_give(spool, two.one, two.two, 5000, &error));
}

static void
of_no_account_only_the_words_follow(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(Two) two = {0};
	g_autoptr(Ticket) home = NULL;
	int64_t stranger = 0;

	begin(spool, &two);
	stranger = some_contact(spool, "els@thuis.example");
	home = a_case(spool, stranger, 0);
	say(spool, 3, ENTRY_DESCRIPTION, "Van thuis.");
	must(ticket_give(spool, home, two.two, 5000, &error));
	assert_told(spool, 2,
	    "description Ook zwart.; comment Van thuis.; 1 piet.png; els@thuis.example; ");
}

static void
a_way_of_merges_has_an_end(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(Two) two = {0};
	g_autoptr(Ticket) three = NULL;
	g_autoptr(Ticket) found = NULL;
	g_autoptr(Ticket) none = NULL;
	int64_t now = 0;

	begin(spool, &two);
	three = a_case(spool, two.els, two.one->account);
	must(ticket_give(spool, two.one, two.two, 5000, &error));
	must(ticket_give(spool, two.two, three, 6000, &error));
	must(ticket_follow(spool, 1, &now, &error));
	assert_int_equal(now, 3);
	must(ticket_find_now(spool, "cs0000001", &found, &error));
	assert_string_equal(found->number, "CS0000003");
	must(ticket_find_now(spool, "CS0000009", &none, &error));
	assert_null(none);
}

static void
one_notice_is_left(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(Two) two = {0};
	g_autoptr(GPtrArray) notices = NULL;

	begin(spool, &two);
	for (int64_t i = 1; i <= 2; i++)
		must(pending_notification_add(spool,
		    &(PendingNotification){.ticket = i,
			.reason = (char *)"new case",
			.actor = (char *)"",
			.since_ms = 1,
			.due_ms = 2},
		    &error));
	must(ticket_give(spool, two.one, two.two, 5000, &error));
	must(pending_notification_due(spool, 9, 9, &notices, &error));
	assert_int_equal(notices->len, 1);
	assert_int_equal(((PendingNotification *)notices->pdata[0])->ticket, 2);
}

/* Words that were indexed before, and those that are not yet. */
static void
its_words_are_found_with_the_other(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_auto(Two) two = {0};
	bool more = true;
	bool has = false;

	begin(spool, &two);
	while (more)
		must(search_add(spool, &more, &error));
	say(spool, 1, ENTRY_COMMENT, "Toner op.");
	must(ticket_give(spool, two.one, two.two, 5000, &error));
	must(search_moved(spool, 1, &error));
	must(search_has(spool, "\"nog steeds\"", 2, &has, &error));
	assert_true(has);
	must(search_has(spool, "\"toner\"", 2, &has, &error));
	assert_false(has);
	for (more = true; more;)
		must(search_add(spool, &more, &error));
	must(search_has(spool, "\"toner\"", 2, &has, &error));
	assert_true(has);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(all_that_it_has_is_the_others),
	    spool_test(it_comes_back_as_it_was),
	    spool_test(of_no_account_only_the_words_follow),
	    spool_test(a_way_of_merges_has_an_end),
	    spool_test(one_notice_is_left),
	    spool_test(its_words_are_found_with_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
