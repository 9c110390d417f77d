/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

static int64_t
a_request(Spool *spool)
{
	Ticket ticket = {.kind = TICKET_REQUEST,
	    .state = TICKET_IN_PROGRESS,
	    .title = (char *)"x",
	    .category = (char *)"x",
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl"};

	must(ticket_add(spool, &ticket, &error));
	g_free(ticket.number);
	return ticket.id;
}

/* "1/0 1/1": request and position of what may begin. */
static void
assert_due(Spool *spool, int64_t now_ms, const char *expected)
{
	g_autoptr(GPtrArray) steps = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	must(step_due(spool, now_ms, 10, &steps, &error));
	for (unsigned i = 0; i < steps->len; i++) {
		const FulfilmentStep *step = steps->pdata[i];

		g_string_append_printf(
		    text, "%s%d/%d", i == 0 ? "" : " ", (int)step->ticket, step->position);
	}
	assert_string_equal(text->str, expected);
}

static void
set(Spool *spool, int64_t ticket, int position, StepState state, int64_t due_ms)
{
	g_autoptr(FulfilmentStep) step = NULL;

	must(step_get(spool, ticket, position, &step, &error));
	step->state = state;
	step->due_ms = due_ms;
	step->attempts++;
	g_free(step->result);
	step->result = g_strdup("exit 1");
	must(step_save(spool, step, &error));
}

static void
test_order(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t first = 0, second = 0, next_ms = 0;

	must(spool_begin(spool, &error));
	first = a_request(spool);
	second = a_request(spool);
	must(step_add(spool, first, 0, 100, &error));
	must(step_add(spool, first, 1, 100, &error));
	must(step_add(spool, second, 0, 200, &error));
	assert_due(spool, 99, "");
	assert_due(spool, 200, "1/0 2/0");
	set(spool, first, 0, STEP_WAITING, 500);
	assert_due(spool, 499, "2/0");
	must(step_next_due(spool, 499, &next_ms, &error));
	assert_int_equal(next_ms, 500);
	set(spool, first, 0, STEP_DONE, 500);
	assert_due(spool, 200, "1/1 2/0");
	set(spool, first, 1, STEP_FAILED, 500);
	assert_due(spool, 1000, "2/0");
	must_fail(
	    step_save(spool, &(FulfilmentStep){.ticket = 99, .result = (char *)""}, &error),
	    SPOOL_ERROR_MISSING);
}

static void
test_retry_and_stop(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(FulfilmentStep) none = NULL;
	g_autoptr(GPtrArray) steps = NULL;
	int64_t ticket = 0;
	bool any = true;

	must(spool_begin(spool, &error));
	ticket = a_request(spool);
	must(step_add(spool, ticket, 0, 100, &error));
	must(step_add(spool, ticket, 1, 100, &error));
	must(step_retry(spool, ticket, 200, &any, &error));
	assert_false(any);
	set(spool, ticket, 0, STEP_FAILED, 100);
	must(step_retry(spool, ticket, 200, &any, &error));
	assert_true(any);
	assert_due(spool, 199, "");
	assert_due(spool, 200, "1/0");
	set(spool, ticket, 0, STEP_DONE, 200);
	must(step_stop(spool, ticket, &error));
	assert_due(spool, 1000, "");
	must(step_list(spool, ticket, &steps, &error));
	assert_int_equal(steps->len, 2);
	assert_int_equal(((FulfilmentStep *)steps->pdata[0])->state, STEP_DONE);
	assert_string_equal(((FulfilmentStep *)steps->pdata[0])->result, "exit 1");
	assert_string_equal(
	    step_state_name(((FulfilmentStep *)steps->pdata[1])->state), "stopped");
	must(step_get(spool, ticket, 7, &none, &error));
	assert_null(none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_order), spool_test(test_retry_and_stop)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
