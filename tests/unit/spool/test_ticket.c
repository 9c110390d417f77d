/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/desk_mirror.h"
#include "tests/unit/spool_fixture.h"

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static Ticket *
get(Spool *spool, int64_t id)
{
	Ticket *ticket = NULL;

	must(ticket_get(spool, id, &ticket, &error));
	return ticket;
}

/* A case in this state since then. */
static int64_t
case_since(Spool *spool, TicketState state, int64_t state_ms)
{
	Ticket ticket =
	    new_ticket(TICKET_CASE, state, some_contact(spool, "els@klant.example"));

	ticket.state_ms = state_ms;
	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	return ticket.id;
}

static void
test_added(void **state)
{
	Spool *spool = begin(state);
	int64_t first = some_ticket(spool, TICKET_REQUEST, TICKET_DRAFT);
	Ticket wanted = new_ticket(TICKET_CASE, TICKET_NEW, 1);
	g_autoptr(Ticket) ticket = NULL;

	wanted.group = (char *)"werkplek";
	wanted.agent = (char *)"sanne@desk.example";
	wanted.item = (char *)"teams";
	wanted.predecessor = first;
	wanted.state_ms = 2100;
	wanted.reminded_ms = 2200;
	wanted.clock_stopped = true;
	must(ticket_add(spool, &wanted, &error));
	assert_string_equal(wanted.number, "CS0000001");
	assert_int_equal(wanted.changed_ms, 2000);
	g_free(wanted.number);
	ticket = get(spool, wanted.id);
	assert_int_equal(ticket->kind, TICKET_CASE);
	assert_string_equal(ticket->number, "CS0000001");
	assert_int_equal(ticket->state, TICKET_NEW);
	assert_string_equal(ticket->title, "Scherm is zwart");
	assert_string_equal(ticket->category, "Werkplek");
	assert_string_equal(ticket->priority, "normal");
	assert_string_equal(ticket->group, "werkplek");
	assert_string_equal(ticket->agent, "sanne@desk.example");
	assert_string_equal(ticket->mailbox, "support");
	assert_string_equal(ticket->language, "nl");
	assert_string_equal(ticket->item, "teams");
	assert_int_equal(ticket->reporter, 1);
	assert_int_equal(ticket->account, 0);
	assert_int_equal(ticket->predecessor, first);
	assert_int_equal(ticket->created_ms, 2000);
	assert_int_equal(ticket->changed_ms, 2000);
	assert_int_equal(ticket->state_ms, 2100);
	assert_int_equal(ticket->reminded_ms, 2200);
	assert_true(ticket->clock_stopped);
}

static void
test_what_is_not_there_fails(void **state)
{
	Spool *spool = begin(state);
	Ticket orphan = new_ticket(TICKET_CASE, TICKET_NEW, 99);
	g_autoptr(Ticket) none = NULL;

	must_fail(ticket_add(spool, &orphan, &error), SPOOL_ERROR_MISSING);
	assert_null(orphan.number);
	assert_int_equal(orphan.id, 0);
	must_fail_saying(
	    ticket_get(spool, 5, &none, &error), SPOOL_ERROR_MISSING, "there is no ticket 5");
	orphan.id = 5;
	must_fail(ticket_save(spool, &orphan, 1, &error), SPOOL_ERROR_MISSING);
}

static void
must_be_numbered(Spool *spool, TicketKind kind, const char *wanted)
{
	g_autoptr(Ticket) ticket = get(spool, some_ticket(spool, kind, TICKET_NEW));

	assert_string_equal(ticket->number, wanted);
}

static void
test_numbers(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = begin(state);

	must_be_numbered(spool, TICKET_CASE, "CS0000001");
	must_be_numbered(spool, TICKET_REQUEST, "REQ0000001");
	must_be_numbered(spool, TICKET_CASE, "CS0000002");
	must(spool_mark(spool, &error));
	must_be_numbered(spool, TICKET_CASE, "CS0000003");
	must(spool_undo(spool, &error));
	must_be_numbered(spool, TICKET_CASE, "CS0000003");
	must(spool_commit(spool, &error));
	fixture_reopen(fixture);
	must(spool_begin(fixture->spool, &error));
	must_be_numbered(fixture->spool, TICKET_REQUEST, "REQ0000002");
	must_be_numbered(fixture->spool, TICKET_CASE, "CS0000004");
}

