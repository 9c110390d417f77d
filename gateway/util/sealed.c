/* SPDX-License-Identifier: Apache-2.0 */
/* The nonce (12), what is sealed, the tag (16). */
#include "gateway/util/sealed.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#define NONCE_BYTES 12
#define TAG_BYTES 16

G_STATIC_ASSERT(SEALED_MORE == NONCE_BYTES + TAG_BYTES);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

GBytes *
sealed_make(const uint8_t key[KEY_BYTES], const char *about, const uint8_t *secret, size_t size)
{
	g_autoptr(EVP_CIPHER_CTX) cipher = EVP_CIPHER_CTX_new();
	uint8_t *bytes = g_malloc(size + SEALED_MORE);
	uint8_t *text = bytes + NONCE_BYTES;
	int length = 0;
	bool good =
	    RAND_bytes(bytes, NONCE_BYTES) == 1 && cipher != NULL &&
	    EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, bytes) == 1 &&
	    EVP_EncryptUpdate(
		cipher, NULL, &length, (const uint8_t *)about, (int)strlen(about)) == 1 &&
	    EVP_EncryptUpdate(cipher, text, &length, secret, (int)size) == 1 &&
	    EVP_EncryptFinal_ex(cipher, text + length, &length) == 1 &&
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, text + size) == 1;

	g_assert(good);
	return g_bytes_new_take(bytes, size + SEALED_MORE);
}

bool
sealed_open(const uint8_t key[KEY_BYTES], const char *about, GBytes *sealed,
    uint8_t *ret_secret, size_t size)
{
	g_autoptr(EVP_CIPHER_CTX) cipher = EVP_CIPHER_CTX_new();
	size_t whole = 0;
	const uint8_t *bytes = g_bytes_get_data(sealed, &whole);
	uint8_t tag[TAG_BYTES];
	int length = 0;
	bool good = false;

	if (whole != size + SEALED_MORE)
		return false;
	memcpy(tag, bytes + NONCE_BYTES + size, TAG_BYTES);
	good = cipher != NULL &&
	       EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, bytes) == 1 &&
	       EVP_DecryptUpdate(
		   cipher, NULL, &length, (const uint8_t *)about, (int)strlen(about)) == 1 &&
	       EVP_DecryptUpdate(cipher, ret_secret, &length, bytes + NONCE_BYTES, (int)size) ==
		   1 &&
	       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) == 1 &&
	       EVP_DecryptFinal_ex(cipher, ret_secret + length, &length) == 1;
	if (!good)
		OPENSSL_cleanse(ret_secret, size);
	return good;
}
