/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/code_fixture.h"

/* What leaves says what is asked for in our words: the item, the number, and not a word of the mail. */
static void
it_says_what_it_is_for(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;
	g_autoptr(Letter) letter = NULL;
	Post post = CARD_POST;

	know_both(desk);
	post.text = "Klik op http://evil.example nu.";
	post.name = "Evil Name";
	g_free(desk_receive(desk, &post));
	letter = newest_letter(desk);
	text = letter_whole(desk, letter, true);
	assert_string_equal(letter->recipient, ELS);
	assert_string_equal(letter->subject, "Bevestig met een code");
	assert_contains(text, "geld kost of toegang geeft");
	assert_contains(text, "Aanvraag: Creditcard aanvragen");
	assert_null(strstr(text, "evil"));
	assert_null(strstr(text, "Evil"));
	assert_int_equal(letter->mail, 1);
	assert_string_equal(letter->purpose, "step up");
}

static void
on_a_ticket_it_has_the_number_and_not_the_title(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;
	g_autoptr(Letter) letter = NULL;

	desk->context->config->needs.of[NEED_ACCEPT] = NEED_CONFIRMED;
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "Koop nu goud",
	    .text = "Help.", .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Klaar.");
	desk_post(desk, WAITS, .from = ELS, .to = "desk+{CS0000001 " ELS "}@desk.example",
	    .text = "Akkoord");
	letter = newest_letter(desk);
	text = letter_whole(desk, letter, true);
	assert_string_equal(letter->subject, "[CS0000001] Bevestig met een code");
	assert_contains(text, "een oplossing accepteren");
	assert_null(strstr(text, "goud"));
	assert_state(desk, "CS0000001", "resolved");
}

/* Ceilings hold for it as for every letter; what cannot be asked is a person's. */
static void
it_counts_in_the_limits(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	desk->context->config->letters.per_address_hour = 1;
	g_free(desk_receive(desk, &CARD_POST));
	assert_letters(desk, "step-up to " ELS);
	desk_post(desk, "hold", .from = ELS, .subject = "Creditcard aanvragen",
	    .text = "Nog een.", .aligned = true, .fields = {{"Limiet", "2000"}});
	assert_letters(desk, "none");
	assert_mail(
	    desk, MAIL_HELD, "what it wants needs a code, and no letter can ask for it");
	desk_tell(desk);
	assert_letters(desk, "notification-held to sanne@desk.example");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    code_test(it_says_what_it_is_for),
	    code_test(on_a_ticket_it_has_the_number_and_not_the_title),
	    code_test(it_counts_in_the_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
