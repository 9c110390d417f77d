/* SPDX-License-Identifier: Apache-2.0 */
/* Doing what was decided: ticket, people, timeline, attachments, letters; all in the caller's transaction. */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/context.h"
#include "gateway/util/error.h"
#include "spool/mail.h"

/* What was decided; facts->applied says what came of it. */
bool apply_message(MailFacts *facts, GError **error);
