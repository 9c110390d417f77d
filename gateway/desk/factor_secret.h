/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The secrets of authenticator apps, sealed under a key that is derived from ours and bound to their contact: who reads the
 * spool alone learns none, and one that is moved to another contact opens for nobody.
 */
#pragma once

#include "gateway/model/context.h"
#include "gateway/util/totp.h"
#include "spool/factor.h"

/* A new one, at random, for a contact without an app or with a pending one; ret_secret is all that leaves. */
bool factor_secret_make(
    Context *context, int64_t contact, uint8_t ret_secret[TOTP_SECRET_BYTES], GError **error);
/* False where neither of our keys opens it, as the one that sealed it was lost. */
bool factor_secret_open(
    const Context *context, const Factor *factor, uint8_t ret_secret[TOTP_SECRET_BYTES]);
/* Seals those of all contacts again that the previous key sealed, under the current one; ret_count: how many. */
bool factor_secret_renew(Context *context, int *ret_count, GError **error);
