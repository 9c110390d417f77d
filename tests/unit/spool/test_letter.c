/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/sqlite.h"

static Spool *
begin(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	return fixture->spool;
}

static Letter *
get(Spool *spool, int64_t id)
{
	Letter *letter = NULL;

	must(letter_get(spool, id, &letter, &error));
	return letter;
}

static int64_t
letter_due_at(Spool *spool, int64_t due_ms)
{
	Letter letter = new_letter(0);

	letter.due_ms = due_ms;
	return store_letter(spool, &letter);
}

static void
test_stored(void **state)
{
	Spool *spool = begin(state);
	int64_t mail = some_mail(spool, "1", 10);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter wanted = new_letter(ticket);
	g_autoptr(Letter) letter = NULL;
	g_autoptr(GBytes) bytes = NULL;

	wanted.contact = some_contact(spool, "els@klant.example");
	wanted.mail = mail;
	wanted.due_ms = 4000;
	letter = get(spool, store_letter(spool, &wanted));
	assert_int_equal(letter->state, LETTER_WAITING);
	assert_string_equal(letter->name, "acknowledgement");
	assert_string_equal(letter->purpose, "ticket");
	assert_int_equal(letter->ticket, ticket);
	assert_int_equal(letter->contact, wanted.contact);
	assert_string_equal(letter->mailbox, "support");
	assert_string_equal(letter->recipient, "Els@klant.example");
	assert_string_equal(letter->subject, "[CS0000001] Scherm is zwart");
	assert_int_equal(letter->mail, mail);
	assert_int_equal(letter->created_ms, 3000);
	assert_int_equal(letter->expires_ms, 90000);
	assert_int_equal(letter->due_ms, 4000);
	assert_int_equal(letter->sent_ms, 0);
	assert_int_equal(letter->attempts, 0);
	assert_string_equal(letter->result, "");
	must(bytes = letter_bytes(spool, letter->id, &error));
	assert_int_equal(g_bytes_get_size(bytes), 25);
	assert_memory_equal(
	    g_bytes_get_data(bytes, NULL), "Subject: hallo\r\n\r\nhallo\r\n", 25);
}

static void
test_missing(void **state)
{
	Spool *spool = begin(state);
	g_autoptr(Letter) none = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
	LetterText text = {"<1@x>", "hallo", bytes};

	must(letter_get(spool, 5, &none, &error));
	assert_null(none);
	must_fail_saying(
	    letter_bytes(spool, 5, &error), SPOOL_ERROR_MISSING, "there is no letter 5");
	must_fail(letter_store(spool, 5, &text, &error), SPOOL_ERROR_MISSING);
	must_fail(letter_set_sent(spool, 5, "", 1, &error), SPOOL_ERROR_MISSING);
	must_fail(letter_set_failed(spool, 5, "", &error), SPOOL_ERROR_MISSING);
	must_fail(letter_postpone(spool, 5, "", 1, &error), SPOOL_ERROR_MISSING);
}

/* A token names its letter by id: also when the row is gone, an id never comes back. */
static void
test_an_id_is_never_given_again(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = begin(state);
	Letter letter = new_letter(0);
	int64_t first = store_letter(spool, &letter), second = 0;

	must(sql_execute(spool, "DELETE FROM letter_text; DELETE FROM letter", &error));
	must(spool_commit(spool, &error));
	fixture_reopen(fixture);
	must(spool_begin(fixture->spool, &error));
	second = store_letter(fixture->spool, &letter);
	assert_true(second > first);
}

static void
must_wait(Spool *spool, LetterTurn turn, const char *wanted)
{
	g_autoptr(GPtrArray) letters = NULL;
	g_autoptr(GString) found = g_string_new(NULL);

	must(letter_waiting(spool, &turn, &letters, &error));
	for (guint i = 0; i < letters->len; i++) {
		Letter *letter = g_ptr_array_index(letters, i);

		g_string_append_printf(found, "%s%d", i ? " " : "", (int)letter->id);
	}
	assert_string_equal(found->str, wanted);
}

static void
must_be_due_next(Spool *spool, int64_t now_ms, int64_t wanted)
{
	int64_t due = -1;

	must(letter_next_due(spool, now_ms, &due, &error));
	assert_int_equal(due, wanted);
}

