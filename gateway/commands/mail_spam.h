/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate mail spam`, `mail spammers` and `mail ham`: mails and senders that are put away, and the way back. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"
#include "spool/mail.h"

/* The mail that a word means by its id. Caller owns. */
bool mail_spam_find(Spool *spool, const char *word, Mail **ret_mail, GError **error);

bool mail_spam_serve_senders(Context *context, const Call *call, GString *out, GError **error);
bool mail_spam_serve(Context *context, const Call *call, GString *out, GError **error);
bool mail_spam_serve_ham(Context *context, const Call *call, GString *out, GError **error);
