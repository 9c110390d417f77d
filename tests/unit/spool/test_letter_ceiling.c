/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/letter_ceiling.h"

static Spool *
begin(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;

	must(spool_begin(spool, &error));
	return spool;
}

static void
one_mailbox_has_many_spellings(void **state)
{
	static const char *const SAME[] = {"victim@vict.example", "VICTIM@Vict.Example",
	    "victim+1@vict.example", "v.i.c.tim+a+b@vict.example", "\"victim+7\"@vict.example"};
	static const char *const OTHERS[] = {
	    "victim2@vict.example", "victim@other.example", "+1@vict.example", "victim"};
	Spool *spool = begin(state);

	for (size_t i = 0; i < G_N_ELEMENTS(SAME) + G_N_ELEMENTS(OTHERS); i++) {
		bool same = i < G_N_ELEMENTS(SAME);
		const char *address = same ? SAME[i] : OTHERS[i - G_N_ELEMENTS(SAME)];
		g_autofree char *key = NULL;

		must(letter_correspondent(spool, 0, address, &key, &error));
		if ((strcmp(key, "victim@vict.example") == 0) != same)
			fail_msg("%s: %s", address, key);
	}
}

static void
a_contact_is_its_own_address_whichever_it_wrote_from(void **state)
{
	Spool *spool = begin(state);
	int64_t els = some_contact(spool, "Els.Bos@klant.example");
	g_autofree char *key = NULL;

	must(letter_correspondent(spool, els, "els@thuis.example", &key, &error));
	assert_string_equal(key, "elsbos@klant.example");
}

static int64_t
answer(Spool *spool, int64_t contact, const char *to, int64_t ticket, int64_t created_ms)
{
	Letter letter = new_letter(ticket);

	letter.contact = contact;
	letter.recipient = (char *)to;
	letter.created_ms = letter.due_ms = created_ms;
	letter.mail = 1;
	return store_letter(spool, &letter);
}

static void
answers_are_counted_by_correspondent_ticket_and_time(void **state)
{
	Spool *spool = begin(state);
	int64_t ticket = some_ticket(spool, TICKET_CASE, TICKET_NEW);
	int64_t plus = some_contact(spool, "v+1@x.example");
	int64_t other = some_contact(spool, "w@x.example");
	Letter unasked = new_letter(ticket);
	int64_t count = 0;

	some_mail(spool, "1", 5000);
	answer(spool, plus, "v+1@x.example", ticket, 100);
	answer(spool, plus, "v+1@x.example", 0, 200);
	answer(spool, other, "w@x.example", ticket, 300);
	unasked.contact = plus;
	unasked.created_ms = unasked.due_ms = 400;
	store_letter(spool, &unasked);
	must(letter_ceiling_to(spool, "v@x.example", 100, &count, &error));
	assert_int_equal(count, 2);
	must(letter_ceiling_to(spool, "v@x.example", 101, &count, &error));
	assert_int_equal(count, 1);
	must(letter_ceiling_on(spool, ticket, 0, &count, &error));
	assert_int_equal(count, 2);
	must(letter_ceiling_on(spool, ticket, 101, &count, &error));
	assert_int_equal(count, 1);
	must(letter_ceiling_all(spool, 100, &count, &error));
	assert_int_equal(count, 3);
	must(letter_ceiling_of(spool, "support", 100, &count, &error));
	assert_int_equal(count, 3);
	must(letter_ceiling_of(spool, "support", 101, &count, &error));
	assert_int_equal(count, 2);
	must(letter_ceiling_of(spool, "sales", 100, &count, &error));
	assert_int_equal(count, 0);
	must(letter_ceiling_all(spool, 301, &count, &error));
	assert_int_equal(count, 0);
}

