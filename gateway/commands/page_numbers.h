/* SPDX-License-Identifier: Apache-2.0 */
/* `page numbers`: the figures of `casegate report` of the last days, of what was counted by day. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"

/* Words: group; numbers: days, 1 to PAGE_NUMBERS_DAYS. */
#define PAGE_NUMBERS_DAYS 92
bool page_numbers(Context *context, const Call *call, GString *out, GError **error);
