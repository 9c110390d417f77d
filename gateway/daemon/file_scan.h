/* SPDX-License-Identifier: Apache-2.0 */
/* What clamd says of the files that an agent's call has: of a customer's it is asked as of every mail's. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/daemon/scanner.h"

typedef struct FileScan FileScan;

/* Asks about each file of the call; NULL: there is nothing to ask, or nobody. last: the number by which one was asked about
 * last, begun at 0: they are below that, where no mail is. */
FileScan *file_scan_begin(Context *context, Scanner *scanner, const Call *call, int64_t *last);
/* Forgets what is not answered yet. */
void file_scan_free(FileScan *scan);

bool file_scan_is_done(const FileScan *scan);
/* Of one that is: the call says what was found (gateway/commands/call_files.h). */
void file_scan_tell(const FileScan *scan, Call *call);
