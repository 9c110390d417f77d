/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said at the desk is said by our account. So a last line names whose words they are, and carries the
 * operation's key, by which we find them again:
 *
 *     Els Bos <els@klant.nl> [casegate k7qmfrggzdfmztwq]
 *
 * Pure.
 */
#pragma once

#include <stdbool.h>

/* The text as it is posted, in no more than `most` characters; *ret_cut: it did not all fit. Caller owns. */
char *servicenow_line_add(const char *text, const char *person, const char *name,
    const char *key, long most, bool *ret_cut);
/* The text without that line, and *ret_key (own; NULL: it has none). Caller owns. */
char *servicenow_line_cut(const char *text, const char *name, char **ret_key);
/* The first `most` characters, and *ret_cut. Caller owns. */
char *servicenow_line_shorten(const char *text, long most, bool *ret_cut);
/* An instance shows what stands between "[code]" and "[/code]" as HTML to its agents: the text without such. Caller owns. */
char *servicenow_line_without_html(const char *text);
