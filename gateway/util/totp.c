/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/totp.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "gateway/util/base32.h"

void
totp_code(
    const uint8_t secret[TOTP_SECRET_BYTES], int64_t step, char ret_digits[TOTP_DIGITS + 1])
{
	guint64 counter = GUINT64_TO_BE((guint64)step);
	uint8_t mac[EVP_MAX_MD_SIZE] = {0};
	unsigned length = 0;
	const uint8_t *place;
	uint32_t number;

	HMAC(EVP_sha1(), secret, TOTP_SECRET_BYTES, (const uint8_t *)&counter, sizeof counter,
	    mac, &length);
	place = mac + (mac[length - 1] & 0xf);
	number = (uint32_t)(place[0] & 0x7f) << 24 | (uint32_t)place[1] << 16 |
		 (uint32_t)place[2] << 8 | place[3];
	for (int i = TOTP_DIGITS - 1; i >= 0; i--, number /= 10)
		ret_digits[i] = (char)('0' + number % 10);
	ret_digits[TOTP_DIGITS] = '\0';
	OPENSSL_cleanse(mac, sizeof mac);
}

bool
totp_is_code(const char *text)
{
	return strspn(text, "0123456789") == TOTP_DIGITS && text[TOTP_DIGITS] == '\0';
}

int64_t
totp_find(
    const uint8_t secret[TOTP_SECRET_BYTES], const char *digits, int64_t first, int64_t last)
{
	int64_t found = -1;

	if (!totp_is_code(digits))
		return -1;
	for (int64_t step = MAX(first, 0); step <= last; step++) {
		char code[TOTP_DIGITS + 1];

		totp_code(secret, step, code);
		if (CRYPTO_memcmp(code, digits, TOTP_DIGITS) == 0)
			found = step;
		OPENSSL_cleanse(code, sizeof code);
	}
	return found;
}

/* A colon is what ends the issuer in front of the account. */
static char *
escape_name(const char *name)
{
	g_autofree char *plain = g_strdelimit(g_strdup(name), ":", ' ');

	return g_uri_escape_string(plain, NULL, FALSE);
}

char *
totp_uri(const uint8_t secret[TOTP_SECRET_BYTES], const char *issuer, const char *account)
{
	char text[BASE32_LENGTH(TOTP_SECRET_BYTES) + 1];
	g_autofree char *who = escape_name(issuer);
	g_autofree char *whose = g_uri_escape_string(account, "@", FALSE);
	char *uri = NULL;

	base32_encode(secret, TOTP_SECRET_BYTES, text);
	for (char *c = text; *c != '\0'; c++)
		*c = g_ascii_toupper(*c);
	uri = g_strdup_printf("otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits="
			      "%d&period=%d",
	    who, whose, text, who, TOTP_DIGITS, TOTP_STEP_MS / 1000);
	OPENSSL_cleanse(text, sizeof text);
	return uri;
}
