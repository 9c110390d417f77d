/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row of base32 letters, wherever each of them stands: every one may begin a token. Its first four letters say whether
 * it can be one of ours, ten name its letter, and then the MAC decides. Hostile rows may hold many that look like one:
 * after some thousands all of those are taken for tokens. For token_find() only.
 */
#pragma once

#include "gateway/letters/token_find.h"

#define TOKEN_HEAD 4 /* letters: the kind and the first bits of the id */
#define TOKEN_HEAD_ID_BITS 12
#define TOKEN_HEAD_MASK ((1u << (5 * TOKEN_HEAD)) - 1)
/* Heads that a token may begin with, almost none: from this one, so many; and some between, of kinds that no token has. */
#define TOKEN_HEADS_FROM ((uint32_t)TOKEN_PROOF << TOKEN_HEAD_ID_BITS)
#define TOKEN_HEADS ((uint32_t)(TOKEN_PAGE - TOKEN_PROOF + 1) << TOKEN_HEAD_ID_BITS)

/* Of each byte one more than its value; 0: it is no letter of base32. */
extern const uint8_t TOKEN_VALUES[256];

typedef struct {
	const TokenCutter *cutter;
	GArray *found; /* own; of TokenPlace, or NULL */
	unsigned checks;
} TokenSearch;

/* What may become a token. */
typedef struct {
	unsigned length;
	char letters[TOKEN_LENGTH + 1];
	TokenPlace place;
} TokenSuspect;

typedef struct {
	TokenSearch *search;
	uint32_t head;
	unsigned count; /* of letters so far */
	TokenPiece last[TOKEN_HEAD];
	unsigned n_suspects;
	TokenSuspect suspects[TOKEN_LENGTH];
} TokenRow;

void token_row_init(TokenRow *row, TokenSearch *search);
void token_row_think(TokenRow *row, int value, size_t start, size_t end);

/* The next letter, and the bytes that stand for it. */
static inline void
token_row_add(TokenRow *row, int value, size_t start, size_t end)
{
	row->head = (row->head << 5 | (uint32_t)value) & TOKEN_HEAD_MASK;
	row->last[row->count++ % TOKEN_HEAD] = (TokenPiece){start, end};
	if (row->n_suspects > 0 || row->head - TOKEN_HEADS_FROM < TOKEN_HEADS)
		token_row_think(row, value, start, end);
}

/* The letters among these bytes, as they stand. */
void token_row_read(TokenRow *row, const unsigned char *text, size_t at, size_t end);
