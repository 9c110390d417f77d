/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scan worker, one, and what clamd says of mails. Each mail that a reader is given is given to it, too, and is decided
 * when both have answered. No mail waits for a clamd that does not answer: it counts as not scanned, and says so.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"
#include "parsers/message.h"

Scanner *scanner_new(Daemon *daemon);
void scanner_free(Scanner *scanner);

/* Starts the worker where a clamd is configured, and it is not running and may be; in each turn of the loop. */
void scanner_run(Scanner *scanner);
/* Asks about a mail, once; nothing where no clamd is configured. */
void scanner_give(Scanner *scanner, int64_t mail, GBytes *raw);
/* Whether there is nothing to wait for any more. Then the message has the marks that follow, and all its attachments. */
bool scanner_mark(const Scanner *scanner, int64_t mail, Message *message);
/* For mails that are decided already, one at a time (gateway/daemon/rescanner.h): whether clamd answers and nothing waits for
 * it; */
bool scanner_is_idle(const Scanner *scanner);
typedef enum {
	SCANNER_NONE, /* nobody asks, or clamd did not answer */
	SCANNER_ASKS,
	SCANNER_ANSWERED,
} ScannerAnswer;
/* and what it said of one: marks as of a file, and words, NULL: it is clean. Borrowed until the mail is forgotten. */
ScannerAnswer scanner_answer(
    const Scanner *scanner, int64_t mail, unsigned *ret_marks, const char **ret_said);
/* Of a mail that is decided. */
void scanner_forget(Scanner *scanner, int64_t mail);

/* Why clamd does not answer; NULL: it does, or nobody knows. Borrowed. */
const char *scanner_trouble(const Scanner *scanner);
/* Whether clamd answers, and why not; null: none is configured. */
json_t *scanner_status(const Scanner *scanner);
