/* SPDX-License-Identifier: Apache-2.0 */
/* Mails listed, shown and let go on; and the status of all. */
#include "spool/mail_scan.h"
#include "spool/unfetched.h"
#include "tests/unit/command_fixture.h"

static void
decide_mail(Spool *spool, int64_t id, MailState state, int64_t ticket)
{
	MailOutcome outcome = {
	    .state = state,
	    .reason = "evidence disagrees",
	    .decision = "hold",
	    .ticket = ticket,
	    .from_address = "els@klant.example",
	    .subject = "Scherm",
	};

	must(mail_decide(spool, id, &outcome, &error));
	must(mail_trace_set(spool, id, "kind      person\ndecision  hold", &error));
}

/* Mail 1 waits, 2 is held, 3 is done. */
static void
add_mails(Spool *spool)
{
	must(spool_begin(spool, &error));
	some_mail(spool, "7.1", 10);
	decide_mail(spool, some_mail(spool, "7.2", 20), MAIL_HELD, 0);
	decide_mail(spool, some_mail(spool, "7.3", 30), MAIL_DONE,
	    some_ticket(spool, TICKET_CASE, TICKET_NEW));
	must(spool_commit(spool, &error));
}

static void
test_mail_list(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *list = NULL;

	add_mails(fixture->spool);
	assert_prints(&context, "mail list held",
	    "id  received          state  ticket  from               subject  decision\n"
	    " 2  1970-01-01 00:00  held           els@klant.example  Scherm   "
	    "hold: evidence disagrees\n");
	list = run_json(&context, "mail list --json");
	assert_int_equal(json_array_size(list), 3);
	assert_json(json_array_get(list, 0), "ticket", "CS0000001");
	assert_json(json_array_get(list, 1), "state", "held");
	assert_json(json_array_get(list, 1), "ticket", NULL);
	assert_json(json_array_get(list, 2), "key", "7.1");
	assert_true(json_is_false(json_object_get(json_array_get(list, 2), "filed")));
	json_decref(list);
	assert_refused(&context, "mail list hold", 1,
	    "there is no state 'hold'; there is waiting, done, duplicate, held, quarantined, "
	    "spam "
	    "or discarded");
}

static void
test_mail_show(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *shown = NULL;

	add_mails(fixture->spool);
	assert_prints(&context, "mail show 2",
	    "state     held: evidence disagrees\nkind      person\ndecision  hold\n");
	assert_prints(&context, "mail show 1", "state     waiting\n");
	must(spool_begin(fixture->spool, &error));
	must(mail_repeat(fixture->spool, 1, 60000, &error));
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "mail show 1",
	    "state     waiting\ncame      1 more time, last 1970-01-01 00:01\n");
	shown = run_json(&context, "mail show 2 --json");
	assert_json(shown, "reason", "evidence disagrees");
	assert_int_equal(json_array_size(json_object_get(shown, "trace")), 2);
	json_decref(shown);
}

static void
count_call(void *data)
{
	++*(int *)data;
}

static void
test_mail_again(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Mail) mail = NULL;
	int calls = 0;

	add_mails(fixture->spool);
	context.read_again = count_call;
	context.running = &calls;
	assert_refused(&context, "mail retry 3", 1,
	    "mail 3 is done; only one that is held, quarantined or spam can go back");
	assert_refused(&context, "mail release 1", 1,
	    "mail 1 is waiting; only one that is held, quarantined or spam can go back");
	assert_int_equal(calls, 0);
	assert_prints(&context, "mail retry 2", "mail 2 waits to be decided anew\n");
	assert_int_equal(calls, 1);
	must(mail_get(fixture->spool, 2, &mail, &error));
	assert_int_equal(mail->state, MAIL_WAITING);
	assert_false(mail->released);
}

static void
test_mail_release(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Mail) mail = NULL;

	add_mails(fixture->spool);
	assert_prints(&context, "mail release 2", "mail 2 waits to be decided anew\n");
	must(mail_get(fixture->spool, 2, &mail, &error));
	assert_int_equal(mail->state, MAIL_WAITING);
	assert_true(mail->released);
}

static void
test_mail_discard(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	add_mails(fixture->spool);
	assert_refused(&context, "mail discard 3", 1,
	    "mail 3 is done; only one that is held, quarantined or spam can be discarded");
	assert_prints(&context, "mail discard 2 spam", "mail 2 is discarded: spam\n");
	assert_prints(&context, "mail show 2",
	    "state     discarded: spam\nkind      person\ndecision  hold\n"
	    "discarded by root: spam\n");
	assert_refused(&context, "mail retry 2", 1,
	    "mail 2 is discarded; only one that is held, quarantined or spam can go back");
}

