/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens: lower-case base32 (RFC 4648, unpadded) of a kind, the id of the letter that carries it and 80 bits of HMAC-
 * SHA-256 over both and the letter's salt. What it is good for stands in the letter's row, which is read when it is used,
 * and the salt too: an id that is given again, after a backup was brought back, has other tokens. Message-IDs name a
 * letter too and have a MAC of their own against guesses, but whoever gets a copy of an answer reads them: they tie a
 * mail to its ticket and prove nothing. Pure, but for
 * token_salt().
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gateway/util/key_ring.h"

#define TOKEN_LENGTH 26

typedef enum {
	TOKEN_PROOF =
	    1, /* in the plus-address of the letter to that very person, and in its `Ref:` line */
	TOKEN_ENVELOPE =
	    2, /* in the envelope sender, where a letter that cannot be delivered comes back to */
	TOKEN_PAGE = 5, /* in the links of the letter that open a page */
} TokenKind;

typedef struct {
	int64_t id;
	int64_t salt; /* 0: it is of before there was one */
} TokenLetter;
/* For a new letter; never 0. */
int64_t token_salt(void);

void token_make(const KeyRing *keys, TokenKind kind, const TokenLetter *letter,
    char ret_token[TOKEN_LENGTH + 1]);
/* The id of the letter that it names, unchecked; -1 where the text cannot be a token of this kind. */
int64_t token_letter(const char *token, TokenKind kind);
/* Whether we made it as one of this kind for this letter; compared without case and in constant time. */
bool token_check(
    const KeyRing *keys, TokenKind kind, const char *token, const TokenLetter *letter);

/* Six digits that this letter carries and no row has: whoever can answer with them has read it. They are of the letter and
 * our key alone, so a letter that is sent once more carries the same. */
#define TOKEN_CODE_LENGTH 6
void token_code(
    const KeyRing *keys, const TokenLetter *letter, char ret_code[TOKEN_CODE_LENGTH + 1]);
/* Compared in constant time. code: of any length. */
bool token_check_code(const KeyRing *keys, const char *code, const TokenLetter *letter);

/* In the form of the addresses that answers go to, "desk+{token}@desk.example". */
#define TOKEN_PLACE "{token}"
/* The address of this form that carries the token. Caller owns. */
char *token_address(const char *form, const char *token);
/* What stands in the token's place of an address of this form; NULL: it is not of this form, or form is NULL. Caller
 * owns. */
char *token_tag(const char *form, const char *address);
/* The same where it has the length of a token, whoever made it. */
char *token_in_address(const char *form, const char *address);

/* The Message-ID of a letter, without angle brackets: "881.mfrggzdfmztwq2lk@desk.example". Caller owns. */
char *token_message_id(const KeyRing *keys, const TokenLetter *letter, const char *domain);
/* The id of the letter that it names, unchecked; -1 where it cannot be one of this domain. */
int64_t token_message_id_letter(const char *id, const char *domain);
/* Whether it is one that we made for this letter, or of the form before that, whose left side was the letter's proof
 * token. */
bool token_check_message_id(
    const KeyRing *keys, const char *id, const char *domain, const TokenLetter *letter);
