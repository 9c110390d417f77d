/* SPDX-License-Identifier: Apache-2.0 */
/* Letters listed, shown, tried again and dropped. */
#include "tests/unit/command_fixture.h"

#include "spool/letter_attempt.h"
#include "spool/ticket_content.h"

/* Letter 1 waits after an attempt, 2 failed, 3 is sent. */
static void
add_letters(Spool *spool)
{
	const LetterAttempt attempt = {
	    60000, (char *)"unknown", (char *)"it closed the connection"};
	int64_t ticket = 0;
	Letter letter = {0};

	must(spool_begin(spool, &error));
	ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	letter = new_letter(ticket);
	for (int i = 0; i < 3; i++)
		store_letter(spool, &letter);
	must(letter_attempt_add(spool, 1, &attempt, &error));
	must(letter_postpone(spool, 1, attempt.answer, 120000, &error));
	must(letter_set_failed(spool, 2, "550 no such user", &error));
	must(letter_set_sent(spool, 3, "250 ok", 180000, &error));
	must(spool_commit(spool, &error));
}

static void
a_list_is_of_one_state_or_all(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *list = NULL;

	add_letters(fixture->spool);
	list = run_json(&context, "letter list --json");
	assert_int_equal(json_array_size(list), 3);
	assert_json(json_array_get(list, 0), "state", "sent");
	assert_json(json_array_get(list, 0), "sent", "1970-01-01T00:03:00Z");
	assert_json(json_array_get(list, 2), "ticket", "CS0000001");
	assert_json(json_array_get(list, 2), "due", "1970-01-01T00:02:00Z");
	json_decref(list);
	list = run_json(&context, "letter list failed --json");
	assert_int_equal(json_array_size(list), 1);
	assert_json(json_array_get(list, 0), "result", "550 no such user");
	json_decref(list);
	assert_refused(&context, "letter list late", 1,
	    "there is no state 'late'; there is waiting, sent, failed, dropped or prepared");
}

static void
one_is_shown_with_its_attempts(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	json_t *shown = NULL;
	json_t *attempts = NULL;

	add_letters(fixture->spool);
	assert_prints(&context, "letter show 1",
	    "state     waiting, due 1970-01-01 00:02\n"
	    "letter    acknowledgement\n"
	    "to        Els@klant.example\n"
	    "ticket    CS0000001\n"
	    "subject   [CS0000001] Scherm is zwart\n"
	    "written   1970-01-01 00:00\n"
	    "answer    it closed the connection\n"
	    "attempts  1970-01-01 00:01  unknown: it closed the connection\n");
	shown = run_json(&context, "letter show 1 --json");
	attempts = json_object_get(shown, "failed_attempts");
	assert_int_equal(json_array_size(attempts), 1);
	assert_json(json_array_get(attempts, 0), "outcome", "unknown");
	json_decref(shown);
	assert_refused(&context, "letter show 9", 1, "there is no letter 9");
	assert_refused(&context, "letter show resolution", 64,
	    "'resolution' is no id of a letter; a kind of letter is shown by 'casegate "
	    "template show'");
}

static void
count_call(void *data)
{
	++*(int *)data;
}

static bool
has_the_first(int64_t letter, void *data)
{
	(void)data;
	return letter == 1;
}

static void
what_waits_or_failed_is_tried_now(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Letter) letter = NULL;
	int calls = 0;

	add_letters(fixture->spool);
	context.send_again = count_call;
	context.running = &calls;
	assert_prints(&context, "letter retry 2", "letter 2 is tried now\n");
	assert_int_equal(calls, 1);
	must(letter_get(fixture->spool, 2, &letter, &error));
	assert_int_equal(letter->state, LETTER_WAITING);
	assert_int_equal(letter->due_ms, NOW);
	assert_refused(&context, "letter retry 3", 1,
	    "letter 3 is sent; only one that waits or failed can be retried");
	context.is_sending = has_the_first;
	assert_refused(&context, "letter retry 1", 75,
	    "letter 1 is with the server at this moment; try again");
	assert_int_equal(calls, 1);
}

static void
what_is_dropped_is_never_sent_and_its_ticket_says_why(void **state)
{
	Fixture *fixture = *state;
	g_auto(Context) context = open_context(fixture);
	g_autoptr(Letter) letter = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	const Entry *last = NULL;

	add_letters(fixture->spool);
	assert_refused(&context, "letter drop 2 overbodig", 1,
	    "letter 2 is failed; only one that waits or is prepared can be dropped");
	assert_prints(
	    &context, "letter drop 1 gebeld --as sanne@desk.example", "letter 1 is dropped\n");
	must(letter_get(fixture->spool, 1, &letter, &error));
	assert_int_equal(letter->state, LETTER_DROPPED);
	assert_string_equal(letter->result, "dropped by Sanne de Wit by root: gebeld");
	must(ticket_entries(fixture->spool, letter->ticket, &entries, &error));
	last = entries->pdata[entries->len - 1];
	assert_string_equal(last->author, "Sanne de Wit by root");
	assert_string_equal(
	    last->text, "acknowledgement to Els@klant.example is not sent: gebeld");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_list_is_of_one_state_or_all),
	    spool_test(one_is_shown_with_its_attempts),
	    spool_test(what_waits_or_failed_is_tried_now),
	    spool_test(what_is_dropped_is_never_sent_and_its_ticket_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