static void
test_found_by_number(void **state)
{
	Spool *spool = begin(state);
	static const struct {
		const char *number;
		int64_t wanted;
	} CASES[] = {
	    {"CS0000001", 1},
	    {"cs0000001", 1},
	    {"REQ0000001", 2},
	    {"CS0000002", 0},
	    {"CS1", 0},
	    {"CS0000001 ", 0},
	    {"", 0},
	    {"NEW-2", 0}, /* it never was called so */
	    {"NEW-", 0},
	};

	some_ticket(spool, TICKET_CASE, TICKET_NEW);
	some_ticket(spool, TICKET_REQUEST, TICKET_DRAFT);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Ticket) ticket = NULL;

		must(ticket_find(spool, CASES[i].number, &ticket, &error));
		if ((ticket ? ticket->id : 0) != CASES[i].wanted)
			fail_msg("\"%s\"", CASES[i].number);
	}
}

static int64_t
found_by(Spool *spool, const char *number)
{
	g_autoptr(Ticket) ticket = NULL;

	must(ticket_find(spool, number, &ticket, &error));
	return ticket == NULL ? 0 : ticket->id;
}

/* What it was called before a desk elsewhere gave it a number goes on being its, unless another one is called so now. */
static void
test_found_by_its_former_number(void **state)
{
	Spool *spool = begin(state);
	Ticket unnumbered =
	    new_ticket(TICKET_CASE, TICKET_NEW, some_contact(spool, "els@klant.example"));
	int64_t request = 0;
	g_autofree char *number = NULL;

	must(ticket_add_unnumbered(spool, &unnumbered, &error));
	number = unnumbered.number;
	assert_string_equal(number, "NEW-1");
	request = some_ticket(spool, TICKET_REQUEST, TICKET_IN_PROGRESS);
	must(desk_ticket_add(spool, unnumbered.id, &error));
	must(desk_ticket_add(spool, request, &error));
	must(ticket_set_number(spool, unnumbered.id, "CS0001005", &error));
	must(ticket_set_number(spool, request, "RITM0010012", &error));
	must(ticket_set_number(spool, request, "RITM0010012", &error)); /* told once more */
	assert_int_equal(found_by(spool, "cs0001005"), unnumbered.id);
	assert_int_equal(found_by(spool, "new-1"), unnumbered.id);
	assert_int_equal(found_by(spool, "RITM0010012"), request);
	assert_int_equal(found_by(spool, "REQ0000001"), request);
	must(ticket_set_number(spool, unnumbered.id, "REQ0000001", &error));
	assert_int_equal(found_by(spool, "REQ0000001"), unnumbered.id);
}

static void
test_a_number_of_ours(void **state)
{
	Spool *spool = begin(state);
	Ticket one =
	    new_ticket(TICKET_CASE, TICKET_NEW, some_contact(spool, "els@klant.example"));
	Ticket other = one;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;
	g_autofree char *number = NULL;

	must(ticket_add_unnumbered(spool, &one, &error));
	must(ticket_add_unnumbered(spool, &other, &error));
	first = one.number;
	second = other.number;
	must(ticket_set_number(spool, one.id, "CS0000001", &error));
	must(ticket_number_here(spool, other.id, TICKET_CASE, &number, &error));
	assert_string_equal(number, "CS0000002"); /* what a desk elsewhere gave is taken */
	assert_int_equal(found_by(spool, "CS0000002"), other.id);
}

static void
test_saved(void **state)
{
	Spool *spool = begin(state);
	int64_t id = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Ticket change = new_ticket(TICKET_REQUEST, TICKET_RESOLVED, 1);
	g_autoptr(Ticket) ticket = NULL;

	change.id = id;
	change.title = (char *)"Scherm vervangen";
	change.category = (char *)"Netwerk";
	change.priority = (char *)"high";
	change.group = (char *)"netwerk";
	change.agent = (char *)"sanne@desk.example";
	change.state_ms = 5000;
	change.reminded_ms = 6000;
	change.clock_stopped = true;
	must(ticket_save(spool, &change, 7000, &error));
	ticket = get(spool, id);
	assert_int_equal(ticket->state, TICKET_RESOLVED);
	assert_string_equal(ticket->title, "Scherm vervangen");
	assert_string_equal(ticket->category, "Netwerk");
	assert_string_equal(ticket->priority, "high");
	assert_string_equal(ticket->group, "netwerk");
	assert_string_equal(ticket->agent, "sanne@desk.example");
	assert_int_equal(ticket->state_ms, 5000);
	assert_int_equal(ticket->reminded_ms, 6000);
	assert_true(ticket->clock_stopped);
	assert_int_equal(ticket->changed_ms, 7000);
	/* What a ticket began with does not change. */
	assert_int_equal(ticket->kind, TICKET_CASE);
	assert_string_equal(ticket->number, "CS0000001");
	assert_int_equal(ticket->created_ms, 2000);
}

/* The ids in the list, as "1 2 3". */
static char *
ids(GPtrArray *tickets)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < tickets->len; i++) {
		Ticket *ticket = g_ptr_array_index(tickets, i);

		g_string_append_printf(text, "%s%d", i ? " " : "", (int)ticket->id);
	}
	g_ptr_array_unref(tickets);
	return g_string_free(text, false);
}

