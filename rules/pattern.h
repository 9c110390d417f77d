/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An operator's regular expression (PCRE2 on UTF-8). No search runs away: a search that needs more than fixed
 * limits of steps and memory ends as PATTERN_LIMIT, and the caller's watch is looked at on the way through a text.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "rules/yaml.h"

#define RULE_ERROR (rule_error_quark())
GQuark rule_error_quark(void);
typedef enum {
	RULE_ERROR_SYNTAX, /* no pattern; the message tells the column in it */
} RuleError;

typedef struct Pattern Pattern;
Pattern *pattern_new(const char *source, GError **error);
void pattern_free(Pattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pattern, pattern_free)

/* A YamlReader; target: Pattern *, freed and replaced. */
bool pattern_read(const YamlNode *node, const void *extra, void *target);

/* As it was written. */
const char *pattern_source(const Pattern *pattern);
/* The names of its groups; NULL-terminated, borrowed. */
const char *const *pattern_names(const Pattern *pattern);

/* How many of the first `most` bytes of a text can be searched: whole characters, as far as it is valid UTF-8. */
size_t pattern_visible_length(const char *text, size_t most);

/* What one search after another needs; one at a time may use it. Without a watch a search may take fewer steps. */
typedef struct PatternScratch PatternScratch;
typedef struct {
	bool (*is_late)(void *data); /* or NULL: no watch */
	void *data;
} PatternWatch;
PatternScratch *pattern_scratch_new(const PatternWatch *watch);
void pattern_scratch_free(PatternScratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatternScratch, pattern_scratch_free)

typedef enum {
	PATTERN_NO,
	PATTERN_YES,
	PATTERN_LIMIT, /* more steps or memory than a pattern may use */
	PATTERN_LATE,  /* the watch said so */
} PatternResult;

/* text: valid UTF-8. */
PatternResult pattern_search(
    const Pattern *pattern, PatternScratch *scratch, const char *text, size_t length);

/* After PATTERN_YES, of the same text. Caller owns; a group that took no part gives NULL. */
char *pattern_found(const PatternScratch *scratch, const char *text);
char *pattern_group(const PatternScratch *scratch, const char *name);

#define PATTERN_UNWATCHED_MOST \
	(16 * 1024) /* bytes of a text that are searched without a watch */

/* Whether it is found within the limits, in the beginning of the text. */
bool pattern_is_in(const Pattern *pattern, const char *text);
/* The same; gives what its group of that name matched, or all that matched. Caller owns; NULL: it is not found. */
char *pattern_find(const Pattern *pattern, const char *group, const char *text);
