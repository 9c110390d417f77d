/* SPDX-License-Identifier: Apache-2.0 */
/* The test's clocks: a wall's, which jumps, and one that goes on evenly. */
#include "gateway/desk/clock.h"
#include "gateway/desk/desk.h"
#include "tests/unit/context_fixture.h"

#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

typedef struct {
	Desk *desk;
	Clock clock;
	ClockReading now;
} Time;

static void
look(Time *time, int64_t wall_ms, int64_t steady_ms, bool jumps)
{
	Context *context = time->desk->context;

	context->notices_ms = 1;
	time->now.wall_ms += wall_ms;
	time->now.steady_ms += steady_ms;
	must(spool_commit(time->desk->context->spool, &error)); /* the fixture's */
	must(clock_look(context, &time->clock, time->now, &error));
	must(spool_begin(time->desk->context->spool, &error));
	assert_int_equal(context->notices_ms == 0, jumps);
	assert_int_equal(time->desk->context->now_ms, time->now.wall_ms);
}

/* Once more from the start, after so long. */
static void
start_again(Time *time, int64_t away_ms, bool jumps)
{
	must(spool_commit(time->desk->context->spool, &error));
	must(clock_save(time->desk->context, &time->clock, &error));
	must(spool_begin(time->desk->context->spool, &error));
	time->clock = (Clock){0};
	look(time, away_ms, 77, jumps);
}

static Time
begin(Desk *desk)
{
	Time time = {.desk = desk, .now = {NOW, 5000}};

	look(&time, 0, 0, false);
	desk_know(desk, ELS);
	desk_post(
	    desk, "open case CS0000001", .from = ELS, .text = "Mijn scherm blijft zwart.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "acknowledgement-unverified to " ELS ", resolution to " ELS);
	return time;
}

static void
deadlines(Desk *desk, const char *letters)
{
	must(desk_deadlines(desk->context, 100, &error));
	assert_letters(desk, letters);
}

static void
time_that_passes_evenly_is_no_jump(void **state)
{
	Time time = begin(*state);

	look(&time, 5 * DAY - 1, 5 * DAY - 1, false);
	deadlines(*state, "none");
	look(&time, 1, 1, false);
	deadlines(*state, "reminder-solution to " ELS);
	look(&time, CLOCK_SLACK_MS, 0, false);
	look(&time, 0, CLOCK_SLACK_MS, false);
	look(&time, CLOCK_SLACK_MS + 1, 0, true);
}

static void
after_a_jump_forward_what_waits_has_as_much_time_left(void **state)
{
	Time time = begin(*state);

	look(&time, 4 * DAY, 4 * DAY, false);
	look(&time, 365 * DAY, 0, true);
	deadlines(*state, "none");
	look(&time, DAY - 1, DAY - 1, false);
	deadlines(*state, "none");
	look(&time, 1, 1, false);
	deadlines(*state, "reminder-solution to " ELS);
	assert_string_equal(desk_state_of(*state, "CS0000001"), "resolved");
}

static void
after_a_jump_there_and_back_it_is_as_before(void **state)
{
	Time time = begin(*state);

	look(&time, 365 * DAY, 0, true);
	desk_post(*state, "open case CS0000002", .from = ELS, .text = "Nog iets.");
	desk_agent(*state, "CS0000002", AGENT_RESOLVES, "Gedaan.");
	assert_letters(*state, "acknowledgement-unverified to " ELS ", resolution to " ELS);
	look(&time, -365 * DAY, 0, true);
	deadlines(*state, "none");
	look(&time, 5 * DAY, 5 * DAY, false);
	deadlines(*state, "reminder-solution to " ELS ", reminder-solution to " ELS);
}

static void
while_it_does_not_run_nobody_is_in_time(void **state)
{
	Time time = begin(*state);

	look(&time, 4 * DAY, 4 * DAY, false);
	start_again(&time, 30 * DAY, true);
	deadlines(*state, "none");
	look(&time, DAY, DAY, false);
	deadlines(*state, "reminder-solution to " ELS);
	start_again(&time, 1000, false);
}

static void
a_token_holds_through_a_jump(void **state)
{
	Time time = begin(*state);

	look(&time, 365 * DAY, 0, true);
	desk_post(*state, "accept CS0000001", .from = ELS, .to = TO_1, .text = "Akkoord.");
	assert_string_equal(desk_state_of(*state, "CS0000001"), "closed");
}

static void
what_cannot_be_written_is_looked_at_again(void **state)
{
	Desk *desk = *state;
	Time time = begin(desk);

	time.now.wall_ms += DAY; /* the fixture's transaction is open, and no other can begin */
	{
		g_autoptr(GError) error = NULL;

		assert_false(clock_look(desk->context, &time.clock, time.now, &error));
		assert_non_null(error);
	}
	look(&time, 0, 0, true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(time_that_passes_evenly_is_no_jump),
	    desk_test(after_a_jump_forward_what_waits_has_as_much_time_left),
	    desk_test(after_a_jump_there_and_back_it_is_as_before),
	    desk_test(while_it_does_not_run_nobody_is_in_time),
	    desk_test(a_token_holds_through_a_jump),
	    desk_test(what_cannot_be_written_is_looked_at_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
