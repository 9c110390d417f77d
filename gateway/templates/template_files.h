/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the letters as they lie in their folders, parsed: what templates.c writes from. Immutable once loaded. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/templates/mustache.h"
#include "gateway/templates/locale.h"

typedef enum {
	SHELF_SUBJECT, /* a letter has one, a partial has none */
	SHELF_TEXT,
	SHELF_HTML,
} ShelfPart;
#define SHELF_PARTS (SHELF_HTML + 1)

typedef struct {
	char *file;          /* own */
	unsigned first_line; /* of the file, where the template begins */
	Mustache *mustache;  /* own */
} ShelfTemplate;

typedef struct {
	char *name;                        /* own */
	const char *language;              /* borrowed */
	ShelfTemplate *parts[SHELF_PARTS]; /* own; NULL: none */
} ShelfEntry;

typedef struct {
	char *name;         /* own; "nl" */
	char *directory;    /* own; the last that it was read from */
	GPtrArray *entries; /* own; of ShelfEntry, by name */
	bool has_words;     /* whether there was a words.yaml */
	Wording *wording;   /* own; NULL only after a mistake */
} ShelfLanguage;

typedef struct {
	char *fallback;       /* own; the language that is used where another lacks something */
	GPtrArray *languages; /* own; of ShelfLanguage, by name */
} Shelf;

/* mistakes: of Mistake. A directory that is not there is empty. */
Shelf *shelf_load(const char *const *directories, const char *fallback, GPtrArray *mistakes);
void shelf_free(Shelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Shelf, shelf_free)

/* In this language, else in the fallback, else in any: a letter, or a partial that has this part. Or NULL. */
const ShelfEntry *shelf_letter(const Shelf *shelf, const char *language, const char *name);
const ShelfEntry *shelf_partial(
    const Shelf *shelf, const char *language, const char *name, ShelfPart part);
const Wording *shelf_wording(const Shelf *shelf, const char *language);
