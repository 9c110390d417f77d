/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why something cannot be done, in the reader's language: each sentence is named by its English, and what it is in a language
 * stands under `refusals` of words.yaml. Parts in braces, {{name}}, are put in. A sentence that is not in the table, or not in
 * the file, is said in English.
 */
#pragma once

#include "rules/yaml.h"

typedef struct Templates Templates; /* gateway/templates/templates.h */

/* All there are, NULL-terminated. */
extern const char *const REFUSALS[];
#define REFUSALS_MOST 160

/* A reader of yaml.h: target: char *[REFUSALS_MOST], own; NULL where the file says nothing. */
bool refusals_read(const YamlNode *node, const void *extra, void *target);
/* Borrowed; the sentence itself where words say nothing. */
const char *refusals_find(char *const *words, const char *sentence);

/* Behind the sentence the parts: name, value ..., NULL. templates: NULL: English. language: NULL: English. Caller owns. */
char *refusal_text(const Templates *templates, const char *language, const char *sentence,
    ...) G_GNUC_NULL_TERMINATED;
/* The words of an error in a language, for who reads them: of error_refuse() and of the spool those of its sentence, with
 * what else stands before and behind them; of any other its own. Caller owns. */
char *refusal_error_text(const Templates *templates, const char *language, const GError *error);
