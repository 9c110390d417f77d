/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody wrote in bold, which plain text has lost. Pure. */
#pragma once

#include <glib.h>

/*
 * The text with asterisks around the words that its HTML has in bold: within a line, in the order of the HTML, and none
 * where the line is a command ("#close") or has them. NULL: there are none. Caller owns.
 */
char *emphasis_put(const char *text, const char *html);
