/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate import` asks of who has the spool; that mails are read and decided: tests/e2e/test_import.py. */
#include <unistd.h>

#include "tests/unit/command_fixture.h"

#include "gateway/commands/served.h"
#include "spool/history.h"

/* What take answers to these rows, NULL-terminated, with these bytes; "64: ..." where it refuses. Caller owns. */
static char *
take(Context *context, const char *mailbox, const char *const *rows, const char *bytes)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	gsize size = 0;
	const char *out = NULL;

	call_init(&call, "history");
	call_set_caller(&call, geteuid());
	call_set_word(&call, "subcommand", "take");
	call_set_words(&call, "mails", (char *const *)rows, (int)g_strv_length((char **)rows));
	if (mailbox != NULL)
		call_set_word(&call, "mailbox", mailbox);
	call.bytes = g_bytes_new_static(bytes, strlen(bytes));
	serve_request(context, &call, &reply);
	if (reply.code != 0)
		return g_strdup_printf("%d: %s", reply.code, reply.error);
	out = g_bytes_get_data(reply.out, &size);
	return g_strndup(out, size);
}

static void
assert_takes(Context *context, const char *const *rows, const char *bytes, const char *expected)
{
	g_autofree char *answer = take(context, "support", rows, bytes);

	assert_string_equal(answer, expected);
}

static void
test_take(void **state)
{
	static const char *const ROWS[] = {"3 3 1000", "2 500 99999999999999", NULL};
	static const char *const AGAIN[] = {"2 500 7", NULL};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Mail) first = NULL;
	g_autoptr(Mail) second = NULL;
	g_autoptr(GBytes) raw = NULL;

	assert_takes(&context, ROWS, "abcde", "1\n2\n");
	assert_takes(&context, AGAIN, "de", "0\n");
	must(mail_get(fixture->spool, 1, &first, &error));
	must(mail_get(fixture->spool, 2, &second, &error));
	assert_string_equal(first->key, "");
	assert_true(first->repeats == 0 && second->repeats == 0);
	assert_string_equal(first->mailbox, "support");
	assert_true(first->filed && !first->header_only && first->history_ms == 1000);
	assert_true(first->received_ms == NOW);
	/* nothing came tomorrow */
	assert_true(second->header_only && second->size == 500 && second->history_ms == NOW);
	must((raw = mail_raw(fixture->spool, 2, &error)) != NULL);
	assert_memory_equal(g_bytes_get_data(raw, NULL), "de", 2);
}

/* By the socket comes what somebody else made. */
static void
test_strange_rows(void **state)
{
	static const char *const CASES[] = {"", "x", "3", "3 3", "4 4 1", "3 3 0", "3 -3 1",
	    "3 3 1 more", "18446744073709551615 3 1"};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(GPtrArray) mails = NULL;
	static const char *const GOOD[] = {"3 3 1000", NULL};
	g_autofree char *nowhere = take(&context, NULL, GOOD, "abc");
	g_autofree char *elsewhere = take(&context, "drop", GOOD, "abc");

	assert_string_equal(nowhere, "64: the gateway has no mailbox ''");
	assert_string_equal(elsewhere, "64: the gateway has no mailbox 'drop'");
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const char *const rows[] = {"0 0 1", CASES[i], NULL};
		g_autofree char *answer = take(&context, "support", rows, "abc");

		if (!g_str_equal(answer, "64: that is no mail"))
			fail_msg("%s: %s", CASES[i], answer);
	}
	must(mail_list(fixture->spool, -1, 10, &mails, &error));
	assert_int_equal(mails->len, 0);
}

static int64_t
ask_waiting(Context *context)
{
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	g_autofree char *text = NULL;

	call_init(&call, "history");
	call_set_caller(&call, geteuid());
	call_set_word(&call, "subcommand", "wait");
	serve_request(context, &call, &reply);
	assert_int_equal(reply.code, 0);
	text = g_strndup(g_bytes_get_data(reply.out, NULL), g_bytes_get_size(reply.out));
	return g_ascii_strtoll(text, NULL, 10);
}

/* A running gateway decides by itself, and only says how many wait. */
static void
test_wait_and_count(void **state)
{
	static const char *const ROWS[] = {"3 3 1000", "2 2 1000", NULL};
	static const MailOutcome REFUSED = {
	    MAIL_QUARANTINED, "too deep", "ignore", .subject = ""};
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	json_t *counted = NULL;

	context.running = &context;
	assert_takes(&context, ROWS, "abcde", "1\n2\n");
	assert_int_equal(ask_waiting(&context), 2);
	must(spool_begin(fixture->spool, &error));
	must(mail_decide(fixture->spool, 2, &REFUSED, &error));
	must(spool_commit(fixture->spool, &error));
	assert_int_equal(ask_waiting(&context), 1);
	call_init(&call, "history");
	call_set_caller(&call, geteuid());
	call_set_word(&call, "subcommand", "count");
	call_set_number(&call, "first", 1);
	call_set_number(&call, "last", 2);
	serve_request(&context, &call, &reply);
	counted =
	    json_loadb(g_bytes_get_data(reply.out, NULL), g_bytes_get_size(reply.out), 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(counted, "waiting")), 1);
	assert_json(
	    json_array_get(json_object_get(counted, "refused"), 0), "reason", "too deep");
	json_decref(counted);
}

/* Nobody types it. */
static void
test_is_not_listed(void **state)
{
	(void)state;
	for (const Command *const *one = served_commands(); *one != NULL; one++)
		assert_string_not_equal((*one)->name, command_history.name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_take, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(test_strange_rows, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		test_wait_and_count, fixture_setup, fixture_teardown),
	    cmocka_unit_test(test_is_not_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
