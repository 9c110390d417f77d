/* SPDX-License-Identifier: Apache-2.0 */
/* Why a mail became what it became: one ordered list of lines, written with its decision; and what was done of it at a
 * desk elsewhere afterwards. */
#pragma once

#include "spool/database.h"

/* lines: as `casegate mail show` prints them, without a final newline. Replaces an earlier one (mail
 * retry). */
bool mail_trace_set(Spool *spool, int64_t mail, const char *lines, GError **error);
/* One more line of a mail that has a trace. */
bool mail_trace_add(Spool *spool, int64_t mail, const char *line, GError **error);
/* NULL where the mail has none (no error). Caller owns. */
bool mail_trace_get(Spool *spool, int64_t mail, char **ret_lines, GError **error);
