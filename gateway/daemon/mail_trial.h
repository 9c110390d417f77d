/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that never came, and are only to be explained: each is read by a read and a verify worker of its own, one after the
 * other, as those of the pool have mails to read that did come.
 */
#pragma once

#include "gateway/daemon/daemon.h"

typedef struct MailTrial MailTrial;

/* packed: as explain_mail_pack() makes it; NULL: why not. ask: what was given. */
typedef void (*MailTried)(void *ask, GBytes *packed, const char *why, void *data);
MailTrial *mail_trial_new(Daemon *daemon, MailTried tried, void *data);
/* Calls nobody any more. */
void mail_trial_free(MailTrial *trial);

/* mailbox: by which it is read as if it had come; or NULL: the first. The answer comes in a later turn. */
void mail_trial_ask(MailTrial *trial, void *ask, const char *mailbox, GBytes *raw);
