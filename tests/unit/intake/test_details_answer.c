/* SPDX-License-Identifier: Apache-2.0 */
/* A new address of a contact confirms itself, and all who cannot confirm it. */
#include "tests/unit/details_fixture.h"

#define FRESH "els@jansen.example"

/* The new address confirms it, the old one is told, and what went there proves nothing any more. */
static void
another_address(void **state)
{
	Desk *desk = *state;
	g_autofree char *old_token = NULL;
	g_autofree char *to = NULL;
	g_autofree char *text = NULL;
	g_autofree char *timeline = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
	old_token = desk_tokens(desk, TO_1);
	g_free(desk_letters(desk));
	desk_post(desk, "change details", ELS, .subject = "Adreswijziging",
	    .text = "Nieuw e-mailadres: " FRESH, .aligned = true);
	assert_letters(desk, "details-confirm to " FRESH ", details-changed to " ELS);
	assert_contact(desk, ELS, "Els Bos - " ELS);
	assert_contact(desk, FRESH, "nobody");
	text = desk_newest_text(desk, 1);
	assert_null(strstr(text, "Els Bos"));
	assert_null(strstr(text, ELS));
	to = desk_answer_address(desk, 1);
	desk_post(desk, "change details", FRESH, .text = "Ja", .to = to);
	assert_letters(desk, "details-changed to " FRESH ", details-changed to " ELS);
	assert_contact(desk, FRESH, "Els Bos - " FRESH);
	assert_contact(desk, ELS, "nobody");
	assert_history(desk, FRESH, "address: " ELS " -> " FRESH);
	desk_post(desk, "ignore", FRESH, .text = "Ja!", .to = to);
	assert_mail(desk, MAIL_DONE, "the address was confirmed before");
	/* the case is hers still; who writes from the old address may add words there, as anybody who was named on it */
	desk_post(desk, "comment CS0000001", FRESH, .text = "Nog iets.", .to = old_token,
	    .aligned = true);
	desk_post(desk, "comment CS0000001", ELS, .text = "Nog iets.", .to = old_token);
	timeline = desk_timeline(desk, "CS0000001");
	assert_non_null(strstr(timeline, "comment " FRESH ": Nog iets.\n"));
	assert_non_null(strstr(timeline, "comment " ELS ": Nog iets. ("));
	assert_contact(desk, ELS, "nobody");
}

/* Who holds the letter and writes from elsewhere, a machine, a forged answer, and one that comes late or too often. */
static void
who_confirms_no_address(void **state)
{
	Desk *desk = *state;
	g_autofree char *first = NULL;
	g_autofree char *second = NULL;

	desk_know(desk, ELS);
	desk_post(
	    desk, "change details", ELS, .text = "Nieuw e-mailadres: " FRESH, .aligned = true);
	first = desk_answer_address(desk, 1);
	desk_post(
	    desk, "open case CS0000001", "mallory@elders.example", .text = "Ja", .to = first);
	desk_post(desk, "open case CS0000002", ELS, .text = "Ja", .to = first);
	desk_post(
	    desk, "ignore", FRESH, .text = "Weg", .to = first, .kind = MESSAGE_AUTO_REPLY);
	desk_post(desk, "hold", FRESH, .text = "Ja", .to = first, .denied = true);
	assert_mail(
	    desk, MAIL_HELD, "it confirms an address, and our own server calls it forged");
	/* another one is named: the first is none any more */
	desk_post(desk, "change details", ELS, .text = "Nieuw adres: els@thuis.example",
	    .aligned = true);
	second = desk_answer_address(desk, 1);
	desk_post(desk, "open case CS0000003", FRESH, .text = "Ja", .to = first);
	desk->context->now_ms += 14 * DAY;
	desk_post(desk, "open case CS0000004", "els@thuis.example", .text = "Ja", .to = second);
	assert_contact(desk, ELS, "Els Bos - " ELS);
}

/* Somebody's who is known is not to be had; a stranger's becomes hers, with what they wrote. */
static void
an_address_that_somebody_has(void **state)
{
	Desk *desk = *state;
	g_autofree char *to = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", FRESH, .text = "Help.");
	desk_post(
	    desk, "change details", ELS, .text = "Nieuw e-mailadres: " FRESH, .aligned = true);
	to = desk_answer_address(desk, 1);
	must(spool_mark(desk->context->spool, &error));
	desk_know(desk, FRESH);
	desk_post(desk, "hold", FRESH, .text = "Ja", .to = to);
	assert_mail(desk, MAIL_HELD, "it confirms an address that is another contact's by now");
	must(spool_undo(desk->context->spool, &error));
	desk->mails--;
	desk_post(desk, "change details", FRESH, .text = "Ja", .to = to);
	assert_contact(desk, FRESH, "Els Bos - " FRESH);
	desk_post(desk, "comment CS0000001", FRESH, .text = "Nog iets.", .number = "CS0000001",
	    .aligned = true);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    plain_test(another_address),
	    plain_test(who_confirms_no_address),
	    plain_test(an_address_that_somebody_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
