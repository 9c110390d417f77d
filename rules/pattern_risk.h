/* SPDX-License-Identifier: Apache-2.0 */
/* Patterns whose cost can double with each character of a text. */
#pragma once

#include <stdbool.h>

/* Whether something repeated in it is repeated again so that one text can be shared out in many ways, as in
 * "(a+)+" and "(a|a)*". An estimate: what it flags is worth rewriting, what it lets pass may still be slow. The
 * pattern is one that PCRE2 compiles. */
bool pattern_risk_is_likely(const char *pattern);
