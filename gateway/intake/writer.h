/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who wrote a mail: mostly who is in From. A group or list that rewrote From, our own address in it, and a form that
 * hands in what somebody wrote name the writer elsewhere. Nothing proves that one: our own server vouches for From alone.
 */
#pragma once

#include "gateway/config/config.h"
#include "parsers/message.h"

/* The message with its writer in `from`, and in `via` what stands in From where that is another. All else is the
 * message's, which must live on; nothing in it is to be freed. */
void writer_settle(const Config *config, const Message *message, Message *ret_settled);
