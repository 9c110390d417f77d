/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tokens of one login, in a file of mode 0600 that is replaced whole: the refresh token, and below it the access token
 * with the time when another is to be asked for. Whoever needs the login shares both, in any process. A refresh token
 * may be good for once, so that only who has the lock uses it, and what came for it is on disk before the access token
 * is used.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	char *refresh;  /* own */
	char *access;   /* own; or NULL: there is none */
	int64_t due_ms; /* from then on another is asked for, UTC */
} OauthTokens;
void oauth_tokens_clear(OauthTokens *tokens);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OauthTokens, oauth_tokens_clear)

/* An error says what to do where nobody has signed in yet. */
bool oauth_file_read(const char *path, OauthTokens *ret_tokens, GError **error);
/* For who has the lock. The file belongs to whom it belonged to; a new one that root makes to its folder's owner. */
bool oauth_file_write(const char *path, const OauthTokens *tokens, GError **error);
/* The access token was refused: the next one is asked for. */
void oauth_file_refused(const char *path);

/* A descriptor to close when done; -1 without an error: another has it. Of all files in the folder, which is made where
 * there is none. */
int oauth_file_lock(const char *path, GError **error);

/* When to ask for another, of one that is good for so long from now on. */
int64_t oauth_file_due_ms(int64_t now_ms, int64_t life_s);
