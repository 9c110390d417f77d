/* SPDX-License-Identifier: Apache-2.0 */
/* Each state before and after, with and without words: what is not listed here brings no letter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/desk/desk_news_letter.h"

#define CASE(state) (1U << (state))
#define ANY ((1U << TICKET_STATES) - 1)
#define ENDED                                                                    \
	(CASE(TICKET_CLOSED) | CASE(TICKET_CANCELLED) | CASE(TICKET_FULFILLED) | \
	    CASE(TICKET_DECLINED) | CASE(TICKET_EXPIRED))

/* after a move from one of these states; silent: nobody said anything */
static const struct {
	unsigned before;
	TicketState after;
	const char *silent, *said, *verb;
} MOVES[] = {
    {ANY, TICKET_RESOLVED, "resolution", "resolution", "resolved"},
    {ANY, TICKET_CLOSED, "closed", "closed", "closed"},
    {ANY, TICKET_CANCELLED, "cancelled", "cancelled", "cancelled"},
    {ANY, TICKET_FULFILLED, "request-fulfilled", "request-fulfilled", "fulfilled"},
    {ANY, TICKET_DECLINED, "request-declined", "request-declined", "declined"},
    {ANY, TICKET_EXPIRED, NULL, "answer", "expired"},
    {ANY, TICKET_AWAITING_INFO, NULL, "question", NULL},
    {ENDED | CASE(TICKET_RESOLVED), TICKET_NEW, "reopened", "answer", "reopened"},
    {ENDED | CASE(TICKET_RESOLVED), TICKET_OPEN, "reopened", "answer", "reopened"},
    {ENDED | CASE(TICKET_RESOLVED), TICKET_IN_PROGRESS, "reopened", "answer", "reopened"},
    {CASE(TICKET_AWAITING_APPROVAL), TICKET_IN_PROGRESS, "request-approved", "request-approved",
	"approved"},
    {ANY, TICKET_NEW, NULL, "answer", NULL},
    {ANY, TICKET_OPEN, NULL, "answer", NULL},
    {ANY, TICKET_IN_PROGRESS, NULL, "answer", NULL},
    {ANY, TICKET_DRAFT, NULL, "answer", NULL},
    {ANY, TICKET_AWAITING_APPROVAL, NULL, "answer", NULL},
};

static const char *
letter_of(TicketState before, TicketState after, bool says)
{
	return desk_news_letter(
	    &(DeskNewsFacts){.before = before, .after = after, .says = says});
}

static void
assert_same(const char *actual, const char *expected)
{
	if (g_strcmp0(actual, expected) != 0)
		fail_msg("%s instead of %s", actual == NULL ? "none" : actual,
		    expected == NULL ? "none" : expected);
}

static void
every_move_has_its_letter(void **state)
{
	unsigned cells = 0;

	(void)state;
	for (int before = 0; before < TICKET_STATES; before++)
		for (int after = 0; after < TICKET_STATES; after++)
			for (size_t i = 0; before != after && i < G_N_ELEMENTS(MOVES); i++) {
				if (MOVES[i].after != (TicketState)after ||
				    (MOVES[i].before & CASE(before)) == 0)
					continue;
				assert_same(letter_of(before, after, false), MOVES[i].silent);
				assert_same(letter_of(before, after, true), MOVES[i].said);
				assert_same(desk_news_verb(before, after), MOVES[i].verb);
				cells++;
				break;
			}
	assert_int_equal(cells, TICKET_STATES * (TICKET_STATES - 1));
}

static void
without_a_move_only_words_are_told(void **state)
{
	(void)state;
	for (int at = 0; at < TICKET_STATES; at++) {
		assert_same(letter_of(at, at, false), NULL);
		assert_same(letter_of(at, at, true),
		    at == TICKET_AWAITING_INFO ? "question" : "answer");
	}
}

static void
another_solution_is_a_letter_of_its_own(void **state)
{
	(void)state;
	assert_same(desk_news_letter(&(DeskNewsFacts){.before = TICKET_RESOLVED,
			.after = TICKET_RESOLVED,
			.says = true,
			.solves = true}),
	    "resolution");
	assert_same(desk_news_letter(&(DeskNewsFacts){
			.before = TICKET_OPEN, .after = TICKET_OPEN, .solves = true}),
	    NULL);
}

static void
what_its_clock_closes_is_told_so(void **state)
{
	(void)state;
	assert_same(desk_news_letter(&(DeskNewsFacts){.before = TICKET_RESOLVED,
			.after = TICKET_CLOSED,
			.says = true,
			.by_time = true}),
	    "closed-automatically");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_move_has_its_letter),
	    cmocka_unit_test(without_a_move_only_words_are_told),
	    cmocka_unit_test(another_solution_is_a_letter_of_its_own),
	    cmocka_unit_test(what_its_clock_closes_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
