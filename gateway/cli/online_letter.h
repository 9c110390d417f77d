/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether what receivers look at is right for our letters, as `casegate check --online --letter` sees it: each mailbox
 * gets a letter of its own, and what its server says of that by SPF, DKIM and DMARC is told, with what is to be done.
 */
#pragma once

#include "gateway/config/config.h"
#include "parsers/origin.h"

/* Sends, finds and deletes the letters, and appends what is found. False where one did not come back, or is wrong. */
bool online_letter(const Config *config, GString *out);

/* What the header of a letter of this mailbox to itself says. */
bool online_letter_judge(const ConfigMailbox *mailbox, const Origin *origin, GString *out);
