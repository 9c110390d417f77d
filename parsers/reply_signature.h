/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures that no mark sets apart: name, function, telephone, web site, the company's disclaimer.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "parsers/reply_line.h"

/*
 * Where in `lines` (of Line) the signature begins that ends before `end`, or `end`
 * where there is none that is beyond doubt. Looks at the last lines only.
 */
unsigned reply_signature_start(GArray *lines, unsigned end);

/* Whether the lines, of one paragraph, can be all that begins a signature below a mark that may be none: a name, a close,
 * how to reach somebody; no sentence, no list. */
bool reply_signature_fits(GArray *lines, unsigned from, unsigned to);

/* Whether a line is no part of a signature, wherever it stands: "PS: ...", a question. */
bool reply_signature_is_afterthought(const Line *line);

/* Whether a line is how letters end: "Met vriendelijke groet,". */
bool reply_signature_is_closing(const char *line, size_t size);
