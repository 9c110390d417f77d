/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted while it happens is what there is. */
#include "tests/unit/spool_fixture.h"

#include "spool/letter_attempt.h"
#include "spool/tally.h"

/* "held support = 2, ..." of all rows that are not 0. Caller owns. */
static char *
counted(Spool *spool, const char *what)
{
	g_autoptr(GPtrArray) rows = NULL;
	GString *text = g_string_new(NULL);

	must(tally_list(spool, what, &rows, &error));
	for (guint i = 0; i < rows->len; i++) {
		const TallyRow *row = rows->pdata[i];

		if (row->n != 0)
			g_string_append_printf(text, "%s[%s %s %s %d]",
			    text->len > 0 ? " " : "", row->one, row->two, row->three,
			    (int)row->n);
	}
	return g_string_free(text, false);
}

static void
assert_counted(Spool *spool, const char *what, const char *expected)
{
	g_autofree char *text = counted(spool, what);

	assert_string_equal(text, expected);
}

static void
test_mails(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	MailOutcome held = {.state = MAIL_HELD,
	    .reason = "a rule",
	    .decision = "hold",
	    .rule = "spam",
	    .subject = ""};
	int64_t first = 0;
	int attempts = 0;

	must(spool_begin(spool, &error));
	first = some_mail(spool, "1", 100);
	some_mail(spool, "2", 100);
	assert_counted(spool, TALLY_MAIL, "[waiting support  2]");
	must(mail_decide(spool, first, &held, &error));
	assert_counted(spool, TALLY_MAIL, "[held support  1] [waiting support  1]");
	assert_counted(spool, TALLY_DECISION, "[hold spam  1]");
	must(mail_release(spool, first, &error));
	assert_counted(spool, TALLY_MAIL, "[waiting support  2]");
	held.rule = NULL;
	must(mail_decide(spool, first, &held, &error));
	assert_counted(spool, TALLY_DECISION, "[hold   1] [hold spam  1]");
	must(mail_count_attempt(spool, first, &attempts, &error));
	assert_counted(spool, TALLY_MAIL_ATTEMPT, "[   1]");
	must(spool_commit(spool, &error));
}

static void
test_letters(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	Letter new = new_letter(0);
	const LetterAttempt attempt = {1, (char *)"put off", (char *)"450 later"};
	int64_t id = 0;

	must(spool_begin(spool, &error));
	id = store_letter(spool, &new);
	assert_counted(spool, TALLY_LETTER, "[waiting   1]");
	must(letter_attempt_add(spool, id, &attempt, &error));
	must(letter_postpone(spool, id, "450 later", 9000, &error));
	assert_counted(spool, TALLY_LETTER, "[waiting   1]");
	assert_counted(spool, TALLY_LETTER_ATTEMPT, "[put off   1]");
	must(letter_set_sent(spool, id, "250 ok", 9000, &error));
	assert_counted(spool, TALLY_LETTER, "[sent   1]");
	must(spool_commit(spool, &error));
}

static void
test_tickets(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(Ticket) ticket = NULL;
	int64_t counts[TICKET_STATES];

	must(spool_begin(spool, &error));
	some_ticket(spool, TICKET_REQUEST, TICKET_DRAFT);
	must(ticket_get(spool, some_ticket(spool, TICKET_CASE, TICKET_NEW), &ticket, &error));
	ticket->group = g_strdup("netwerk");
	must(ticket_save(spool, ticket, 5, &error));
	assert_counted(spool, TALLY_TICKET, "[case new netwerk 1] [request draft  1]");
	ticket->state = TICKET_OPEN;
	must(ticket_save(spool, ticket, 5, &error));
	g_clear_pointer(&ticket->group, g_free);
	must(ticket_save(spool, ticket, 5, &error));
	must(ticket_save(spool, ticket, 6, &error));
	assert_counted(spool, TALLY_TICKET, "[case open  1] [request draft  1]");
	must(ticket_count(spool, TICKET_CASE, counts, &error));
	assert_int_equal(counts[TICKET_OPEN], 1);
	assert_int_equal(counts[TICKET_DRAFT], 0);
	must(ticket_add_reopened(spool, ticket->id, 7, &error));
	assert_counted(spool, TALLY_REOPENED, "[   1]");
	spool_rollback(spool);
	assert_counted(spool, TALLY_TICKET, "");
	assert_counted(spool, TALLY_REOPENED, "");
}

static void
test_times(void **state)
{
	static const int64_t TOOK_MS[] = {0, 300000, 300001, 3600000, INT64_C(86400000) * 365};
	Fixture *fixture = *state;
	TallyTimes times = {0};

	must(spool_begin(fixture->spool, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(TOOK_MS); i++)
		must(tally_took(fixture->spool, TALLY_ANSWER, "case", TOOK_MS[i], &error));
	must(
	    tally_took(fixture->spool, TALLY_ANSWER, "case", -5, &error)); /* a clock was set */
	must(tally_times(fixture->spool, TALLY_ANSWER, "case", &times, &error));
	must(spool_commit(fixture->spool, &error));
	assert_int_equal(times.counts[0], 3);
	assert_int_equal(times.counts[1], 1);
	assert_int_equal(times.counts[2], 1);
	assert_int_equal(times.counts[TALLY_BOUNDS], 1);
	assert_true(times.sum_ms == 300000 + 300001 + 3600000 + INT64_C(86400000) * 365);
	must(tally_times(fixture->spool, TALLY_ANSWER, "request", &times, &error));
	assert_int_equal(times.sum_ms, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_mails),
	    spool_test(test_letters),
	    spool_test(test_tickets),
	    spool_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
