/* SPDX-License-Identifier: Apache-2.0 */
/* How a line of the timeline reads where its kind is not shown. */
#pragma once

#include "spool/ticket_content.h"

/* "asked: Welk scherm?" Caller owns. */
char *timeline_text(const Entry *entry);
