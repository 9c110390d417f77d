/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of tickets against the plain way: every ticket looked at. */
#include "tests/unit/spool_fixture.h"

#include "spool/search.h"
#include "spool/ticket_list.h"

#define TICKETS 3000
#define DAY_MS INT64_C(86400000)

static const char *const STATES[] = {"new", "open", "awaiting info", "resolved", "closed"};
static const char *const AGENTS[] = {NULL, "sanne@desk.example", "Bas@desk.example"};
static const char *const GROUPS[] = {NULL, "servicedesk"};
static const char *const CATEGORIES[] = {"Werkplek", "Netwerk", "Overig"};

/* All of ticket n follows from n, so that a query can be checked without the spool. */
static Ticket
nth(int n)
{
	return (Ticket){
	    .kind = n % 7 == 0 ? TICKET_REQUEST : TICKET_CASE,
	    .state = n % 7 == 0 ? TICKET_IN_PROGRESS : (TicketState)(n % 5),
	    .title = (char *)"Titel",
	    .category = (char *)CATEGORIES[n % 100 == 1 ? 2 : n % 2],
	    .priority = (char *)"normal",
	    .group = (char *)GROUPS[n % 3 == 0],
	    .agent = (char *)AGENTS[n % 11 == 0 ? 2 : n % 2],
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	    .reporter = n % 500 == 3 ? 2 : 1,
	    .created_ms = (n + 1) * DAY_MS,
	    .state_ms = (n + 1) * DAY_MS,
	};
}

static void
fill(Spool *spool)
{
	bool more = true;

	must(spool_begin(spool, &error));
	some_contact(spool, "els@klant.example");
	some_contact(spool, "piet@klant.example");
	for (int n = 1; n <= TICKETS; n++) {
		Ticket ticket = nth(n);
		Entry entry = {
		    .kind = ENTRY_DESCRIPTION,
		    .author = (char *)"Els",
		    .text = (char *)(n % 2 == 0     ? "even"
				     : n % 999 == 0 ? "zeldzaam"
						    : "oneven"),
		    .mark = (char *)"",
		};

		must(ticket_add(spool, &ticket, &error));
		g_free(ticket.number);
		assert_int_equal(ticket.id, n);
		entry.ticket = n;
		must(ticket_add_entry(spool, &entry, NULL, &error));
	}
	while (more)
		must(search_add(spool, &more, &error));
}

static bool
same(const char *wanted, const char *found)
{
	return wanted == NULL || g_ascii_strcasecmp(wanted, found == NULL ? "" : found) == 0;
}

static bool
wants(const TicketQuery *query, const char *text, int n)
{
	Ticket ticket = nth(n);
	bool has = text == NULL ||
		   (strcmp(text, "even") == 0 ? n % 2 == 0 : n % 2 != 0 && n % 999 == 0);

	return has && ticket.kind == query->kind && same(query->agent, ticket.agent) &&
	       same(query->state, ticket_state_name(ticket.state)) &&
	       same(query->group, ticket.group) && same(query->category, ticket.category) &&
	       (query->reporter == 0 || query->reporter == ticket.reporter) &&
	       (query->since_ms == 0 || ticket.created_ms >= query->since_ms) &&
	       (query->until_ms == 0 || ticket.created_ms < query->until_ms);
}

/* Both ways give the same page, in the same order. */
static void
compare(Spool *spool, TicketQuery query, const char *text)
{
	g_auto(GStrv) terms = text == NULL ? NULL : search_terms(text);
	g_autoptr(GPtrArray) tickets = NULL;
	bool oldest = query.order == TICKETS_OLDEST;
	guint place = 0;

	query.terms = (const char *const *)terms;
	must(ticket_list(spool, &query, &tickets, &error));
	for (int i = 1; i <= TICKETS && place < (guint)query.limit; i++) {
		int n = oldest ? i : TICKETS + 1 - i;
		bool beyond =
		    query.beyond == 0 || (oldest ? n > query.beyond : n < query.beyond);

		if (!beyond || !wants(&query, text, n))
			continue;
		if (place >= tickets->len)
			fail_msg("ticket %d is missing", n);
		assert_int_equal(((Ticket *)tickets->pdata[place])->id, n);
		place++;
	}
	assert_int_equal(tickets->len, place);
}

static void
test_filters(void **state)
{
	Fixture *fixture = *state;
	static const char *const TEXTS[] = {NULL, "even", "zeldzaam"};
	TicketQuery queries[] = {
	    {0},
	    {.kind = TICKET_REQUEST},
	    {.state = STATES[2]},
	    {.state = "cancelled"},
	    {.agent = "SANNE@desk.example"},
	    {.agent = ""},
	    {.agent = "bas@desk.example", .state = "open"},
	    {.group = "servicedesk"},
	    {.group = ""},
	    {.group = "nobody"},
	    {.category = "Overig"},
	    {.category = "Netwerk", .state = "closed"},
	    {.reporter = 2},
	    {.reporter = 2, .category = "Netwerk"},
	    {.since_ms = 2990 * DAY_MS},
	    {.until_ms = 40 * DAY_MS},
	    {.since_ms = 100 * DAY_MS, .until_ms = 200 * DAY_MS},
	    {.beyond = 1500},
	};

	fill(fixture->spool);
	for (size_t i = 0; i < G_N_ELEMENTS(queries); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(TEXTS); j++) {
			queries[i].limit = 7;
			queries[i].order = TICKETS_NEWEST;
			compare(fixture->spool, queries[i], TEXTS[j]);
			queries[i].limit = 5000;
			compare(fixture->spool, queries[i], TEXTS[j]);
			queries[i].order = TICKETS_OLDEST;
			compare(fixture->spool, queries[i], TEXTS[j]);
		}
}

