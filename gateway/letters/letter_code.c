/* SPDX-License-Identifier: Apache-2.0 */
/* The mark has as many characters as a code, so one takes the place of the other without moving anything. */
#include "gateway/letters/letter_code.h"

#include <openssl/crypto.h>
#include <string.h>

#include "gateway/templates/letter_types.h"
#include "gateway/util/token.h"

G_STATIC_ASSERT(sizeof LETTER_CODE_MARK == TOKEN_CODE_LENGTH + 1);

static const TokenLetter *
named(const Letter *letter, TokenLetter *ret_named)
{
	*ret_named = (TokenLetter){letter->id, letter->salt};
	return ret_named;
}

/* Where the mark ends that begins at `at`, or 0. A line of quoted-printable may be broken within it. */
static size_t
mark_end(const char *bytes, size_t size, size_t at)
{
	for (size_t i = 0; i < TOKEN_CODE_LENGTH; at++, i++) {
		while (at + 3 <= size && memcmp(bytes + at, "=\r\n", 3) == 0)
			at += 3;
		if (at >= size || bytes[at] != LETTER_CODE_MARK[i])
			return 0;
	}
	return at;
}

static GBytes *
fill(const char *bytes, size_t size, const char *code)
{
	g_autofree char *filled = g_memdup2(bytes, size);

	for (size_t at = 0; at < size; at++) {
		size_t end = bytes[at] == LETTER_CODE_MARK[0] ? mark_end(bytes, size, at) : 0;
		size_t next = 0;

		for (size_t i = at; i < end; i++)
			if (memchr(LETTER_CODE_MARK, bytes[i], TOKEN_CODE_LENGTH) != NULL)
				filled[i] = code[next++];
	}
	return g_bytes_new_take(g_steal_pointer(&filled), size);
}

GBytes *
letter_code_bytes(const Context *context, const Letter *letter, GError **error)
{
	g_autoptr(GBytes) kept = letter_bytes(context->spool, letter->id, error);
	char code[TOKEN_CODE_LENGTH + 1];
	TokenLetter key;
	size_t size = 0;
	const char *bytes = NULL;
	GBytes *filled = NULL;

	if (kept == NULL || (!g_str_equal(letter->name, LETTER_STEP_UP) &&
				!g_str_equal(letter->name, LETTER_LOGIN_CODE)))
		return g_steal_pointer(&kept);
	bytes = g_bytes_get_data(kept, &size);
	token_code(&context->keys, named(letter, &key), code);
	filled = fill(bytes, size, code);
	OPENSSL_cleanse(code, sizeof code);
	return filled;
}

bool
letter_code_is(const Context *context, const Letter *letter, const char *digits)
{
	TokenLetter key;

	return token_check_code(&context->keys, digits, named(letter, &key));
}

/* Whether `from` stands at `at`, with one sign at most between two of it; ret_places: where each does. */
static bool
stands_at(const char *at, const char *from, size_t ret_places[TOKEN_CODE_LENGTH])
{
	size_t place = 0;

	for (int i = 0; i < TOKEN_CODE_LENGTH; i++, place++) {
		if (i > 0 && at[place] != '\0' && strchr(" -.*", at[place]) != NULL)
			place++;
		if (at[place] != from[i])
			return false;
		ret_places[i] = place;
	}
	return true;
}

static void
swap_text(char *text, const char *from, const char *to)
{
	size_t places[TOKEN_CODE_LENGTH];

	for (char *at = text; at != NULL && *at != '\0'; at++)
		if (stands_at(at, from, places))
			for (int i = 0; i < TOKEN_CODE_LENGTH; i++)
				at[places[i]] = to[i];
}

void
letter_code_swap(const char *from, const char *to, const Message *message)
{
	char *const texts[] = {
	    message->subject, message->text, message->whole, message->table, message->styled};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		swap_text(texts[i], from, to);
	for (unsigned i = 0; i < message->cut->len; i++)
		swap_text(((MessageCut *)message->cut->pdata[i])->text, from, to);
	for (unsigned i = 0; i < message->headers->len; i++)
		swap_text(((MessageHeader *)message->headers->pdata[i])->value, from, to);
}

void
letter_code_cut(const Context *context, const Letter *letter, const Message *message)
{
	char code[TOKEN_CODE_LENGTH + 1];
	TokenLetter key;

	token_code(&context->keys, named(letter, &key), code);
	letter_code_swap(code, LETTER_CODE_MARK, message);
	OPENSSL_cleanse(code, sizeof code);
}
