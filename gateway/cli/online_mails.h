/* SPDX-License-Identifier: Apache-2.0 */
/* The newest mails that came in, as `casegate check --online` looks at them: what their headers say of where they come
 * from. */
#pragma once

#include "gateway/config/config.h"
#include "parsers/origin.h"
#include "spool/mail.h"

/* header: the start of the mail. */
typedef void (*OnlineMailSeen)(
    const Mail *mail, const Origin *origin, GBytes *header, void *data);

/* Each of the newest mails of this mailbox whose header could be read. */
bool online_mails(Spool *spool, const ConfigMailbox *mailbox, OnlineMailSeen seen, void *data,
    GError **error);
