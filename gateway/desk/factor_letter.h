/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters about a contact's authenticator app, to its registered address, whichever it last wrote from: what was done to
 * it is told to its owner, who may not have done it. None of them holds a code or a secret, or a way to get one.
 */
#pragma once

#include "gateway/model/context.h"

/* name: LETTER_MFA_ENROLLED or LETTER_MFA_RESET. */
bool factor_letter(Context *context, const char *name, int64_t contact, GError **error);
/* To its owner, and to the desk's people, who alone can help. */
bool factor_letter_locked(Context *context, int64_t contact, GError **error);
