/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Machine or person. When in doubt: a person, because a person who gets no answer is lost.
 */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/* kind_reason of an auto-reply that nothing but its text tells. */
#define MESSAGE_BY_TEXT "says what anybody gets"

/* Sets kind, kind_reason and, of reports, bounce. The rest of the message must be read already. */
void classify_read(const Part *top, const char *const *shapes, Message *message);
