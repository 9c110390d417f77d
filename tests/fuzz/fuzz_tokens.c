/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is around tokens, none is left; a text stays valid, and a mail keeps its length. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "gateway/letters/token_cut.h"

static const KeyRing KEYS = {.current = "an example of thirty-two bytes."};

static const TokenLetter LETTER = {900, 17};

static bool
is_ours(const void *key, const char *token)
{
	return token_check(key, TOKEN_PROOF, token, &LETTER) ||
	       token_check(key, TOKEN_ENVELOPE, token, &LETTER) ||
	       token_check(key, TOKEN_PAGE, token, &LETTER);
}

/* ~T is a token, ~A and ~B are its halves. Caller owns. */
static char *
with_tokens(const uint8_t *data, size_t size)
{
	GString *text = g_string_new_len((const char *)data, (gssize)size);
	char token[TOKEN_LENGTH + 1];
	g_autofree char *half = NULL;
	g_autofree char *whole = NULL;

	token_make(&KEYS, TOKEN_PROOF, &LETTER, token);
	half = g_strndup(token, TOKEN_LENGTH / 2);
	g_string_replace(text, "~T", token, 100);
	g_string_replace(text, "~A", half, 100);
	g_string_replace(text, "~B", token + TOKEN_LENGTH / 2, 100);
	whole = g_string_free(text, FALSE);
	return g_utf8_make_valid(whole, -1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const TokenCutter cutter = {is_ours, &KEYS, LETTER.id, NULL, NULL};
	g_autofree char *text = with_tokens(data, size);
	g_autofree char *left = token_cut(&cutter, text);
	g_autoptr(GBytes) mail = g_bytes_new(text, strlen(text));
	g_autoptr(GBytes) blanked = token_blank(&cutter, mail);
	g_autoptr(GBytes) again = token_blank(&cutter, blanked);

	if (left != NULL) {
		g_assert(token_find(&cutter, left, strlen(left)) == NULL);
		g_assert(g_utf8_validate(left, -1, NULL));
	}
	g_assert(g_bytes_get_size(blanked) == g_bytes_get_size(mail));
	g_assert(again == blanked);
	return 0;
}
