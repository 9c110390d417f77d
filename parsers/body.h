/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which parts of a mail are its text, and which are attached.
 */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/* A text part decoded to clean UTF-8; HTML as text with the marks of parsers/html.h. */
char *body_part_text(const Part *part, GPtrArray *limits);

/* The text of an alternative in HTML that has a table: plain text has lost its rows. Or NULL. */
char *body_table_text(const Part *top, GPtrArray *limits);

/* The HTML of a mail that is its text, or beside it, where it has this word in it; or NULL. Caller owns. */
char *body_html(const Part *top, const char *word, GPtrArray *limits);

/*
 * The text of a mail by its best alternatives, with the marks of parsers/html.h. All else goes to
 * message->attachments, what was cut to message->limits.
 */
char *body_read(const Part *top, Message *message);
