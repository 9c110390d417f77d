/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/util/token.h"

static const uint8_t KEY[TOKEN_KEY_BYTES] = "0123456789abcdef0123456789abcde";
static const uint8_t OTHER_KEY[TOKEN_KEY_BYTES] = "0123456789abcdef0123456789abcdf";

static void
what_was_made_is_good(void **state)
{
	static const int64_t IDS[] = {1, 881, 65536, INT64_C(0xffffffffff)};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(IDS); i++) {
		char token[TOKEN_LENGTH + 1];
		int64_t letter = -1;

		token_make(KEY, TOKEN_PROOF, IDS[i], token);
		assert_int_equal(strlen(token), TOKEN_LENGTH);
		assert_true(token_check(KEY, TOKEN_PROOF, token, &letter));
		assert_int_equal(letter, IDS[i]);
	}
}

static void
case_does_not_count(void **state)
{
	char token[TOKEN_LENGTH + 1];
	g_autofree char *upper = NULL;
	int64_t letter = 0;

	(void)state;
	token_make(KEY, TOKEN_PROOF, 42, token);
	upper = g_ascii_strup(token, -1);
	assert_true(token_check(KEY, TOKEN_PROOF, upper, &letter));
	assert_int_equal(letter, 42);
}

static void
every_other_character_is_refused(void **state)
{
	char token[TOKEN_LENGTH + 1];

	(void)state;
	token_make(KEY, TOKEN_PROOF, 42, token);
	for (int place = 0; place < TOKEN_LENGTH; place++)
		for (const char *c = "abcdefghijklmnopqrstuvwxyz234567018-=@ "; *c != '\0';
		     c++) {
			char changed[TOKEN_LENGTH + 1];
			int64_t letter = -7;

			memcpy(changed, token, sizeof changed);
			changed[place] = *c;
			if (*c == token[place])
				continue;
			assert_false(token_check(KEY, TOKEN_PROOF, changed, &letter));
			assert_int_equal(letter, -7);
		}
}

static void
other_keys_and_lengths_are_refused(void **state)
{
	char token[TOKEN_LENGTH + 1];
	g_autofree char *longer = NULL;
	int64_t letter = 0;

	(void)state;
	token_make(KEY, TOKEN_PROOF, 42, token);
	longer = g_strconcat(token, "a", NULL);
	assert_false(token_check(OTHER_KEY, TOKEN_PROOF, token, &letter));
	assert_false(token_check(KEY, TOKEN_PROOF, longer, &letter));
	assert_false(token_check(KEY, TOKEN_PROOF, token + 1, &letter));
	assert_false(token_check(KEY, TOKEN_PROOF, "", &letter));
}

static void
an_address_of_a_form_has_anything_in_the_tokens_place(void **state)
{
	static const char FORM[] = "desk+{token}@desk.example";
	g_autofree char *made = token_address(FORM, "abc");
	g_autofree char *tag = token_tag(FORM, made);
	g_autofree char *none = token_tag(FORM, "desk+@desk.example");
	g_autofree char *overlaps = token_tag("a+{token}@a+", "a+@a+");
	g_autofree char *shorter = token_tag(FORM, "desk.example");

	(void)state;
	assert_string_equal(made, "desk+abc@desk.example");
	assert_string_equal(tag, "abc");
	assert_null(none);
	assert_null(overlaps);
	assert_null(shorter);
}

/* What stands for it, whoever made it: whether it is ours is another question. */
static void
a_token_is_found_in_its_address(void **state)
{
	static const char FORM[] = "desk+{token}@desk.example";
	static const struct {
		const char *form, *address;
		bool found;
	} ROWS[] = {
	    {FORM, "desk+abcdefghijklmnopqrstuvwxyz@desk.example", true},
	    {FORM, "DESK+abcdefghijklmnopqrstuvwxyz@Desk.Example", true},
	    {"{token}@in.desk.example", "abcdefghijklmnopqrstuvwxyz@in.desk.example", true},
	    {FORM, "desk+abcdefghijklmnopqrstuvwxy@desk.example", false},
	    {FORM, "desk+abcdefghijklmnopqrstuvwxyz2@desk.example", false},
	    {FORM, "disk+abcdefghijklmnopqrstuvwxyz@desk.example", false},
	    {FORM, "desk+abcdefghijklmnopqrstuvwxyz@desk.exampl3", false},
	    {FORM, "", false},
	    {NULL, "desk+abcdefghijklmnopqrstuvwxyz@desk.example", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *token = token_in_address(ROWS[i].form, ROWS[i].address);

		assert_string_equal(token == NULL ? "" : token,
		    ROWS[i].found ? "abcdefghijklmnopqrstuvwxyz" : "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_made_is_good),
	    cmocka_unit_test(an_address_of_a_form_has_anything_in_the_tokens_place),
	    cmocka_unit_test(a_token_is_found_in_its_address),
	    cmocka_unit_test(case_does_not_count),
	    cmocka_unit_test(every_other_character_is_refused),
	    cmocka_unit_test(other_keys_and_lengths_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
