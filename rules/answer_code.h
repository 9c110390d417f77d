/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The six digits that somebody answers with: in the first line that says something, with words around them at most that
 * say no more than that this is the code. Who doubts in that line, confirms nothing. Pure.
 */
#pragma once

#define ANSWER_CODE_DIGITS 6

/* "482913" of "De code is 482 913."; or NULL. Caller owns. */
char *answer_code_read(const char *text);
/* The same where the line has nothing but the digits. ret_rest: what follows that line, borrowed of text. */
char *answer_code_read_alone(const char *text, const char **ret_rest);
