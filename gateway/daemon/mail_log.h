/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the log says of mails and letters: a line when one is taken in, decided or sent, and how many they were in the end.
 * By ids, sizes and words of ours: never by what somebody wrote, or by who it was. What is said is committed.
 */
#pragma once

#include <stdint.h>

#include "gateway/model/context.h"

typedef struct {
	int64_t newest; /* the id of the mail that was told last */
	unsigned taken, decided, sent;
} MailLog;

/* What is in the spool by now was told by who put it there. */
void mail_log_begin(MailLog *log, const Context *context);
/* Each mail that came into the spool since. */
void mail_log_taken(MailLog *log, const Context *context);
void mail_log_decided(MailLog *log, const Context *context, int64_t mail);
void mail_log_sent(MailLog *log, const Context *context, int64_t letter);
/* why: "SIGTERM". */
void mail_log_end(const MailLog *log, const char *why);
