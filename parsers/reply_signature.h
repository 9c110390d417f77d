/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures that no mark sets apart: name, function, telephone, web site, the company's disclaimer.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Where in `lines` (of Line, see parsers/reply_line.h) the signature begins that ends before `end`, or `end`
 * where there is none that is beyond doubt. Looks at the last lines only.
 */
unsigned reply_signature_start(GArray *lines, unsigned end);

/* Whether a line is how letters end: "Met vriendelijke groet,". */
bool reply_signature_is_closing(const char *line, size_t size);
