/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Walks the nodes of a template: to render it with values, or to check its names against an example. Both are bounded in
 * depth, in steps and in size, so that no template and no value can make them hang or grow.
 */
#include "gateway/templates/mustache.h"

#include <string.h>

#include "gateway/templates/mustache_html.h"
#include "gateway/templates/mustache_node.h"

#define PARTIALS_MAX 20          /* nested */
#define RESULT_MAX (1024 * 1024) /* bytes */
#define STEPS_MAX (1024 * 1024)  /* nodes met in one walk */

/* What names are looked up in: the innermost section first. */
typedef struct Scope {
	const struct Scope *outer;
	const json_t *value;
} Scope;

static const json_t *
look_up(const Scope *scope, const char *name)
{
	size_t length = strcspn(name, ".");
	const json_t *value = NULL;

	if (strcmp(name, ".") == 0)
		return scope->value;
	for (; scope != NULL && value == NULL; scope = scope->outer)
		value = json_object_getn(scope->value, name, length);
	while (value != NULL && name[length] == '.') {
		name += length + 1;
		length = strcspn(name, ".");
		value = json_object_getn(value, name, length);
	}
	return value;
}

static bool
is_true(const json_t *value)
{
	if (value == NULL || json_is_null(value) || json_is_false(value))
		return false;
	if (json_is_string(value))
		return json_string_length(value) > 0;
	return !json_is_array(value) || json_array_size(value) > 0;
}

/* Rendering */

/* A template that is being rendered, as the page itself or as a partial of it. */
typedef struct {
	const Mustache *mustache;
	const char *indent;
	unsigned depth;
} Page;

typedef struct {
	GString *out;
	MustachePartial partial;
	void *data;
	int64_t steps; /* left */
	MustacheLimit *limit;
} Renderer;

static void
put(Renderer *renderer, const char *text, size_t length)
{
	size_t room = renderer->limit->most - renderer->out->len;

	g_string_append_len(renderer->out, text, MIN(length, room));
	renderer->limit->was_cut |= length > room;
}

/* Without what is no part of a text: controls but tabs and line ends. Caller owns. */
static char *
clean(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= ' ' || *text == '\n' || *text == '\t')
			g_string_append_c(out, *text);
	return g_string_free(out, FALSE);
}

static void
put_value(Renderer *renderer, const Page *page, const Node *node, const char *text)
{
	g_autofree char *cleaned = clean(text);
	g_autoptr(GString) escaped = NULL;

	if (node->kind != NODE_VALUE || page->mustache->escape != MUSTACHE_HTML) {
		put(renderer, cleaned, strlen(cleaned));
		return;
	}
	escaped = g_string_sized_new(strlen(cleaned) + 64);
	html_escape(escaped, cleaned, node->context);
	put(renderer, escaped->str, escaped->len);
}

static void
render_value(Renderer *renderer, const Page *page, const Node *node, const json_t *value)
{
	g_autofree char *number = NULL;
	const char *text = "";

	if (json_is_string(value)) {
		text = json_string_value(value);
	} else if (json_is_number(value)) {
		number = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
		text = number;
	} else if (json_is_true(value)) {
		text = "true";
	} else if (json_is_false(value)) {
		text = "false";
	}
	put_value(renderer, page, node, text);
}

static void render_nodes(
    Renderer *renderer, const Page *page, size_t from, size_t to, const Scope *scope);

static void
render_partial(Renderer *renderer, const Page *outer, const Node *node, const Scope *scope)
{
	const Mustache *partial = renderer->partial(node->text, renderer->data);
	g_autofree char *indent = NULL;
	Page page = {partial, "", outer->depth + 1};

	if (partial == NULL || outer->depth == PARTIALS_MAX)
		return;
	if (node->indent[0] != '\0')
		page.indent = indent = g_strconcat(outer->indent, node->indent, NULL);
	render_nodes(renderer, &page, 0, partial->nodes->len, scope);
}

static void
render_section(Renderer *renderer, const Page *page, size_t index, const Scope *scope)
{
	const Node *node = &g_array_index(page->mustache->nodes, Node, index);
	const json_t *value = look_up(scope, node->text);
	Scope inner = {scope, value};

	if (is_true(value) != (node->kind == NODE_SECTION))
		return;
	if (node->kind == NODE_INVERTED) {
		render_nodes(renderer, page, index + 1, node->end, scope);
		return;
	}
	if (!json_is_array(value)) {
		render_nodes(renderer, page, index + 1, node->end, &inner);
		return;
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		inner.value = json_array_get(value, i);
		render_nodes(renderer, page, index + 1, node->end, &inner);
	}
}

