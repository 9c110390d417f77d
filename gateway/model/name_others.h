/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a customer may open a case for, and in which account, beside their own: by mail and on a page alike. */
#pragma once

#include "spool/account.h"
#include "spool/contact.h"

/* Whom they may name at all: ACTION_ON_BEHALF, by what proves who speaks (gateway/model/proof.h). Why they may not write
 * on behalf of that contact, or NULL: they may. other: or NULL. Constant. */
const char *name_others_why_not(const Contact *sender, bool proven, const Contact *other);
/* Whether they are of this account, or approve for it. */
bool name_others_may_account(Spool *spool, const Contact *sender, bool proven,
    const Account *account, bool *ret_may, GError **error);
