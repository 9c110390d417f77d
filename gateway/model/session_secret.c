/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/session_secret.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <string.h>

#define SECRETS "casegate sessions 1"
#define FORMS "casegate forms 1"
#define LINK_FORMS "casegate forms of links 1"
#define SECRET_BYTES 32
#define CHANCE_BYTES (SESSION_NONCE_BYTES / 2)

static void
mac(const uint8_t key[KEY_BYTES], const char *end, const uint8_t *data, size_t size,
    uint8_t ret_mac[SESSION_MAC_BYTES])
{
	uint8_t derived[KEY_BYTES];
	unsigned length = SESSION_MAC_BYTES;

	key_derive(key, end, derived);
	HMAC(EVP_sha256(), derived, KEY_BYTES, data, size, ret_mac, &length);
	OPENSSL_cleanse(derived, sizeof derived);
}

char *
session_secret_new(void)
{
	uint8_t bytes[SECRET_BYTES];
	bool good = RAND_bytes(bytes, sizeof bytes) == 1;
	char *text = NULL;

	g_assert(good);
	text = g_base64_encode(bytes, sizeof bytes);
	OPENSSL_cleanse(bytes, sizeof bytes);
	text[SESSION_SECRET_LENGTH] = '\0'; /* without its '=' */
	return g_strdelimit(g_strdelimit(text, "+", '-'), "/", '_');
}

bool
session_secret_mac(
    const uint8_t key[KEY_BYTES], const char *secret, uint8_t ret_mac[SESSION_MAC_BYTES])
{
	if (secret == NULL || strlen(secret) != SESSION_SECRET_LENGTH)
		return false;
	mac(key, SECRETS, (const uint8_t *)secret, SESSION_SECRET_LENGTH, ret_mac);
	return true;
}

bool
session_secret_find(Spool *spool, const KeyRing *keys, const char *secret, int64_t now_ms,
    Session **ret_session, GError **error)
{
	uint8_t wanted[SESSION_MAC_BYTES];

	*ret_session = NULL;
	if (!session_secret_mac(keys->current, secret, wanted))
		return true;
	if (!session_find(spool, wanted, now_ms, ret_session, error))
		return false;
	if (*ret_session != NULL || !keys->has_previous)
		return true;
	session_secret_mac(keys->previous, secret, wanted);
	return session_find(spool, wanted, now_ms, ret_session, error);
}

/* Whose form it is: of a session, or of a letter's link. */
typedef struct {
	const char *end;
	int64_t id;
} Whose;

/* Fills the second half by the first. */
static void
sign(const uint8_t key[KEY_BYTES], const Whose *whose, uint8_t nonce[SESSION_NONCE_BYTES])
{
	uint8_t data[CHANCE_BYTES + sizeof whose->id];
	uint8_t whole[SESSION_MAC_BYTES];

	memcpy(data, nonce, CHANCE_BYTES);
	memcpy(data + CHANCE_BYTES, &whose->id, sizeof whose->id);
	mac(key, whose->end, data, sizeof data, whole);
	memcpy(nonce + CHANCE_BYTES, whole, SESSION_NONCE_BYTES - CHANCE_BYTES);
}

static char *
nonce_new(const KeyRing *keys, const Whose *whose)
{
	GString *text = g_string_sized_new(2 * SESSION_NONCE_BYTES + 1);
	uint8_t nonce[SESSION_NONCE_BYTES] = {0};
	bool good = RAND_bytes(nonce, CHANCE_BYTES) == 1;

	g_assert(good);
	sign(keys->current, whose, nonce);
	for (size_t i = 0; i < sizeof nonce; i++)
		g_string_append_printf(text, "%02x", nonce[i]);
	return g_string_free(text, FALSE);
}

static bool
read_digits(const char *text, uint8_t ret_nonce[SESSION_NONCE_BYTES])
{
	if (text == NULL || strlen(text) != (size_t)2 * SESSION_NONCE_BYTES)
		return false;
	for (size_t i = 0; i < SESSION_NONCE_BYTES; i++) {
		int high = g_ascii_xdigit_value(text[2 * i]);
		int low = g_ascii_xdigit_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		ret_nonce[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static bool
is_signed(
    const uint8_t key[KEY_BYTES], const Whose *whose, const uint8_t nonce[SESSION_NONCE_BYTES])
{
	uint8_t ours[SESSION_NONCE_BYTES];

	memcpy(ours, nonce, CHANCE_BYTES);
	sign(key, whose, ours);
	return CRYPTO_memcmp(ours, nonce, sizeof ours) == 0;
}

static bool
nonce_read(const KeyRing *keys, const Whose *whose, const char *text,
    uint8_t ret_nonce[SESSION_NONCE_BYTES])
{
	return read_digits(text, ret_nonce) &&
	       (is_signed(keys->current, whose, ret_nonce) ||
		   (keys->has_previous && is_signed(keys->previous, whose, ret_nonce)));
}

char *
session_nonce_new(const KeyRing *keys, int64_t session)
{
	return nonce_new(keys, &(Whose){FORMS, session});
}

bool
session_nonce_read(const KeyRing *keys, int64_t session, const char *text,
    uint8_t ret_nonce[SESSION_NONCE_BYTES])
{
	return nonce_read(keys, &(Whose){FORMS, session}, text, ret_nonce);
}

char *
session_link_nonce_new(const KeyRing *keys, int64_t letter)
{
	return nonce_new(keys, &(Whose){LINK_FORMS, letter});
}

bool
session_link_nonce_read(const KeyRing *keys, int64_t letter, const char *text,
    uint8_t ret_nonce[SESSION_NONCE_BYTES])
{
	return nonce_read(keys, &(Whose){LINK_FORMS, letter}, text, ret_nonce);
}
