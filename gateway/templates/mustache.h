/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mustache (https://mustache.github.io/mustache.5.html): comments, variables, sections, inverted sections,
 * partials, set delimiters; no lambdas. A template is parsed once; rendering cannot fail. Pure.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct Mustache Mustache;

typedef enum {
	MUSTACHE_PLAIN, /* values stand as they are */
	/* `{{x}}` is escaped for where it stands: text (a new line is a <br>), an attribute, a link; `{{{x}}}` is not */
	MUSTACHE_HTML,
} MustacheEscape;

/* NULL with what is wrong with the template, and in which line of it (from 1): an unclosed section, a stray end, ... */
Mustache *mustache_parse(
    const char *text, MustacheEscape escape, unsigned *ret_error_line, GError **error);
void mustache_free(Mustache *mustache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mustache, mustache_free)

/* The partial of this name, borrowed, or NULL: nothing then. */
typedef const Mustache *(*MustachePartial)(const char *name, void *data);

/*
 * False are null, false, the empty string, the empty list and what is not there. Partials may nest 20 deep; the result
 * is at most 1 MiB and cut there.
 */
GString *mustache_render(
    const Mustache *mustache, const json_t *values, MustachePartial partial, void *data);

/* For who must know when the result is not all. */
typedef struct {
	size_t most;  /* bytes; before it is rendered */
	bool was_cut; /* after: at that, or since the template takes too many steps */
} MustacheLimit;
GString *mustache_render_within(const Mustache *mustache, const json_t *values,
    MustachePartial partial, void *data, MustacheLimit *limit);

/* A name that a template uses and that nothing stands for. */
typedef struct {
	const Mustache *mustache; /* which template: this one or a partial of it */
	unsigned line;            /* of it, from 1 */
	const char *name;
	bool is_partial;
} MustacheUnknown;
typedef void (*MustacheTell)(const MustacheUnknown *unknown, void *data);

/*
 * Reports every unknown name, partials followed, whether or not a rendering would come by it. example: values of which
 * every list has an element. data goes to both callbacks.
 */
void mustache_check(const Mustache *mustache, const json_t *example, MustachePartial partial,
    MustacheTell tell, void *data);

#define MUSTACHE_ERROR (mustache_error_quark())
GQuark mustache_error_quark(void);
typedef enum {
	MUSTACHE_ERROR_SYNTAX,
} MustacheError;
