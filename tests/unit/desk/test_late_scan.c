/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner says later: the marks of a mail's attachments, and the lines that say so. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/late_scan.h"
#include "gateway/desk/ticket_change.h"
#include "parsers/file_marks.h"
#include "spool/mail_scan.h"
#include "spool/mail_trace.h"

/* The case of mail 1, which has a program that nobody looked into. */
static int
setup(void **state)
{
	MessageAttachment one = {.path = (char *)"2",
	    .name = (char *)"setup.exe",
	    .type = (char *)"application/octet-stream",
	    .size = 3,
	    .marks = FILE_MARK_EXECUTABLE | FILE_MARK_UNSCANNED};
	Desk *desk = NULL;
	g_autoptr(Ticket) ticket = NULL;

	desk_setup(state);
	desk = *state;
	desk_post(
	    desk, "open case CS0000001", .from = ELS, .subject = "Factuur", .text = "Kijk.");
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_change_attach(desk->context, ticket->id, 1, &one, &error));
	must(mail_scan_set(desk->context->spool, 1, "not scanned: it is down", true, &error));
	return 0;
}

static void
assert_marks(const Desk *desk, const char *number, const char *expected)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) attachments = NULL;

	must(ticket_attachments(desk->context->spool, ticket->id, &attachments, &error));
	assert_int_equal(attachments->len, 1);
	assert_string_equal(((const TicketAttachment *)attachments->pdata[0])->marks, expected);
}

static void
assert_said(const Desk *desk, const char *said, const char *traced)
{
	Spool *spool = desk->context->spool;
	g_autofree char *now = NULL;
	g_autofree char *trace = NULL;

	must(mail_scan_get(spool, 1, &now, &error));
	must(mail_trace_get(spool, 1, &trace, &error));
	assert_true(g_strcmp0(now, said) == 0);
	assert_true(g_str_has_suffix(trace, traced));
}

static void
what_is_clean_has_its_own_marks_again(void **state)
{
	const Desk *desk = *state;
	g_autofree char *before = desk_timeline(desk, "CS0000001");
	g_autofree char *after = NULL;

	assert_marks(desk, "CS0000001", "executable, unscanned");
	must(late_scan_take(desk->context, 1, 0, NULL, &error));
	assert_marks(desk, "CS0000001", "executable");
	assert_said(desk, NULL, "\nscanned late: clean");
	after = desk_timeline(desk, "CS0000001");
	assert_string_equal(after, before);
}

static void
a_virus_is_told_on_the_ticket(void **state)
{
	const Desk *desk = *state;
	g_autofree char *timeline = NULL;

	must(late_scan_take(
	    desk->context, 1, FILE_MARK_INFECTED, "infected: Eicar-Test", &error));
	assert_marks(desk, "CS0000001", "executable, infected");
	assert_said(desk, "infected: Eicar-Test", "\nscanned late: infected: Eicar-Test");
	timeline = desk_timeline(desk, "CS0000001");
	assert_non_null(strstr(timeline, "mail 1 was scanned late: infected: Eicar-Test"));
}

static void
what_was_merged_is_found(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) from = NULL;
	g_autoptr(Ticket) to = NULL;

	desk_post(
	    desk, "open case CS0000002", .from = ELS, .subject = "Nog een", .text = "Hier.");
	from = desk_ticket(desk, "CS0000001");
	to = desk_ticket(desk, "CS0000002");
	must(ticket_change_give(desk->context, from, to, &error));
	must(late_scan_take(desk->context, 1, 0, NULL, &error));
	assert_marks(desk, "CS0000002", "executable");
}

int
main(void)
{
#define WITH(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)
	const struct CMUnitTest tests[] = {
	    WITH(what_is_clean_has_its_own_marks_again),
	    WITH(a_virus_is_told_on_the_ticket),
	    WITH(what_was_merged_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
