/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which server's Authentication-Results stand on most mails of a mailbox. What a sender wrote himself may look the same:
 * so a server is proposed that stands on most of them, on those of several domains, beside a Received that it wrote; and
 * the operator is asked whether it is his. Pure.
 */
#pragma once

#include <glib.h>

#include "parsers/origin.h"

#define AUTHSERV_MAILS_LEAST 3 /* fewer tell nothing */

/* One server, at one depth. */
typedef struct {
	char *name;          /* own */
	unsigned hop;        /* so many Received stand above its results */
	unsigned mails;      /* with them */
	GHashTable *domains; /* own; of their senders, char * */
} AuthservSeen;

typedef struct {
	unsigned mails;
	GPtrArray *seen; /* own; of AuthservSeen */
} AuthservGuess;
void authserv_guess_init(AuthservGuess *guess);
void authserv_guess_clear(AuthservGuess *guess);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AuthservGuess, authserv_guess_clear)

/* One mail: of each server the topmost counts. */
void authserv_guess_add(AuthservGuess *guess, const Origin *origin);
/* The one that most mails bear, and not too few; borrowed, or NULL. */
const AuthservSeen *authserv_guess_best(const AuthservGuess *guess);
