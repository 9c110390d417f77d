/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a scanner says of a mail that was decided while it did not answer: the mail, its trace and the marks of its
 * attachments say so from now on, and where a virus was found its ticket does. All in the caller's transaction.
 */
#pragma once

#include "gateway/model/context.h"

/* marks: of FILE_MARKS_SCAN. said: "infected: Eicar-Test-Signature"; NULL: it is clean. */
bool late_scan_take(
    Context *context, int64_t mail, unsigned marks, const char *said, GError **error);
