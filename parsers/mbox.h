/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Taking an mbox (RFC 4155) apart: its mails as bytes, in order, fed in pieces of any size. A mail begins with a line
 * "From SENDER DATE"; one that has no date is text, as many programs quote too little. One '>' of a line ">From " or
 * ">>From " is taken off (mboxrd; of an mboxo, which cannot be told from it, the same lines but for the rare second '>').
 * The empty line before the next mail is no part of one.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* All borrowed for the call. */
typedef struct {
	GBytes *raw;      /* of a mail larger than max_bytes only the header */
	int64_t size;     /* of the whole mail; 0: nothing stands between two lines "From " */
	bool header_only; /* raw is not the whole */
	int64_t came_ms;  /* what its first line says, UTC; 0: that cannot be read */
	int64_t line;     /* where that line stands, from 1 */
} MboxMail;
/* false: no more are wanted. */
typedef bool (*MboxFunc)(const MboxMail *mail, void *data);

typedef struct Mbox Mbox;
Mbox *mbox_new(size_t max_bytes, MboxFunc func, void *data);
void mbox_free(Mbox *mbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mbox, mbox_free)

/* false: it is no mbox, or no more are wanted. */
bool mbox_feed(Mbox *mbox, const char *bytes, size_t size);
/* Nothing comes any more: the last mail. */
bool mbox_end(Mbox *mbox);
/* How its first line begins, which no mbox does, with nothing in it that a terminal would obey; "" where there is no
 * line; NULL: it is an mbox. */
const char *mbox_wrong(const Mbox *mbox);
