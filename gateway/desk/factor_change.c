/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/factor_change.h"

#include <openssl/crypto.h>

#include "gateway/desk/factor_letter.h"
#include "gateway/desk/factor_secret.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"

/* Somebody reads the digits out, and somebody types them. */
#define CONFIRM_STEPS_BEFORE 3
#define CONFIRM_STEPS_AFTER 1

bool
factor_change_enroll(Context *context, const Contact *contact, char **ret_uri, GError **error)
{
	g_autoptr(Factor) known = NULL;
	uint8_t secret[TOTP_SECRET_BYTES];

	if (!factor_get(context->spool, contact->id, &known, error))
		return false;
	if (!contact->known)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "{{address}} is unverified: add it first, 'casegate contact add'",
		    "address", contact->address, NULL);
	if (known != NULL && known->state != FACTOR_PENDING)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "{{address}} has an app already: 'casegate mfa reset' takes it away",
		    "address", contact->address, NULL);
	if (!factor_secret_make(context, contact->id, secret, error))
		return false;
	*ret_uri = totp_uri(secret, context->config->desk_name, contact->address);
	OPENSSL_cleanse(secret, sizeof secret);
	return true;
}

bool
factor_change_pending(Context *context, const Contact *contact, char **ret_uri, GError **error)
{
	g_autoptr(Factor) known = NULL;
	uint8_t secret[TOTP_SECRET_BYTES];

	*ret_uri = NULL;
	if (!factor_get(context->spool, contact->id, &known, error))
		return false;
	if (known != NULL && known->state == FACTOR_PENDING &&
	    factor_secret_open(context, known, secret)) {
		*ret_uri = totp_uri(secret, context->config->desk_name, contact->address);
		OPENSSL_cleanse(secret, sizeof secret);
	}
	return true;
}

static bool
refuse_not_pending(const Contact *contact, const Factor *factor, GError **error)
{
	if (factor == NULL)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "{{address}} has no app: 'casegate mfa enroll' begins", "address",
		    contact->address, NULL);
	return error_refuse(error, GATEWAY_ERROR_REFUSED, "the app of {{address}} is {{state}}",
	    "address", contact->address, "state", factor_state_name(factor->state), NULL);
}

/* The step of which these are the code; -1: of none. */
static int64_t
find_step(const Context *context, const Factor *factor, const char *digits)
{
	int64_t now = context->now_ms / TOTP_STEP_MS;
	uint8_t secret[TOTP_SECRET_BYTES];
	int64_t step = -1;

	if (factor_secret_open(context, factor, secret))
		step = totp_find(
		    secret, digits, now - CONFIRM_STEPS_BEFORE, now + CONFIRM_STEPS_AFTER);
	OPENSSL_cleanse(secret, sizeof secret);
	return step;
}

bool
factor_change_confirm(
    Context *context, const Contact *contact, const char *digits, GError **error)
{
	g_autoptr(Factor) factor = NULL;
	int64_t step = -1;

	if (!factor_get(context->spool, contact->id, &factor, error))
		return false;
	if (factor == NULL || factor->state != FACTOR_PENDING)
		return refuse_not_pending(contact, factor, error);
	step = find_step(context, factor, digits);
	if (step < 0)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "that is not what the app of {{address}} shows now: look at the clock of "
		    "the telephone and of this machine, or enroll it again",
		    "address", contact->address, NULL);
	return factor_take_step(context->spool, contact->id, step, error) &&
	       factor_set_state(
		   context->spool, contact->id, FACTOR_ACTIVE, context->now_ms, error) &&
	       factor_letter(context, LETTER_MFA_ENROLLED, contact->id, error);
}

/* Of one that never counted its owner has heard nothing. */
bool
factor_change_reset(Context *context, const Contact *contact, GError **error)
{
	g_autoptr(Factor) factor = NULL;

	if (!factor_get(context->spool, contact->id, &factor, error))
		return false;
	if (factor == NULL)
		return error_refuse(error, GATEWAY_ERROR_MISSING, "{{address}} has no app",
		    "address", contact->address, NULL);
	return factor_remove(context->spool, contact->id, error) &&
	       (factor->state == FACTOR_PENDING ||
		   factor_letter(context, LETTER_MFA_RESET, contact->id, error));
}
