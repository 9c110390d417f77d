/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/desk_mirror.h"
#include "spool/letter_hold.h"
#include "spool/outbox.h"

typedef struct {
	Spool *spool;
	int64_t ticket;
	int64_t operation;
	int64_t letter;
} Held;

/* A letter without a text that waits for the opening of a ticket. */
static Held
hold_one(void **state)
{
	Held held = {.spool = ((Fixture *)*state)->spool};
	OutboxOperation operation = {.kind = (char *)"open", .body = (char *)"{}"};
	Letter letter;

	must(spool_begin(held.spool, &error));
	held.ticket = some_ticket(held.spool, TICKET_CASE, TICKET_NEW);
	must(desk_ticket_add(held.spool, held.ticket, &error));
	operation.ticket = held.ticket;
	must(outbox_add(held.spool, &operation, &held.operation, &error));
	letter = new_letter(held.ticket);
	must(letter_add(held.spool, &letter, &held.letter, &error));
	must(letter_hold_add(held.spool,
	    &(LetterHold){held.letter, held.operation, (char *)"{}", 9000}, &error));
	return held;
}

static void
assert_letter(const Held *held, LetterState state, const char *name, int64_t due_ms)
{
	g_autoptr(Letter) letter = NULL;

	must(letter_get(held->spool, held->letter, &letter, &error));
	assert_int_equal(letter->state, state);
	assert_string_equal(letter->name, name);
	assert_string_equal(letter->subject, "");
	assert_int_equal(letter->due_ms, due_ms);
}

static unsigned
count_early(const Held *held, int64_t now_ms)
{
	g_autoptr(GPtrArray) holds = NULL;

	must(letter_hold_early(held->spool, now_ms, 10, &holds, &error));
	return holds->len;
}

static void
it_is_prepared_until_it_is_released(void **state)
{
	Held held = hold_one(state);
	g_autoptr(GPtrArray) waiting = NULL;
	g_autoptr(GPtrArray) holds = NULL;
	int64_t early_ms = 0;

	assert_letter(&held, LETTER_PREPARED, "acknowledgement", 3000);
	must(letter_waiting(held.spool, &(LetterTurn){"support", 99999, 9}, &waiting, &error));
	assert_int_equal(waiting->len, 0);
	must(letter_hold_of(held.spool, held.operation, &holds, &error));
	assert_int_equal(holds->len, 1);
	assert_string_equal(((LetterHold *)holds->pdata[0])->draft, "{}");
	must(letter_hold_next_early(held.spool, 8999, &early_ms, &error));
	assert_int_equal(early_ms, 9000);
	assert_int_equal(count_early(&held, 8999), 0);
	assert_int_equal(count_early(&held, 9000), 1);
	must(letter_hold_release(held.spool, held.letter, "early", 9000, &error));
	assert_letter(&held, LETTER_WAITING, "early", 9000);
	assert_int_equal(count_early(&held, 9000), 0);
	must_fail(letter_hold_release(held.spool, held.letter, NULL, 9000, &error),
	    SPOOL_ERROR_MISSING);
}

static void
it_waits_for_another_one_or_is_dropped(void **state)
{
	Held held = hold_one(state);
	OutboxOperation operation = {
	    .ticket = held.ticket, .kind = (char *)"say", .body = (char *)"{}"};
	g_autoptr(GPtrArray) holds = NULL;
	int64_t say = 0;

	must(outbox_add(held.spool, &operation, &say, &error));
	must(letter_hold_move(held.spool, held.letter, say, &error));
	must(letter_hold_of(held.spool, held.operation, &holds, &error));
	assert_int_equal(holds->len, 0);
	must(letter_hold_drop(held.spool, held.letter, "it was closed there", &error));
	assert_letter(&held, LETTER_DROPPED, "acknowledgement", 3000);
	must_fail(letter_hold_move(held.spool, held.letter, say, &error), SPOOL_ERROR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(it_is_prepared_until_it_is_released),
	    spool_test(it_waits_for_another_one_or_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
