/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/factor_code.h"

#include <openssl/crypto.h>

#include "gateway/desk/factor_letter.h"
#include "gateway/desk/factor_secret.h"
#include "gateway/util/log.h"

#define STEPS_BEFORE 20
#define STEPS_AFTER 1
#define DEAD_MOST 2 /* within DEAD_MS */
#define DEAD_MS (INT64_C(24) * 60 * 60 * 1000)
#define WRONG_MOST 49 /* since the last right one */

bool
factor_code_is_used(Context *context, int64_t contact, bool *ret_used, GError **error)
{
	g_autoptr(Factor) factor = NULL;

	if (!factor_get(context->spool, contact, &factor, error))
		return false;
	*ret_used = factor != NULL && factor->state != FACTOR_PENDING;
	return true;
}

static bool
lock(Context *context, int64_t contact, GError **error)
{
	return factor_set_state(
		   context->spool, contact, FACTOR_LOCKED, context->now_ms, error) &&
	       factor_letter_locked(context, contact, error);
}

static bool
note_wrong(Context *context, const Factor *factor, FactorCodeResult *ret_result, GError **error)
{
	*ret_result = FACTOR_CODE_WRONG;
	if (!factor_count_wrong(context->spool, factor->contact, error))
		return false;
	if (factor->wrong < WRONG_MOST)
		return true;
	*ret_result = FACTOR_CODE_LOCKED;
	return lock(context, factor->contact, error);
}

static bool
compare(Context *context, const Factor *factor, const char *digits, int64_t came_ms,
    FactorCodeResult *ret_result, GError **error)
{
	int64_t came = came_ms / TOTP_STEP_MS;
	uint8_t secret[TOTP_SECRET_BYTES];
	int64_t step;

	if (!factor_secret_open(context, factor, secret)) {
		log_write(LOG_WARNING, "mfa",
		    "the app of contact %" G_GINT64_FORMAT
		    " was enrolled under a key that is lost: reset it",
		    factor->contact);
		*ret_result = FACTOR_CODE_LOCKED;
		return true;
	}
	step = totp_find(secret, digits, MAX(came - STEPS_BEFORE, factor->last_step + 1),
	    came + STEPS_AFTER);
	OPENSSL_cleanse(secret, sizeof secret);
	if (step < 0)
		return note_wrong(context, factor, ret_result, error);
	*ret_result = FACTOR_CODE_RIGHT;
	return factor_take_step(context->spool, factor->contact, step, error);
}

bool
factor_code_check(Context *context, int64_t contact, const char *digits, int64_t came_ms,
    FactorCodeResult *ret_result, GError **error)
{
	g_autoptr(Factor) factor = NULL;

	if (!factor_get(context->spool, contact, &factor, error))
		return false;
	*ret_result = FACTOR_CODE_NONE;
	if (factor == NULL || factor->state == FACTOR_PENDING)
		return true;
	*ret_result = FACTOR_CODE_LOCKED;
	if (factor->state == FACTOR_LOCKED)
		return true;
	*ret_result = FACTOR_CODE_WRONG;
	return !totp_is_code(digits) ||
	       compare(context, factor, digits, came_ms, ret_result, error);
}

bool
factor_code_died(Context *context, int64_t contact, GError **error)
{
	g_autoptr(Factor) factor = NULL;
	int64_t dead = 0;

	if (!factor_get(context->spool, contact, &factor, error))
		return false;
	if (factor == NULL || factor->state != FACTOR_ACTIVE)
		return true;
	return factor_add_dead(context->spool, contact, context->now_ms,
		   context->now_ms - DEAD_MS, &dead, error) &&
	       (dead <= DEAD_MOST || lock(context, contact, error));
}
