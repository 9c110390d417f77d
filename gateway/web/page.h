/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of the desk: what the commands said, as HTML. One template a screen (data/pages/SCREEN.html), words in each
 * language. Nothing of a mail is markup here, and none of its words becomes a link. Pure once loaded.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Pages Pages;

/* Reads all templates, styles and words below the data folder, which has pages/ and letters/; formal: how
 * they address their reader. NULL with an error that names
 * the file and line of what is wrong. */
Pages *pages_load(const char *folder, bool formal, GError **error);
void pages_free(Pages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pages, pages_free)

/* All borrowed. */
typedef struct {
	const char *language; /* "en", "nl" */
	const char *desk;     /* the desk's name */
	const char *agent;    /* who is logged in, or NULL */
	bool is_operator;
	const char *nonce; /* for the forms of this page */
	int64_t now_ms;
	const char *path; /* "/desk/CS0001234", for what is current in the menu */
	json_t *query;    /* object of the query's words: search text, tab, cursor; or NULL */
	json_t *counts; /* {"queue":23,"mine":4,"requests":6,"held":3} for the menu; or NULL */
	const char *notice; /* what a form's post came to, or one of these below; or NULL */
	bool notice_is_error;
	const char *kept_text; /* what was typed and not sent; or NULL */
} PageView;

/* The word of the query that has the names of the files that were sent with a form. */
#define PAGE_FILES "files"
/* A notice that the page has its own words for: the files of a form are too large. */
#define PAGE_TOO_LARGE "too_large"

/* screen: "desk-queue". values: what the commands said, an object with one member for each call ("list", "show" ...);
 * borrowed; what of it lacks is left out, or said to lack. A screen that is not known, or a page that would be larger than
 * a page may be, is one that says so. */
GBytes *page_render(
    const Pages *pages, const char *screen, const PageView *view, json_t *values);

/* A file by its path below /static/ ("casegate.css"), and its type; NULL: none. Borrowed. */
GBytes *pages_static(const Pages *pages, const char *name, const char **ret_type);

#define PAGE_ERROR (page_error_quark())
GQuark page_error_quark(void);
typedef enum {
	PAGE_ERROR_FILE,
} PageError;
