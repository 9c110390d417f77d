/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a stored letter of ours says, to be compared with what quotes it. Only letters that compose.h made are read. Pure.
 */
#pragma once

#include <glib.h>

/* Its text, and the words of its HTML where it has some; of char *. Caller owns. */
GPtrArray *letter_texts(GBytes *letter);
