/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether what a mail would do needs more than proves its sender (gateway/model/needs.h): then it waits for a code, or, of
 * whom nobody can be asked, for a person. Pure.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* What is asked for is what the mail would do, were it confirmed. False: its sender cannot be asked, and it would do what
 * it does. */
bool code_need_raise(const MailFacts *facts, MailFacts *ret_confirmed);
/* decision, or one to wait in its place. would: what is decided of ret_confirmed. */
Decision code_need_look(
    const MailFacts *facts, const Decision *decision, const Decision *would);

/* Whether the sender has confirmed all that this needs, so that nobody else has to decide. False where it needs nothing. */
bool code_need_is_met(const MailFacts *facts, NeedAction action);
/* The strictest of what the desk, the sender's account and the item say. */
Need code_need_of(const MailFacts *facts, NeedAction action);
