/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was cut of a text, piece by piece, each with its reason. What a message counts as new and what was cut are all
 * that was in the mail.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Why something is no part of the new text. */
typedef enum {
	CUT_BANNER,    /* a mail system's warning */
	CUT_QUOTE,     /* somebody's earlier words, with what introduces them */
	CUT_HEADER,    /* a header block or "Original message", and what it stands over */
	CUT_DEVICE,    /* "Sent from my telephone" */
	CUT_SIGNATURE, /* told by its mark or by what is in it */
	CUT_RULE,      /* below a rule or a bare "--": who wrote it cannot be told for sure */
	CUT_REF,       /* our own "Ref:" line */
} MessageCutKind;

typedef struct {
	MessageCutKind kind;
	char *text; /* own; whole lines */
} MessageCut;

/* Of MessageCut. */
GPtrArray *message_cut_list_new(void);
/* At most LIMIT_CUTS of them travel. */
void message_cut_add(GPtrArray *cut, MessageCutKind kind, char *take_text);
/* The word of a kind: "quote", "device line". */
const char *message_cut_name(MessageCutKind kind);
/* All that was cut, as one text; caller owns. */
char *message_cut_text(const GPtrArray *cut);
