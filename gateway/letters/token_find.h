/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where tokens of ours stand in bytes that are to leave, however a mail program has quoted, wrapped or encoded them. A
 * candidate is one only when its MAC is ours, so what lies between its letters may be anything that is no letter; words
 * of people are never taken for one. As pure as who says what is ours, and linear in the size.
 */
#pragma once

#include <glib.h>

#include "gateway/util/token.h"

#define TOKEN_LETTERS_MOST ((INT64_C(1) << 40) - 1)

/* All borrowed. */
typedef struct {
	/* Whether we made it, for whichever letter and use. token: TOKEN_LENGTH small letters. */
	bool (*is_ours)(const void *data, const char *token);
	const void *data; /* what is_ours is given */
	int64_t newest;  /* the last letter that there is, no token is of a later one; for short
			   texts TOKEN_LETTERS_MOST does */
	const char *own; /* the proof token that may stay; or NULL */
	const char *own_page; /* and the page's; or NULL */
} TokenCutter;

/* The bytes that stand for one letter: "a", "%61", "&#x61;". */
typedef struct {
	size_t start;
	size_t end;
} TokenPiece;

typedef struct {
	TokenPiece pieces[TOKEN_LENGTH];
} TokenPlace;

/* Of TokenPlace, by where they begin; NULL where there is none, as almost always. Caller owns. */
GArray *token_find(const TokenCutter *cutter, const char *text, size_t size);
