/* SPDX-License-Identifier: Apache-2.0 */
/* Walks through every cell of the tables: what is not listed here changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/model/lifecycle.h"

#define N TRANSITION_NEW_TICKET
#define T TRANSITION_TELL_STATE

static void
customers(void **state)
{
	static const struct {
		TicketState state;
		Transition replies, accepts, rejects;
		TicketState after_reply, after_accept, after_reject;
	} ROWS[] = {
	    {TICKET_NEW, TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT, TICKET_NEW,
		TICKET_NEW, TICKET_NEW},
	    {TICKET_OPEN, TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT,
		TICKET_OPEN, TICKET_OPEN, TICKET_OPEN},
	    {TICKET_AWAITING_INFO, TRANSITION_OPEN, TRANSITION_OPEN, TRANSITION_OPEN,
		TICKET_OPEN, TICKET_OPEN, TICKET_OPEN},
	    {TICKET_RESOLVED, TRANSITION_REOPEN, TRANSITION_CLOSE, TRANSITION_REOPEN,
		TICKET_OPEN, TICKET_CLOSED, TICKET_OPEN},
	    {TICKET_CLOSED, N, T, N, TICKET_CLOSED, TICKET_CLOSED, TICKET_CLOSED},
	    {TICKET_CANCELLED, N, T, N, TICKET_CANCELLED, TICKET_CANCELLED, TICKET_CANCELLED},
	    {TICKET_FULFILLED, N, T, N, TICKET_FULFILLED, TICKET_FULFILLED, TICKET_FULFILLED},
	    {TICKET_DECLINED, N, T, N, TICKET_DECLINED, TICKET_DECLINED, TICKET_DECLINED},
	    {TICKET_EXPIRED, N, T, N, TICKET_EXPIRED, TICKET_EXPIRED, TICKET_EXPIRED},
	    {TICKET_AWAITING_APPROVAL, TRANSITION_COMMENT, TRANSITION_COMMENT,
		TRANSITION_COMMENT, TICKET_AWAITING_APPROVAL, TICKET_AWAITING_APPROVAL,
		TICKET_AWAITING_APPROVAL},
	    {TICKET_IN_PROGRESS, TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT,
		TICKET_IN_PROGRESS, TICKET_IN_PROGRESS, TICKET_IN_PROGRESS},
	    {TICKET_DRAFT, TRANSITION_CONTINUE, TRANSITION_CONTINUE, TRANSITION_CONTINUE,
		TICKET_DRAFT, TICKET_DRAFT, TICKET_DRAFT},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		TicketState s = ROWS[i].state;

		assert_int_equal(lifecycle_customer(s, CUSTOMER_REPLIES), ROWS[i].replies);
		assert_int_equal(lifecycle_customer(s, CUSTOMER_ACCEPTS), ROWS[i].accepts);
		assert_int_equal(lifecycle_customer(s, CUSTOMER_REJECTS), ROWS[i].rejects);
		assert_int_equal(lifecycle_after(s, ROWS[i].replies), ROWS[i].after_reply);
		assert_int_equal(lifecycle_after(s, ROWS[i].accepts), ROWS[i].after_accept);
		assert_int_equal(lifecycle_after(s, ROWS[i].rejects), ROWS[i].after_reject);
	}
}

static void
approvals(void **state)
{
	(void)state;
	for (int s = TICKET_NEW; s <= TICKET_EXPIRED; s++)
		for (int approves = 0; approves <= 1; approves++) {
			TicketState next = TICKET_NEW;
			bool in_time = lifecycle_approval((TicketState)s, approves, &next);

			assert_int_equal(in_time, s == TICKET_AWAITING_APPROVAL);
			if (in_time)
				assert_int_equal(
				    next, approves ? TICKET_IN_PROGRESS : TICKET_DECLINED);
			else
				assert_int_equal(next, TICKET_NEW);
		}
}

static void
times(void **state)
{
	static const ConfigTimes TIMES = {.remind_question = 30,
	    .remind_solution = 50,
	    .close_solution = 100,
	    .expire_draft = 140,
	    .remind_approval = 20,
	    .expire_approval = 90};
	static const struct {
		TicketState state;
		int64_t reminded_ms;
		bool stopped;
		int64_t now_ms;
		TimeEvent event;
		int64_t next_ms;
	} ROWS[] = {
	    {TICKET_RESOLVED, 0, false, 1049, TIME_NOTHING, 1050},
	    {TICKET_RESOLVED, 0, false, 1050, TIME_REMINDS, 0},
	    {TICKET_RESOLVED, 1050, false, 1060, TIME_NOTHING, 1100},
	    {TICKET_RESOLVED, 1050, false, 1100, TIME_CLOSES, 0},
	    {TICKET_RESOLVED, 0, false, 5000, TIME_CLOSES, 0},
	    {TICKET_RESOLVED, 0, true, 5000, TIME_NOTHING, 0},
	    /* where nothing is waited for: the reminder came at once */
	    {TICKET_RESOLVED, 1000, false, 1050, TIME_NOTHING, 1100},
	    /* reminded in an earlier state: that one does not count */
	    {TICKET_RESOLVED, 900, false, 1050, TIME_REMINDS, 0},
	    {TICKET_AWAITING_INFO, 0, false, 1029, TIME_NOTHING, 1030},
	    {TICKET_AWAITING_INFO, 0, false, 1030, TIME_REMINDS, 0},
	    {TICKET_AWAITING_INFO, 1030, false, 9999, TIME_NOTHING, 0},
	    {TICKET_DRAFT, 0, false, 1139, TIME_NOTHING, 1140},
	    {TICKET_DRAFT, 0, false, 1140, TIME_EXPIRES, 0},
	    {TICKET_AWAITING_APPROVAL, 0, false, 1019, TIME_NOTHING, 1020},
	    {TICKET_AWAITING_APPROVAL, 0, false, 1020, TIME_REMINDS, 0},
	    {TICKET_AWAITING_APPROVAL, 1020, false, 1089, TIME_NOTHING, 1090},
	    {TICKET_AWAITING_APPROVAL, 1020, false, 1090, TIME_EXPIRES, 0},
	    {TICKET_AWAITING_APPROVAL, 0, false, 5000, TIME_EXPIRES, 0},
	    {TICKET_IN_PROGRESS, 0, false, 9999, TIME_NOTHING, 0},
	    {TICKET_NEW, 0, false, 9999, TIME_NOTHING, 0},
	    {TICKET_OPEN, 0, false, 9999, TIME_NOTHING, 0},
	    {TICKET_CLOSED, 0, false, 9999, TIME_NOTHING, 0},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Ticket ticket = {
		    .state = ROWS[i].state,
		    .state_ms = 1000,
		    .reminded_ms = ROWS[i].reminded_ms,
		    .clock_stopped = ROWS[i].stopped,
		};
		const LifecycleTimes by = {.times = &TIMES};
		int64_t next_ms = -1;

		assert_int_equal(
		    lifecycle_time(&ticket, &by, ROWS[i].now_ms, &next_ms), ROWS[i].event);
		assert_int_equal(next_ms, ROWS[i].next_ms);
	}
}

