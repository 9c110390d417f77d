/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/code_fixture.h"

static void
it_leaves_with_its_code_and_is_kept_without(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = ask_for_card(desk);
	g_autofree char *code = code_of(desk, letter);
	g_autofree char *kept = letter_whole(desk, letter, false);
	g_autofree char *leaves = letter_whole(desk, letter, true);
	g_autofree char *again = letter_whole(desk, letter, true);
	g_auto(GStrv) places = g_strsplit(leaves, code, -1);

	assert_null(strstr(kept, code));
	assert_contains(kept, LETTER_CODE_MARK);
	assert_null(strstr(leaves, LETTER_CODE_MARK));
	assert_int_equal(g_strv_length(places), 3); /* its text, and its HTML */
	assert_int_equal(strlen(kept), strlen(leaves));
	assert_string_equal(leaves, again);
	assert_null(strstr(letter->subject, code));
	assert_true(letter_code_is(desk->context, letter, code));
	assert_false(letter_code_is(desk->context, letter, wrong_code(code)));
	assert_false(letter_code_is(desk->context, letter, ""));
}

/* A line of quoted-printable ends where it must. */
static void
a_broken_mark_is_filled_too(void **state)
{
	Desk *desk = *state;
	static const char KEPT[] = "a [co=\r\nde] b [code [code] =\r\n[=\r\ncode]";
	g_autoptr(Letter) letter = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_static(KEPT, strlen(KEPT));
	g_autofree char *code = NULL, *expected = NULL, *leaves = NULL;
	const Letter row = {.name = (char *)"step-up",
	    .purpose = (char *)"step up",
	    .mailbox = (char *)"support",
	    .recipient = (char *)ELS,
	    .salt = 7};
	int64_t id = 0;

	must(letter_add(desk->context->spool, &row, &id, &error));
	must(letter_store(desk->context->spool, id, &(LetterText){"x@y", "", bytes}, &error));
	must(letter_get(desk->context->spool, id, &letter, &error));
	code = code_of(desk, letter);
	leaves = letter_whole(desk, letter, true);
	expected = g_strdup_printf(
	    "a %.3s=\r\n%s b [code %s =\r\n%.1s=\r\n%s", code, code + 3, code, code, code + 1);
	assert_string_equal(leaves, expected);
}

static void
other_letters_stay_as_they_are(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = NULL;
	g_autofree char *kept = NULL, *leaves = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "[code] werkt niet",
	    .text = "Help.", .aligned = true);
	letter = newest_letter(desk);
	kept = letter_whole(desk, letter, false);
	leaves = letter_whole(desk, letter, true);
	assert_contains(kept, LETTER_CODE_MARK);
	assert_string_equal(kept, leaves);
}

static void
it_is_cut_from_all_of_a_message(void **state)
{
	g_autoptr(Message) message = message_new();

	(void)state;
	g_free(message->subject);
	message->subject = g_strdup("Re: 482913");
	g_free(message->text);
	message->text = g_strdup("482913 en 482913, niet 482914");
	message->whole = g_strdup("> 482913");
	message->table = g_strdup("482913");
	message->styled = g_strdup("*482 913* 482-913 482  913");
	message_cut_add(message->cut, CUT_QUOTE, g_strdup("> 482913\n"));
	letter_code_swap("482913", LETTER_CODE_MARK, message);
	assert_string_equal(message->subject, "Re: [code]");
	assert_string_equal(message->text, "[code] en [code], niet 482914");
	assert_string_equal(message->whole, "> [code]");
	assert_string_equal(message->table, "[code]");
	assert_string_equal(message->styled, "*[co de]* [co-de] 482  913");
	assert_string_equal(((MessageCut *)message->cut->pdata[0])->text, "> [code]\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    code_test(it_leaves_with_its_code_and_is_kept_without),
	    code_test(a_broken_mark_is_filled_too),
	    code_test(other_letters_stay_as_they_are),
	    code_test(it_is_cut_from_all_of_a_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
