/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the IMAP session share, and nobody else. */
#pragma once

#include "gateway/net/imap_session.h"

#define COMMAND_MS (60 * 1000)
#define CHATTER_MAX (8 * 1024 * 1024) /* what a server may say beside what was asked for */

struct ImapSession {
	const ImapAccount *account; /* foreign */
	mailimap *imap;             /* own */
	mailstream *stream;         /* of imap, once connected; else own, or NULL */
	GPtrArray *prefixes; /* own; of char *: of its namespaces, our own first; or NULL */
	char delimiter;      /* between a folder and one in it; 0: not known, or none */
	GHashTable
	    *copied; /* own; UIDs that lie in their new folder and could not go here; or NULL */
	bool may_delete; /* that was tried */
};

#define imap_internal_fail(session, code, error, ...) \
	stream_tls_server_fail(                       \
	    &(session)->account->server, IMAP_SESSION_ERROR, code, error, __VA_ARGS__)

/* What a code of libetpan means. Only where the server clearly said no does the session go on. */
bool imap_internal_check(
    const ImapSession *session, int result, const char *what, GError **error);

/* Sets the deadline and the bytes for one command: literal_bytes of mail may come beside the usual answers. */
mailimap *imap_internal_begin(ImapSession *session, size_t literal_bytes);

bool imap_internal_has_move(const ImapSession *session);
/* The UIDs as a set of ranges; caller owns. */
struct mailimap_set *imap_internal_set(const GArray *uids);

/* Asks where the folders of this account lie. */
bool imap_internal_ask_namespace(ImapSession *session, GError **error);
/* A folder's name as this server writes it, in IMAP's own UTF-7; caller owns. What has no such form is sent as it is,
 * for the server to refuse. NULL when the session is lost. */
char *imap_internal_folder(ImapSession *session, const char *folder, GError **error);
