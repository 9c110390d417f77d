/* SPDX-License-Identifier: Apache-2.0 */
/* Our letters bear a picture, which answers bring back with what they quote: it is nothing that the sender attached. */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/* hash: SHA-256 of its bytes, in hex; NULL or "": there is none. Takes it out of the message's attachments where it
 * stands within the text. */
void own_picture_drop(const Part *top, const char *hash, Message *message);
