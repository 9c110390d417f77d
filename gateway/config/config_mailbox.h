/* SPDX-License-Identifier: Apache-2.0 */
/* A mailbox in the configuration. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "gateway/config/config_server.h"

/* The authserv of Microsoft 365, whose results bear no name. */
#define CONFIG_MICROSOFT "microsoft365"
#define CONFIG_AUTHAS_LENGTH 32 /* of the code of its mark for mail from inside */

typedef enum {
	CONFIG_FILE_MOVE,
	CONFIG_FILE_FLAG,
	CONFIG_FILE_DELETE,
} ConfigFiling;

typedef struct {
	ConfigFiling how;
	char *name; /* own; of the folder or the keyword; NULL for delete */
} ConfigFile;

/* What becomes of a mail to a mailbox from a person who is no known contact. */
typedef enum {
	CONFIG_UNKNOWN_CASE,     /* an unverified case */
	CONFIG_UNKNOWN_REGISTER, /* a letter that says how to become known */
	CONFIG_UNKNOWN_HOLD,     /* a person of the desk decides */
} ConfigUnknown;

/* Which fields of spam filters are believed. */
typedef enum {
	CONFIG_SPAM_OWN, /* those beside the results of authserv, or above */
	CONFIG_SPAM_ALL, /* wherever they stand: the filter writes at the end */
} ConfigSpamHeaders;

/* What becomes of a mail that was there before `taken_from`. */
typedef enum {
	CONFIG_OLD_LEAVE,   /* it stays where it is, unread */
	CONFIG_OLD_HISTORY, /* it becomes closed history, and nobody gets a letter for it */
} ConfigOld;

typedef struct {
	char *name;          /* own */
	ConfigServer imap;   /* imap.host is NULL for a Maildir */
	char *folder;        /* own; "INBOX" */
	char *maildir;       /* own; or NULL */
	char *address;       /* own; From and Reply-To of its letters */
	char *reply_address; /* own; with {token}, or NULL */
	ConfigFile processed;
	ConfigFile too_large;
	char *authserv; /* own; or NULL: no Authentication-Results is believed */
	int64_t
	    authserv_hops; /* Received headers that may stand above our MX's (an LMTP hop: 1) */
	GPtrArray *
	    internal; /* own; of char *: domains whose people hand in at our own server; or NULL */
	char *
	    authas; /* own; by which casegate knows that Exchange's mark on their mail was tried; or NULL */
	bool
	    believes_authas; /* that mark is believed; the context says so (gateway/model/trust_code.h) */
	char *signature;       /* own; name of a partial of the letters, or NULL */
	int unknown_senders;   /* ConfigUnknown */
	int spam_headers;      /* ConfigSpamHeaders */
	int64_t poll_ms;       /* until a silent mailbox is looked at again */
	int64_t taken_from_ms; /* what came before this is old mail; 0: nothing is */
	int old_mail;          /* ConfigOld */
	GPtrArray
	    *banners;    /* own; of char *: what its mail systems write above a text; or NULL */
	GPtrArray *tags; /* own; of char *: and into a subject; or NULL */
	GPtrArray
	    *shapes; /* own; of char *: of numbers that are not ours (ticket_refs.h); or NULL */
	char *logo;  /* own; the hash of the picture that our letters bear; or NULL */
} ConfigMailbox;

/* These four as a FRAME_KNOWN carries them, floating; of NULL none. */
GVariant *config_mailbox_known(const ConfigMailbox *mailbox);
