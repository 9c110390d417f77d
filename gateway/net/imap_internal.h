/* SPDX-License-Identifier: Apache-2.0 */
/* What imap_session.c and imap_open.c share, and nobody else. */
#pragma once

#include "gateway/net/imap_session.h"

#define COMMAND_MS (60 * 1000)
#define CHATTER_MAX (8 * 1024 * 1024) /* what a server may say beside what was asked for */

struct ImapSession {
	const ImapAccount *account; /* foreign */
	mailimap *imap;             /* own */
	mailstream *stream;         /* of imap, once connected; else own, or NULL */
};

bool imap_internal_fail(const ImapSession *session, ImapSessionError code, GError **error,
    const char *format, ...) G_GNUC_PRINTF(4, 5);

/* What a code of libetpan means. Only where the server clearly said no does the session go on. */
bool imap_internal_check(
    const ImapSession *session, int result, const char *what, GError **error);

/* Sets the deadline and the bytes for one command: literal_bytes of mail may come beside the usual answers. */
mailimap *imap_internal_begin(ImapSession *session, size_t literal_bytes);

/* Folder names travel in IMAP's own UTF-7; caller owns. What has no such form is sent as it is, for the server to
 * refuse. */
char *imap_internal_folder(const char *folder);
