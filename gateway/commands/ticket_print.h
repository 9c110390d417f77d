/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket as an operator reads it on a terminal (`casegate case show`). Pure. */
#pragma once

#include "gateway/util/text_table.h"
#include "gateway/commands/ticket_view.h"

void ticket_print(const TicketView *view, const TableStyle *style, GString *out);
