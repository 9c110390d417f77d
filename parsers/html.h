/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML to text: paragraphs, lists, tables (cells of a row on one line, apart by a tab), links, quotes ("> "
 * in front). Where a mail client marked what it quotes or signs, the text gets a line with one of these
 * control characters, which cannot come from the mail; reply_split() uses and removes them.
 */
#pragma once

#include <glib.h>

#define HTML_QUOTE_FROM_HERE '\x01' /* quoted from here to the end */
#define HTML_QUOTE_START '\x02'
#define HTML_SIGNATURE_START '\x03'
#define HTML_BLOCK_END '\x04'  /* of a quote or signature that has one */
#define HTML_TEXT_START '\x05' /* another text of the same mail */
#define HTML_LAST_MARK HTML_TEXT_START

/* Opens what libxml2 needs; once, before any other. */
void html_init(void);
void html_shutdown(void);

/* `html` is valid UTF-8 without control characters but \n and \t. */
char *html_to_text(const char *html, GPtrArray *limits);
