/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner said of a mail, where it is not clean: "infected: Eicar-Test-Signature", "not scanned: ...". */
#pragma once

#include "spool/database.h"

#define MAIL_SCAN_TRIES 3

/* said: NULL: nothing speaks against it. again: it gave no answer, and is asked again, MAIL_SCAN_TRIES times at most. */
bool mail_scan_set(Spool *spool, int64_t mail, const char *said, bool again, GError **error);
/* NULL where nothing does (no error). Caller owns. */
bool mail_scan_get(Spool *spool, int64_t mail, char **ret_said, GError **error);
/* It is asked again once more. */
bool mail_scan_try(Spool *spool, int64_t mail, GError **error);
/* The next mail behind this one about which it is to be asked again, and that is decided; 0: there is none. */
bool mail_scan_next(Spool *spool, int64_t after, int64_t *ret_mail, GError **error);
