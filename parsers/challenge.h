/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails of programs that let a mail through when its sender says to be a person. They come as reports, some even as
 * failed ones, but the address lives: somebody's answer by machine, and no bounce.
 */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"

/* Whether a machine's mail is one. The recipients of a report must be read; one whose address is dead makes it none. */
bool challenge_is(const Message *message);
