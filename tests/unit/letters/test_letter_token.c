/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens and Message-IDs against the letters of the spool. */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/letter_token.h"
#include "gateway/letters/token_cut.h"
#include "spool/sqlite.h"

static int64_t
found(const Desk *desk, const char *token, const char *id)
{
	int64_t letter = -1;

	if (token != NULL)
		must(letter_token_check(desk->context, TOKEN_PROOF, token, &letter, &error));
	else
		must(letter_token_check_message_id(desk->context, id, &letter, &error));
	return letter;
}

/* A backup is brought back, and the same id goes to another letter: nothing that was sent before names that. */
static void
an_id_given_again_has_other_tokens(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *id = NULL;
	g_autofree char *text = NULL;
	g_autofree char *cut = NULL;
	TokenCutter cutter = letter_token_cutter(desk->context, 1, NULL);

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	token = desk_token_of(desk, TOKEN_PROOF, 1);
	id = desk_id_of(desk, 1);
	assert_int_equal(found(desk, token, NULL), 1);
	assert_int_equal(found(desk, NULL, id), 1);
	text = g_strdup_printf("Ref: %s", token);
	cut = token_cut(&cutter, text);
	assert_non_null(cut);
	must(sql_execute(
	    desk->context->spool, "UPDATE letter SET salt = salt + 1 WHERE id = 1", &error));
	assert_int_equal(found(desk, token, NULL), 0);
	assert_int_equal(found(desk, NULL, id), 0);
	assert_null(token_cut(&cutter, text));
}

/* Letters of before there was a salt have none. */
static void
older_letters_go_on_to_be_named(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *id = NULL;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.");
	must(sql_execute(
	    desk->context->spool, "UPDATE letter SET salt = 0 WHERE id = 1", &error));
	token = desk_token_of(desk, TOKEN_PROOF, 1);
	id = desk_id_of(desk, 1);
	assert_int_equal(found(desk, token, NULL), 1);
	assert_int_equal(found(desk, NULL, id), 1);
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Nog iets.", .ref = token, .answers = id);
}

static void
what_names_no_letter_is_not_ours(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = desk_token_of(desk, TOKEN_PROOF, 17);
	g_autofree char *id = desk_id_of(desk, 17);

	assert_int_equal(found(desk, token, NULL), 0);
	assert_int_equal(found(desk, NULL, id), 0);
	assert_int_equal(found(desk, "", NULL), 0);
	assert_int_equal(found(desk, NULL, "first@klant.example"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(an_id_given_again_has_other_tokens),
	    desk_test(older_letters_go_on_to_be_named),
	    desk_test(what_names_no_letter_is_not_ours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
