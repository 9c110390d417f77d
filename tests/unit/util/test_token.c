/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/util/token.h"

static const KeyRing KEYS = {.current = "0123456789abcdef0123456789abcde"};
static const KeyRing OTHER_KEYS = {.current = "0123456789abcdef0123456789abcdf"};

static const TokenLetter OLD = {.id = 42};
static const TokenLetter NEW = {.id = 42, .salt = INT64_C(-0x123456789abcdef)};

static void
what_was_made_is_good(void **state)
{
	static const TokenLetter LETTERS[] = {
	    {1, 0}, {881, 1}, {65536, INT64_MIN}, {INT64_C(0xffffffffff), INT64_MAX}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(LETTERS); i++) {
		g_autofree char *id = token_message_id(&KEYS, &LETTERS[i], "desk.example");
		char token[TOKEN_LENGTH + 1];

		token_make(&KEYS, TOKEN_PROOF, &LETTERS[i], token);
		assert_int_equal(strlen(token), TOKEN_LENGTH);
		assert_int_equal(token_letter(token, TOKEN_PROOF), LETTERS[i].id);
		assert_int_equal(token_letter(token, TOKEN_ENVELOPE), -1);
		assert_true(token_check(&KEYS, TOKEN_PROOF, token, &LETTERS[i]));
		assert_false(token_check(&KEYS, TOKEN_ENVELOPE, token, &LETTERS[i]));
		assert_int_equal(token_message_id_letter(id, "Desk.Example"), LETTERS[i].id);
		assert_true(token_check_message_id(&KEYS, id, "desk.example", &LETTERS[i]));
		assert_in_range(strcspn(id, "@"), 1, 64);
	}
}

/* Who has one of a kind has none of another, also by giving it that name. */
static void
each_kind_is_of_its_own(void **state)
{
	static const TokenKind KINDS[] = {TOKEN_PROOF, TOKEN_ENVELOPE, TOKEN_PAGE};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
		char token[TOKEN_LENGTH + 1];

		token_make(&KEYS, KINDS[i], &NEW, token);
		for (size_t j = 0; j < G_N_ELEMENTS(KINDS); j++) {
			char renamed[TOKEN_LENGTH + 1];

			assert_int_equal(token_check(&KEYS, KINDS[j], token, &NEW), i == j);
			assert_int_equal(token_letter(token, KINDS[j]), i == j ? NEW.id : -1);
			token_make(&KEYS, KINDS[j], &NEW, renamed);
			memcpy(renamed + 10, token + 10, TOKEN_LENGTH - 10);
			assert_int_equal(token_check(&KEYS, KINDS[j], renamed, &NEW), i == j);
		}
	}
}

/* As they were made before letters had a salt: those that were sent then go on to work. */
static void
old_letters_keep_their_tokens(void **state)
{
	g_autofree char *id = token_message_id(&KEYS, &OLD, "desk.example");
	char token[TOKEN_LENGTH + 1];

	(void)state;
	token_make(&KEYS, TOKEN_PROOF, &OLD, token);
	assert_string_equal(token, "aeaaaaaafipy5vihfbqlu3tvye");
	assert_string_equal(id, "42.tmgtdmqqlg4v5m4b@desk.example");
}

/* The same id given again, after a backup was brought back. */
static void
another_salt_makes_another_letter(void **state)
{
	static const TokenLetter OTHERS[] = {{42, 0}, {42, 7}, {43, 0}};
	g_autofree char *id = token_message_id(&KEYS, &NEW, "desk.example");
	g_autofree char *with_token = NULL;
	char token[TOKEN_LENGTH + 1];

	(void)state;
	token_make(&KEYS, TOKEN_PROOF, &NEW, token);
	with_token = g_strdup_printf("%s@desk.example", token);
	assert_true(token_check_message_id(&KEYS, with_token, "desk.example", &NEW));
	for (size_t i = 0; i < G_N_ELEMENTS(OTHERS); i++) {
		assert_false(token_check(&KEYS, TOKEN_PROOF, token, &OTHERS[i]));
		assert_false(token_check_message_id(&KEYS, id, "desk.example", &OTHERS[i]));
		assert_false(
		    token_check_message_id(&KEYS, with_token, "desk.example", &OTHERS[i]));
	}
	assert_int_not_equal(token_salt(), token_salt());
}

