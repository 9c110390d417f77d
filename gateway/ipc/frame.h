/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frames between the gateway, its workers and the commands: the type of a frame fixes the form of its body (a
 * GVariant) and whether bytes come with it. frame.c holds the same list as a table; channel.h carries frames.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define FRAME_BYTES_MAX (48 * 1024 * 1024) /* of any kind: a mail of 40 MiB and some more */

typedef enum {
	/* gateway -> worker, first of all: settings by name, the worker's file says which */
	FRAME_SETTINGS = 1, /* a{sv} */
	/* worker -> gateway */
	FRAME_LOG,     /* (ys): LogLevel, text */
	FRAME_TROUBLE, /* (ys): TroubleScope, text; the worker ends after it */
	FRAME_BEAT, /* (): it goes on, though it has nothing else to say; fetch, send, command, oauth, desk */
	/* read -> gateway */
	FRAME_READY, /* (): its sandbox is closed and it waits for its first mail */

	/* fetch -> gateway */
	FRAME_OPENED, /* (s): the inbox is open, "UIDVALIDITY 17, MOVE, IDLE" */
	FRAME_MAIL, /* (sxbx) and bytes: key, size on the server, whether only the header comes, when the server got
			  it in ms, or 0 */
	FRAME_HISTORY, /* (sxbx) and bytes: the same of old mail that is only to be kept; never 0 */
	FRAME_ASKED, /* (as): keys that it asks the server for: the last ones are those that count */
	FRAME_UNFETCHED, /* (ss): key and why: the server has the mail and does not give it */
	FRAME_FILED,     /* (as): keys that were filed, or are gone */
	FRAME_UNFILED,   /* (us): so many are safe and cannot be filed, and why; 0: none */
	FRAME_HEARD,     /* (): looked, and brought everything that waits and comes */
	/* gateway -> fetch */
	FRAME_FILE, /* (asas): keys it brought that are safe: to `processed`, to `too_large` */

	/* gateway -> forget, its only order */
	FRAME_FORGET, /* (a(sxb)): mails whose copies are to be deleted: hash, size, whether only the header was kept */

	/* gateway -> read */
	FRAME_KNOWN, /* (asasass): banners and subject tags of the mailbox whose mails follow, how numbers look
			that are not ours (ticket_refs.h), where there are some, and the hash of the picture
			that our letters bear, or "" */
	FRAME_READ, /* (x) and bytes: mail id */
	FRAME_PART, /* (xs) and bytes: mail id, path of an attachment */
	/* read -> gateway */
	FRAME_MESSAGE,   /* (x) and bytes: mail id, message_pack() */
	FRAME_PART_READ, /* (xs) and bytes: mail id, "" or why not */

	/* gateway -> verify */
	FRAME_HEADER, /* (x) and bytes: mail id, the start of its header */
	/* verify -> gateway */
	FRAME_ORIGIN, /* (x(...)): mail id, origin_pack() */

	/* gateway -> scan */
	FRAME_SCAN, /* (x) and bytes: mail id, the mail */
	/* scan -> gateway; OPENED too */
	FRAME_SCANNED, /* (xys): mail id, ClamdVerdict, what was found, or why nobody looked into it */

	/* gateway -> send */
	FRAME_LETTER, /* (xss) and bytes: letter id, envelope sender ("" is <>), recipient */
	/* send -> gateway; OPENED too */
	FRAME_SENDING, /* (xb): letter id, which it begins; true: from now on it may have been taken */
	FRAME_SLOW, /* (): the letter in hand takes long; it sends no other, and ends after it */
	FRAME_SENT, /* (xys): letter id, SendResult, the server's answer */

	/* gateway -> command, where the SETTINGS says so */
	FRAME_INPUT, /* () and bytes: its standard input */
	/* command -> gateway */
	FRAME_OUTPUT, /* (is) and bytes: exit status, why it failed or "", standard output */

	/* oauth -> gateway */
	FRAME_SIGN_IN, /* (ssx): the page to open, the code to type there, for how many seconds it is good */
	FRAME_TOKEN, /* (ssx): access token, refresh token or "": none came, for how many seconds it is good */

	/* gateway -> desk; gateway/model/desk_operation.h says what the JSON is */
	FRAME_OPERATION, /* (xsbs) and bytes: its id, DeskOperation by name, whether it may be done already and is to be
			    looked for first, JSON; a file to attach */
	FRAME_POLL, /* (s): JSON {since, seen}: where the last page ended, absent the first time */
	FRAME_FETCH_FILE, /* (xs): an id of ours, the remote id of a file that a change named */
	/* desk -> gateway */
	FRAME_OPERATED, /* (xys): its id, DeskOutcome, JSON */
	FRAME_CHANGES, /* (s): JSON {changes, since, seen, more}: what changed there, and what the next POLL says; or {why,
			  wait_ms, alarm}, as of an operation that is DESK_PAUSED */
	FRAME_FILE_FETCHED, /* (xs) and bytes: the id of ours, "" or why not */

	/* web -> gateway; many may be under way, and each is answered */
	FRAME_ASK, /* (xssssa{sv}) and bytes: an id of its own; secret of the browser, whom the proxy has let in and the
		      form's nonce, each "" where there is none; a command and its arguments as in a COMMAND */
	/* gateway -> web */
	FRAME_ANSWER, /* (xis) and bytes: that id, and what a REPLY has */

	/* casegate COMMAND -> gateway, by the control socket */
	FRAME_COMMAND, /* (sa{sv}) and bytes: command, its arguments; a mail or a text as bytes */
	/* gateway -> casegate COMMAND */
	FRAME_REPLY, /* (is) and bytes: exit code, error text or ""; what is to be printed */
	FRAME_PROGRESS, /* (ii): so many of so many are done; any number of them, before the REPLY; of fetch only where
			   the SETTINGS asks for it */
} FrameType;

/* Who can mend a trouble (the worker ends; the gateway starts it again, later each time). */
typedef enum {
	TROUBLE_TEMPORARY,   /* the network, the server: may work later */
	TROUBLE_ACCOUNT,     /* login refused, folder missing: needs a person */
	TROUBLE_CERTIFICATE, /* so does one that is not believed */
} TroubleScope;

typedef enum {
	SEND_OK,
	SEND_TEMPORARY, /* 4yz */
	SEND_PERMANENT, /* 5yz, or an address that cannot be written to */
	SEND_LOST, /* the line was, or 421 came, before the server had all of it: it was not taken */
	SEND_UNKNOWN,   /* the line was lost after that: it may have been taken */
	SEND_UNTOUCHED, /* the session ended between letters: this one was not begun */
	SEND_RESULTS,   /* how many there are */
} SendResult;

/* The form of a frame's body, or NULL where there is no such type. */
const GVariantType *frame_form(guint32 type);
/* Whether a frame of this type may have a body and bytes of these sizes. */
bool frame_fits(guint32 type, size_t body, size_t bytes);
/* "MAIL", for messages. */
const char *frame_name(guint32 type);

/* A worker's line for the log, the body of a FRAME_LOG. */
void frame_log(const char *about, GVariant *body);
