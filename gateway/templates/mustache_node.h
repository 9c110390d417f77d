/* SPDX-License-Identifier: Apache-2.0 */
/* What a parsed template is made of: between mustache.c, which makes it, and mustache_render.c, which walks it. */
#pragma once

#include "gateway/templates/mustache.h"

typedef enum {
	NODE_LINE, /* an output line begins: the indentation of a partial goes here */
	NODE_TEXT,
	NODE_VALUE,
	NODE_RAW,
	NODE_SECTION,
	NODE_INVERTED,
	NODE_PARTIAL,
} NodeKind;

/* Where a value of an HTML template stands. */
typedef enum {
	CONTEXT_TEXT,
	CONTEXT_PROSE, /* in text too; its web addresses become links */
	CONTEXT_ATTRIBUTE,
	CONTEXT_URL,      /* an attribute that is a link; it begins with the value */
	CONTEXT_URL_PART, /* ... the value is a part of it */
} NodeContext;

typedef struct {
	NodeKind kind;
	NodeContext context; /* of a value */
	unsigned line;
	const char *text;   /* of a text, not ended by a NUL; of others the name */
	size_t length;      /* of a text */
	size_t end;         /* of a section: the node behind its last one */
	const char *indent; /* of a partial */
} Node;

struct Mustache {
	MustacheEscape escape;
	char *source;          /* own */
	GStringChunk *strings; /* own; names and indentations */
	GArray *nodes;         /* own; of Node */
};
