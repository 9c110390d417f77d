/* SPDX-License-Identifier: Apache-2.0 */
/* Customers change their own name, address and language by mail; and who may not, or does not. */
#include "tests/unit/details_fixture.h"

static void
name_and_language(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "change details", ELS, .subject = "Mijn gegevens",
	    .text = "Mijn naam is veranderd in Els Jansen\nTaal: Engels", .aligned = true);
	assert_letters(desk, "details-changed to " ELS);
	assert_contact(desk, ELS, "Els Jansen en " ELS);
	assert_history(desk, ELS, "name: Els Bos -> Els Jansen, language:  -> en");
	text = desk_newest_text(desk, 0);
	assert_non_null(strstr(text, "Name: Els Bos -> Els Jansen"));
	assert_non_null(strstr(text, "English"));
	/* nothing would be another: it is what any mail is */
	desk_post(desk, "open case CS0000001", ELS, .text = "Taal: Engels", .aligned = true);
}

/* Of who is not proven it is a case; so is what says something else, too. */
static void
who_may_not(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Taal: Engels", .aligned = true);
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000002", ELS, .text = "Taal: Engels");
	desk_post(desk, "open case CS0000003", ELS, .text = "Taal: Engels", .denied = true);
	desk_post(desk, "open case CS0000004", ELS,
	    .text = "Taal: Engels\nEn mijn printer doet het niet.", .aligned = true);
	desk_post(desk, "open case CS0000005", ELS,
	    .text = "Nieuw e-mailadres: sanne@desk.example", .aligned = true);
	desk_post(desk, "open case CS0000006", ELS, .text = "Taal: Duits", .aligned = true);
	assert_contact(desk, ELS, "Els Bos - " ELS);
}

/* Where nobody vouches, her own letter's token does. */
static void
by_the_token_of_a_case(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Taal: Engels", .number = "CS0000001");
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Taal: Engels", .to = TO_1, .denied = true);
	assert_contact(desk, ELS, "Els Bos - " ELS);
	desk_post(desk, "change details", ELS, .text = "Taal: Engels", .to = TO_1);
	assert_contact(desk, ELS, "Els Bos en " ELS);
}

static void
too_often(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 0; i < 3; i++) {
		g_autofree char *text =
		    g_strdup_printf("Nieuw e-mailadres: els%d@jansen.example", i);

		desk_post(desk, "change details", ELS, .text = text, .aligned = true);
	}
	desk_post(desk, "hold", ELS, .text = "Nieuw e-mailadres: els9@jansen.example",
	    .aligned = true);
	assert_mail(desk, MAIL_HELD, "new addresses were named too often today");
}

/* With the shipped needs: the letter tells what would change, and the code of who has no app lets a person decide. */
static void
with_a_code(void **state)
{
	Desk *desk = *state;
	const Post post = {.from = ELS,
	    .subject = "Mijn gegevens",
	    .text =
		"Mijn naam is veranderd in Els Jansen\nNieuw e-mailadres: els@jansen.example",
	    .aligned = true,
	    .id = "data@klant.example",
	    .hash = "data"};
	g_autofree char *became = NULL;
	g_autofree char *again = NULL;
	g_autofree char *let_go = NULL;
	g_autofree char *text = NULL;
	g_autofree char *code = NULL;
	g_autoptr(Letter) letter = NULL;

	desk_know(desk, ELS);
	became = desk_receive(desk, &post);
	assert_string_equal(became, WAITS);
	assert_letters(desk, "step-up to " ELS);
	letter = newest_letter(desk);
	text = letter_whole(desk, letter, true);
	assert_non_null(strstr(text, "Naam: Els Bos -> Els Jansen"));
	assert_non_null(strstr(text, "E-mailadres: " ELS " -> els@jansen.example"));
	assert_contact(desk, ELS, "Els Bos - " ELS);
	code = code_of(desk, letter);
	answer_becomes(desk, letter, wrong_code(code), CONFIRMS);
	assert_contact(desk, ELS, "Els Bos - " ELS);
	answer_becomes(desk, letter, code, CONFIRMS);
	again = decide_again(desk, 1, &post);
	assert_string_equal(again, "hold");
	assert_contact(desk, ELS, "Els Bos - " ELS);
	must(mail_release(desk->context->spool, 1, &error));
	let_go = decide_again(desk, 1, &post);
	assert_string_equal(let_go, "change details");
	assert_contact(desk, ELS, "Els Jansen - " ELS);
}

/* Of whom nothing is proven nobody is asked. */
static void
nobody_unproven_is_asked(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Taal: Engels");
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

/* A need of confirmed is met by the code. */
static void
confirmed_is_enough_where_it_says_so(void **state)
{
	Desk *desk = *state;
	const Post post = {
	    .from = ELS, .text = "Taal: Engels", .aligned = true, .id = "x@x", .hash = "x"};
	g_autofree char *became = NULL;
	g_autofree char *again = NULL;
	g_autofree char *code = NULL;
	g_autoptr(Letter) letter = NULL;

	desk->context->config->needs.of[NEED_CONTACT_DATA] = NEED_CONFIRMED;
	desk_know(desk, ELS);
	became = desk_receive(desk, &post);
	assert_string_equal(became, WAITS);
	letter = newest_letter(desk);
	code = code_of(desk, letter);
	answer_becomes(desk, letter, code, CONFIRMS);
	again = decide_again(desk, 1, &post);
	assert_string_equal(again, "change details");
	assert_contact(desk, ELS, "Els Bos en " ELS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    plain_test(name_and_language),
	    plain_test(who_may_not),
	    plain_test(by_the_token_of_a_case),
	    plain_test(too_often),
	    desk_test(with_a_code),
	    desk_test(nobody_unproven_is_asked),
	    desk_test(confirmed_is_enough_where_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