static void
test_waiting(void **state)
{
	Spool *spool = begin(state);

	assert_int_equal(letter_due_at(spool, 3000), 1);
	assert_int_equal(letter_due_at(spool, 9000), 2);
	assert_int_equal(letter_due_at(spool, 3000), 3);
	assert_int_equal(letter_due_at(spool, 8000), 4);
	must_wait(spool, (LetterTurn){"support", 3000, 10}, "1 3");
	must_wait(spool, (LetterTurn){"support", 2999, 10}, "");
	must_wait(spool, (LetterTurn){"support", 8000, 10}, "1 3 4");
	must_wait(spool, (LetterTurn){"support", 9000, 2}, "1 2");
	must_wait(spool, (LetterTurn){"sales", 9000, 10}, "");
	must_be_due_next(spool, 3000, 8000);
	must_be_due_next(spool, 8000, 9000);
	must_be_due_next(spool, 9000, 0);
	must(letter_postpone(spool, 1, "451 later", 7000, &error));
	must_be_due_next(spool, 3000, 7000);
	must(letter_set_sent(spool, 1, "250 ok", 7100, &error));
	must(letter_set_failed(spool, 4, "550 no", &error));
	must_be_due_next(spool, 3000, 9000);
	must_wait(spool, (LetterTurn){"support", 9000, 10}, "2 3");
}

/* What was tried before is asked for apart, by when it is due, also where the clock was set back since. */
static void
test_waiting_again(void **state)
{
	Spool *spool = begin(state);

	for (int i = 0; i < 4; i++)
		letter_due_at(spool, 3000);
	must(letter_postpone(spool, 1, "451 later", 9000, &error));
	must(letter_postpone(spool, 2, "451 later", 8000, &error));
	must(letter_postpone(spool, 4, "451 later", 1000, &error));
	must_wait(spool, (LetterTurn){"support", 9000, 10}, "3");
	must_wait(spool, (LetterTurn){NULL, 8000, 10}, "4 2");
	must_wait(spool, (LetterTurn){NULL, 9000, 2}, "4 2");
	must(letter_set_failed(spool, 4, "550 no", &error));
	must_wait(spool, (LetterTurn){NULL, 9000, 9}, "2 1");
	must(letter_retry(spool, 4, 5000, &error));
	must(letter_retry(spool, 1, 5000, &error));
	must_wait(spool, (LetterTurn){NULL, 5000, 9}, "1 4");
	must(letter_drop(spool, 4, "dropped: too late", &error));
	must_wait(spool, (LetterTurn){NULL, 5000, 9}, "1");
	must_fail(letter_retry(spool, 99, 5000, &error), SPOOL_ERROR_MISSING);
	must_fail(letter_drop(spool, 99, "", &error), SPOOL_ERROR_MISSING);
}

static void
test_salt(void **state)
{
	Spool *spool = begin(state);
	Letter letter = new_letter(0);
	bool there = true;
	int64_t salt = 0;

	letter.salt = INT64_MIN;
	assert_int_equal(store_letter(spool, &letter), 1);
	must(letter_salt(spool, 1, &there, &salt, &error));
	assert_true(there);
	assert_true(salt == INT64_MIN);
	must(letter_salt(spool, 2, &there, &salt, &error));
	assert_false(there);
}

static void
test_results(void **state)
{
	Spool *spool = begin(state);
	static const struct {
		LetterState state;
		int attempts;
		int64_t sent_ms;
		const char *result;
	} WANTED[] = {
	    {LETTER_SENT, 2, 7100, "250 ok"},
	    {LETTER_FAILED, 1, 0, "550 no"},
	    {LETTER_WAITING, 1, 0, "451 later"},
	};
	int64_t counts[LETTER_STATES];

	for (int i = 0; i < 3; i++)
		letter_due_at(spool, 3000);
	must(letter_postpone(spool, 1, "451 later", 7000, &error));
	must(letter_set_sent(spool, 1, "250 ok", 7100, &error));
	must(letter_set_failed(spool, 2, "550 no", &error));
	must(letter_postpone(spool, 3, "451 later", 7000, &error));
	for (int i = 0; i < 3; i++) {
		g_autoptr(Letter) letter = get(spool, i + 1);

		assert_int_equal(letter->state, WANTED[i].state);
		assert_int_equal(letter->attempts, WANTED[i].attempts);
		assert_int_equal(letter->sent_ms, WANTED[i].sent_ms);
		assert_string_equal(letter->result, WANTED[i].result);
	}
	must(letter_count(spool, counts, &error));
	for (int i = 0; i < LETTER_STATES; i++)
		assert_int_equal(counts[i], i != LETTER_DROPPED && i != LETTER_PREPARED);
}

