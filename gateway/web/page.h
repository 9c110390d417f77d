/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages out of templates: what the commands said (JSON), in the words of the reader's language. Nothing here opens a file
 * once the templates are read, and all that comes from outside is escaped.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Pages Pages;

/* Reads all templates, styles and words below the data folder, before the worker locks itself in. NULL with an error that
 * names the file and the line. */
Pages *pages_load(const char *folder, GError **error);
void pages_free(Pages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pages, pages_free)

/* All of it is borrowed. */
typedef struct {
	const char *language; /* "en", "nl" */
	const char *desk;     /* the desk's name */
	const char *agent;    /* who is logged in, or NULL */
	bool is_operator;
	const char *nonce; /* for the forms of this page, or NULL */
	int64_t now_ms;
	const char *path; /* "/desk/CS0001234", for what is current in the menu */
	json_t *query;    /* object of the query's words: search text, tab, cursor */
	json_t *counts;   /* {"queue":23,"mine":4,"requests":6,"held":3} for the menu, or NULL */
	const char *notice; /* what a form's post came to, or NULL; the page escapes it */
	bool notice_is_error;
	const char *kept_text; /* what was typed and not sent, or NULL */
} PageView;

/* screen: "desk-queue". values: what the commands said, one object with one member a call ("list", "show", ...); borrowed.
 * Never fails but for memory: a value that lacks is left out. Caller owns. */
GBytes *page_render(
    const Pages *pages, const char *screen, const PageView *view, json_t *values);
/* A static file by its path below /static/ ("casegate.css") and its type; NULL: there is none. Borrowed. */
GBytes *pages_static(const Pages *pages, const char *name, const char **ret_type);
