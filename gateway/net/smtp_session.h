/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One SMTP session, from connecting to QUIT, for many letters. STARTTLS, AUTH and QUIT are libetpan's, over our own
 * stream; EHLO and the letters are ours, as libetpan can neither say our name nor send MAIL, RCPT and DATA in one go,
 * and cuts long lines.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/ipc/frame.h"
#include "gateway/net/stream_tls.h"

/* All strings are borrowed and must outlive the session. */
typedef struct {
	StreamTlsServer server;
	const char *user;     /* or NULL: no login */
	const char *password; /* or NULL: token */
	const char *token;    /* for XOAUTH2, or NULL */
	const char *name;     /* ours, for EHLO */
} SmtpAccount;

typedef struct SmtpSession SmtpSession;

/* Connects, verifies, says EHLO and logs in. No password is sent before TLS is up. */
SmtpSession *smtp_session_open(const SmtpAccount *account, GError **error);
/* Says QUIT when the connection still works. */
void smtp_session_free(SmtpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpSession, smtp_session_free)

/* "logged in, SIZE, PIPELINING"; caller owns. */
char *smtp_session_describe(const SmtpSession *session);

typedef struct {
	const char *sender; /* "" is <> */
	const char *recipient;
	GBytes *bytes; /* lines end with CRLF and have at most 998 bytes; checked */
	void (*on_end)(
	    void *data); /* the end of its text is to be written: then it may be taken */
	void (*on_slow)(void *data); /* the server takes longer than slow_ms */
	int64_t slow_ms;
	void *data; /* foreign; what those are given */
} SmtpLetter;
typedef struct {
	SendResult result;
	char *text; /* own; the server's, or ours where it was not asked */
} SmtpResult;
void smtp_result_clear(SmtpResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmtpResult, smtp_result_clear)

/* False when the session is of no use any more; ret_result says what became of the letter in either case. The waits are
 * those of RFC 5321 4.5.3.2. */
bool smtp_session_send(
    SmtpSession *session, const SmtpLetter *letter, SmtpResult *ret_result, GError **error);

/* Between letters the server has nothing to say but that it ends the session: see pending and fd. */
bool smtp_session_pending(const SmtpSession *session);
int smtp_session_fd(const SmtpSession *session);

#define SMTP_SESSION_ERROR (smtp_session_error_quark())
GQuark smtp_session_error_quark(void);
typedef enum {
	SMTP_SESSION_ERROR_LOST,    /* the session is of no use any more; a new one may be */
	SMTP_SESSION_ERROR_ACCOUNT, /* login refused: needs a person */
} SmtpSessionError;