static void
test_tokens_expire(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	static const struct {
		bool of_ticket;
		int64_t expires_ms;
		int64_t wanted;
	} CASES[] = {{true, 9000, 5000}, {true, 4000, 4000}, {true, 0, 0}, {false, 9000, 9000}};
	int64_t ids[G_N_ELEMENTS(CASES)];

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		Letter letter = new_letter(CASES[i].of_ticket ? ticket : 0);

		letter.expires_ms = CASES[i].expires_ms;
		ids[i] = store_letter(spool, &letter);
	}
	must(letter_expire_tokens(spool, ticket, 5000, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(Letter) letter = get(spool, ids[i]);

		assert_int_equal(letter->expires_ms, CASES[i].wanted);
	}
}

static void
test_lists(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter letter = new_letter(ticket);
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) sent = NULL;
	g_autoptr(GPtrArray) older = NULL;
	g_autoptr(GPtrArray) of_ticket = NULL;

	store_letter(spool, &letter);
	letter_due_at(spool, 3000);
	store_letter(spool, &letter);
	must(letter_set_sent(spool, 2, "250 ok", 1, &error));
	must(letter_list(spool, -1, 2, &all, &error));
	assert_int_equal(all->len, 2);
	assert_int_equal(((Letter *)g_ptr_array_index(all, 0))->id, 3);
	must(letter_list(spool, LETTER_SENT, 10, &sent, &error));
	assert_int_equal(sent->len, 1);
	assert_int_equal(((Letter *)g_ptr_array_index(sent, 0))->id, 2);
	must(letter_list_page(spool, &(ListPage){-1, 3, 1}, &older, &error));
	assert_int_equal(((Letter *)g_ptr_array_index(older, 0))->id, 2);
	must(letter_of_ticket(spool, ticket, &of_ticket, &error));
	assert_int_equal(of_ticket->len, 2);
	assert_int_equal(((Letter *)g_ptr_array_index(of_ticket, 0))->id, 1);
	assert_int_equal(((Letter *)g_ptr_array_index(of_ticket, 1))->id, 3);
}

/* An answer to it finds the ticket, and its timeline says that it went out; one that is about none leaves nothing. */
static void
test_recorded(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	Letter letter = new_letter(0);
	const char *const ids[] = {"<1@desk.example>"};
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(GArray) found = NULL;
	const Entry *entry = NULL;
	int64_t id = 0;

	must(letter_record(spool, store_letter(spool, &letter), &error));
	letter.ticket = ticket;
	id = store_letter(spool, &letter);
	must(letter_record(spool, id, &error));
	must(ticket_find_by_ids(spool, ids, 1, &found, &error));
	assert_int_equal(found->len, 1);
	assert_int_equal(g_array_index(found, TicketReference, 0).ticket, ticket);
	assert_int_equal(g_array_index(found, TicketReference, 0).letter, id);
	must(ticket_entries(spool, ticket, &entries, &error));
	assert_int_equal(entries->len, 1);
	entry = entries->pdata[0];
	assert_int_equal(entry->kind, ENTRY_LETTER);
	assert_int_equal(entry->at_ms, 3000);
	assert_int_equal(entry->letter, id);
	assert_int_equal(entry->mail, 0);
	assert_string_equal(entry->author, "casegate");
	assert_string_equal(entry->text, "acknowledgement");
	assert_string_equal(entry->mark, "");
}

static void
test_state_names(void **state)
{
	(void)state;
	assert_string_equal(letter_state_name(LETTER_FAILED), "failed");
	for (LetterState one = LETTER_WAITING; one < LETTER_STATES; one++)
		assert_non_null(letter_state_name(one));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_stored),
	    spool_test(test_missing),
	    spool_test(test_an_id_is_never_given_again),
	    spool_test(test_waiting),
	    spool_test(test_waiting_again),
	    spool_test(test_salt),
	    spool_test(test_results),
	    spool_test(test_tokens_expire),
	    spool_test(test_lists),
	    spool_test(test_recorded),
	    cmocka_unit_test(test_state_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
