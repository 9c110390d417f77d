/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mail server that takes the letters, and the gateway's sessions with it: it takes, puts off, refuses, or cuts the
 * line before or after it took a letter. It keeps the ledger of what it took.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *message_id; /* own */
	char *sender;     /* own; of the envelope */
	char *recipient;  /* own; of the envelope */
	GBytes *bytes;    /* own; as it was taken first */
	unsigned times;   /* so often it was taken */
	bool unknown;     /* the gateway cannot know that it was taken: it may come again */
	bool refused;     /* for good: it was never taken */
} PostLetter;

/* What the server asks and tells of the people. */
typedef struct {
	void (*taken)(const PostLetter *letter); /* for the first time */
	void (*refused)(const PostLetter *letter);
	bool (*may_refuse)(const char *recipient);
} PostEvents;
void post_begin(const PostEvents *events);
void post_end(void);

/* All that were taken or refused: message_id -> PostLetter. Borrowed. */
GHashTable *post_letters(void);
/* Whether it takes nothing from now on. */
void post_set_down(bool down);
/* The gateway died: which of the letters it knows to be sent, only its spool can say. */
void post_forget_known(void);

/* The value of a header field of a mail without folding, or NULL. Caller owns. */
char *post_header(GBytes *mail, const char *name);
/* Without its brackets. Caller owns. */
char *post_message_id(GBytes *mail);
