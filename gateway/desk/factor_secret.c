/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/factor_secret.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "gateway/util/sealed.h"

#define END "casegate authenticator secrets 1"

static char *
about(int64_t contact)
{
	return g_strdup_printf("contact %" G_GINT64_FORMAT, contact);
}

static GBytes *
seal(const Context *context, int64_t contact, const uint8_t secret[TOTP_SECRET_BYTES])
{
	g_autofree char *whose = about(contact);
	uint8_t key[KEY_BYTES];
	GBytes *sealed = NULL;

	key_derive(context->keys.current, END, key);
	sealed = sealed_make(key, whose, secret, TOTP_SECRET_BYTES);
	OPENSSL_cleanse(key, sizeof key);
	return sealed;
}

static bool
open_with(
    const uint8_t ours[KEY_BYTES], const Factor *factor, uint8_t ret_secret[TOTP_SECRET_BYTES])
{
	g_autofree char *whose = about(factor->contact);
	uint8_t key[KEY_BYTES];
	bool good = false;

	key_derive(ours, END, key);
	good = sealed_open(key, whose, factor->secret, ret_secret, TOTP_SECRET_BYTES);
	OPENSSL_cleanse(key, sizeof key);
	return good;
}

bool
factor_secret_make(
    Context *context, int64_t contact, uint8_t ret_secret[TOTP_SECRET_BYTES], GError **error)
{
	uint8_t secret[TOTP_SECRET_BYTES];
	g_autoptr(GBytes) sealed = NULL;
	bool good = RAND_bytes(secret, sizeof secret) == 1;

	g_assert(good);
	sealed = seal(context, contact, secret);
	good = factor_add(context->spool, contact, sealed, context->now_ms, error);
	if (good)
		memcpy(ret_secret, secret, sizeof secret);
	OPENSSL_cleanse(secret, sizeof secret);
	return good;
}

bool
factor_secret_open(
    const Context *context, const Factor *factor, uint8_t ret_secret[TOTP_SECRET_BYTES])
{
	return open_with(context->keys.current, factor, ret_secret) ||
	       (context->keys.has_previous &&
		   open_with(context->keys.previous, factor, ret_secret));
}

/* What the current key opens stays, and so does what neither does: a backup may bring back the one that it needs. */
static bool
renew(Context *context, const Factor *factor, int *count, GError **error)
{
	uint8_t secret[TOTP_SECRET_BYTES];
	g_autoptr(GBytes) sealed = NULL;

	if (open_with(context->keys.current, factor, secret)) {
		OPENSSL_cleanse(secret, sizeof secret);
		return true;
	}
	if (!context->keys.has_previous || !open_with(context->keys.previous, factor, secret))
		return true;
	sealed = seal(context, factor->contact, secret);
	OPENSSL_cleanse(secret, sizeof secret);
	*count += 1;
	return factor_set_secret(context->spool, factor->contact, sealed, error);
}

bool
factor_secret_renew(Context *context, int *ret_count, GError **error)
{
	g_autoptr(GPtrArray) factors = NULL;
	int count = 0;

	if (!factor_list(context->spool, &factors, error))
		return false;
	for (guint i = 0; i < factors->len; i++)
		if (!renew(context, factors->pdata[i], &count, error))
			return false;
	*ret_count = count;
	return true;
}
