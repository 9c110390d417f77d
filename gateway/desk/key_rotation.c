/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order is what keeps it whole: secrets are sealed under the new key in a transaction, the file takes both keys, and
 * then the caller commits. Before the file all is as it was; after it the secrets that the spool still has are opened by
 * the previous key, which is why no other rotation begins before they are sealed again.
 */
#include "gateway/desk/key_rotation.h"

#include "gateway/desk/factor_secret.h"
#include "gateway/model/key_file.h"
#include "gateway/util/error.h"
#include "gateway/util/time_format.h"
#include "spool/letter.h"
#include "spool/outbox.h"

#define LASTS_MS (INT64_C(24) * 60 * 60 * 1000 * KEY_ROTATION_DAYS)

static bool
refuse_early(Context *context, GError **error)
{
	g_autoptr(Letter) last = NULL;
	g_autofree char *date = NULL;

	if (!context->keys.has_previous)
		return true;
	if (!letter_get(context->spool, context->keys.last_letter, &last, error))
		return false;
	if (last == NULL || last->created_ms + LASTS_MS <= context->now_ms)
		return true;
	date = time_format_local(last->created_ms + LASTS_MS);
	return error_refuse(error, GATEWAY_ERROR_REFUSED,
	    "the key before this one still checks letters that may be answered until {{date}}: "
	    "try again after that, or where the key may have been read by others end all "
	    "tokens, --leaked",
	    "date", date, NULL);
}

/* Its key is what a desk elsewhere is asked by whether it was done: with another it would be done twice. */
static bool
refuse_open(Context *context, GError **error)
{
	g_autofree char *count = NULL;
	int64_t open = 0;

	if (!context->keys.has_previous)
		return true;
	if (!outbox_count_open(context->spool, context->keys.last_operation, &open, error))
		return false;
	count = g_strdup_printf("%d", (int)open);
	return open == 0 ||
	       error_refuse(error, GATEWAY_ERROR_REFUSED,
		   "{{count}} operations from before the last rotation wait for the desk "
		   "elsewhere, which knows them by the key of then: see 'casegate status', and "
		   "try again when they are over",
		   "count", count, NULL);
}

/* What the new key does not sign, as the ids go on. */
static bool
rotate(Context *context, bool ends_tokens, GError **error)
{
	uint8_t fresh[KEY_BYTES];
	int64_t letter = 0, operation = 0;

	if (!letter_last(context->spool, &letter, error) ||
	    !outbox_last(context->spool, &operation, error) || !key_file_fresh(fresh, error))
		return false;
	key_ring_rotate(&context->keys, fresh, ends_tokens ? 0 : letter, operation);
	return true;
}

static bool
replace(Context *context, bool ends_tokens, int *ret_secrets, GError **error)
{
	KeyRing before = context->keys;
	bool good = rotate(context, ends_tokens, error) &&
		    factor_secret_renew(context, ret_secrets, error) &&
		    key_file_write(context->state_directory, &context->keys, error);

	if (!good)
		context->keys = before;
	key_ring_clear(&before);
	return good;
}

bool
key_rotation(Context *context, bool ends_tokens, KeyRotation *ret_rotation, GError **error)
{
	KeyRotation rotation = {0};

	if (context->dry_run || context->state_directory == NULL)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "this is a dry run: nothing is kept of it", NULL);
	if (!factor_secret_renew(context, &rotation.secrets, error))
		return false;
	rotation.finished = rotation.secrets > 0;
	if (!rotation.finished &&
	    ((!ends_tokens && !refuse_early(context, error)) || !refuse_open(context, error) ||
		!replace(context, ends_tokens, &rotation.secrets, error)))
		return false;
	*ret_rotation = rotation;
	return true;
}
