/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compares the ledgers: what people wrote and must have got (people.h), what the mail server holds (mailbox.h), what the
 * other one took (post.h), and what is in the spool, which is read here with SQL of its own and not by the gateway.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

void ledger_begin(void);
/* A fact that cannot be: it is printed, and the run is a failure. */
void ledger_disagree(const char *format, ...) G_GNUC_PRINTF(1, 2);
bool ledger_disagrees(void);

/* What must be true whenever the gateway is not running. */
void ledger_check(const char *spool);
/* What must be true once all is done: everything that people expected, and nothing else. */
void ledger_check_end(const char *spool);
