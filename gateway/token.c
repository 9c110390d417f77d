/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen bytes make a token: version (1), letter id (5, big endian), HMAC (10). */
#include "gateway/token.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define VERSION 1
#define ID_BYTES 5
#define SIGNED_BYTES (1 + ID_BYTES)
#define MAC_BYTES 10
#define RAW_BYTES (SIGNED_BYTES + MAC_BYTES)

static const char ALPHABET[] = "abcdefghijklmnopqrstuvwxyz234567";

static void
encode(const uint8_t raw[RAW_BYTES], char ret_token[TOKEN_LENGTH + 1])
{
	for (int i = 0; i < TOKEN_LENGTH; i++) {
		int bit = i * 5;
		unsigned pair = (unsigned)raw[bit / 8] << 8;

		if (bit / 8 + 1 < RAW_BYTES)
			pair |= raw[bit / 8 + 1];
		ret_token[i] = ALPHABET[(pair >> (11 - bit % 8)) & 31];
	}
	ret_token[TOKEN_LENGTH] = '\0';
}

/* The letter's id, unchecked; -1 where the text cannot be a token. */
static int64_t
decode_id(const char *token)
{
	uint64_t bits = 0;

	/* ten characters hold 50 bits: version, id and two bits of the MAC */
	for (int i = 0; i < 10; i++) {
		const char *place = strchr(ALPHABET, g_ascii_tolower(token[i]));

		if (token[i] == '\0' || place == NULL)
			return -1;
		bits = bits << 5 | (uint64_t)(place - ALPHABET);
	}
	bits >>= 2;
	if (bits >> (ID_BYTES * 8) != VERSION)
		return -1;
	return (int64_t)(bits & ((UINT64_C(1) << (ID_BYTES * 8)) - 1));
}

void
token_make(const uint8_t key[TOKEN_KEY_BYTES], int64_t letter, char ret_token[TOKEN_LENGTH + 1])
{
	uint8_t raw[RAW_BYTES] = {VERSION};
	uint8_t mac[EVP_MAX_MD_SIZE] = {0};
	unsigned length = 0;

	for (int i = 0; i < ID_BYTES; i++)
		raw[1 + i] = (uint8_t)((uint64_t)letter >> (8 * (ID_BYTES - 1 - i)));
	HMAC(EVP_sha256(), key, TOKEN_KEY_BYTES, raw, SIGNED_BYTES, mac, &length);
	memcpy(raw + SIGNED_BYTES, mac, MAC_BYTES);
	encode(raw, ret_token);
}

bool
token_check(const uint8_t key[TOKEN_KEY_BYTES], const char *token, int64_t *ret_letter)
{
	char ours[TOKEN_LENGTH + 1];
	char theirs[TOKEN_LENGTH + 1];
	int64_t letter = 0;

	if (strlen(token) != TOKEN_LENGTH || (letter = decode_id(token)) < 0)
		return false;
	for (int i = 0; i <= TOKEN_LENGTH; i++)
		theirs[i] = g_ascii_tolower(token[i]);
	token_make(key, letter, ours);
	if (CRYPTO_memcmp(ours, theirs, TOKEN_LENGTH) != 0)
		return false;
	*ret_letter = letter;
	return true;
}
