/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short text in some languages: {nl: Teams aanmaken, en: Create a team}, or one text for all. Of a list, {nl: [Urgentie,
 * Prioriteit]}, the first is what people read, and all are what they may write.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "rules/yaml.h"

/* A YamlReader; target: GPtrArray * of char *: language, text, language, text ... in the order of the file. */
bool localized_read(const YamlNode *node, const void *extra, void *target);

/* In that language; else in English; else the first. language may be NULL. "" of a NULL list. Borrowed. */
const char *localized_get(const GPtrArray *translated, const char *language);

/* Whether it is that text in any language, compared loosely; folded: by words_fold(). */
bool localized_is(const GPtrArray *translated, const char *folded);
