/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an attempt to send a letter brings about: sent, tried again later, or given up and a person told. What an
 * attempt is worth stands in one table.
 */
#pragma once

#include "gateway/ipc/frame.h"
#include "gateway/model/context.h"

/* A letter of which the server did not say whether it took it is sent so often at most, always with the same Message-ID:
 * each time the recipient may get it. */
#define LETTER_OUTCOME_UNKNOWN_MOST 3
/* A letter that is still not sent after so many attempts is told of, and tried on. */
#define LETTER_OUTCOME_TOLD_AFTER 8

/* In the batch. text: the server's answer, or why there was none. */
bool letter_outcome_record(
    Context *context, int64_t letter, SendResult result, const char *text, GError **error);
