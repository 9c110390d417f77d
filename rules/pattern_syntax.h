/* SPDX-License-Identifier: Apache-2.0 */
/* What pattern_risk.c and required_literals.c both read of a pattern's syntax. The pattern is one that PCRE2 compiles. */
#pragma once

#include <stdbool.h>

/* What the quantifiers of one item say together. */
typedef struct {
	bool there;      /* any at all */
	bool optional;   /* perhaps never */
	bool often;      /* a number of times that varies, up to many */
	bool counted;    /* exactly so many times, and many */
	bool possessive; /* gives nothing back */
} PatternQuantity;
/* Reads those that stand at `at` and goes behind them. */
PatternQuantity pattern_syntax_quantity(const char **at);

typedef enum {
	GROUP_PLAIN,
	GROUP_ATOMIC,
	GROUP_AROUND,  /* looks ahead or behind: its characters are not part of the match */
	GROUP_OPTIONS, /* "(?i)": ends at once */
	GROUP_OTHER,   /* a recursion, a condition, a comment: `at` is anywhere in it */
} PatternGroupKind;

typedef struct {
	PatternGroupKind kind;
	bool extended; /* an option by which white space may mean nothing */
} PatternGroup;
/* Reads the start of the group that begins at `at` and goes behind it. */
PatternGroup pattern_syntax_group(const char **at);
