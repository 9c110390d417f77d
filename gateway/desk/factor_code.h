/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The six digits of a contact's authenticator app (RFC 6238), as they come by mail. All is written in the caller's
 * transaction: a code that was taken is not taken again, whatever else happens to the mail.
 *
 * Mail is late: taken is a code of the 20 steps of 30 seconds before the mail came, of the step in which it came, or of
 * the one after it, for a telephone that is fast; each step once, and none before one that was taken.
 *
 * Three steps up that died within 24 hours lock the app, and so do 50 wrong codes without a right one between them,
 * however they were spread: at 22 codes of a million that is a guess of one in 900. Its owner and the desk are told;
 * locked it stays until a person of the desk takes it away.
 */
#pragma once

#include "gateway/model/context.h"

typedef enum {
	FACTOR_CODE_RIGHT,
	FACTOR_CODE_WRONG, /* also: of another time, or taken before */
	FACTOR_CODE_LOCKED, /* too many were wrong, this one perhaps: none is compared any more */
	FACTOR_CODE_NONE,   /* the contact has no app, or none whose first code was seen */
} FactorCodeResult;

/* Whether the contact has an app that counts, locked or not: what needs a code of it needs one. */
bool factor_code_is_used(Context *context, int64_t contact, bool *ret_used, GError **error);
/* digits: exactly six; anything else is wrong and not counted. came_ms: the Mail's. */
bool factor_code_check(Context *context, int64_t contact, const char *digits, int64_t came_ms,
    FactorCodeResult *ret_result, GError **error);
/* A step up that asked for a code of the app died of wrong ones; nothing where there is no app that counts. */
bool factor_code_died(Context *context, int64_t contact, GError **error);
