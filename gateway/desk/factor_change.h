/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The life of a contact's authenticator app: it is enrolled by a person of the desk, counts from its first code on, and is
 * taken away by a person of the desk, who has seen to it that its owner wants that. The owner gets a letter each time.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/contact.h"

/* A new secret for a known contact that has no app that counts; one that was pending ends. ret_uri: what its app reads
 * from a QR code, which is the secret; caller owns and forgets it soon. GATEWAY_ERROR_REFUSED for all others. */
bool factor_change_enroll(
    Context *context, const Contact *contact, char **ret_uri, GError **error);
/* The same once more of one that is pending; NULL: there is none, or its key is lost. Caller owns and forgets it soon. */
bool factor_change_pending(
    Context *context, const Contact *contact, char **ret_uri, GError **error);
/* digits: what the app shows now, within a minute and a half. GATEWAY_ERROR_REFUSED where they are not, or nothing is pending. */
bool factor_change_confirm(
    Context *context, const Contact *contact, const char *digits, GError **error);
/* Whatever its state is. GATEWAY_ERROR_MISSING where there is none. */
bool factor_change_reset(Context *context, const Contact *contact, GError **error);
