/* SPDX-License-Identifier: Apache-2.0 */
/* Standard error is a file while something is told. */
#include "tests/unit/context_fixture.h"

#include <stdio.h>
#include <unistd.h>

#include "gateway/daemon/mail_log.h"
#include "gateway/util/log.h"
#include "spool/letter.h"
#include "spool/mail.h"

typedef struct {
	FILE *file;
	int before;
} Captured;

static Captured
capture(void)
{
	Captured captured = {tmpfile(), dup(STDERR_FILENO)};

	fflush(stderr);
	dup2(fileno(captured.file), STDERR_FILENO);
	return captured;
}

/* Caller owns. */
static char *
told(Captured captured)
{
	char text[2000];
	ssize_t length = 0;

	fflush(stderr);
	dup2(captured.before, STDERR_FILENO);
	close(captured.before);
	length = pread(fileno(captured.file), text, sizeof text, 0);
	fclose(captured.file);
	assert_in_range(length, 0, sizeof text - 1);
	return g_strndup(text, (size_t)length);
}

static int64_t
add_mail(const Desk *desk, const char *text, int64_t history_ms)
{
	g_autoptr(GBytes) raw = g_bytes_new(text, strlen(text));
	g_autofree char *key = g_strdup_printf("17.%zu", strlen(text));
	const MailArrival arrival = {.mailbox = "support",
	    .key = key,
	    .raw = raw,
	    .size = (int64_t)strlen(text),
	    .received_ms = NOW,
	    .history_ms = history_ms};
	int64_t id = 0;

	must(mail_add(desk->context->spool, &arrival, &id, &error));
	return id;
}

static void
decide(const Desk *desk, int64_t mail, MailState state, int64_t ticket)
{
	const MailOutcome outcome = {.state = state,
	    .reason = "Els Bos wil het",
	    .decision = state == MAIL_HELD ? "hold" : "open case",
	    .ticket = ticket,
	    .from_address = ELS,
	    .subject = "Printer van Els"};

	must(mail_decide(desk->context->spool, mail, &outcome, &error));
}

static void
lines_are_of_what_is_in_the_spool(void **state)
{
	Desk *desk = *state;
	MailLog log;
	g_autofree char *text = NULL;
	Captured captured;
	int64_t first = 0, second = 0, waits = 0;

	add_mail(desk, "before", 0);
	mail_log_begin(&log, desk->context);
	captured = capture();
	first = add_mail(desk, "Subject: Printer van Els\r\n\r\ngeheim", 0);
	second = add_mail(desk, "x", 0);
	waits = add_mail(desk, "yz", 0);
	add_mail(desk, "old", NOW - 1);
	mail_log_taken(&log, desk->context);
	mail_log_taken(&log, desk->context);
	decide(desk, first, MAIL_DONE, 0);
	decide(desk, second, MAIL_HELD, 0);
	mail_log_decided(&log, desk->context, first);
	mail_log_decided(&log, desk->context, second);
	mail_log_decided(&log, desk->context, waits);
	mail_log_decided(&log, desk->context, 99);
	mail_log_end(&log, "SIGTERM");
	text = told(captured);
	assert_string_equal(text,
	    "info: mail 2: taken in: 34 bytes, by mailbox support as 17.34\n"
	    "info: mail 3: taken in: 1 bytes, by mailbox support as 17.1\n"
	    "info: mail 4: taken in: 2 bytes, by mailbox support as 17.2\n"
	    "info: mail 2: decided: done, open case\n"
	    "info: mail 3: decided: held, hold\n"
	    "info: casegate: ended: SIGTERM; mails taken in: 4, decided: 2; letters sent: 0\n");
}

static void
numbers_are_told(void **state)
{
	Desk *desk = *state;
	MailLog log;
	g_autoptr(Letter) letter = NULL;
	g_autofree char *text = NULL, *expected = NULL;
	int64_t mail = 0, size = 0;
	Captured captured;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .text = "Help");
	mail_log_begin(&log, desk->context);
	mail = log.newest;
	letter = desk_newest(desk, 0);
	must(letter_size(desk->context->spool, letter->id, &size, &error));
	assert_true(size > 500);
	captured = capture();
	mail_log_decided(&log, desk->context, mail);
	mail_log_sent(&log, desk->context, letter->id);
	mail_log_sent(&log, desk->context, 99);
	text = told(captured);
	expected =
	    g_strdup_printf("info: mail %d: decided: done, open case, CS0000001\n"
			    "info: letter %d: sent: %s, %d bytes, CS0000001, for mail %d\n",
		(int)mail, (int)letter->id, letter->name, (int)size, (int)mail);
	assert_string_equal(text, expected);
	assert_int_equal(log.sent, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(lines_are_of_what_is_in_the_spool),
	    desk_test(numbers_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
