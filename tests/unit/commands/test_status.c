/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/command_fixture.h"

#include "gateway/commands/status.h"

/* What a running gateway says of itself, ten seconds after it heard its mailbox's worker. */
static json_t *
workers(void *wrong)
{
	json_t *all = json_pack("{s:i, s:[{s:s, s:s, s:s, s:i}], s:{s:s, s:i}}", "pid", 4711,
	    "mailboxes", "name", "support", "state", "open, \033[1mIDLE", "heard",
	    "2026-11-23T10:01:50Z", "starts", 3, "outgoing", "state", "idle", "starts", 1);

	json_object_set_new(all, "readers",
	    json_pack("[{s:b, s:i}, {s:b, s:i}]", "working", 1, "starts", 2, "working", 0,
		"starts", 5));
	json_object_set_new(all, "verifier", json_pack("{s:b}", "working", 0));
	json_object_set_new(
	    all, "clamd", json_pack("{s:b, s:s}", "answers", 0, "trouble", "no socket"));
	json_object_set_new(all, "hung",
	    json_pack("{s:i, s:s, s:s}", "times", 2, "at", "2026-11-23T09:57:00Z", "last",
		"the send worker"));
	json_object_set_new(
	    all, "wrong", json_pack("[s]", wrong == NULL ? "the disk is full" : wrong));
	return all;
}

static void
assert_line(const char *text, const char *line)
{
	if (strstr(text, line) == NULL)
		fail_msg("there is no \"%s\" in:\n%s", line, text);
}

static void
without_a_gateway_it_tells_what_the_spool_knows(void **state)
{
	g_auto(Context) context = open_context(*state);
	g_auto(Status) status = {0};
	g_autoptr(GString) out = g_string_new(NULL);

	context.rule_errors = 2;
	must(spool_begin(context.spool, &error));
	some_mail(context.spool, "a", 10);
	some_ticket(context.spool, TICKET_CASE, TICKET_OPEN);
	some_ticket(context.spool, TICKET_REQUEST, TICKET_CLOSED);
	must(status_read(&context, &status, &error));
	status_print_text(&status, &(TextTableStyle){0}, out);
	assert_line(out->str, "gateway    not running\n");
	assert_line(out->str, "mailboxes  support <desk@desk.example>\n");
	assert_line(out->str, "mails      1 waiting; the oldest waits for ");
	assert_line(out->str, "rules      2 times one met a limit");
	assert_line(out->str, "letters    none\n");
	assert_line(out->str, "cases      1 open\n");
	assert_line(out->str, "requests   1 closed\n");
	assert_null(strstr(out->str, "overdue"));
}

static void
each_worker_has_its_line(void **state)
{
	g_auto(Context) context = open_context(*state);
	g_auto(Status) status = {0};
	g_autoptr(GString) out = g_string_new(NULL);

	context.workers = workers;
	must(status_read(&context, &status, &error));
	status_print_text(&status, &(TextTableStyle){0}, out);
	assert_line(out->str,
	    "gateway    running, pid 4711\n"
	    "outgoing   idle\n"
	    "readers    1 running, 7 started so far\n"
	    "verifier   not running, mails wait for it\n"
	    "clamd      mails are not scanned: no socket\n"
	    "hung       2 times a worker, the last 5 min ago: the send worker\n");
	assert_line(out->str, "; heard 10 s ago; started 3 times\n");
	assert_null(strchr(out->str, '\033'));
}

static void
json_tells_each_mailbox_once(void **state)
{
	g_auto(Context) context = open_context(*state);
	g_auto(Status) status = {0};
	g_autoptr(GString) out = g_string_new(NULL);
	json_t *told = NULL;
	const json_t *mailbox = NULL;

	context.workers = workers;
	must(spool_begin(context.spool, &error));
	some_ticket(context.spool, TICKET_CASE, TICKET_RESOLVED);
	must(status_read(&context, &status, &error));
	status_print_json(&status, out);
	told = json_loads(out->str, 0, NULL);
	assert_non_null(told);
	mailbox = json_array_get(json_object_get(told, "mailboxes"), 0);
	assert_string_equal(json_string_value(json_object_get(mailbox, "name")), "support");
	assert_null(json_object_get(json_object_get(told, "gateway"), "mailboxes"));
	assert_true(json_is_null(json_object_get(told, "desk")));
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(told, "cases"), "resolved")), 1);
	assert_null(json_object_get(json_object_get(told, "cases"), "in progress"));
	json_decref(told);
}

/* What is wrong is said behind all, and makes the exit code. */
static void
what_is_wrong_is_one_line(void **state)
{
	g_auto(Context) context = open_context(*state);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	context.workers = workers;
	context.running = (void *)"the mailbox\nsupport";
	parse("status", &call);
	serve_request(&context, &call, &reply);
	assert_int_equal(reply.code, 1);
	assert_line(reply.error, "the mailbox support");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(without_a_gateway_it_tells_what_the_spool_knows),
	    spool_test(each_worker_has_its_line),
	    spool_test(json_tells_each_mailbox_once),
	    spool_test(what_is_wrong_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
