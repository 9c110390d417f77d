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

/* Whether a token that the mail has may be its writer's. Anybody can put anybody behind an address of his own, a form's or
 * a list's, where our server says nothing of whom that names. */
bool writer_may_have_token(const Config *config, const Message *settled);
