/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells in one pass over a text which of many rules may match at all: those of which one of the required strings
 * stands in it. Cost: the length of the text, hardly the number of rules.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Prefilter Prefilter;
/* For rules 0 to count - 1, all of which may always match until they are given literals. */
Prefilter *prefilter_new(unsigned count);
void prefilter_free(Prefilter *prefilter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Prefilter, prefilter_free)

/* The rule may match only where one of these stands: small letters A to Z, none empty. Once a rule. */
void prefilter_require(Prefilter *prefilter, unsigned rule, const GPtrArray *literals);
/* After the last of them, before the first scan. */
void prefilter_build(Prefilter *prefilter);

/* Which rules may match. */
typedef struct PrefilterHits PrefilterHits;
PrefilterHits *prefilter_hits_new(const Prefilter *prefilter);
void prefilter_hits_free(PrefilterHits *hits);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrefilterHits, prefilter_hits_free)

/* Adds the rules whose strings stand in this text, without regard to the case of A to Z. */
void prefilter_scan(
    const Prefilter *prefilter, const char *text, size_t length, PrefilterHits *hits);
/* The first rule from this one on that may match; the number of rules when there is none. */
unsigned prefilter_next(const PrefilterHits *hits, unsigned from);