static void
must_list(Spool *spool, TicketQuery query, const char *wanted)
{
	g_autoptr(GPtrArray) tickets = NULL;
	g_autoptr(GString) ids = g_string_new(NULL);

	query.limit = 10;
	must(ticket_list(spool, &query, &tickets, &error));
	for (guint i = 0; i < tickets->len; i++)
		g_string_append_printf(
		    ids, "%s%d", i > 0 ? " " : "", (int)((Ticket *)tickets->pdata[i])->id);
	assert_string_equal(ids->str, wanted);
}

static void
save(Spool *spool, int64_t id, TicketState state, int64_t waiting_ms)
{
	g_autoptr(Ticket) ticket = NULL;

	must(ticket_get(spool, id, &ticket, &error));
	ticket->state = state;
	ticket->waiting_ms = waiting_ms;
	must(ticket_save(spool, ticket, 5000 + id, &error));
}

/* A new ticket waits from the start; one that has come to its end never does. */
static void
test_waiting(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;

	must(spool_begin(spool, &error));
	some_ticket(spool, TICKET_CASE, TICKET_NEW);
	some_ticket(spool, TICKET_CASE, TICKET_NEW);
	some_ticket(spool, TICKET_CASE, TICKET_CLOSED);
	some_ticket(spool, TICKET_REQUEST, TICKET_DRAFT);
	some_ticket(spool, TICKET_REQUEST, TICKET_IN_PROGRESS);
	must_list(spool, (TicketQuery){.order = TICKETS_WAITING}, "1 2");
	must_list(spool, (TicketQuery){.kind = TICKET_REQUEST, .order = TICKETS_WAITING}, "5");
	save(spool, 1, TICKET_OPEN, 9000);
	must_list(spool, (TicketQuery){.order = TICKETS_WAITING}, "2 1");
	must_list(spool, (TicketQuery){.order = TICKETS_WAITING, .state = "open"}, "1");
	save(spool, 1, TICKET_OPEN, 0);
	save(spool, 3, TICKET_CLOSED, 9000);
	must_list(spool, (TicketQuery){.order = TICKETS_WAITING}, "2");
}

/* An agent's own are found by an index of their own, however the address is written. */
static void
test_waiting_of_an_agent(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	int64_t count = 0;

	must(spool_begin(spool, &error));
	for (int64_t id = 1; id <= 3; id++) {
		g_autoptr(Ticket) ticket = NULL;

		some_ticket(spool, TICKET_CASE, TICKET_NEW);
		must(ticket_get(spool, id, &ticket, &error));
		ticket->agent = g_strdup(id == 3 ? "olga@desk.example" : "Sanne@desk.example");
		must(ticket_save(spool, ticket, 5000, &error));
	}
	must_list(spool, (TicketQuery){.order = TICKETS_WAITING, .agent = "sanne@desk.example"},
	    "1 2");
	must_list(spool,
	    (TicketQuery){
		.order = TICKETS_WAITING, .agent = "sanne@desk.example", .state = "open"},
	    "");
	must(ticket_count_waiting(spool, TICKET_CASE, "sanne@desk.example", &count, &error));
	assert_int_equal(count, 2);
	must(ticket_count_waiting(spool, TICKET_REQUEST, "sanne@desk.example", &count, &error));
	assert_int_equal(count, 0);
}

static void
test_changed(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;

	must(spool_begin(spool, &error));
	for (int i = 0; i < 4; i++)
		some_ticket(spool, TICKET_CASE, TICKET_NEW);
	save(spool, 4, TICKET_OPEN, 0);
	save(spool, 2, TICKET_OPEN, 0);
	must_list(spool, (TicketQuery){.order = TICKETS_CHANGED}, "4 2 3 1");
	must_list(spool, (TicketQuery){.order = TICKETS_CHANGED, .state = "new"}, "3 1");
}

/* So many that they are not sorted, but met along the timeline. */
static void
test_changed_many(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	const Entry entry = {
	    .ticket = 17,
	    .kind = ENTRY_COMMENT,
	    .author = (char *)"Els",
	    .text = (char *)"nieuws",
	    .mark = (char *)"",
	};

	fill(spool);
	for (int n = 1; n <= 3000; n++)
		some_ticket(spool, TICKET_CASE, TICKET_NEW);
	must(ticket_add_entry(spool, &entry, NULL, &error));
	must(ticket_add_entry(spool, &entry, NULL, &error));
	must_list(spool, (TicketQuery){.order = TICKETS_CHANGED, .limit = 3},
	    "17 3000 2999 2998 2997 2995 2994 2993 2992 2991");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_filters),
	    spool_test(test_waiting),
	    spool_test(test_waiting_of_an_agent),
	    spool_test(test_changed),
	    spool_test(test_changed_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
