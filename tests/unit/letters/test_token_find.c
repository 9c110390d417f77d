/* SPDX-License-Identifier: Apache-2.0 */
/* Where tokens are found, and what it costs in texts made to look as if they were full of them. */
#include "tests/unit/token_fixture.h"

static unsigned
count(const TokenCutter *cutter, const char *text, size_t size)
{
	g_autoptr(GArray) places = token_find(cutter, text, size);

	return places == NULL ? 0 : places->len;
}

static void
a_token_is_found_at_every_offset_and_case(void **state)
{
	const TokenCutter cutter = fixture_cutter(NULL);
	g_autofree char *token = fixture_token(TOKEN_PROOF, OTHERS_LETTER);

	(void)state;
	for (size_t before = 0; before < 70; before++) {
		g_autofree char *fill = g_strnfill(before, before % 2 == 0 ? 'a' : 'e');
		g_autofree char *text = g_strconcat(fill, token, fill, NULL);
		g_autoptr(GArray) places = NULL;

		if (before % 3 == 0)
			text[before + 3] = g_ascii_toupper(text[before + 3]);
		places = token_find(&cutter, text, strlen(text));
		assert_non_null(places);
		assert_int_equal(places->len, 1);
		for (unsigned i = 0; i < TOKEN_LENGTH; i++) {
			const TokenPlace *place = &g_array_index(places, TokenPlace, 0);

			assert_int_equal(place->pieces[i].start, before + i);
			assert_int_equal(place->pieces[i].end, before + i + 1);
		}
	}
}

static void
tokens_of_large_ids_are_found(void **state)
{
	static const int64_t IDS[] = {1, 31, 1023, INT64_C(1) << 27, (INT64_C(1) << 28) + 5,
	    INT64_C(1) << 33, (INT64_C(1) << 40) - 1};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(IDS); i++) {
		g_autofree char *token = fixture_token(TOKEN_PROOF, IDS[i]);
		const TokenCutter there = {fixture_is_ours, &TOKEN_KEYS, IDS[i], NULL, NULL};
		const TokenCutter before = {
		    fixture_is_ours, &TOKEN_KEYS, IDS[i] - 1, NULL, NULL};

		assert_int_equal(count(&there, token, TOKEN_LENGTH), 1);
		assert_int_equal(count(&before, token, TOKEN_LENGTH), 0);
	}
}

static void
each_wrong_letter_is_no_token(void **state)
{
	const TokenCutter cutter = fixture_cutter(NULL);

	(void)state;
	for (int i = 0; i < TOKEN_LENGTH; i++) {
		g_autofree char *token = fixture_token(TOKEN_PROOF, OTHERS_LETTER);

		token[i] = token[i] == 'q' ? 'r' : 'q';
		assert_int_equal(count(&cutter, token, TOKEN_LENGTH), 0);
	}
}

/* Bytes behind the size are not looked at, whatever the last ones begin. */
static void
it_ends_where_the_bytes_end(void **state)
{
	static const char *const ENDS[] = {"&", "&#", "&#x", "&#x6", "&sh", "%", "%6", "=",
	    "=?", "=?utf-8", "=?utf-8?q", "=?utf-8?q?", "=\r", "<", "<b", "<br", "</", "\xef",
	    "\xef\xbd", "\n>", "SdW"};
	const TokenCutter cutter = fixture_cutter(NULL);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ENDS); i++) {
		g_autofree char *text =
		    g_strconcat("%41 <i></i> aaaaaaaaaaaaaaaaaaaaaaaa", ENDS[i], NULL);
		size_t size = strlen(text);
		/* a copy of just that size, for the sanitizer to see */
		g_autofree char *copy = g_memdup2(text, size);

		assert_int_equal(count(&cutter, copy, size), 0);
	}
}

/* Texts that are nothing but beginnings of tokens do not keep us busy: some seconds would be seen. */
static void
hostile_megabytes_are_gone_over_at_once(void **state)
{
	static const char *const PIECES[] = {"aeaaaaaa", "ae", "aeaaaaaaaa", "<", "&#x",
	    "%61%65%61", "\n", "=?q?q?", "<b&amp;", "<b%61", "<br&>", "aia<b>", "\nabc> "};
	const TokenCutter cutter = fixture_cutter(NULL);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(PIECES); i++) {
		GString *text = g_string_new(NULL);
		clock_t start = clock();

		while (text->len < 1024 * 1024)
			g_string_append(text, PIECES[i]);
		count(&cutter, text->str, text->len);
		if (clock() - start > 5 * CLOCKS_PER_SEC)
			fail_msg("'%s' again and again takes too long", PIECES[i]);
		g_string_free(text, TRUE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_token_is_found_at_every_offset_and_case),
	    cmocka_unit_test(tokens_of_large_ids_are_found),
	    cmocka_unit_test(each_wrong_letter_is_no_token),
	    cmocka_unit_test(it_ends_where_the_bytes_end),
	    cmocka_unit_test(hostile_megabytes_are_gone_over_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
