/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody at the desk was first: the mirror takes what is true, a mail is decided again, an agent is told. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk_conflict.h"
#include "spool/desk_mirror.h"
#include "spool/outbox.h"

#define NUMBER "CS0000001"

static int64_t
open_one(Desk *desk)
{
	g_autoptr(DeskTicket) there = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case " NUMBER, ELS, .text = "Mijn scherm is zwart.");
	desk_agent(desk, NUMBER, AGENT_RESOLVES, "Nieuwe kabel.");
	desk_elsewhere(desk);
	must(desk_ticket_add(desk->context->spool, 1, &error));
	must(desk_ticket_get(desk->context->spool, 1, &there, &error));
	there->remote_id = g_strdup("c0");
	must(desk_ticket_save(desk->context->spool, there, &error));
	g_free(desk_letters(desk));
	return 1;
}

/* The operation that a mail, or a command where mail is 0, brought met the ticket in this state. */
static void
meet(const Desk *desk, DeskOperation operation, int64_t mail, const char *agent,
    const char *state)
{
	json_t *change = json_pack("{s:s, s:i, s:s, s:s}", "remote_id", "c0", "mod_count", 3,
	    "state", state, "remote_state", "x");
	const DeskConflict conflict = {
	    .ticket = 1,
	    .operation = operation,
	    .mail = mail,
	    .agent = agent,
	    .text = "Klaar.",
	    .why = "it was moved",
	    .change = change,
	};

	must(desk_conflict_take(desk->context, &conflict, &error));
	json_decref(change);
}

static void
assert_end(const Desk *desk, const char *end)
{
	g_autofree char *timeline = desk_timeline(desk, NUMBER);

	if (!g_str_has_suffix(timeline, end))
		fail_msg("not the end of\n%s\n%s", timeline, end);
}

static int read_again;

static void
count_reading(void *data)
{
	(void)data;
	read_again++;
}

static void
a_mail_is_decided_again_on_what_is_true(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	read_again = 0;
	desk->context->read_again = count_reading;
	meet(desk, DESK_SAY, 1, NULL, "open");
	assert_int_equal(read_again, 1);
	assert_string_equal(desk_state_of(desk, NUMBER), "open");
	assert_letters(desk, "reopened to " ELS);
	assert_end(desk,
	    "change casegate: not done at the desk (say): it was moved; its mail is "
	    "decided again\n"
	    "change servicenow: reopened\nletter casegate: reopened\n");
	{
		g_autoptr(Mail) mail = NULL;

		must(mail_get(desk->context->spool, 1, &mail, &error));
		assert_int_equal(mail->state, MAIL_WAITING);
	}
}

/* What it is answered says so: nobody is told twice. */
static void
who_wrote_to_what_is_over_hears_it_by_the_answer(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk->context->read_again = NULL;
	meet(desk, DESK_SAY, 1, NULL, "closed");
	assert_string_equal(desk_state_of(desk, NUMBER), "closed");
	assert_letters(desk, "none");
}

static void
an_agent_is_told(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	meet(desk, DESK_SAY, 1, "Sanne de Wit", "closed");
	assert_letters(desk, "closed to " ELS ", notification-refused to sanne@desk.example");
	{
		g_autoptr(Mail) mail = NULL;

		must(mail_get(desk->context->spool, 1, &mail, &error));
		assert_int_equal(mail->state, MAIL_DONE);
	}
	assert_end(desk, "change casegate: not done at the desk (say): it was moved\n"
			 "change servicenow: closed\nletter casegate: closed\n");
}

/* Its words are there; only a file is not. */
static void
a_file_that_was_not_taken_is_noted(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	meet(desk, DESK_ATTACH, 1, NULL, "resolved");
	assert_letters(desk, "none");
	assert_end(desk, "change casegate: not done at the desk (attach): it was moved\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_mail_is_decided_again_on_what_is_true),
	    desk_test(who_wrote_to_what_is_over_hears_it_by_the_answer),
	    desk_test(an_agent_is_told),
	    desk_test(a_file_that_was_not_taken_is_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
