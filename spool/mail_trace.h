/* SPDX-License-Identifier: Apache-2.0 */
/* Why a mail became what it became: one ordered list of lines, written with its decision. */
#pragma once

#include "spool/database.h"

/* lines: as `casegate mail show` prints them, without a final newline. Replaces an earlier one (mail
 * retry). */
bool mail_trace_set(Spool *spool, int64_t mail, const char *lines, GError **error);
/* NULL where the mail has none (no error). Caller owns. */
bool mail_trace_get(Spool *spool, int64_t mail, char **ret_lines, GError **error);
