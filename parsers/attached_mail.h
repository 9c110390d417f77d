/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that are attached to a mail: who sends another's mail on so means what it says.
 */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/*
 * Of a person's mail that answers nothing and names no ticket: puts the words of the mails that are attached behind its
 * text, each below its From, Date and Subject, as an inline forward has them, and their files behind its attachments. A
 * mail without a subject gets that of the first. What was cut is noted in message->limits.
 */
void attached_mail_read(const Part *top, Message *message);
