/* SPDX-License-Identifier: Apache-2.0 */
/* Whether rows hold tokens. What runs for each byte is short; the rest waits for the head of one. */
#include "gateway/letters/token_row.h"

#include <string.h>

#define NAMED 10 /* letters: the kind and the whole id */
#define ID_BITS 40
#define CHECKS_MOST 4096

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz234567";

const uint8_t TOKEN_VALUES[256] = {
#define LETTER(lower, upper, value) [lower] = (value) + 1, [upper] = (value) + 1
    LETTER('a', 'A', 0), LETTER('b', 'B', 1), LETTER('c', 'C', 2), LETTER('d', 'D', 3),
    LETTER('e', 'E', 4), LETTER('f', 'F', 5), LETTER('g', 'G', 6), LETTER('h', 'H', 7),
    LETTER('i', 'I', 8), LETTER('j', 'J', 9), LETTER('k', 'K', 10), LETTER('l', 'L', 11),
    LETTER('m', 'M', 12), LETTER('n', 'N', 13), LETTER('o', 'O', 14), LETTER('p', 'P', 15),
    LETTER('q', 'Q', 16), LETTER('r', 'R', 17), LETTER('s', 'S', 18), LETTER('t', 'T', 19),
    LETTER('u', 'U', 20), LETTER('v', 'V', 21), LETTER('w', 'W', 22), LETTER('x', 'X', 23),
    LETTER('y', 'Y', 24), LETTER('z', 'Z', 25),
#undef LETTER
    ['2'] = 27, ['3'] = 28, ['4'] = 29, ['5'] = 30, ['6'] = 31, ['7'] = 32};

static bool
is_token(TokenSearch *search, const char *letters)
{
	const TokenCutter *cutter = search->cutter;

	if (g_strcmp0(letters, cutter->own) == 0 || g_strcmp0(letters, cutter->own_page) == 0)
		return false;
	if (search->checks++ >= CHECKS_MOST)
		return true;
	return cutter->is_ours(cutter->data, letters);
}

/* Whether a letter of this id may have been written. */
static bool
names_a_letter(const TokenSearch *search, const char *letters)
{
	uint64_t bits = 0;

	for (int i = 0; i < NAMED; i++)
		bits = bits << 5 | (uint64_t)(TOKEN_VALUES[(unsigned char)letters[i]] - 1);
	bits = bits >> 2 & ((UINT64_C(1) << ID_BITS) - 1);
	return bits <= (uint64_t)search->cutter->newest;
}

/* Whether it goes on. */
static bool
suspect_add(TokenSearch *search, TokenSuspect *suspect, int value, const TokenPiece *piece)
{
	suspect->place.pieces[suspect->length] = *piece;
	suspect->letters[suspect->length++] = LETTERS[value];
	if (suspect->length == NAMED)
		return names_a_letter(search, suspect->letters);
	if (suspect->length < TOKEN_LENGTH)
		return true;
	if (is_token(search, suspect->letters)) {
		if (search->found == NULL)
			search->found = g_array_new(false, false, sizeof(TokenPlace));
		g_array_append_val(search->found, suspect->place);
	}
	return false;
}

static void
feed_suspects(TokenRow *row, int value, const TokenPiece *piece)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < row->n_suspects; i++) {
		if (!suspect_add(row->search, &row->suspects[i], value, piece))
			continue;
		if (kept != i)
			row->suspects[kept] = row->suspects[i];
		kept++;
	}
	row->n_suspects = kept;
}

static bool
is_kind(uint32_t kind)
{
	return kind == TOKEN_PROOF || kind == TOKEN_ENVELOPE || kind == TOKEN_PAGE;
}

static bool
is_head(const TokenRow *row)
{
	return is_kind(row->head >> TOKEN_HEAD_ID_BITS) &&
	       (int64_t)(row->head & ((1u << TOKEN_HEAD_ID_BITS) - 1)) <=
		   row->search->cutter->newest >> (ID_BITS - TOKEN_HEAD_ID_BITS);
}

static void
begin_suspect(TokenRow *row)
{
	TokenSuspect *suspect = &row->suspects[row->n_suspects++];

	suspect->length = TOKEN_HEAD;
	suspect->letters[TOKEN_LENGTH] = '\0';
	for (unsigned i = 0; i < TOKEN_HEAD; i++) {
		suspect->letters[i] = LETTERS[row->head >> (5 * (TOKEN_HEAD - 1 - i)) & 31];
		suspect->place.pieces[i] = row->last[(row->count + i) % TOKEN_HEAD];
	}
}

void
token_row_think(TokenRow *row, int value, size_t start, size_t end)
{
	if (row->n_suspects > 0)
		feed_suspects(row, value, &(TokenPiece){start, end});
	if (is_head(row))
		begin_suspect(row);
}

void
token_row_init(TokenRow *row, TokenSearch *search)
{
	row->search = search;
	row->head = TOKEN_HEAD_MASK; /* no head as long as letters are missing */
	row->count = 0;
	row->n_suspects = 0;
}

/* Almost all bytes begin nothing, so where the letters before stood is looked up when it matters. */
static void
keep_last(TokenRow *row, const unsigned char *text, size_t from, size_t end)
{
	size_t at = end;

	for (unsigned letters = 0; at > from && letters < TOKEN_HEAD;)
		letters += TOKEN_VALUES[text[--at]] > 0;
	for (; at < end; at++)
		if (TOKEN_VALUES[text[at]] > 0)
			row->last[row->count++ % TOKEN_HEAD] = (TokenPiece){at, at + 1};
}

/* Where a head may be complete, or the end. Without a branch for each byte: this runs over all that leaves. */
static size_t
skip_to_head(TokenRow *row, const unsigned char *text, size_t at, size_t size)
{
	uint32_t head = row->head;

	for (; at < size; at++) {
		uint32_t value = TOKEN_VALUES[text[at]];

		head = value > 0 ? (head << 5 | (value - 1)) & TOKEN_HEAD_MASK : head;
		if (head - TOKEN_HEADS_FROM < TOKEN_HEADS && value > 0)
			break;
	}
	row->head = head;
	return at;
}

void
token_row_read(TokenRow *row, const unsigned char *text, size_t at, size_t end)
{
	size_t kept = at;

	for (; at < end; at++) {
		unsigned value = 0;

		if (row->n_suspects == 0) {
			at = skip_to_head(row, text, at, end);
		} else if ((value = TOKEN_VALUES[text[at]]) > 0) {
			row->head = (row->head << 5 | (value - 1)) & TOKEN_HEAD_MASK;
			feed_suspects(row, (int)value - 1, &(TokenPiece){at, at + 1});
		} else {
			continue;
		}
		if (at < end && is_head(row)) {
			keep_last(row, text, kept, at + 1);
			kept = at + 1;
			begin_suspect(row);
		}
	}
	keep_last(row, text, kept, end);
}
