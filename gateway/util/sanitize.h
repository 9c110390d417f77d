/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as a terminal shows it. What strangers wrote must not move a cursor or turn the reading direction. Pure.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

/* One line of valid UTF-8: what controls a terminal becomes '?', a line end or tab a space. Caller owns. */
char *display_line(const char *text);
/* The same for a text of several lines, whose line ends and tabs stay. Caller owns. */
char *display_text(const char *text);

/* Columns that valid UTF-8 takes. */
int display_width(const char *text);
/* Appends text, cut with an ellipsis where it is wider than width columns. */
void display_append_cut(GString *out, const char *text, int width);
/* Appends spaces; none when count is not positive. */
void display_pad(GString *out, int count);

/* "212 KB". Caller owns. */
char *display_size(int64_t bytes);
