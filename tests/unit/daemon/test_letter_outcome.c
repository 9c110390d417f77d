/* SPDX-License-Identifier: Apache-2.0 */
/* What each attempt to send a letter brings about, attempt by attempt. */
#include "tests/unit/context_fixture.h"

#include "gateway/daemon/letter_outcome.h"
#include "spool/letter_attempt.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define SANNE "sanne@desk.example"

/* Letter 1 waits: to Els, on CS0000001. */
static void
write_letter(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Zwart.", .aligned = true);
	desk_tell(desk);
	g_free(desk_letters(desk));
}

static Letter *
attempt(const Desk *desk, SendResult result, const char *text)
{
	Letter *letter = NULL;

	must(letter_outcome_record(desk->context, 1, result, text, &error));
	must(letter_get(desk->context->spool, 1, &letter, &error));
	return letter;
}

static bool
is_told(const Desk *desk, const char *words)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
	g_autoptr(GPtrArray) entries = NULL;

	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	for (unsigned i = 0; i < entries->len; i++)
		if (strstr(((Entry *)entries->pdata[i])->text, words) != NULL)
			return true;
	return false;
}

static void
each_attempt_waits_longer_than_the_last(void **state)
{
	static const struct {
		SendResult result;
		int64_t wait_ms;
	} ROWS[] = {
	    {SEND_LOST, 5 * SECOND},
	    {SEND_TEMPORARY, 2 * MINUTE},
	    {SEND_LOST, 2 * MINUTE},
	    {SEND_UNKNOWN, 4 * MINUTE},
	    {SEND_TEMPORARY, 16 * MINUTE},
	    {SEND_TEMPORARY, 32 * MINUTE},
	    {SEND_TEMPORARY, 60 * MINUTE},
	    {SEND_LOST, 60 * MINUTE},
	    {SEND_TEMPORARY, 60 * MINUTE},
	};
	Desk *desk = *state;

	write_letter(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(Letter) letter = attempt(desk, ROWS[i].result, "why");

		assert_int_equal(letter->state, LETTER_WAITING);
		assert_int_equal(letter->attempts, i + 1);
		if (letter->due_ms - desk->context->now_ms != ROWS[i].wait_ms)
			fail_msg("%zu: %d s", i,
			    (int)((letter->due_ms - desk->context->now_ms) / SECOND));
		/* a person hears of it with the eighth */
		assert_int_equal(is_told(desk, "is not sent after 8 attempts"),
		    i + 1 >= LETTER_OUTCOME_TOLD_AFTER);
	}
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
}

static void
the_first_later_waits_a_minute(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = NULL;

	write_letter(desk);
	letter = attempt(desk, SEND_TEMPORARY, "451 later");
	assert_int_equal(letter->due_ms - desk->context->now_ms, MINUTE);
	assert_string_equal(letter->result, "451 later");
}

/* Each may have reached Els: she gets no fourth. Other attempts in between do not count. */
static void
an_unknown_outcome_is_repeated_twice(void **state)
{
	static const SendResult RESULTS[] = {
	    SEND_UNKNOWN, SEND_LOST, SEND_UNKNOWN, SEND_TEMPORARY, SEND_UNKNOWN};
	Desk *desk = *state;
	g_autoptr(GPtrArray) attempts = NULL;

	write_letter(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(RESULTS); i++) {
		bool last = i + 1 == G_N_ELEMENTS(RESULTS);
		g_autoptr(Letter) letter = attempt(desk, RESULTS[i], "it closed the line");

		assert_int_equal(letter->state, last ? LETTER_FAILED : LETTER_WAITING);
		assert_int_equal(
		    is_told(desk, "may have arrived, and is not sent again"), last);
	}
	must(letter_attempt_list(desk->context->spool, 1, &attempts, &error));
	assert_int_equal(attempts->len, G_N_ELEMENTS(RESULTS));
	assert_string_equal(((LetterAttempt *)attempts->pdata[0])->outcome, "unknown");
	assert_string_equal(((LetterAttempt *)attempts->pdata[1])->outcome, "lost");
	assert_string_equal(((LetterAttempt *)attempts->pdata[3])->outcome, "put off");
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
}

static void
a_refusal_is_final(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = NULL;

	write_letter(desk);
	letter = attempt(desk, SEND_PERMANENT, "550 no such user");
	assert_int_equal(letter->state, LETTER_FAILED);
	assert_true(is_told(desk, "was not delivered: 550 no such user"));
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
}

static void
in_time_it_is_given_up(void **state)
{
	Desk *desk = *state;
	int64_t written_ms = desk->context->now_ms;

	write_letter(desk);
	desk->context->now_ms = written_ms + desk->context->config->times.give_up_letter - 1;
	letter_free(attempt(desk, SEND_TEMPORARY, "451 later"));
	assert_false(is_told(desk, "was not delivered"));
	desk->context->now_ms++;
	letter_free(attempt(desk, SEND_LOST, "it closed the line"));
	assert_true(is_told(desk, "was not delivered: it closed the line"));
}

/* What is sent in the end keeps what happened before. */
static void
a_letter_that_is_taken_is_sent(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) attempts = NULL;
	g_autoptr(Letter) letter = NULL;

	write_letter(desk);
	letter_free(attempt(desk, SEND_LOST, "it closed the line"));
	letter = attempt(desk, SEND_OK, "250 taken");
	assert_int_equal(letter->state, LETTER_SENT);
	assert_int_equal(letter->attempts, 2);
	assert_string_equal(letter->result, "250 taken");
	must(letter_attempt_list(desk->context->spool, 1, &attempts, &error));
	assert_int_equal(attempts->len, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_attempt_waits_longer_than_the_last),
	    desk_test(the_first_later_waits_a_minute),
	    desk_test(an_unknown_outcome_is_repeated_twice),
	    desk_test(a_refusal_is_final),
	    desk_test(in_time_it_is_given_up),
	    desk_test(a_letter_that_is_taken_is_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
