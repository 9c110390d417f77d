/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a change at the desk elsewhere, as one letter says them. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Whether two texts say the same: blanks and line ends aside, and where a long one was cut there. */
bool desk_news_same(const char *ours, const char *theirs);
/* All of them (const char *) one after the other, each once; NULL where there are none. Caller owns. */
char *desk_news_join(const GPtrArray *texts);
/* Whether the desk's title is ours, which it may have cut. */
bool desk_news_same_title(const char *ours, const char *theirs);
