/* SPDX-License-Identifier: Apache-2.0 */
/* What the sender of a mail tells by its name and address alone: whether a machine sits there, and what follows. */
#pragma once

#include "parsers/message.h"

enum {
	SENDER_DAEMON = 1 << 0, /* surely a mail system: the mail is its report */
	SENDER_SYSTEM = 1 << 1, /* may be one */
	SENDER_NOTIFIES =
	    1 << 2, /* it sends notifications, where nothing else says what a mail is */
	SENDER_UNANSWERED = 1 << 3, /* no letter goes there (RFC 3834, section 2) */
	SENDER_NULL =
	    1 << 4, /* its envelope has no sender: nobody can be answered, so nobody wrote */
	SENDER_FORM = 1 << 5, /* it may be a web form, which writes for others */
};

/* All of it; 0: a person, as far as one can see. */
unsigned machine_sender_tells(const Message *message);
/* The same of an address without its mail. */
unsigned machine_sender_address_tells(const char *address);
