/* SPDX-License-Identifier: Apache-2.0 */
/* Sixteen bytes make a token: kind (1), letter id (5, big endian), HMAC (10) of those and of the letter's salt (8, big
 * endian), where it has one. A Message-ID has the HMAC of a kind of its own, so that it is never a token. */
#include "gateway/util/token.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>
#include <sys/random.h>

#include "gateway/util/base32.h"

#define MESSAGE_ID 3 /* kinds that no token has */
#define CODE 4
#define ID_BYTES 5
#define NAMED_BYTES (1 + ID_BYTES)
#define SALT_BYTES 8
#define MAC_BYTES 10
#define RAW_BYTES (NAMED_BYTES + MAC_BYTES)

G_STATIC_ASSERT(TOKEN_LENGTH == BASE32_LENGTH(RAW_BYTES));

static const char ALPHABET[] = BASE32_ALPHABET;

int64_t
token_salt(void)
{
	int64_t salt = 0;

	while (salt == 0)
		if (getrandom(&salt, sizeof salt, 0) != sizeof salt)
			salt = 0;
	return salt;
}

int64_t
token_letter(const char *token, TokenKind kind)
{
	uint64_t bits = 0;

	if (strlen(token) != TOKEN_LENGTH)
		return -1;
	/* ten characters hold 50 bits: kind, id and two bits of the MAC */
	for (int i = 0; i < 10; i++) {
		const char *place = strchr(ALPHABET, g_ascii_tolower(token[i]));

		if (place == NULL)
			return -1;
		bits = bits << 5 | (uint64_t)(place - ALPHABET);
	}
	bits >>= 2;
	if (bits >> (ID_BYTES * 8) != (uint64_t)kind)
		return -1;
	return (int64_t)(bits & ((UINT64_C(1) << (ID_BYTES * 8)) - 1));
}

static void
put_number(int64_t number, int size, uint8_t *ret_bytes)
{
	for (int i = 0; i < size; i++)
		ret_bytes[i] = (uint8_t)((uint64_t)number >> (8 * (size - 1 - i)));
}

/* What has no salt was signed without one. */
static void
sign(const KeyRing *keys, uint8_t kind, const TokenLetter *letter, uint8_t ret_raw[RAW_BYTES])
{
	uint8_t named[NAMED_BYTES + SALT_BYTES] = {kind};
	uint8_t mac[EVP_MAX_MD_SIZE] = {0};
	unsigned length = 0;

	put_number(letter->id, ID_BYTES, named + 1);
	put_number(letter->salt, SALT_BYTES, named + NAMED_BYTES);
	HMAC(EVP_sha256(), key_ring_of_letter(keys, letter->id), KEY_BYTES, named,
	    letter->salt == 0 ? NAMED_BYTES : sizeof named, mac, &length);
	memcpy(ret_raw, named, NAMED_BYTES);
	memcpy(ret_raw + NAMED_BYTES, mac, MAC_BYTES);
}

void
token_make(const KeyRing *keys, TokenKind kind, const TokenLetter *letter,
    char ret_token[TOKEN_LENGTH + 1])
{
	uint8_t raw[RAW_BYTES];

	sign(keys, (uint8_t)kind, letter, raw);
	base32_encode(raw, sizeof raw, ret_token);
}

bool
token_check(const KeyRing *keys, TokenKind kind, const char *token, const TokenLetter *letter)
{
	char ours[TOKEN_LENGTH + 1];
	char theirs[TOKEN_LENGTH + 1];

	if (strlen(token) != TOKEN_LENGTH)
		return false;
	for (int i = 0; i <= TOKEN_LENGTH; i++)
		theirs[i] = g_ascii_tolower(token[i]);
	token_make(keys, kind, letter, ours);
	return CRYPTO_memcmp(ours, theirs, TOKEN_LENGTH) == 0;
}

void
token_code(const KeyRing *keys, const TokenLetter *letter, char ret_code[TOKEN_CODE_LENGTH + 1])
{
	uint8_t raw[RAW_BYTES];
	uint64_t number = 0;

	sign(keys, CODE, letter, raw);
	memcpy(&number, raw + NAMED_BYTES, sizeof number);
	number = GUINT64_FROM_BE(number);
	/* of so many values a million are alike to one part in ten to the thirteenth */
	for (int i = TOKEN_CODE_LENGTH - 1; i >= 0; i--, number /= 10)
		ret_code[i] = (char)('0' + number % 10);
	ret_code[TOKEN_CODE_LENGTH] = '\0';
}

bool
token_check_code(const KeyRing *keys, const char *code, const TokenLetter *letter)
{
	char ours[TOKEN_CODE_LENGTH + 1];

	token_code(keys, letter, ours);
	return strlen(code) == TOKEN_CODE_LENGTH &&
	       CRYPTO_memcmp(ours, code, TOKEN_CODE_LENGTH) == 0;
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
token_message_id(const KeyRing *keys, const TokenLetter *letter, const char *domain)
{
	uint8_t raw[RAW_BYTES];
	char mac[BASE32_LENGTH(MAC_BYTES) + 1];

	sign(keys, MESSAGE_ID, letter, raw);
	base32_encode(raw + NAMED_BYTES, MAC_BYTES, mac);
	return g_strdup_printf("%" G_GINT64_FORMAT ".%s@%s", letter->id, mac, domain);
}

/* What stands before the @; NULL where the domain is another. Caller owns. */
static char *
left_of(const char *id, const char *domain)
{
	const char *at = strchr(id, '@');

	return at == NULL || g_ascii_strcasecmp(at + 1, domain) != 0
		   ? NULL
		   : g_strndup(id, (size_t)(at - id));
}

int64_t
token_message_id_letter(const char *id, const char *domain)
{
	g_autofree char *left = left_of(id, domain);
	int64_t letter = left == NULL ? -1 : token_letter(left, TOKEN_PROOF);

	if (left == NULL || letter >= 0)
		return letter;
	return g_ascii_isdigit(left[0]) ? g_ascii_strtoll(left, NULL, 10) : -1;
}

bool
token_check_message_id(
    const KeyRing *keys, const char *id, const char *domain, const TokenLetter *letter)
{
	g_autofree char *left = left_of(id, domain);
	g_autofree char *ours = NULL;

	if (left == NULL)
		return false;
	if (token_check(keys, TOKEN_PROOF, left, letter))
		return true;
	ours = token_message_id(keys, letter, strchr(id, '@') + 1);
	return strlen(ours) == strlen(id) && CRYPTO_memcmp(ours, id, strlen(ours)) == 0;
}
