/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What single lines of a mail's text are, told by the words of many languages and programs.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
	LINE_TEXT,
	LINE_BLANK,
	LINE_QUOTE, /* "> " in front */
	LINE_INTRO, /* "Op 8 mei 2021 om 12:09 schreef Jan:"; each line of it */
	LINE_HEADER, /* "Van: Jan", first or further line of a block that is quoted without marks */
	LINE_ORIGINAL,  /* "-----Oorspronkelijk bericht-----" */
	LINE_FORWARD,   /* "---------- Forwarded message ---------" */
	LINE_SIGNATURE, /* "-- " */
	LINE_DEVICE,    /* "Verzonden vanaf mijn iPhone"; what else a program adds alone */
	LINE_MARK,      /* one of parsers/html.h */
} LineKind;

typedef struct {
	const char *text; /* foreign; ends at `size` */
	size_t size;      /* without the line end */
	LineKind kind;
	bool goes_on; /* the next one stood behind it on the same line */
} Line;

enum { REPLY_LOOK = 300 }; /* bytes; a longer line is text */

/* In lower case, without the white space and stars around; "" for what is too long to be anything but text. */
void reply_line_plain(const Line *line, char out[static REPLY_LOOK + 1]);
unsigned reply_line_digits(const char *text);

/* All lines of a text, each with its kind; of Line. shapes: of ticket_refs.h. */
GArray *reply_lines(const char *text, const char *const *shapes);
