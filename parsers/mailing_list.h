/* SPDX-License-Identifier: Apache-2.0 */
/* What the headers of a mail tell of the list that it came through: RFC 2369, RFC 2919, and what lists wrote before. */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"

/* Whether it is one that many get and nobody writes to: a newsletter. */
bool mailing_list_is_newsletter(const Message *message);

/* The addresses that the list may have, of char *; empty where it came through none. Caller owns. */
GPtrArray *mailing_list_addresses(const Message *message);
