/* SPDX-License-Identifier: Apache-2.0 */
/* Where the links of a text go, which plain text has lost. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Whether the HTML has a link to a page whose address the text does not have, as far as a look at it tells: on words that
 * are not in the text there is none for it. */
bool links_are_missing(const char *text, const char *html);
/*
 * The text with "<address>" behind each link that its HTML, as html_to_text() writes it, has behind the same words, and
 * that does not follow in the text. NULL: there are none. Caller owns.
 */
char *links_put(const char *text, const char *html_text);
