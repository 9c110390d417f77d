/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/key_ring.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <string.h>

const uint8_t *
key_ring_of_letter(const KeyRing *keys, int64_t letter)
{
	return keys->has_previous && letter <= keys->last_letter ? keys->previous
								 : keys->current;
}

const uint8_t *
key_ring_of_operation(const KeyRing *keys, int64_t operation)
{
	return keys->has_previous && operation <= keys->last_operation ? keys->previous
								       : keys->current;
}

void
key_ring_rotate(
    KeyRing *keys, const uint8_t fresh[KEY_BYTES], int64_t last_letter, int64_t last_operation)
{
	memcpy(keys->previous, keys->current, KEY_BYTES);
	memcpy(keys->current, fresh, KEY_BYTES);
	keys->has_previous = true;
	keys->last_letter = last_letter;
	keys->last_operation = last_operation;
}

void
key_ring_clear(KeyRing *keys)
{
	OPENSSL_cleanse(keys, sizeof *keys);
}

static void
put_number(int64_t number, uint8_t *ret_bytes)
{
	guint64 big = GUINT64_TO_BE((guint64)number);

	memcpy(ret_bytes, &big, sizeof big);
}

static int64_t
get_number(const uint8_t *bytes)
{
	guint64 big = 0;

	memcpy(&big, bytes, sizeof big);
	return (int64_t)GUINT64_FROM_BE(big);
}

void
key_ring_pack(const KeyRing *keys, uint8_t ret_bytes[KEY_RING_BYTES], size_t *ret_size)
{
	memcpy(ret_bytes, keys->current, KEY_BYTES);
	*ret_size = KEY_BYTES;
	if (!keys->has_previous)
		return;
	memcpy(ret_bytes + KEY_BYTES, keys->previous, KEY_BYTES);
	put_number(keys->last_letter, ret_bytes + KEY_BYTES + KEY_BYTES);
	put_number(keys->last_operation, ret_bytes + KEY_RING_BYTES - sizeof(guint64));
	*ret_size = KEY_RING_BYTES;
}

static bool
is_random(const uint8_t *key)
{
	return memcmp(key, key + 1, KEY_BYTES - 1) != 0;
}

bool
key_ring_unpack(const uint8_t *bytes, size_t size, KeyRing *ret_keys)
{
	KeyRing keys = {.has_previous = size == KEY_RING_BYTES};

	if ((size != KEY_BYTES && size != KEY_RING_BYTES) || !is_random(bytes) ||
	    (keys.has_previous && !is_random(bytes + KEY_BYTES)))
		return false;
	memcpy(keys.current, bytes, KEY_BYTES);
	if (keys.has_previous) {
		memcpy(keys.previous, bytes + KEY_BYTES, KEY_BYTES);
		keys.last_letter = get_number(bytes + KEY_BYTES + KEY_BYTES);
		keys.last_operation = get_number(bytes + KEY_RING_BYTES - sizeof(guint64));
	}
	*ret_keys = keys;
	key_ring_clear(&keys);
	return true;
}

void
key_derive(const uint8_t key[KEY_BYTES], const char *end, uint8_t ret_derived[KEY_BYTES])
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, NULL);
	size_t size = KEY_BYTES;
	bool good = context != NULL && EVP_PKEY_derive_init(context) == 1 &&
		    EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1 &&
		    EVP_PKEY_CTX_set1_hkdf_key(context, key, KEY_BYTES) == 1 &&
		    EVP_PKEY_CTX_add1_hkdf_info(
			context, (const unsigned char *)end, (int)strlen(end)) == 1 &&
		    EVP_PKEY_derive(context, ret_derived, &size) == 1;

	EVP_PKEY_CTX_free(context);
	g_assert(good && size == KEY_BYTES);
}
