/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Valid UTF-8 made clean, cut and compared (charset.h makes it of bytes).
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* In place: line ends become \n, control characters but \n and \t go. Returns its argument. */
char *text_clean(char *utf8);
/* In place: all white space becomes single blanks; ends trimmed. */
char *text_squeeze(char *utf8);
/* In place: both. */
char *text_one_line(char *utf8);

/* In place: direction marks, zero-width and other invisible characters go, for names. */
char *text_visible(char *utf8);
/* In place: the same, but for what writing needs (ZWNJ, ZWJ, LRM, RLM), for what people are called and write about. */
char *text_straight(char *utf8);

/* Behind blanks, tabs, line ends and no-break spaces. */
const char *text_skip_blanks(const char *utf8);

/* In lower case, as g_utf8_strdown() has it, whose size it takes; but ASCII costs little. Caller owns. */
char *text_lower(const char *utf8, ssize_t size);

/* RFC 3676: joins the flowed lines; quote marks stay. */
char *text_unflow(const char *text, bool delsp);

/* Cuts at the limit, at a character's border. Returns whether it did. */
bool text_cut(char *utf8, size_t limit);
/* A copy of no more than that of it; caller owns. */
char *text_head(const char *utf8, size_t limit);
