/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket's title, from what the customer wrote. Pure. */
#pragma once

#include <stdbool.h>

/* The subject without reply and forward prefixes and without our own numbers; else the first line of the text; else
 * untitled. One line, at most 200 characters. Caller owns. */
char *title_of(const char *subject, const char *text, const char *untitled);
