/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/remote_fixture.h"

#include "gateway/commands/desk_answer.h"

static Call
call_of(const char *command)
{
	Call call;

	call_init(&call, command);
	return call;
}

static void
only_what_agents_do_waits(void **state)
{
	Desk *desk = *state;
	const CallReply good = {0};
	const CallReply bad = {.code = 1};
	g_auto(Call) of_case = call_of("case");
	g_auto(Call) of_mail = call_of("mail");

	desk->context->queued = 7;
	assert_int_equal(desk_answer_awaits(desk->context, &of_case, &good), 7);
	assert_int_equal(desk_answer_awaits(desk->context, &of_case, &bad), 0);
	assert_int_equal(desk_answer_awaits(desk->context, &of_mail, &good), 0);
}

/* What it says of an operation that ended so. */
static void
assert_answer(const Desk *desk, bool json, const char *trouble, int code, const char *words)
{
	g_auto(Call) call = call_of("case");
	g_auto(CallReply) reply = {.error = g_strdup("")};
	const char *printed = json ? "{\"number\": \"CS1\"}" : "CS1 is closed\n";
	g_autofree char *out = NULL;
	gsize size = 0;
	const char *bytes = NULL;

	if (json)
		call_set_flag(&call, "json");
	reply.out = g_bytes_new(printed, strlen(printed));
	desk_answer_add(desk->context, 1, trouble, &call, &reply);
	bytes = g_bytes_get_data(reply.out, &size);
	out = g_strndup(bytes == NULL ? "" : bytes, size);
	assert_int_equal(reply.code, code);
	if (strstr(code == 0 ? out : reply.error, words) == NULL)
		fail_msg("%s, %s", out, reply.error);
}

static void
it_says_what_became_of_it(void **state)
{
	static const struct {
		DeskOutcome outcome;
		int code;
		const char *words, *json;
	} CASES[] = {
	    {DESK_AGAIN, 0, "CS1 is closed\nit waits for the desk: because\n",
		"\"why\": \"because\""},
	    {DESK_UNKNOWN, 0, "it waits for the desk: because", "\"state\": \"unknown\""},
	    {DESK_REFUSED, 1, "the desk refused it: because", "the desk refused it"},
	    {DESK_DOUBTFUL, 1, "the desk is not sure what is meant: because", "because"},
	    {DESK_DONE, 0, "CS1 is closed\n", "\"state\": \"done\""},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		must(spool_mark(desk->context->spool, &error));
		desk_post(desk, "open case NEW-1", .from = ELS, .aligned = true, .text = "a");
		assert_false(desk_answer_is_there(desk->context, 1));
		assert_answer(desk, false, "the desk is away", 0, ": the desk is away\n");
		remote_answer(desk, remote_take(desk, "open", NULL), CASES[i].outcome,
		    "{\"why\":\"because\",\"remote_id\":\"c0\",\"number\":\"CS0001005\"}");
		assert_int_equal(desk_answer_is_there(desk->context, 1),
		    CASES[i].outcome == DESK_DONE || CASES[i].code != 0);
		assert_answer(desk, false, NULL, CASES[i].code, CASES[i].words);
		assert_answer(desk, true, NULL, CASES[i].code, CASES[i].json);
		must(spool_undo(desk->context->spool, &error));
		desk->mails = 0;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    remote_test(only_what_agents_do_waits),
	    remote_test(it_says_what_became_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
