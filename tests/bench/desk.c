/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A spool of many tickets, and how long lists, searches and counts of it take; or, with a file, that spool alone, with a mail
 * and a letter of each ticket, that ends now (tests/bench/pages.py).
 *
 * usage: desk [TICKETS [FILE]]
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spool/account.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/mail_copy.h"
#include "spool/report.h"
#include "spool/search.h"
#include "spool/tally.h"
#include "spool/ticket_content.h"
#include "spool/ticket_list.h"
#include "spool/ticket_write.h"

#define PAGE 50
#define ROUNDS 5
#define BATCH 1000
#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define FIRST_MS INT64_C(1700000000000)
#define STEP_MS INT64_C(60000)

static const char *const CATEGORIES[] = {
    "Werkplek", "Netwerk", "Account", "Telefonie", "Overig", "Zeldzaam"};
static const char *const GROUPS[] = {"servicedesk", "werkplek", "netwerk", NULL};

static void
check(bool good, GError *error)
{
	if (good)
		return;
	fprintf(stderr, "desk: %s\n", error ? error->message : "failed");
	exit(1);
}
#define must(call)                    \
	do {                          \
		GError *error = NULL; \
		check((call), error); \
	} while (0)

static double
ms_since(gint64 start_us)
{
	return (double)(g_get_monotonic_time() - start_us) / 1000;
}

static char *
some_text(int number)
{
	GString *text = g_string_new("Goedemorgen, ");

	for (int i = 0; i < 40; i++)
		g_string_append_printf(text, "woord%d ", g_random_int_range(0, 5000));
	if (number % 2 == 0)
		g_string_append(text, "printer ");
	if (number % 1000 == 2)
		g_string_append(text, "zeldzaam ");
	return g_string_free(text, FALSE);
}

static TicketState
some_state(int number, int tickets)
{
	if (number < tickets - tickets / 20 && number % 100 != 0)
		return TICKET_CLOSED;
	return (TicketState)(number / 100 % 4);
}

static void
add_entry(Spool *spool, int64_t ticket, EntryKind kind, const char *text)
{
	const Entry entry = {
	    .ticket = ticket,
	    .kind = kind,
	    .author = (char *)"Els Bos",
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	must(ticket_add_entry(spool, &entry, NULL, &error));
}

static void
add_mail(Spool *spool, const Ticket *ticket, int number)
{
	g_autofree char *key = g_strdup_printf("1.%d", number);
	g_autofree char *text =
	    g_strdup_printf("Subject: Melding %d\r\n\r\nHallo.\r\n", number);
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	const MailArrival arrival = {.mailbox = "support",
	    .key = key,
	    .raw = raw,
	    .size = (int64_t)strlen(text),
	    .received_ms = ticket->created_ms};
	const MailOutcome outcome = {
	    .state = number % 5000 == 7 ? MAIL_HELD : MAIL_DONE,
	    .reason = "opened",
	    .decision = "open case",
	    .ticket = ticket->id,
	    .from_address = "klant@klant.example",
	    .subject = "Een korte titel van een melding",
	};
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	must(mail_decide(spool, id, &outcome, &error));
	must(mail_set_filed(spool, "support", (const char *const[]){key}, 1, &error));
}

static void
add_letter(Spool *spool, const Ticket *ticket)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: hallo\r\n\r\nhallo\r\n", 25);
	const LetterText text = {"<1@desk.example>", "Een korte titel van een melding", bytes};
	const Letter letter = {
	    .name = (char *)"acknowledgement",
	    .purpose = (char *)"ticket",
	    .ticket = ticket->id,
	    .contact = ticket->reporter,
	    .mailbox = (char *)"support",
	    .recipient = (char *)"klant@klant.example",
	    .created_ms = ticket->created_ms,
	    .expires_ms = ticket->created_ms + DAY_MS,
	    .due_ms = ticket->created_ms,
	};
	int64_t id = 0;

	must(letter_add(spool, &letter, &id, &error));
	must(letter_store(spool, id, &text, &error));
	must(letter_set_sent(spool, id, "250 ok", ticket->created_ms, &error));
}

/* When it was answered and done, and who closed it: as the desk's people do. */
static void
add_end(Spool *spool, Ticket *ticket, int number, int64_t now_ms)
{
	int64_t took_ms = (1 + number % 977) * STEP_MS;

	/* nothing waits so long that time does something to it */
	ticket->state_ms = now_ms;
	ticket->waiting_ms = now_ms - number % (40 * 24 * 60) * STEP_MS;
	if (ticket->state == TICKET_NEW) {
		must(ticket_save(spool, ticket, ticket->created_ms, &error));
		return;
	}
	ticket->answered_ms = ticket->created_ms + took_ms;
	ticket->answer_s = took_ms / 1000;
	ticket->answer_kept = took_ms < DAY_MS / 2;
	if (ticket_state_is_done(ticket->state))
		ticket->done_ms = ticket->created_ms + 3 * took_ms;
	if (ticket->state == TICKET_CLOSED)
		ticket->ended_by = number % 3 == 0 ? TICKET_END_TIME : TICKET_END_CUSTOMER;
	must(ticket_save(spool, ticket, ticket->created_ms + took_ms, &error));
}

