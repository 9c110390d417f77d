/* SPDX-License-Identifier: Apache-2.0 */
/* What agents say by a command, with files; and what would be written, of which nothing is left. */
#include "tests/unit/served_fixture.h"

#include "spool/outbox.h"

#define AS " --as sanne"

static void
open_case(Desk *desk)
{
	desk_know(desk, ELS);
	assert_served(
	    desk, &command_case, "case new Scherm Zwart --for " ELS " --silent" AS, 0, "");
	assert_letters(desk, "none");
	desk_tell(desk);
	assert_letters(desk, "none");
}

static void
files_lie_in_a_mail_of_their_own(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) files = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *line = NULL;
	g_autofree char *path = g_build_filename(desk->folder, "plan.txt", NULL);

	open_case(desk);
	desk_put(desk, "plan.txt", "first this");
	line = g_strdup_printf("case answer 1 Zie-plan --attach %s" AS, path);
	assert_served(desk, &command_case, line, 0, "CS0000001 is open\n");
	assert_letters(desk, "answer to " ELS);
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_attachments(desk->context->spool, ticket->id, &files, &error));
	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	assert_int_equal(files->len, 1);
	assert_string_equal(((TicketAttachment *)files->pdata[0])->name, "plan.txt");
	assert_string_equal(((TicketAttachment *)files->pdata[0])->path, "2");
	must(mail_get(
	    desk->context->spool, ((TicketAttachment *)files->pdata[0])->mail, &mail, &error));
	assert_int_equal(mail->state, MAIL_DONE);
	assert_string_equal(mail->from_address, "sanne@desk.example");
	assert_int_equal(mail->ticket, ticket->id);
	assert_true(((Entry *)entries->pdata[entries->len - 2])->mail == mail->id ||
		    ((Entry *)entries->pdata[entries->len - 1])->mail == mail->id);
	assert_int_equal(desk->context->mail, 0);
}

static void
what_is_refused_keeps_no_files(void **state)
{
	Desk *desk = *state;
	g_autofree char *path = g_build_filename(desk->folder, "plan.txt", NULL);
	g_autofree char *line = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) files = NULL;

	open_case(desk);
	desk_put(desk, "plan.txt", "first this");
	line = g_strdup_printf("case close 1 --attach %s" AS, path);
	assert_served(desk, &command_case, line, 0, "CS0000001 is closed\n");
	g_free(line);
	line = g_strdup_printf("case answer 1 Nog-iets --attach %s" AS, path);
	assert_served(desk, &command_case, line, 1, "closed for good");
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_attachments(desk->context->spool, ticket->id, &files, &error));
	assert_int_equal(files->len, 1);
	assert_int_equal(desk->context->mail, 0);
}

static void
a_letter_is_seen_and_not_written(void **state)
{
	Desk *desk = *state;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;

	open_case(desk);
	before = desk_timeline(desk, "CS0000001");
	assert_served(desk, &command_case, "case preview 1 resolve Nieuwe-kabel" AS, 0,
	    "To: " ELS "\nSubject: ");
	assert_served(
	    desk, &command_case, "case preview 1 resolve Nieuwe-kabel" AS, 0, "Nieuwe-kabel");
	after = desk_timeline(desk, "CS0000001");
	assert_string_equal(after, before);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
	desk_tell(desk);
	assert_letters(desk, "none");
}

static void
what_is_no_letter_shows_none(void **state)
{
	Desk *desk = *state;

	open_case(desk);
	assert_served(desk, &command_case, "case preview 1 note Intern" AS, 0,
	    "CS0000001: no letter would be written\n");
	assert_served(desk, &command_case, "case preview 1 dance Intern" AS, 1,
	    "there is no action 'dance'");
	assert_served(desk, &command_case, "case preview 1 reopen" AS, 1, "");
	assert_served(desk, &command_case, "case preview 7 answer Hallo" AS, 1, "");
	assert_letters(desk, "none");
}

/* What is not previewed is what the subcommand says, whose right was looked at. */
static void
no_other_word_says_what_is_done(void **state)
{
	Desk *desk = *state;
	g_auto(Call) call = {0};
	g_auto(CallReply) reply = {0};

	open_case(desk);
	served_parse(&command_case, "case note 1 Intern" AS, &call);
	call_set_word(&call, "act", "answer");
	served_run(desk->context, &call, &reply);
	assert_int_equal(reply.code, 0);
	assert_letters(desk, "none");
}

/* Where a letter waits for what the desk elsewhere does, it is seen all the same, and that hears of nothing. */
static void
a_desk_elsewhere_hears_of_nothing(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(OutboxOperation) newest = NULL;

	open_case(desk);
	desk_elsewhere(desk);
	assert_served(
	    desk, &command_case, "case preview 1 answer Wij-komen" AS, 0, "Wij-komen");
	ticket = desk_ticket(desk, "CS0000001");
	must(outbox_newest(desk->context->spool, ticket->id, NULL, &newest, &error));
	assert_null(newest);
	assert_false(desk->context->mirrors);
	assert_null(desk->context->seen);
	assert_int_equal(desk->context->queued, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(files_lie_in_a_mail_of_their_own),
	    desk_test(what_is_refused_keeps_no_files),
	    desk_test(a_letter_is_seen_and_not_written),
	    desk_test(what_is_no_letter_shows_none),
	    desk_test(no_other_word_says_what_is_done),
	    desk_test(a_desk_elsewhere_hears_of_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
