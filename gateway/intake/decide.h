/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of one message: the rules' result, held against who speaks, how sure we are of it, and the state of
 * the ticket. Pure: the same facts give the same decision.
 */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/lifecycle.h"

const char *decision_kind_name(DecisionKind kind); /* "open case" */

Decision decide(const MailFacts *facts);

#define DECIDE_REOPEN_MAX 3 /* reopenings by mail with a token alone in one day */