static void
add_ticket(Spool *spool, int number, int tickets, int64_t first_ms)
{
	g_autofree char *text = some_text(number);
	g_autofree char *agent = g_strdup_printf("agent%d@desk.example", number % 20);
	TicketState state = some_state(number, tickets);
	Ticket ticket = {
	    .kind = number % 50 == 0 ? TICKET_REQUEST : TICKET_CASE,
	    .state = state,
	    .title = (char *)"Een korte titel van een melding",
	    .category = (char *)CATEGORIES[number % 2000 == 2 ? 5 : number % 5],
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	    .group = (char *)GROUPS[number % 4],
	    .agent = state == TICKET_NEW ? NULL : agent,
	    .reporter = 1 + g_random_int_range(0, 20000),
	    .account = 1 + number % 500,
	    .created_ms = (first_ms == 0 ? FIRST_MS : first_ms) + number * STEP_MS,
	    .state_ms = (first_ms == 0 ? FIRST_MS : first_ms) + number * STEP_MS,
	};

	must(ticket_add(spool, &ticket, &error));
	add_entry(spool, ticket.id, ENTRY_DESCRIPTION, text);
	add_entry(spool, ticket.id, ENTRY_LETTER, "acknowledgement");
	if (number % 3 == 0)
		add_entry(spool, ticket.id, ENTRY_COMMENT, "Lukt het al? Ik hoor het graag.");
	if (first_ms != 0) {
		add_end(spool, &ticket, number, first_ms + tickets * STEP_MS);
		add_mail(spool, &ticket, number);
		add_letter(spool, &ticket);
	}
	g_free(ticket.number);
}

static void
add_people(Spool *spool)
{
	must(spool_begin(spool, &error));
	for (int i = 0; i < 500; i++) {
		g_autofree char *name = g_strdup_printf("Account %d", i);
		int64_t id = 0;

		must(account_add(spool, name, &id, &error));
	}
	for (int i = 0; i < 20000; i++) {
		g_autofree char *address = g_strdup_printf("klant%d@klant.example", i);
		const ContactDetails details = {.address = address, .name = "Klant"};
		g_autoptr(Contact) contact = NULL;

		must(contact_meet(spool, &details, 1, &contact, &error));
	}
	must(spool_commit(spool, &error));
}

static void
fill(Spool *spool, int tickets, int64_t first_ms)
{
	gint64 start = g_get_monotonic_time();

	add_people(spool);
	for (int number = 1; number <= tickets;) {
		must(spool_begin(spool, &error));
		for (int i = 0; i < BATCH && number <= tickets; i++)
			add_ticket(spool, number++, tickets, first_ms);
		must(spool_commit(spool, &error));
	}
	printf("%d tickets stored in %.0f s\n", tickets, ms_since(start) / 1000);
	fflush(stdout);
}

static void
add_words(Spool *spool)
{
	gint64 start = g_get_monotonic_time();
	double longest = 0;
	bool more = true;

	while (more) {
		gint64 begun = g_get_monotonic_time();

		must(spool_begin(spool, &error));
		must(search_add(spool, &more, &error));
		must(spool_commit(spool, &error));
		longest = MAX(longest, ms_since(begun));
	}
	printf("their words indexed in %.0f s, the longest piece %.0f ms\n",
	    ms_since(start) / 1000, longest);
	fflush(stdout);
}

/* The first time and the median of all, of one page. */
static void
list(Spool *spool, const char *name, const char *text, TicketQuery query)
{
	g_auto(GStrv) terms = text == NULL ? NULL : search_terms(text);
	double times[ROUNDS] = {0};
	guint found = 0;
	double first = 0;

	query.limit = query.limit == 0 ? PAGE : query.limit;
	query.terms = (const char *const *)terms;
	for (int i = 0; i < ROUNDS; i++) {
		g_autoptr(GPtrArray) tickets = NULL;
		gint64 start = g_get_monotonic_time();

		must(ticket_list(spool, &query, &tickets, &error));
		times[i] = ms_since(start);
		found = tickets->len;
	}
	first = times[0];
	for (int i = 1; i < ROUNDS; i++)
		for (int j = i; j > 0 && times[j] < times[j - 1]; j--) {
			double swap = times[j];

			times[j] = times[j - 1];
			times[j - 1] = swap;
		}
	printf("  %-44s %4u found  %8.2f ms (first %.2f)\n", name, found, times[ROUNDS / 2],
	    first);
	fflush(stdout);
}