/* What a desk elsewhere does itself, casegate does not. */
static void
times_have_one_owner(void **state)
{
	static const ConfigTimes TIMES = {.remind_question = 30,
	    .remind_solution = 50,
	    .close_solution = 100,
	    .expire_draft = 140,
	    .remind_approval = 20,
	    .expire_approval = 90};
	static const struct {
		TicketState state;
		bool closes_there, writes_there;
		int64_t next_ms;
	} ROWS[] = {
	    {TICKET_RESOLVED, false, false, 1050},
	    {TICKET_RESOLVED, true, false, 0},
	    {TICKET_RESOLVED, false, true, 1100},
	    {TICKET_AWAITING_INFO, true, false, 1030},
	    {TICKET_AWAITING_INFO, false, true, 0},
	    {TICKET_AWAITING_APPROVAL, false, false, 0},
	    {TICKET_DRAFT, true, true, 1140},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Ticket ticket = {.state = ROWS[i].state, .state_ms = 1000};
		const ConfigDesk desk = {
		    .closes_there = ROWS[i].closes_there, .writes_there = ROWS[i].writes_there};
		const LifecycleTimes by = {.times = &TIMES, .elsewhere = &desk};
		int64_t next_ms = -1;

		assert_int_equal(lifecycle_time(&ticket, &by, 1001, &next_ms), TIME_NOTHING);
		assert_int_equal(next_ms, ROWS[i].next_ms);
	}
}

/* One hour of each day is worked, from the machine's midnight. */
static void
times_pass_in_working_hours(void **state)
{
	static const ConfigTimes TIMES = {
	    .remind_question = 2 * 3600000, .expire_draft = 2 * 3600000};
	g_autoptr(WorkingHours) hours = working_hours_new();
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	const LifecycleTimes by = {.times = &TIMES, .hours = hours};
	const int64_t day_ms = INT64_C(24) * 3600000;
	Ticket ticket = {.state = TICKET_AWAITING_INFO, .state_ms = 10 * day_ms};
	int64_t next_ms = 0;

	(void)state;
	working_hours_set_zone(hours, utc);
	for (int day = 1; day <= 7; day++) {
		const WorkingShift shift = {0, 60};
		GArray *shifts = g_array_new(FALSE, FALSE, sizeof shift);

		g_array_append_val(shifts, shift);
		assert_true(working_hours_set(hours, day, shifts));
	}
	assert_int_equal(
	    lifecycle_time(&ticket, &by, 10 * day_ms + 2 * 3600000, &next_ms), TIME_NOTHING);
	assert_int_equal(next_ms, 11 * day_ms + 3600000);
	assert_int_equal(lifecycle_time(&ticket, &by, next_ms, &next_ms), TIME_REMINDS);
	ticket.state = TICKET_DRAFT;
	assert_int_equal(
	    lifecycle_time(&ticket, &by, 10 * day_ms + 2 * 3600000, &next_ms), TIME_EXPIRES);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(customers),
	    cmocka_unit_test(approvals),
	    cmocka_unit_test(times),
	    cmocka_unit_test(times_have_one_owner),
	    cmocka_unit_test(times_pass_in_working_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