static void
must_be_due(Spool *spool, int64_t now_ms, int limit, const char *wanted)
{
	GPtrArray *tickets = NULL;
	g_autofree char *found = NULL;

	must(ticket_due(spool, now_ms, limit, &tickets, &error));
	found = ids(tickets);
	assert_string_equal(found, wanted);
}

static void
must_be_due_next(Spool *spool, int64_t wanted)
{
	int64_t next_ms = -1;

	must(ticket_next_due(spool, &next_ms, &error));
	assert_int_equal(next_ms, wanted);
}

static void
set_times(Spool *spool, int64_t id, int64_t answer_due_ms, int64_t next_ms)
{
	g_autoptr(Ticket) ticket = get(spool, id);
	int64_t changed_ms = ticket->changed_ms;

	ticket->answer_due_ms = answer_due_ms;
	ticket->told = 2;
	ticket->next_ms = next_ms;
	must(ticket_save_times(spool, ticket, &error));
	ticket_free(g_steal_pointer(&ticket));
	ticket = get(spool, id);
	assert_int_equal(ticket->answer_due_ms, answer_due_ms);
	assert_int_equal(ticket->told, 2);
	assert_int_equal(ticket->next_ms, next_ms);
	assert_int_equal(ticket->changed_ms, changed_ms);
}

static void
test_due(void **state)
{
	Spool *spool = begin(state);

	must_be_due_next(spool, 0);
	for (int i = 1; i <= 4; i++)
		assert_int_equal(case_since(spool, TICKET_RESOLVED, 300), i);
	set_times(spool, 1, 0, 300);
	set_times(spool, 2, 0, 100);
	set_times(spool, 3, 0, 200);
	must_be_due(spool, 300, 10, "2 3 1");
	must_be_due(spool, 299, 10, "2 3");
	must_be_due(spool, 300, 1, "2");
	must_be_due_next(spool, 100);
	set_times(spool, 2, 0, 0);
	must_be_due(spool, 300, 10, "3 1");
	must_be_due_next(spool, 200);
}

static void
test_overdue(void **state)
{
	Spool *spool = begin(state);
	int64_t count = -1;

	for (int i = 1; i <= 3; i++)
		assert_int_equal(case_since(spool, TICKET_NEW, 100), i);
	set_times(spool, 1, 300, 0);
	set_times(spool, 2, 299, 0);
	must(ticket_count_overdue(spool, TICKET_CASE, 300, &count, &error));
	assert_int_equal(count, 1);
	must(ticket_count_overdue(spool, TICKET_CASE, 301, &count, &error));
	assert_int_equal(count, 2);
}

static void
test_of_state(void **state)
{
	Spool *spool = begin(state);
	GPtrArray *tickets = NULL;
	g_autofree char *found = NULL;

	for (int i = 1; i <= 4; i++)
		assert_int_equal(
		    case_since(spool, i == 2 ? TICKET_NEW : TICKET_RESOLVED, 100), i);
	must(ticket_of_state(
	    spool, &(TicketsOfState){TICKET_CASE, TICKET_RESOLVED, 1, 10}, &tickets, &error));
	found = ids(tickets);
	assert_string_equal(found, "3 4");
}

static void
test_count(void **state)
{
	Spool *spool = begin(state);
	int64_t counts[TICKET_STATES];

	some_ticket(spool, TICKET_CASE, TICKET_NEW);
	some_ticket(spool, TICKET_CASE, TICKET_NEW);
	some_ticket(spool, TICKET_CASE, TICKET_CANCELLED);
	some_ticket(spool, TICKET_REQUEST, TICKET_CANCELLED);
	some_ticket(spool, TICKET_REQUEST, TICKET_EXPIRED);
	must(ticket_count(spool, TICKET_CASE, counts, &error));
	assert_int_equal(counts[TICKET_NEW], 2);
	assert_int_equal(counts[TICKET_CANCELLED], 1);
	assert_int_equal(counts[TICKET_EXPIRED], 0);
	must(ticket_count(spool, TICKET_REQUEST, counts, &error));
	assert_int_equal(counts[TICKET_NEW], 0);
	assert_int_equal(counts[TICKET_CANCELLED], 1);
	assert_int_equal(counts[TICKET_EXPIRED], 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_added),
	    spool_test(test_what_is_not_there_fails),
	    spool_test(test_numbers),
	    spool_test(test_found_by_number),
	    spool_test(test_found_by_its_former_number),
	    spool_test(test_a_number_of_ours),
	    spool_test(test_saved),
	    spool_test(test_due),
	    spool_test(test_overdue),
	    spool_test(test_of_state),
	    spool_test(test_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
