/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as a terminal shows it. What strangers wrote must not move a cursor or turn the reading direction. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* One line of valid UTF-8: what controls a terminal becomes '?', a line end or tab a space. Caller owns. */
char *sanitize_line(const char *text);
/* The same for a text of several lines, whose line ends and tabs stay. Caller owns. */
char *sanitize_text(const char *text);

/* Columns that valid UTF-8 takes. */
int sanitize_width(const char *text);
/* Appends text, cut with an ellipsis where it is wider than width columns. */
void sanitize_append_cut(GString *out, const char *text, int width);
/* Appends spaces; none when count is not positive. */
void sanitize_pad(GString *out, int count);

/* For the log: of each mail address the domain alone, "...@klant.example". Caller owns. */
char *sanitize_addresses(const char *text);

/* "212 KB". Caller owns. */
char *sanitize_size(int64_t bytes);

/* Whether it may be a name: one line, not of any length. */
bool sanitize_is_line(const char *text);