static void
list_all(Spool *spool, int tickets)
{
	int64_t now_ms = FIRST_MS + tickets * STEP_MS;

	printf("a page of %d:\n", PAGE);
	list(spool, "newest", NULL, (TicketQuery){0});
	list(spool, "oldest", NULL, (TicketQuery){.order = TICKETS_OLDEST});
	list(spool, "changed", NULL, (TicketQuery){.order = TICKETS_CHANGED});
	list(spool, "waiting", NULL, (TicketQuery){.order = TICKETS_WAITING});
	list(spool, "requests", NULL, (TicketQuery){.kind = TICKET_REQUEST});
	list(spool, "state open", NULL, (TicketQuery){.state = "open"});
	list(spool, "state closed", NULL, (TicketQuery){.state = "closed"});
	list(spool, "state cancelled (none)", NULL, (TicketQuery){.state = "cancelled"});
	list(spool, "group", NULL, (TicketQuery){.group = "netwerk"});
	list(spool, "agent", NULL, (TicketQuery){.agent = "Agent7@desk.example"});
	list(spool, "no agent", NULL, (TicketQuery){.agent = ""});
	list(spool, "account", NULL, (TicketQuery){.account = 77});
	list(spool, "category of a fifth", NULL, (TicketQuery){.category = "Netwerk"});
	list(spool, "category of one in 2000", NULL, (TicketQuery){.category = "Zeldzaam"});
	list(spool, "category and state, none", NULL,
	    (TicketQuery){.category = "Account", .state = "cancelled"});
	list(spool, "reporter", NULL, (TicketQuery){.reporter = 4711});
	list(spool, "reporter, changed", NULL,
	    (TicketQuery){.reporter = 4711, .order = TICKETS_CHANGED});
	list(spool, "agent and state, changed", NULL,
	    (TicketQuery){
		.agent = "agent7@desk.example", .state = "open", .order = TICKETS_CHANGED});
	list(spool, "a year old and more", NULL,
	    (TicketQuery){.until_ms = now_ms - 365 * DAY_MS});
	list(spool, "of the last day", NULL, (TicketQuery){.since_ms = now_ms - DAY_MS});
	list(spool, "a word of one in 1000", "zeldzaam", (TicketQuery){0});
	list(spool, "a word of half of them", "printer", (TicketQuery){0});
	list(spool, "both words", "zeldzaam printer", (TicketQuery){0});
	list(spool, "a word of no ticket", "bestaatniet", (TicketQuery){0});
	list(spool, "the beginning of a word", "print*", (TicketQuery){0});
	list(spool, "a word of half of them, of a reporter", "printer",
	    (TicketQuery){.reporter = 4711});
	list(spool, "a word of half of them, cancelled (none)", "printer",
	    (TicketQuery){.state = "cancelled"});
	list(spool, "a word of half of them, all that are open", "printer",
	    (TicketQuery){.state = "open", .limit = 100000});
}

/* What metrics ask, and what status does. */
static void
count(Spool *spool, int tickets)
{
	static const char *const TALLIES[] = {
	    TALLY_MAIL, TALLY_DECISION, TALLY_LETTER, TALLY_TICKET};
	int64_t counts[TICKET_STATES];
	int64_t overdue = 0;
	gint64 start = g_get_monotonic_time();

	must(ticket_count(spool, TICKET_CASE, counts, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(TALLIES); i++) {
		g_autoptr(GPtrArray) rows = NULL;

		must(tally_list(spool, TALLIES[i], &rows, &error));
	}
	printf("counted in %.2f ms", ms_since(start));
	start = g_get_monotonic_time();
	must(ticket_count_overdue(
	    spool, TICKET_CASE, FIRST_MS + tickets * STEP_MS, &overdue, &error));
	printf(", %d overdue cases in %.2f ms\n", (int)overdue, ms_since(start));
}

static void
pass_over(const ReportTicket *ticket, void *data)
{
	*(int *)data += ticket->created_ms > 0;
}

static void
report(Spool *spool)
{
	const ReportPeriod all = {0, G_MAXINT64};
	int found = 0;
	gint64 start = g_get_monotonic_time();

	must(report_tickets(spool, &all, pass_over, &found, &error));
	printf("a report looked at all tickets, %d of them count, in %.0f ms\n", found,
	    ms_since(start));
}

/* Until now, in a folder that is there. */
static int
make(const char *path, int tickets)
{
	int64_t now_ms = g_get_real_time() / 1000;
	Spool *spool = NULL;

	must((spool = spool_open(path, &error)) != NULL);
	fill(spool, tickets, now_ms - tickets * STEP_MS);
	add_words(spool);
	spool_close(spool);
	return 0;
}

int
main(int argc, char **argv)
{
	int tickets = argc > 1 ? (int)g_ascii_strtoll(argv[1], NULL, 10) : 1000000;
	g_autofree char *folder = NULL;
	g_autofree char *path = NULL;
	g_autofree char *log = NULL;
	Spool *spool = NULL;

	g_random_set_seed(1);
	if (argc > 2)
		return make(argv[2], tickets);
	must((folder = g_dir_make_tmp("bench-desk-XXXXXX", &error)) != NULL);
	path = g_build_filename(folder, "spool.db", NULL);
	log = g_strconcat(path, "-wal", NULL);
	must((spool = spool_open(path, &error)) != NULL);
	fill(spool, tickets, 0);
	add_words(spool);
	spool_close(spool);
	must((spool = spool_open(path, &error)) != NULL);
	list_all(spool, tickets);
	count(spool, tickets);
	report(spool);
	spool_close(spool);
	g_unlink(log);
	g_unlink(path);
	g_rmdir(folder);
	return 0;
}
