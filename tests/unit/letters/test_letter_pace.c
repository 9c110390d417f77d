/* SPDX-License-Identifier: Apache-2.0 */
/* Letters that no mail of a customer brings about: many to one address wait, or are not written. */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/letter_pace.h"
#include "gateway/templates/letter_types.h"
#include "spool/letter_ceiling.h"

#define EVE "eve@elders.example"

static void
set_config(Desk *desk, const char *yaml)
{
	g_autofree char *whole = g_strconcat(DESK_YAML, yaml, NULL);

	desk_put(desk, "casegate.yaml", whole);
	must(context_take_config(desk->context, desk_config(desk), &error));
}

/* Whose client answers every notification with what cannot be done. */
static void
an_agents_robot_is_refused_a_score_of_times_an_hour(void **state)
{
	Desk *desk = *state;
	int refused = 0;

	desk_post(desk, "open case CS0000001", EVE, .text = "Help.");
	desk_tell(desk);
	for (int i = 0; i < 50; i++) {
		g_autofree char *letters = NULL;

		g_free(desk_letters(desk));
		g_free(desk_receive(
		    desk, &(Post){"sanne@desk.example", .text = "#fulfil", .aligned = true,
			      .to = "desk+{CS0000001 sanne@desk.example}@desk.example"}));
		letters = desk_letters(desk);
		refused += strcmp(letters, "notification-refused to sanne@desk.example") == 0;
	}
	assert_int_equal(refused, 20);
}

static void
forwards_wait_and_none_is_lost(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) letters = NULL;
	int64_t waiting = 0;
	int at_once = 0;

	desk_put(desk, "rules.d/05-f.yaml",
	    "- {name: invoices, when: {text: '(?i)factuur'},"
	    " then: {forward: {address: boekhouding@elders.example}}}\n");
	set_config(desk, "letters: {waiting_address_hour: 20}\n");
	for (int i = 0; i < 50; i++)
		g_free(desk_receive(desk, &(Post){EVE, .text = "Hierbij de factuur."}));
	must(letter_list(desk->context->spool, LETTER_WAITING, 100, &letters, &error));
	assert_int_equal(letters->len, 50);
	for (unsigned i = 0; i < letters->len; i++) {
		const Letter *letter = letters->pdata[i];

		at_once += letter->due_ms == NOW;
		assert_in_range(letter->due_ms, NOW, NOW + 2 * HOUR);
	}
	assert_int_equal(at_once, 20);
	must(letter_ceiling_waiting(desk->context->spool, NOW, &waiting, &error));
	assert_int_equal(waiting, 30);
	must(letter_ceiling_waiting(desk->context->spool, NOW + HOUR, &waiting, &error));
	assert_int_equal(waiting, 10);
}

/* When the nth letter of this name to one address is due, where two an hour may go. */
static int64_t
due_of_nth(Desk *desk, const char *name, int n)
{
	Letter row = {
	    .name = (char *)name,
	    .purpose = (char *)PURPOSE_TICKET,
	    .mailbox = (char *)"support",
	    .recipient = (char *)EVE,
	    .created_ms = NOW,
	};
	int64_t id = 0;

	set_config(desk, "letters: {waiting_address_hour: 2}\n");
	for (int i = 0; i < n; i++) {
		row.due_ms = NOW;
		row.paced_ms = 0;
		must(letter_pace_set(desk->context, &row, &error));
		must(letter_add(desk->context->spool, &row, &id, &error));
	}
	assert_int_equal(row.paced_ms, row.due_ms == NOW ? 0 : row.due_ms);
	return row.due_ms;
}

static void
too_many_to_one_address_wait_an_hour(void **state)
{
	assert_int_equal(due_of_nth(*state, LETTER_REMINDER_QUESTION, 2), NOW);
	assert_int_equal(due_of_nth(*state, LETTER_REMINDER_QUESTION, 1), NOW + HOUR);
	assert_int_equal(due_of_nth(*state, LETTER_REMINDER_QUESTION, 2), NOW + 2 * HOUR);
}

static void
an_agents_words_wait_beyond_ten_times_as_many(void **state)
{
	assert_int_equal(due_of_nth(*state, LETTER_ANSWER, 20), NOW);
	assert_int_equal(due_of_nth(*state, LETTER_QUESTION, 1), NOW + HOUR);
}

/* What others are forwarded to an address does not delay what the desk writes to it. */
static void
forwards_are_counted_apart(void **state)
{
	assert_int_equal(due_of_nth(*state, LETTER_FORWARDED, 3), NOW + HOUR);
	assert_int_equal(due_of_nth(*state, LETTER_REMINDER_QUESTION, 2), NOW);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(an_agents_robot_is_refused_a_score_of_times_an_hour),
	    desk_test(forwards_wait_and_none_is_lost),
	    desk_test(too_many_to_one_address_wait_an_hour),
	    desk_test(an_agents_words_wait_beyond_ten_times_as_many),
	    desk_test(forwards_are_counted_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
