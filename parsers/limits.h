/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of a mail is read. Over a limit nothing is refused: what can be read is read, the rest is cut,
 * and the word in quotes behind the limit is noted in Message.limits. So is "encrypted", for what nobody here
 * can read.
 */
#pragma once

#include <glib.h>

enum {
	LIMIT_MAIL = 40 * 1024 * 1024,    /* "mail": bytes of one mail */
	LIMIT_HEADERS = 256 * 1024,       /* "headers": bytes of one header block */
	LIMIT_HEADER = 64 * 1024,         /* "header": bytes of one header */
	LIMIT_FIELDS = 1000,              /* "fields": headers in one block */
	LIMIT_SUBJECT = 4 * 1024,         /* "subject": bytes of it, decoded */
	LIMIT_ADDRESS_HEADER = 16 * 1024, /* "address header": bytes of a From, To, ... */
	LIMIT_ADDRESS_COLONS = 100, /* "address header": colons in it; each may open a group */
	LIMIT_PARAMETERS = 100,     /* "parameters": of one Content-Type or -Disposition */
	LIMIT_PARAMETER_NAME = 40,  /* "parameters": bytes of a parameter's name */
	LIMIT_DEPTH = 20,           /* "depth": multiparts and messages inside each other */
	LIMIT_PARTS = 500,          /* "parts": of one mail */
	LIMIT_ATTACHMENTS = 1000,   /* "attachments": of one mail, with those inside others */
	LIMIT_RECIPIENTS = 100,     /* "recipients": of To, and of Cc */
	LIMIT_FORWARDED = 5,        /* writers of what is forwarded in a mail, last first */
	LIMIT_CUTS = 1000,          /* what is cut of a text has so many pieces */
	LIMIT_TEXT = 2 * 1024 * 1024,        /* "text": bytes of text, decoded */
	LIMIT_ATTACHMENT = 25 * 1024 * 1024, /* "attachment": bytes of one, decoded */
	LIMIT_REFERENCES = 100, /* "references": ids in References, and of each other list */
	LIMIT_NAME = 200,       /* bytes of an attachment's name */
	LIMIT_TAG = 16 * 1024,  /* "html": bytes of one tag */
	LIMIT_ATTRIBUTES = 100, /* "html": attributes of one tag */
	LIMIT_HTML_DEPTH = 200, /* "html": elements inside each other */
	/* of what a browser sends; what is more is refused, and the connection closed */
	LIMIT_WEB_HEAD =
	    32 * 1024, /* bytes of a request's line and headers, with what we make of them */
	LIMIT_WEB_HEADERS = 100,            /* how many of them */
	LIMIT_WEB_FORM = 3 * LIMIT_TEXT,    /* bytes of a form, which escapes what it carries */
	LIMIT_WEB_FIELDS = 100,             /* fields of one */
	LIMIT_WEB_FILES = 25 * 1000 * 1000, /* bytes of a form with files */
	LIMIT_WEB_OVER = 100 * 1024 * 1024, /* that it may be larger, to be told so */
	LIMIT_WEB_PART = 4 * 1024,          /* bytes of the head of one of its fields */
	LIMIT_WEB_LINK = 3 * 16 * 1024,     /* bytes of a form by the link of a letter */
	LIMIT_WEB_LOGIN = 4 * 1024, /* bytes of a form of somebody who is not logged in */
	LIMIT_WEB_HELD = 64 * 1024 * 1024, /* bytes of all forms that are coming in */
	LIMIT_WEB_CONNECTIONS = 256,       /* at a time */
};

/* Notes a limit once. */
static inline void
limits_note(GPtrArray *limits, const char *name)
{
	if (!g_ptr_array_find_with_equal_func(limits, name, g_str_equal, NULL))
		g_ptr_array_add(limits, g_strdup(name));
}