static void
test_mail_raw(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);

	add_mails(fixture->spool);
	/* before the bytes stands what a scanner said, for who prints them */
	assert_prints(&context, "mail raw 1", "\n7.1mmmmmmm");
	must(spool_begin(fixture->spool, &error));
	must(mail_scan_set(fixture->spool, 1, "infected: Eicar", false, &error));
	must(spool_commit(fixture->spool, &error));
	assert_prints(&context, "mail raw 1", "infected: Eicar\n7.1mmmmmmm");
	assert_refused(&context, "mail raw 9", 1, "there is no mail 9");
}

static json_t *
some_roles(void *data)
{
	return json_pack("{s:i, s:[{s:s, s:s, s:s, s:i, s:i, s:s}], s:{s:s, s:i}, s:[{s:b, "
			 "s:i}, {s:b, s:i}]}",
	    "pid", *(int *)data, "mailboxes", "name", "support", "state", "INBOX is open",
	    "heard", "1970-01-01T00:02:00Z", "starts", 3, "refused", 5, "refused_why",
	    "UID MOVE is refused: quota", "outgoing", "state", "idle", "starts", 1, "readers",
	    "working", true, "starts", 2, "working", false, "starts", 1);
}

static void
test_status(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	int pid = 4711;
	json_t *shown = NULL;
	const json_t *mailbox;
	int64_t letter = 0;

	add_mails(fixture->spool);
	must(spool_begin(fixture->spool, &error));
	letter = store_letter(fixture->spool, &(Letter){.name = (char *)"acknowledgement",
						  .purpose = (char *)"",
						  .mailbox = (char *)"support",
						  .recipient = (char *)"els@klant.example",
						  .created_ms = 1});
	must(letter_set_failed(fixture->spool, letter, "550 no such user", &error));
	must(unfetched_set(fixture->spool,
	    &(Unfetched){.mailbox = (char *)"support",
		.key = (char *)"17.4",
		.reason = (char *)"the server refuses it",
		.tries = 7,
		.since_ms = 1000,
		.tried_ms = 100000},
	    &error));
	must(spool_commit(fixture->spool, &error));
	context.now_ms = 121000;
	assert_prints(&context, "status",
	    "gateway    not running\n"
	    "mailboxes  support <desk@desk.example>\n"
	    "           UID 4 does not come, asked for 7 times in 2 min: the server refuses "
	    "it\n"
	    "           3 safe and not filed yet\n"
	    "mails      1 waiting, 1 done, 1 held; the oldest waits for 2 min\n"
	    "letters    1 failed\n"
	    "cases      1 new\n"
	    "requests   none\n"
	    "\n"
	    "letter  name             to                 state   attempts  last answer\n"
	    "     1  acknowledgement  els@klant.example  failed         1  550 no such user\n");
	context.workers = some_roles;
	context.running = &pid;
	shown = run_json(&context, "status --json");
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(shown, "mails"), "held")), 1);
	assert_int_equal(
	    json_integer_value(json_object_get(json_object_get(shown, "gateway"), "pid")),
	    4711);
	assert_json(json_array_get(json_object_get(shown, "troubles"), 0), "result",
	    "550 no such user");
	mailbox = json_array_get(json_object_get(shown, "mailboxes"), 0);
	assert_int_equal(json_integer_value(json_object_get(mailbox, "unfiled")), 5);
	assert_json(mailbox, "unfiled_reason", "UID MOVE is refused: quota");
	assert_json(json_array_get(json_object_get(mailbox, "unfetched"), 0), "mail", "UID 4");
	json_decref(shown);
}

static void
test_status_of_gateway(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	int pid = 4711;

	context.workers = some_roles;
	context.running = &pid;
	context.now_ms = 132000;
	assert_prints(&context, "status",
	    "gateway    running, pid 4711\n"
	    "outgoing   idle\n"
	    "readers    1 running, 3 started so far\n"
	    "mailboxes  support <desk@desk.example>  INBOX is open; heard 12 s ago; started 3 "
	    "times\n"
	    "           5 safe and not filed yet: UID MOVE is refused: quota\n"
	    "mails      none\n"
	    "letters    none\n"
	    "cases      none\n"
	    "requests   none\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_mail_list),
	    spool_test(test_mail_show),
	    spool_test(test_mail_again),
	    spool_test(test_mail_release),
	    spool_test(test_mail_discard),
	    spool_test(test_mail_raw),
	    spool_test(test_status),
	    spool_test(test_status_of_gateway),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
