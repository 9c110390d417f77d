/* SPDX-License-Identifier: Apache-2.0 */
/* Trying the mailboxes and outgoing mail, as `casegate check --online` does: nothing is fetched, filed, sent or
 * made. */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"

typedef enum {
	ONLINE_GOOD,
	ONLINE_WRONG,       /* it may work later */
	ONLINE_REFUSED,     /* a person has to do something about the login */
	ONLINE_CERTIFICATE, /* nobody that is known here signed it */
} OnlineResult;
/* Each appends a line: what is good, or what is wrong. */
OnlineResult online_try_mailbox(const ConfigMailbox *mailbox, GString *out);
OnlineResult online_try_outgoing(const Config *config, GString *out);
/* Appends a line for each mailbox, one for outgoing mail, and one for clamd, where it is asked: what is good, or what is wrong. True when all is good. */
bool online_try(const Config *config, GString *out);
