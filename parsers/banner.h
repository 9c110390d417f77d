/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Warnings that mail systems put above what comes from outside, or from somebody who seldom writes, and notes below it
 * that it was scanned: nobody wrote them to us. Pure.
 */
#pragma once

#include "parsers/message_cut.h"

/*
 * Takes them out of a text, which may hold the marks of parsers/html.h; what remains is as it was. lines: of the text, as
 * reply_lines() tells them. known: texts of the operator's own mail systems, as casegate.yaml(5) has them ('*' is any
 * words of the paragraph); ends in NULL, or NULL. Appends what was cut to `cut`. Valid UTF-8. Caller owns what is
 * returned; NULL: there was none.
 */
char *banner_cut(
    const char *text, const GArray *lines, const char *const *known, GPtrArray *cut);
