/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads mails: raw bytes in, a Message out. Pure, but for mime_init(), which must come first: it loads
 * all that GMime, libxml2, OpenSSL and iconv would otherwise open files for later, behind a sandbox.
 */
#pragma once

#include "parsers/message.h"

/* Once in a process, before any sandbox. */
void mime_init(void);
/* Gives back what mime_init() opened. */
void mime_shutdown(void);

/* What the operator knows of the mail systems in front of a mailbox (banner.h, subject_tag.h), how its numbers look, and
 * which picture its letters bear: each list ends in NULL, or is NULL. Foreign. */
typedef struct {
	const char *const *banners;
	const char *const *tags;
	const char *const *shapes; /* of numbers, ticket_refs.h */
	const char *logo;          /* own_picture.h; or NULL */
} MimeKnown;

/* Never NULL: where nothing could be read, `refused` says why. */
Message *mime_read(GBytes *raw);
Message *mime_read_known(GBytes *raw, const MimeKnown *known);

/*
 * The decoded bytes of one attachment by its path: "2", "2.1", "2/tnef:1", "3/uu:1", "1/data:1".
 * Fails with PARSE_ERROR_MISSING, or with PARSE_ERROR_LIMIT when it is larger than LIMIT_ATTACHMENT.
 */
GBytes *mime_part(GBytes *raw, const char *path, GError **error);
