/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One event, one line on standard error: what it is about first, then words; for the journal with its priority.
 * Never a secret, never a customer's text: ids, names of mailboxes, reasons.
 */
#pragma once

#include <glib.h>

typedef enum {
	LOG_ERROR,
	LOG_WARNING,
	LOG_INFO,
	LOG_DEBUG,
} LogLevel;

/* What is less important than this is not written. */
void log_set_level(LogLevel level);
/* about: "mailbox support", "mail 17". Control characters are escaped. */
void log_write(LogLevel level, const char *about, const char *format, ...) G_GNUC_PRINTF(3, 4);
