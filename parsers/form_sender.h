/* SPDX-License-Identifier: Apache-2.0 */
/* Web forms: a program's address hands in what somebody wrote on a page. */
#pragma once

#include "parsers/message.h"

/* Who filled it in, where From is an address that nobody reads or that is a form's, and Reply-To names one elsewhere who
 * can be answered; else NULL. Who sits at Reply-To in the machine's own house is the machine's desk, and no writer.
 * Borrowed. */
const MessageAddress *form_sender(const Message *message);
