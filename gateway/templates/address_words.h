/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a reader is addressed: the words of a language that have two forms, "je" and "u", from `address` of words.yaml. In a
 * template and in words.yaml they stand in braces, {{u}}, and are put in as the files are loaded. Immutable.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "rules/yaml.h"

typedef struct AddressWords AddressWords;
void address_words_free(AddressWords *words);

/* A map of a word to its informal and its formal form; a YamlReader whose target is an AddressWords *. */
bool address_words_read(const YamlNode *node, const void *extra, void *target);

/* The text with each of them said; NULL words: as it is. Caller owns. */
char *address_words_say(const AddressWords *words, bool formal, const char *text);
