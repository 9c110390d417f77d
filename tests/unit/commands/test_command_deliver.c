/* SPDX-License-Identifier: Apache-2.0 */
/* A mail on standard input. */
#include <unistd.h>

#include "tests/unit/command_fixture.h"

#include "gateway/commands/served.h"
#include "parsers/limits.h"

/* Standard input is a file that holds these bytes. */
static bool
prepare_delivery(const char *bytes, size_t size, Call *call, GError **error)
{
	FILE *file = tmpfile();
	int before = dup(STDIN_FILENO);
	bool good = false;

	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fflush(file), 0);
	assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
	dup2(fileno(file), STDIN_FILENO);
	fclose(file);
	call_init(call, "deliver");
	call_set_caller(call, geteuid());
	good = command_deliver.subcommands[0].prepare(call, error);
	dup2(before, STDIN_FILENO);
	close(before);
	return good;
}

static void
test_deliver(void **state)
{
	static const char MAIL[] = "From MAILER Mon Nov 23\nSubject: x\n\ntext\n";
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GPtrArray) mails = NULL;

	for (int i = 0; i < 2; i++) {
		g_auto(Call) call = {0};
		g_auto(CallReply) reply = {0};

		must(prepare_delivery(MAIL, sizeof MAIL - 1, &call, &error));
		serve_request(&context, &call, &reply);
		assert_int_equal(reply.code, 0);
	}
	must(mail_list(fixture->spool, -1, 10, &mails, &error));
	assert_int_equal(mails->len, 1);
	must(mail_get(fixture->spool, 1, &mail, &error));
	assert_string_equal(mail->mailbox, "support");
	assert_true(mail->filed);
	assert_false(mail->header_only);
	assert_int_equal(mail->received_ms, NOW);
	must((raw = mail_raw(fixture->spool, 1, &error)) != NULL);
	assert_int_equal(g_bytes_get_size(raw), strlen("Subject: x\n\ntext\n"));
}

static void
test_deliver_too_large(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autofree char *bytes = g_malloc(LIMIT_MAIL + 100);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};
	g_autoptr(Mail) mail = NULL;
	g_autoptr(GBytes) raw = NULL;

	memset(bytes, 'a', LIMIT_MAIL + 100);
	memcpy(bytes, "Subject: x\r\n\r\n", 14);
	must(prepare_delivery(bytes, LIMIT_MAIL + 100, &call, &error));
	serve_request(&context, &call, &reply);
	must(mail_get(fixture->spool, 1, &mail, &error));
	assert_true(mail->header_only);
	assert_int_equal(mail->size, LIMIT_MAIL + 100);
	must((raw = mail_raw(fixture->spool, 1, &error)) != NULL);
	assert_int_equal(g_bytes_get_size(raw), 14);
}

static void
test_deliver_nothing(void **state)
{
	g_auto(Call) call = {0};
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_false(prepare_delivery("", 0, &call, &error));
	assert_int_equal(served_exit_code(error), 65);
}

static void
test_deliver_to_nowhere(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	must(prepare_delivery("Subject: x\n\n", 12, &call, &error));
	call_set_word(&call, "mailbox", "suport");
	serve_request(&context, &call, &reply);
	assert_int_equal(reply.code, 64);
	assert_string_equal(
	    reply.error, "there is no mailbox 'suport'; did you mean 'support'?");
}

static void
test_strange_delivery(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	call_init(&call, "deliver");
	call_set_caller(&call, geteuid());
	serve_request(&context, &call, &reply);
	assert_int_equal(reply.code, 65);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_deliver),
	    spool_test(test_deliver_too_large),
	    cmocka_unit_test(test_deliver_nothing),
	    spool_test(test_deliver_to_nowhere),
	    spool_test(test_strange_delivery),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
