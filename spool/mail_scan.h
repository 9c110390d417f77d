/* SPDX-License-Identifier: Apache-2.0 */
/* What a scanner said of a mail, where it is not clean: "infected: Eicar-Test-Signature", "not scanned: ...". */
#pragma once

#include "spool/database.h"

/* said: NULL: nothing speaks against it. */
bool mail_scan_set(Spool *spool, int64_t mail, const char *said, GError **error);
/* NULL where nothing does (no error). Caller owns. */
bool mail_scan_get(Spool *spool, int64_t mail, char **ret_said, GError **error);
