/* SPDX-License-Identifier: Apache-2.0 */
/* Base32 of RFC 4648, section 6, without padding, in small letters. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define BASE32_ALPHABET "abcdefghijklmnopqrstuvwxyz234567"
/* Characters for so many bytes. */
#define BASE32_LENGTH(bytes) (((bytes)*8 + 4) / 5)

/* ret_text has a place for each character and for the NUL behind them. */
void base32_encode(const uint8_t *bytes, size_t size, char *ret_text);
