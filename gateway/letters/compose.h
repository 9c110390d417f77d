/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter as bytes for the wire (RFC 5322, 2045 to 2047, 2231, 3834): CRLF, lines of at most 998 octets, 7 bit
 * but for what an attached mail has, headers folded and encoded, so that no value can start a header of its own; and without any token but its own. Pure:
 * the same letter, the same bytes.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "gateway/letters/token_find.h"

typedef struct {
	const char *name; /* may be "" */
	const char *address;
} ComposePerson;

typedef struct {
	const char *name;
	const char *type;
	GBytes *bytes;
	unsigned marks; /* of FileMark (parsers/file_marks.h) */
} ComposeAttachment;

/* A PNG within the HTML, which shows it as "cid:ID". */
typedef struct {
	const char *id; /* local@domain */
	GBytes *png;    /* NULL: none */
} ComposePicture;

#define COMPOSE_FILES_MOST \
	(18 * 1024 * 1024) /* bytes of all: a letter of 25 MB, which most servers take */

/* All borrowed. Whatever stands here may hold tokens that were quoted to us. */
typedef struct {
	ComposePerson from;
	const char *reply_to; /* or NULL */
	ComposePerson to;
	const char *subject;
	const char *message_id;  /* without angle brackets */
	const char *in_reply_to; /* or NULL; ends the references by itself */
	GPtrArray *references;   /* of char *, oldest first; or NULL */
	int64_t date_ms;
	const char *auto_submitted; /* "auto-replied", "auto-generated", NULL: by a person */
	const char *text;
	const char *html;       /* or NULL */
	ComposePicture picture; /* goes along where the HTML shows it */
	const char *ref;        /* the token of the `Ref:` line that ends the text, or NULL */
	const char *warning;    /* a line below the text, in the letter's language, or NULL */
	GPtrArray *attachments; /* of ComposeAttachment; or NULL */
} ComposeLetter;

/* The HTML with the `Ref:` line of the token (NULL: none) at its end. Caller owns. */
char *compose_html(const char *text, const char *token);
/* The only way to bytes that leave: tokens are cut from texts, names and addresses of answers, blanked in attached
 * mails, and an id that is one is no reference. Other attachments go as they are. */
GBytes *compose_letter(const ComposeLetter *letter, const TokenCutter *cutter);