static void
the_last_letters_say_what_they_answered(void **state)
{
	Spool *spool = begin(state);
	int64_t els = some_contact(spool, "els@x.example");
	g_autoptr(GPtrArray) past = NULL;
	const LetterPast *newest = NULL, *oldest = NULL;
	int64_t id = 0;

	some_mail(spool, "1", 5000);
	for (int i = 1; i <= 4; i++)
		id = answer(spool, els, "els@x.example", 0, i * 100);
	must(letter_set_sent(spool, id, "250", 450, &error));
	must(letter_ceiling_past(spool, "els@x.example", 3, &past, &error));
	assert_int_equal(past->len, 3);
	newest = past->pdata[0];
	oldest = past->pdata[2];
	assert_string_equal(newest->name, "acknowledgement");
	assert_int_equal(newest->created_ms, 400);
	assert_int_equal(newest->sent_ms, 450);
	assert_int_equal(newest->received_ms, 1000);
	assert_int_equal(oldest->created_ms, 200);
	assert_int_equal(oldest->sent_ms, 0);
}

static void
forwards_are_paced_apart_from_words(void **state)
{
	Spool *spool = begin(state);
	Letter letter = new_letter(0);
	int64_t due_ms = 0;
	int64_t waiting = 0;

	for (int i = 1; i <= 5; i++) {
		letter.name = (char *)(i % 2 ? "forwarded" : "answer");
		letter.due_ms = i * 100;
		letter.paced_ms = i > 3 ? i * 100 : 0;
		store_letter(spool, &letter);
	}
	must(letter_ceiling_due(
	    spool, &(LetterPace){"els@klant.example", true, 2}, &due_ms, &error));
	assert_int_equal(due_ms, 300);
	must(letter_ceiling_due(
	    spool, &(LetterPace){"els@klant.example", false, 2}, &due_ms, &error));
	assert_int_equal(due_ms, 200);
	must(letter_ceiling_due(
	    spool, &(LetterPace){"els@klant.example", false, 3}, &due_ms, &error));
	assert_int_equal(due_ms, 0);
	must(letter_ceiling_waiting(spool, 400, &waiting, &error));
	assert_int_equal(waiting, 1);
}

static void
what_is_held_back_is_counted_where_it_belongs(void **state)
{
	Spool *spool = begin(state);
	HeldLetter held = {.ticket = 7, .correspondent = "v@x"};
	HeldLetter again = {.ticket = 7, .correspondent = "v@x"};
	HeldLetter other = {.ticket = 0, .correspondent = "v@x"};
	int64_t times = 0, places = 0;

	must(letter_ceiling_hold(spool, &held, 100, &error));
	assert_int_equal(held.times, 1);
	assert_int_equal(held.entry, 0);
	held.entry = 33;
	must(letter_ceiling_set_entry(spool, &held, &error));
	must(letter_ceiling_hold(spool, &again, 200, &error));
	assert_int_equal(again.times, 2);
	assert_int_equal(again.entry, 33);
	must(letter_ceiling_hold(spool, &other, 300, &error));
	must(letter_ceiling_held(spool, 200, &times, &places, &error));
	assert_int_equal(times, 3);
	assert_int_equal(places, 2);
	must(letter_ceiling_held(spool, 201, &times, &places, &error));
	assert_int_equal(times, 1);
}

static void
a_pause_lasts_until_it_is_taken_back(void **state)
{
	Spool *spool = begin(state);
	int64_t last_ms = -1;

	must(letter_ceiling_paused(spool, "v@x", &last_ms, &error));
	assert_int_equal(last_ms, 0);
	must(letter_ceiling_pause(spool, "v@x", 100, &error));
	must(letter_ceiling_pause(spool, "v@x", 200, &error));
	must(letter_ceiling_paused(spool, "v@x", &last_ms, &error));
	assert_int_equal(last_ms, 200);
	must(letter_ceiling_resume(spool, "v@x", &error));
	must(letter_ceiling_paused(spool, "v@x", &last_ms, &error));
	assert_int_equal(last_ms, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(one_mailbox_has_many_spellings),
	    spool_test(a_contact_is_its_own_address_whichever_it_wrote_from),
	    spool_test(answers_are_counted_by_correspondent_ticket_and_time),
	    spool_test(the_last_letters_say_what_they_answered),
	    spool_test(forwards_are_paced_apart_from_words),
	    spool_test(what_is_held_back_is_counted_where_it_belongs),
	    spool_test(a_pause_lasts_until_it_is_taken_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
