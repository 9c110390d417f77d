/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a change at the desk elsewhere: which go along with its letter, and how the others are named. Pure. */
#pragma once

#include <glib.h>

/* files: of ChangeFile; "foto.jpg (212 KB), scan.pdf (3 MB)". Caller owns. */
char *desk_news_files_names(const GPtrArray *files);
/* Of ComposeAttachment, those whose bytes are among what was fetched (of DeskNewsFile; or NULL); strings and bytes are
 * borrowed. ret_unsent: the names of the others, or NULL. Caller owns both. */
GPtrArray *desk_news_files_along(
    const GPtrArray *files, const GPtrArray *fetched, char **ret_unsent);
