/* SPDX-License-Identifier: Apache-2.0 */
/* Texts with tokens in them, written as templates: {T} is somebody's token, and so on below. */
#pragma once

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/letters/token_cut.h"

static const KeyRing TOKEN_KEYS = {.current = "an example of thirty-two bytes."};

#define OTHERS_LETTER 881
#define OWN_LETTER 900

static inline char *
fixture_token(TokenKind kind, int64_t letter)
{
	char token[TOKEN_LENGTH + 1];

	token_make(&TOKEN_KEYS, kind, &(TokenLetter){.id = letter}, token);
	return g_strdup(token);
}

/* Of any letter, with this key. */
static inline bool
fixture_is_ours(const void *key, const char *token)
{
	static const TokenKind KINDS[] = {TOKEN_PROOF, TOKEN_ENVELOPE, TOKEN_PAGE};

	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++)
		if (token_check(key, KINDS[i], token,
			&(TokenLetter){.id = token_letter(token, KINDS[i])}))
			return true;
	return false;
}

static inline void
fixture_replace(GString *text, const char *mark, char *take_words)
{
	g_string_replace(text, mark, take_words, 0);
	g_free(take_words);
}

/* Each letter of the token by a form of it: [c] itself, [x] and [d] its number, [w] the wide one. Caller owns. */
static inline char *
fixture_spell(const char *token, const char *form, const char *between)
{
	GString *out = g_string_new(NULL);

	for (int i = 0; i < TOKEN_LENGTH; i++) {
		char wide[8] = {0};

		g_unichar_to_utf8((gunichar)(token[i] - '!' + 0xff01), wide);
		g_string_append_printf(out, "%s%s", i == 0 ? "" : between, form);
		fixture_replace(out, "[c]", g_strndup(token + i, 1));
		fixture_replace(out, "[x]", g_strdup_printf("%02x", token[i]));
		fixture_replace(out, "[d]", g_strdup_printf("%d", token[i]));
		fixture_replace(out, "[w]", g_strdup(wide));
	}
	return g_string_free(out, FALSE);
}

/* Caller owns. */
static inline char *
fixture_text(const char *form)
{
	g_autofree char *token = fixture_token(TOKEN_PROOF, OTHERS_LETTER);
	GString *text = g_string_new(form);

	fixture_replace(text, "{T}", g_strdup(token));
	fixture_replace(text, "{first}", g_strndup(token, 9));
	fixture_replace(text, "{middle}", g_strndup(token + 9, 5));
	fixture_replace(text, "{last}", g_strdup(token + 14));
	fixture_replace(text, "{own}", fixture_token(TOKEN_PROOF, OWN_LETTER));
	fixture_replace(text, "{envelope}", fixture_token(TOKEN_ENVELOPE, OTHERS_LETTER));
	fixture_replace(text, "{page}", fixture_token(TOKEN_PAGE, OTHERS_LETTER));
	fixture_replace(text, "{own page}", fixture_token(TOKEN_PAGE, OWN_LETTER));
	fixture_replace(text, "{second}", fixture_token(TOKEN_PROOF, 2));
	fixture_replace(text, "{later}", fixture_token(TOKEN_PROOF, OWN_LETTER + 1));
	fixture_replace(text, "{upper}", g_ascii_strup(token, -1));
	fixture_replace(text, "{wide}", fixture_spell(token, "[w]", ""));
	fixture_replace(text, "{soft}", fixture_spell(token, "[c]", "\xc2\xad"));
	fixture_replace(text, "{zero}", fixture_spell(token, "[c]", "\xe2\x80\x8b"));
	fixture_replace(text, "{spaced}", fixture_spell(token, "[c]", " "));
	fixture_replace(text, "{percent}", fixture_spell(token, "%[x]", ""));
	fixture_replace(text, "{quoted}", fixture_spell(token, "=[x]", ""));
	fixture_replace(text, "{hex}", fixture_spell(token, "&#x[x];", ""));
	fixture_replace(text, "{decimal}", fixture_spell(token, "&#[d];", ""));
	fixture_replace(text, "{wbr}", fixture_spell(token, "[c]", "<wbr>"));
	fixture_replace(text, "{shy}", fixture_spell(token, "[c]", "&shy;"));
	fixture_replace(text, "{bold}", fixture_spell(token, "<b class=\"x\">[c]</b>", ""));
	return g_string_free(text, FALSE);
}

static inline TokenCutter
fixture_cutter(const char *own)
{
	return (TokenCutter){fixture_is_ours, &TOKEN_KEYS, OWN_LETTER, own, NULL};
}
