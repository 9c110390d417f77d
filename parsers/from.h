/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one address of a From, read a second time and strictly: for what is proved of a sender, not for showing or
 * answering him. Shares nothing with parsers/header.h.
 */
#pragma once

#include <stddef.h>

/*
 * local@domain as written, of a field that holds one mailbox, with or without a name; caller owns. NULL for a list, a
 * group, a route, a domain literal, and whatever two readers could read in two ways.
 */
char *from_address(const char *field, size_t size);
