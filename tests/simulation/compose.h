/* SPDX-License-Identifier: Apache-2.0 */
/* The mails that people write. */
#pragma once

#include "tests/simulation/people.h"

#define COMPOSE_AGENT "sanne@desk.example"
#define COMPOSE_BUYER "inkoop@desk.example"

/* A mail with these words; notified: the letter that told the agent of the ticket. Caller owns. */
GBytes *compose_mail(const Conversation *conversation, const Words *words, const char *text,
    const PostLetter *notified);
