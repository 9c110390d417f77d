/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens: lower-case base32 (RFC 4648, unpadded) of a version, the id of the letter that carries it and 80 bits of
 * HMAC-SHA-256 over both. What it is good for stands in the letter's row, which is read when it is used. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_KEY_BYTES 32
#define TOKEN_LENGTH 26

void token_make(
    const uint8_t key[TOKEN_KEY_BYTES], int64_t letter, char ret_token[TOKEN_LENGTH + 1]);
/* Whether we made it; compared without case and in constant time. */
bool token_check(const uint8_t key[TOKEN_KEY_BYTES], const char *token, int64_t *ret_letter);
