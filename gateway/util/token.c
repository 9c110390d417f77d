/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen bytes make a token: kind (1), letter id (5, big endian), HMAC (10). A Message-ID has the HMAC of a kind of
 * its own, so that it is never a token. */
#include "gateway/util/token.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define MESSAGE_ID 3 /* a kind that no token has */
#define ID_BYTES 5
#define SIGNED_BYTES (1 + ID_BYTES)
#define MAC_BYTES 10
#define RAW_BYTES (SIGNED_BYTES + MAC_BYTES)

#define ID_CHARACTERS 16 /* of the ten bytes of a MAC */

static const char ALPHABET[] = "abcdefghijklmnopqrstuvwxyz234567";

/* length characters of base32. */
static void
encode(const uint8_t *raw, size_t size, int length, char *ret_text)
{
	for (int i = 0; i < length; i++) {
		size_t bit = (size_t)i * 5;
		unsigned pair = (unsigned)raw[bit / 8] << 8;

		if (bit / 8 + 1 < size)
			pair |= raw[bit / 8 + 1];
		ret_text[i] = ALPHABET[(pair >> (11 - bit % 8)) & 31];
	}
	ret_text[length] = '\0';
}

/* The letter's id, unchecked; -1 where the text cannot be a token of this kind. */
static int64_t
decode_id(const char *token, TokenKind kind)
{
	uint64_t bits = 0;

	/* ten characters hold 50 bits: kind, id and two bits of the MAC */
	for (int i = 0; i < 10; i++) {
		const char *place = strchr(ALPHABET, g_ascii_tolower(token[i]));

		if (token[i] == '\0' || place == NULL)
			return -1;
		bits = bits << 5 | (uint64_t)(place - ALPHABET);
	}
	bits >>= 2;
	if (bits >> (ID_BYTES * 8) != (uint64_t)kind)
		return -1;
	return (int64_t)(bits & ((UINT64_C(1) << (ID_BYTES * 8)) - 1));
}

static void
sign(const uint8_t key[TOKEN_KEY_BYTES], uint8_t kind, int64_t letter,
    uint8_t ret_raw[RAW_BYTES])
{
	uint8_t mac[EVP_MAX_MD_SIZE] = {0};
	unsigned length = 0;

	ret_raw[0] = kind;
	for (int i = 0; i < ID_BYTES; i++)
		ret_raw[1 + i] = (uint8_t)((uint64_t)letter >> (8 * (ID_BYTES - 1 - i)));
	HMAC(EVP_sha256(), key, TOKEN_KEY_BYTES, ret_raw, SIGNED_BYTES, mac, &length);
	memcpy(ret_raw + SIGNED_BYTES, mac, MAC_BYTES);
}

void
token_make(const uint8_t key[TOKEN_KEY_BYTES], TokenKind kind, int64_t letter,
    char ret_token[TOKEN_LENGTH + 1])
{
	uint8_t raw[RAW_BYTES];

	sign(key, (uint8_t)kind, letter, raw);
	encode(raw, sizeof raw, TOKEN_LENGTH, ret_token);
}

bool
token_check(
    const uint8_t key[TOKEN_KEY_BYTES], TokenKind kind, const char *token, int64_t *ret_letter)
{
	char ours[TOKEN_LENGTH + 1];
	char theirs[TOKEN_LENGTH + 1];
	int64_t letter = 0;

	if (strlen(token) != TOKEN_LENGTH || (letter = decode_id(token, kind)) < 0)
		return false;
	for (int i = 0; i <= TOKEN_LENGTH; i++)
		theirs[i] = g_ascii_tolower(token[i]);
	token_make(key, kind, letter, ours);
	if (CRYPTO_memcmp(ours, theirs, TOKEN_LENGTH) != 0)
		return false;
	*ret_letter = letter;
	return true;
}

char *
token_address(const char *form, const char *token)
{
	g_auto(GStrv) parts = g_strsplit(form, TOKEN_PLACE, 2);

	return g_strjoin(token, parts[0], parts[1], NULL);
}

char *
token_tag(const char *form, const char *address)
{
	const char *place = form == NULL ? NULL : strstr(form, TOKEN_PLACE);
	size_t before = place == NULL ? 0 : (size_t)(place - form);
	const char *after = place == NULL ? "" : place + strlen(TOKEN_PLACE);
	size_t length = strlen(address);
	size_t end = length - MIN(length, strlen(after));

	if (place == NULL || end <= before || g_ascii_strncasecmp(address, form, before) != 0 ||
	    g_ascii_strcasecmp(address + end, after) != 0)
		return NULL;
	return g_strndup(address + before, end - before);
}

char *
token_in_address(const char *form, const char *address)
{
	g_autofree char *tag = token_tag(form, address);

	return tag != NULL && strlen(tag) == TOKEN_LENGTH ? g_steal_pointer(&tag) : NULL;
}

char *
token_message_id(const uint8_t key[TOKEN_KEY_BYTES], int64_t letter, const char *domain)
{
	uint8_t raw[RAW_BYTES];
	char mac[ID_CHARACTERS + 1];

	sign(key, MESSAGE_ID, letter, raw);
	encode(raw + SIGNED_BYTES, MAC_BYTES, ID_CHARACTERS, mac);
	return g_strdup_printf("%" G_GINT64_FORMAT ".%s@%s", letter, mac, domain);
}

bool
token_check_message_id(
    const uint8_t key[TOKEN_KEY_BYTES], const char *id, const char *domain, int64_t *ret_letter)
{
	const char *at = strchr(id, '@');
	g_autofree char *left = at == NULL ? NULL : g_strndup(id, (size_t)(at - id));
	g_autofree char *ours = NULL;
	int64_t letter = 0;

	if (left == NULL || g_ascii_strcasecmp(at + 1, domain) != 0)
		return false;
	if (token_check(key, TOKEN_PROOF, left, ret_letter))
		return true;
	if (!g_ascii_isdigit(left[0]))
		return false;
	letter = g_ascii_strtoll(left, NULL, 10);
	ours = token_message_id(key, letter, at + 1);
	if (strlen(ours) != strlen(id) || CRYPTO_memcmp(ours, id, strlen(ours)) != 0)
		return false;
	*ret_letter = letter;
	return true;
}
