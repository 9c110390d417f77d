/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line, or few, with which mail programs introduce what they quote: "On 8 May 2021 at 12:09 Jan wrote:".
 */
#pragma once

#include <glib.h>
#include <stddef.h>

/* How many lines from `first` on are one; or 0. Of Line, all that are blank and quoted told already. */
unsigned reply_intro_block(GArray *lines, unsigned first);
/* Where in the line one begins behind somebody's words: how many of its bytes those are; or 0. */
size_t reply_intro_behind(GArray *lines, unsigned first);
