/* SPDX-License-Identifier: Apache-2.0 */
/* The header by which a gateway knows its own letters, and another gateway's, when they come in as mails. Pure. */
#pragma once

#include "parsers/message.h"

#define LOOP_MARK_HEADER "X-Casegate-Loop"

typedef enum {
	LOOP_MARK_NONE,
	LOOP_MARK_OURS,  /* of this desk: a letter of ours that came back */
	LOOP_MARK_OTHER, /* of another desk: whoever wrote it, a gateway sent it */
} LoopMark;

/* What stands in the header of each letter: it tells desks apart and names none. Caller owns. */
char *loop_mark_make(const char *domain);
/* domain: of this desk. */
LoopMark loop_mark_read(const Message *message, const char *domain);