static void
case_does_not_count(void **state)
{
	char token[TOKEN_LENGTH + 1];
	g_autofree char *upper = NULL;

	(void)state;
	token_make(&KEYS, TOKEN_PROOF, &NEW, token);
	upper = g_ascii_strup(token, -1);
	assert_int_equal(token_letter(upper, TOKEN_PROOF), NEW.id);
	assert_true(token_check(&KEYS, TOKEN_PROOF, upper, &NEW));
}

static void
every_other_character_is_refused(void **state)
{
	char token[TOKEN_LENGTH + 1];

	(void)state;
	token_make(&KEYS, TOKEN_PROOF, &NEW, token);
	for (int place = 0; place < TOKEN_LENGTH; place++)
		for (const char *c = "abcdefghijklmnopqrstuvwxyz234567018-=@ "; *c != '\0';
		     c++) {
			char changed[TOKEN_LENGTH + 1];

			memcpy(changed, token, sizeof changed);
			changed[place] = *c;
			if (*c == token[place])
				continue;
			assert_false(token_check(&KEYS, TOKEN_PROOF, changed, &NEW));
		}
}

static void
other_keys_and_lengths_are_refused(void **state)
{
	char token[TOKEN_LENGTH + 1];
	g_autofree char *longer = NULL;

	(void)state;
	token_make(&KEYS, TOKEN_PROOF, &NEW, token);
	longer = g_strconcat(token, "a", NULL);
	assert_false(token_check(&OTHER_KEYS, TOKEN_PROOF, token, &NEW));
	assert_false(token_check(&KEYS, TOKEN_PROOF, longer, &NEW));
	assert_false(token_check(&KEYS, TOKEN_PROOF, token + 1, &NEW));
	assert_false(token_check(&KEYS, TOKEN_PROOF, "", &NEW));
	assert_int_equal(token_letter(longer, TOKEN_PROOF), -1);
	assert_int_equal(token_letter("", TOKEN_PROOF), -1);
}

/* A letter's tokens are those of the key that signed it, and of no other. */
static void
a_rotated_key_checks_what_it_signed_and_signs_nothing_new(void **state)
{
	static const TokenLetter AFTER = {.id = 43, .salt = 9};
	KeyRing keys = KEYS;
	g_autofree char *id = token_message_id(&KEYS, &NEW, "desk.example");
	char before[TOKEN_LENGTH + 1];
	char again[TOKEN_LENGTH + 1];
	char forged[TOKEN_LENGTH + 1];

	(void)state;
	token_make(&KEYS, TOKEN_PROOF, &NEW, before);
	token_make(&KEYS, TOKEN_PROOF, &AFTER, forged);
	key_ring_rotate(&keys, OTHER_KEYS.current, NEW.id, 0);
	token_make(&keys, TOKEN_PROOF, &NEW, again);
	assert_string_equal(again, before);
	assert_true(token_check(&keys, TOKEN_PROOF, before, &NEW));
	assert_true(token_check_message_id(&keys, id, "desk.example", &NEW));
	assert_false(token_check(&keys, TOKEN_PROOF, forged, &AFTER));
	token_make(&keys, TOKEN_PROOF, &AFTER, again);
	assert_true(token_check(&OTHER_KEYS, TOKEN_PROOF, again, &AFTER));
	key_ring_rotate(
	    &keys, (const uint8_t *)"0123456789abcdef0123456789abcd00", AFTER.id, 0);
	assert_false(token_check(&keys, TOKEN_PROOF, before, &NEW));
	assert_true(token_check(&keys, TOKEN_PROOF, again, &AFTER));
}

static void
what_names_no_letter(void **state)
{
	static const char *const IDS[] = {"", "@desk.example", "42", "42.x@other.example",
	    "x42.abc@desk.example", "first@desk.example"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(IDS); i++) {
		assert_int_equal(token_message_id_letter(IDS[i], "desk.example"), -1);
		assert_false(token_check_message_id(&KEYS, IDS[i], "desk.example", &OLD));
	}
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
	    cmocka_unit_test(each_kind_is_of_its_own),
	    cmocka_unit_test(old_letters_keep_their_tokens),
	    cmocka_unit_test(another_salt_makes_another_letter),
	    cmocka_unit_test(a_rotated_key_checks_what_it_signed_and_signs_nothing_new),
	    cmocka_unit_test(what_names_no_letter),
	    cmocka_unit_test(an_address_of_a_form_has_anything_in_the_tokens_place),
	    cmocka_unit_test(a_token_is_found_in_its_address),
	    cmocka_unit_test(case_does_not_count),
	    cmocka_unit_test(every_other_character_is_refused),
	    cmocka_unit_test(other_keys_and_lengths_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
