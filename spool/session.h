/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is let in on the pages: agents and customers in one table. What a browser has is a secret; here is its MAC alone
 * (gateway/model/session_secret.h), so that who reads a spool or a backup of it can be nobody.
 */
#pragma once

#include "spool/database.h"

#define SESSION_MAC_BYTES 32

typedef enum {
	SESSION_LINK, /* of a link that was given and not used */
	SESSION_CODE, /* a browser that asked for a code: nobody's yet (spool/login.h) */
	SESSION_APP,  /* whose code was right, and whose app is asked, too */
	SESSION_OPEN,
} SessionState;
const char *session_state_name(SessionState state);

typedef struct {
	int64_t id;
	SessionState state;
	char *agent;     /* own; address; NULL: a customer's */
	int64_t contact; /* 0: an agent's */
	int confirmed;   /* what a customer was let in by, as in Mail (spool/mail.h) */
	bool by_proxy;   /* a proxy said who it is, and says so each time */
	int64_t created_ms;
	int64_t seen_ms; /* not to the second */
	int64_t ends_ms; /* unless it is used before */
} Session;
void session_free(Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Session, session_free)

/* All of the struct is read but id. Those that are over are deleted. */
bool session_add(Spool *spool, const Session *session, const uint8_t mac[SESSION_MAC_BYTES],
    int64_t *ret_id, GError **error);
/* NULL where there is none (no error), or it is over. */
bool session_find(Spool *spool, const uint8_t mac[SESSION_MAC_BYTES], int64_t now_ms,
    Session **ret_session, GError **error);
/* By its id; the same. */
bool session_get(
    Spool *spool, int64_t id, int64_t now_ms, Session **ret_session, GError **error);
/* It was used: its time begins anew. */
bool session_seen(Spool *spool, int64_t id, int64_t now_ms, int64_t ends_ms, GError **error);
/* SPOOL_ERROR_MISSING where there is none. */
bool session_end(Spool *spool, int64_t id, GError **error);
/* Those that are not over, newest first. */
bool session_list(Spool *spool, int64_t now_ms, GPtrArray **ret_sessions, GError **error);
/* ret_fresh: it was not used by this session before. */
bool session_use_nonce(Spool *spool, int64_t id, const uint8_t *nonce, size_t size,
    bool *ret_fresh, GError **error);
