/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket as an operator reads it on a terminal (`casegate case show`). Pure. */
#pragma once

#include "gateway/commands/ticket_view.h"
#include "gateway/util/text_table.h"

void ticket_print(const TicketView *view, const TextTableStyle *style, GString *out);