static void
render_nodes(Renderer *renderer, const Page *page, size_t from, size_t to, const Scope *scope)
{
	for (size_t i = from; i < to && renderer->steps > 0; renderer->steps--) {
		const Node *node = &g_array_index(page->mustache->nodes, Node, i++);

		switch (node->kind) {
		case NODE_LINE:
			put(renderer, page->indent, strlen(page->indent));
			break;
		case NODE_TEXT:
			put(renderer, node->text, node->length);
			break;
		case NODE_VALUE:
		case NODE_RAW:
			render_value(renderer, page, node, look_up(scope, node->text));
			break;
		case NODE_SECTION:
		case NODE_INVERTED:
			render_section(renderer, page, i - 1, scope);
			i = node->end;
			break;
		case NODE_PARTIAL:
			render_partial(renderer, page, node, scope);
			break;
		}
	}
}

GString *
mustache_render_within(const Mustache *mustache, const json_t *values, MustachePartial partial,
    void *data, MustacheLimit *limit)
{
	GString *out = g_string_sized_new(strlen(mustache->source) + 512);
	Renderer renderer = {out, partial, data, STEPS_MAX, limit};
	Page page = {mustache, "", 0};
	Scope scope = {NULL, values};
	const char *end = NULL;

	limit->was_cut = false;
	render_nodes(&renderer, &page, 0, mustache->nodes->len, &scope);
	limit->was_cut |= renderer.steps <= 0;
	if (out->len == limit->most && !g_utf8_validate_len(out->str, out->len, &end))
		g_string_truncate(out, end - out->str);
	return out;
}

GString *
mustache_render(
    const Mustache *mustache, const json_t *values, MustachePartial partial, void *data)
{
	MustacheLimit limit = {.most = RESULT_MAX};

	return mustache_render_within(mustache, values, partial, data, &limit);
}

/* Checking */

typedef struct {
	MustachePartial partial;
	MustacheTell tell;
	void *data;
	int64_t steps; /* left */
} Checker;

static void check_nodes(
    Checker *checker, const Page *page, size_t from, size_t to, const Scope *scope);

static void
check_tell(Checker *checker, const Page *page, const Node *node)
{
	MustacheUnknown unknown = {
	    .mustache = page->mustache,
	    .line = node->line,
	    .name = node->text,
	    .is_partial = node->kind == NODE_PARTIAL,
	};

	checker->tell(&unknown, checker->data);
}

static void
check_partial(Checker *checker, const Page *outer, const Node *node, const Scope *scope)
{
	const Mustache *partial = checker->partial(node->text, checker->data);
	Page page = {partial, "", outer->depth + 1};

	if (partial == NULL)
		check_tell(checker, outer, node);
	else if (outer->depth < PARTIALS_MAX)
		check_nodes(checker, &page, 0, partial->nodes->len, scope);
}

static void
check_section(Checker *checker, const Page *page, size_t index, const Scope *scope)
{
	const Node *node = &g_array_index(page->mustache->nodes, Node, index);
	const json_t *value = look_up(scope, node->text);
	Scope inner = {scope, json_is_array(value) ? json_array_get(value, 0) : value};

	if (value == NULL)
		check_tell(checker, page, node);
	check_nodes(checker, page, index + 1, node->end,
	    node->kind == NODE_SECTION && value != NULL ? &inner : scope);
}

static void
check_nodes(Checker *checker, const Page *page, size_t from, size_t to, const Scope *scope)
{
	for (size_t i = from; i < to && checker->steps > 0; checker->steps--) {
		const Node *node = &g_array_index(page->mustache->nodes, Node, i++);

		switch (node->kind) {
		case NODE_LINE:
		case NODE_TEXT:
			break;
		case NODE_VALUE:
		case NODE_RAW:
			if (look_up(scope, node->text) == NULL)
				check_tell(checker, page, node);
			break;
		case NODE_SECTION:
		case NODE_INVERTED:
			check_section(checker, page, i - 1, scope);
			i = node->end;
			break;
		case NODE_PARTIAL:
			check_partial(checker, page, node, scope);
			break;
		}
	}
}

void
mustache_check(const Mustache *mustache, const json_t *example, MustachePartial partial,
    MustacheTell tell, void *data)
{
	Checker checker = {partial, tell, data, STEPS_MAX};
	Page page = {mustache, "", 0};
	Scope scope = {NULL, example};

	check_nodes(&checker, &page, 0, mustache->nodes->len, &scope);
}
