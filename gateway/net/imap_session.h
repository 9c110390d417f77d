/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One IMAP session with one folder, from connecting to LOGOUT: libetpan over our own stream, and nothing of libetpan
 * visible here. It speaks in UIDs only. What a server sends is bounded in time and in bytes, command by command.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/net/stream_tls.h"

/* All strings are borrowed and must outlive the session. */
typedef struct {
	StreamTlsServer server;
	const char *user;
	const char *password; /* or NULL: token */
	const char *token;    /* for XOAUTH2, or NULL */
	bool only_look;       /* nothing of the folder can change */
	const char
	    *folder; /* UTF-8, as all folders here; a / may stand for the server's separator */
} ImapAccount;

typedef struct ImapSession ImapSession;

/* Connects, verifies, logs in and selects the folder. No password is sent before TLS is up. */
ImapSession *imap_session_open(const ImapAccount *account, GError **error);
/* Logs out when the connection still works. */
void imap_session_free(ImapSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapSession, imap_session_free)

uint32_t imap_session_validity(const ImapSession *session);
/* "UIDVALIDITY 17, MOVE, IDLE"; caller owns. */
char *imap_session_describe(const ImapSession *session);
bool imap_session_can_move(const ImapSession *session);
bool imap_session_can_delete(const ImapSession *session);
bool imap_session_can_idle(const ImapSession *session);
/* The folder can keep this keyword for good. */
bool imap_session_keeps(const ImapSession *session, const char *keyword);

/* The folder's name with the prefix and the separators of this server; caller owns. */
char *imap_session_folder(ImapSession *session, const char *folder);
/* The server says that this folder may not change. */
bool imap_session_is_read_only(const ImapSession *session);

/* UIDs are guint32 in a GArray, here and below. All mails of the folder that carry none of the keywords (NULL ends
 * them), lowest first; where since_ms is not 0, without those that certainly came before: servers search by the day, in
 * whatever zone a mail has its date. */
bool imap_session_search(ImapSession *session, const char *const *keywords, int64_t since_ms,
    GArray **ret_uids, GError **error);
/* All that carry one of the keywords, at least one (NULL ends them). */
bool imap_session_search_marked(
    ImapSession *session, const char *const *keywords, GArray **ret_uids, GError **error);

typedef struct {
	uint32_t uid;
	int64_t size;    /* as the server announces it; some only estimate */
	int64_t came_ms; /* its INTERNALDATE, UTC; 0: the server did not say */
} ImapMail;
/* Of ImapMail; what is gone meanwhile is missing. What came before a failure is there too: the array is never NULL. */
bool imap_session_sizes(
    ImapSession *session, const GArray *uids, GArray **ret_mails, GError **error);

/* bytes: NULL when the server has the mail and not its text. */
typedef bool (*ImapMailFunc)(uint32_t uid, GBytes *bytes, void *data, GError **error);
typedef struct {
	const GArray *mails; /* of ImapMail: what they announce bounds what is read */
	size_t header_max;   /* 0: whole mails; else so many bytes of their headers at most */
	ImapMailFunc func; /* for each mail as it comes, in any order, also before a failure */
	void *data;
} ImapFetch;
bool imap_session_fetch(ImapSession *session, const ImapFetch *fetch, GError **error);

bool imap_session_has_folder(
    ImapSession *session, const char *folder, bool *ret_there, GError **error);
/* Makes the folder where the server asks for that. Without MOVE it copies and deletes: nothing is copied before it is
 * known that a mail may be deleted, nor while an original waits whose copy is made. keyword is set on those that cannot
 * be deleted at once; NULL: none. */
bool imap_session_move(ImapSession *session, const GArray *uids, const char *folder,
    const char *keyword, GError **error);
bool imap_session_delete(ImapSession *session, const GArray *uids, GError **error);
bool imap_session_flag(
    ImapSession *session, const GArray *uids, const char *keyword, GError **error);

/* NOOP: lets the server announce what is new. */
bool imap_session_noop(ImapSession *session, GError **error);
/* Whether mail was announced since the last search, beside the answers to other commands. */
bool imap_session_has_news(const ImapSession *session);
/* Between idle and idle_done the server may speak at any time: see pending and fd. A server may refuse: then it is not
 * idling, and there is nothing to be done. */
bool imap_session_idle(ImapSession *session, bool *ret_idling, GError **error);
bool imap_session_idle_done(ImapSession *session, GError **error);
bool imap_session_pending(const ImapSession *session);
int imap_session_fd(const ImapSession *session);

#define IMAP_SESSION_ERROR (imap_session_error_quark())
GQuark imap_session_error_quark(void);
typedef enum {
	IMAP_SESSION_ERROR_LOST,    /* the session is of no use any more; a new one may be */
	IMAP_SESSION_ERROR_ACCOUNT, /* login or folder refused: needs a person */
	IMAP_SESSION_ERROR_REFUSED, /* the server said no to one command; the session goes on */
	IMAP_SESSION_ERROR_LATER,   /* the same, and it would now say so to any */
} ImapSessionError;
/* Whether the session goes on after this error. */
bool imap_session_refused(const GError *error);
