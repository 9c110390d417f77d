/* SPDX-License-Identifier: Apache-2.0 */
/* Digits above the words of who has an app: what they are taken for. */
#include "tests/unit/code_fixture.h"

#include "spool/mail_trace.h"

/* Of a mail about which no code is asked: all of it, and a rule reads them, too. */
static void
what_needs_no_code_keeps_them(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *trace = NULL;

	desk_put(desk, "rules.d/50-sticker.yaml",
	    "- name: sticker\n  when: {text: '482 913'}\n"
	    "  then: {open_case: {priority: high}}\n");
	must(context_take_config(desk->context, desk_config(desk), &error));
	desk_app(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "Sticker 482913",
	    .text = "482 913\n\nDat staat op de sticker, ook op 482913.", .aligned = true);
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: 482 913\n\nDat staat op de sticker, ook op "
	    "482913.\n"
	    "letter casegate: acknowledgement\n");
	must(mail_trace_get(desk->context->spool, 1, &trace, &error));
	assert_contains(trace, "nothing that it wants needs a code");
	assert_contains(trace, "sticker");
	ticket = desk_ticket(desk, "CS0000001");
	assert_string_equal(ticket->priority, "high");
}

static void
so_does_a_comment_on_what_needed_one(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *code = app_code(&app, NOW);
	g_autofree char *text = g_strdup_printf("%s\n\nGraag.", code);
	g_autofree char *timeline = NULL;

	g_free(desk_receive(desk, &(Post){.from = ELS,
				      .subject = "Creditcard aanvragen",
				      .text = text,
				      .aligned = true,
				      .fields = {{"Limiet", "1000"}}}));
	assert_state(desk, "REQ0000001", "awaiting approval");
	desk_post(desk, "comment REQ0000001", .from = ELS, .number = "REQ0000001",
	    .text = "204871\nis de kostenplaats.", .aligned = true);
	timeline = desk_timeline(desk, "REQ0000001");
	assert_contains(timeline, "comment els@klant.example: 204871\nis de kostenplaats.");
	assert_null(strstr(timeline, code));
}

/* Whatever the mail with them is about, they may be for the one that waits. */
static void
while_one_waits_they_are_a_code(void **state)
{
	Desk *desk = *state;
	App app;
	g_autoptr(Letter) letter = ask_for_card_by_app(desk, &app);
	g_autofree char *code = app_code(&app, NOW);

	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "Re: Bevestig",
	    .text = code, .aligned = true);
	assert_timeline(
	    desk, "CS0000001", "description els@klant.example: \nletter casegate: ask-text\n");
	assert_held(desk, 1, "it waits for the code of its sender's app");
	answer_becomes(desk, letter, code, CONFIRMS);
	desk_post(desk, "open case CS0000002", .from = ELS, .subject = "Nummer",
	    .text = "482913", .aligned = true);
	assert_timeline(desk, "CS0000002",
	    "description els@klant.example: 482913\nletter casegate: acknowledgement\n");
}

/* They were not looked at in the mail itself, and the letter's answer let it go on: they stand nowhere all the same. */
static void
nor_are_they_words_once_it_is_confirmed(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, ELS);
	g_autofree char *wrong = app_wrong_code(&app);
	g_autofree char *code = app_code(&app, NOW);
	g_autofree char *text = g_strdup_printf("%s\n\nGraag.", wrong);
	const Post post = {.from = ELS,
	    .subject = "Creditcard aanvragen",
	    .text = text,
	    .aligned = true,
	    .fields = {{"Limiet", "1000"}}};
	g_autoptr(Letter) letter = NULL;
	g_autofree char *became = NULL, *timeline = NULL;

	g_free(desk_receive(desk, &post));
	letter = newest_letter(desk);
	answer_becomes(desk, letter, code, CONFIRMS);
	became = decide_again(desk, 1, &post);
	assert_string_equal(became, "file request REQ0000001");
	timeline = desk_timeline(desk, "REQ0000001");
	assert_null(strstr(timeline, wrong));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    code_test(what_needs_no_code_keeps_them),
	    code_test(so_does_a_comment_on_what_needed_one),
	    code_test(while_one_waits_they_are_a_code),
	    code_test(nor_are_they_words_once_it_is_confirmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
