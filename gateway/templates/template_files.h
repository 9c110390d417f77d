/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the letters as they lie in their folders, parsed: what templates.c writes from. Immutable once loaded. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/templates/locale.h"
#include "gateway/templates/mustache.h"
#include "gateway/templates/template_style.h"

typedef enum {
	TEMPLATE_SUBJECT, /* a letter has one, a partial has none */
	TEMPLATE_TEXT,
	TEMPLATE_HTML,
	TEMPLATE_PARTS, /* how many there are */
} TemplatePart;

typedef struct {
	char *file;          /* own */
	unsigned first_line; /* of the file, where the template begins */
	Mustache *mustache;  /* own */
} TemplateFile;

typedef struct {
	char *name;                          /* own */
	const char *language;                /* borrowed */
	TemplateFile *parts[TEMPLATE_PARTS]; /* own; NULL: none */
} TemplateEntry;

typedef struct {
	char *name;         /* own; "nl" */
	char *directory;    /* own; the last that it was read from */
	GPtrArray *entries; /* own; of TemplateEntry, by name */
	bool has_words;     /* whether there was a words.yaml */
	Locale *locale;     /* own; NULL only after a mistake */
} TemplateLanguage;

typedef struct {
	char *fallback;       /* own; the language that is used where another lacks something */
	GPtrArray *languages; /* own; of TemplateLanguage, by name */
} TemplateFiles;

/* diagnostics: of Diagnostic. A directory that is not there is empty. */
TemplateFiles *template_files_load(
    const char *const *directories, const TemplateStyle *style, GPtrArray *diagnostics);
void template_files_free(TemplateFiles *template_files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TemplateFiles, template_files_free)

/* In this language, else in the fallback, else in any: a letter, or a partial that has this part. Or NULL. */
const TemplateEntry *template_files_letter(
    const TemplateFiles *template_files, const char *language, const char *name);
const TemplateEntry *template_files_partial(const TemplateFiles *template_files,
    const char *language, const char *name, TemplatePart part);
const Locale *template_files_locale(const TemplateFiles *template_files, const char *language);
