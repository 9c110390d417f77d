/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The values that each letter gets, by example: the contract between the templates, which are checked against it when
 * they are loaded, and who fills them. Pure.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "gateway/templates/letter_types.h"

/* As it stands in a `Ref:` line and in addresses. */
#define SAMPLE_TOKEN "c1aaaaaaaaaaaaaaaaaaaaaaaa"

/* As it stands in links to pages. */
#define SAMPLE_PAGE_TOKEN "auaaaaaaaaaaaaaaaaaaaaaaaa"

/* Every value that any letter gets, in Dutch or else in English; each list has an element. Caller owns. */
json_t *letter_samples_all(const char *language);
/* Of all of this language, those of this letter; they share what is in them. Caller owns. */
json_t *letter_samples_pick(const json_t *all, const char *letter, const char *language);
/* The values of this letter. Caller owns. */
json_t *letter_samples_of(const char *letter, const char *language);
/* The same with as little as there can be in life: lists are empty, nobody has a name; and words are long. Caller owns. */
json_t *letter_samples_bare_of(const char *letter, const char *language);
/* The same values of a desk with pages at this address; NULL: without. */
void letter_samples_set_links(json_t *values, const char *url);
