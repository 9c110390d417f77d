/* SPDX-License-Identifier: Apache-2.0 */
/* Who asked for a code to log in: one of each session that waits for it (spool/session.h), and gone with that. */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t session;
	char *address;   /* own; as it was typed */
	int64_t due_ms;  /* when its letter is to be made; 0: that was looked at */
	int64_t contact; /* whose address it is, once that was looked at; or 0 */
	int64_t letter;  /* that has the code; or 0 */
	int64_t tries;   /* codes that were wrong */
} Login;
void login_free(Login *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Login, login_free)

/* The session is there, and has none. */
bool login_add(
    Spool *spool, int64_t session, const char *address, int64_t due_ms, GError **error);
/* NULL where there is none (no error). */
bool login_get(Spool *spool, int64_t session, Login **ret_login, GError **error);
/* How many there are that are not over. */
bool login_count(Spool *spool, int64_t now_ms, int64_t *ret_count, GError **error);
/* Those whose letters are to be made, the earliest first; and when the next one is, or 0. */
bool login_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_logins, GError **error);
bool login_next_due(Spool *spool, int64_t *ret_next_ms, GError **error);
/* It was looked at; contact, letter: 0: there is none. */
bool login_looked_at(
    Spool *spool, int64_t session, int64_t contact, int64_t letter, GError **error);
bool login_tried(Spool *spool, int64_t session, GError **error);
/* How many letters with a code went to the contact since then. */
bool login_count_letters(
    Spool *spool, int64_t contact, int64_t since_ms, int64_t *ret_count, GError **error);
