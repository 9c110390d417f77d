/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of YAML as trees of our own: the only place that knows libyaml. libyaml's document is copied node by node,
 * so that each node knows its file and line. An alias makes two parents share one node; since readers walk the
 * tree as if it had copies, cycles, depth and the size with all aliases written out are bounded here, once.
 */
#include "rules/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

#define YAML_BYTES_MAX ((size_t)4 << 20)
#define YAML_DEPTH_MAX 64
#define YAML_NODES_MAX 1000000 /* with each alias counted as often as it stands */

struct YamlNode {
	const YamlDocument *document; /* foreign */
	YamlKind kind;
	unsigned line;
	unsigned column;
	char *text;             /* own; of a scalar */
	bool plain;             /* of a scalar: written without quotes */
	size_t length;          /* of a list: items, of a map: pairs */
	const YamlNode **items; /* own; nodes foreign; a map's are key, value, key, value ... */
	unsigned expanded;      /* nodes from here down, 0 before they were counted */
	unsigned height;
	bool counting; /* on the way from the top to here */
};

struct YamlDocument {
	char *file;             /* own */
	GPtrArray *diagnostics; /* foreign */
	size_t count;
	YamlNode *nodes; /* own; the first is the top */
};

void
yaml_close(YamlDocument *document)
{
	if (document == NULL)
		return;
	for (size_t i = 0; i < document->count; i++) {
		g_free(document->nodes[i].text);
		g_free(document->nodes[i].items);
	}
	g_free(document->nodes);
	g_free(document->file);
	g_free(document);
}

const YamlNode *
yaml_top(const YamlDocument *document)
{
	return document->count > 0 ? &document->nodes[0] : NULL;
}

YamlKind
yaml_kind(const YamlNode *node)
{
	return node->kind;
}

const char *
yaml_scalar(const YamlNode *node)
{
	return node->text;
}

size_t
yaml_length(const YamlNode *node)
{
	return node->length;
}

const YamlNode *
yaml_item(const YamlNode *list, size_t index)
{
	g_assert(list->kind == YAML_LIST && index < list->length);
	return list->items[index];
}

const YamlNode *
yaml_key(const YamlNode *map, size_t index)
{
	g_assert(map->kind == YAML_MAP && index < map->length);
	return map->items[2 * index];
}

const YamlNode *
yaml_value(const YamlNode *map, size_t index)
{
	g_assert(map->kind == YAML_MAP && index < map->length);
	return map->items[2 * index + 1];
}

const YamlNode *
yaml_get(const YamlNode *map, const char *key)
{
	for (size_t i = 0; map->kind == YAML_MAP && i < map->length; i++)
		if (g_strcmp0(yaml_scalar(yaml_key(map, i)), key) == 0)
			return yaml_value(map, i);
	return NULL;
}

const char *
yaml_file(const YamlNode *node)
{
	return node->document->file;
}

unsigned
yaml_line(const YamlNode *node)
{
	return node->line;
}

void
yaml_mistake(const YamlNode *node, const char *expected, const char *found_format, ...)
{
	Diagnostic *diagnostic = g_new0(Diagnostic, 1);
	va_list arguments;

	diagnostic->file = g_strdup(node->document->file);
	diagnostic->line = node->line;
	diagnostic->column = node->column;
	diagnostic->expected = g_strdup(expected);
	va_start(arguments, found_format);
	diagnostic->found = g_strdup_vprintf(found_format, arguments);
	va_end(arguments);
	diagnostics_add(node->document->diagnostics, diagnostic);
}

void
yaml_mistake_unexpected(const YamlNode *node, const char *expected)
{
	switch (node->kind) {
	case YAML_LIST:
		yaml_mistake(node, expected, "a list");
		return;
	case YAML_MAP:
		yaml_mistake(node, expected, "a map");
		return;
	case YAML_SCALAR:
		if (node->plain && *node->text == '\0')
			yaml_mistake(node, expected, "nothing");
		else
			yaml_mistake(node, expected, "'%s'", node->text);
		return;
	}
}

static bool
read_bytes(const char *path, GByteArray *bytes)
{
	FILE *file = fopen(path, "re");
	guint8 chunk[16384];
	size_t got = 0;

	if (file == NULL)
		return false;
	while (bytes->len <= YAML_BYTES_MAX && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
		g_byte_array_append(bytes, chunk, (guint)got);

	int problem = ferror(file) ? errno : 0;
	fclose(file);
	errno = problem;
	return problem == 0;
}

YamlDocument *
yaml_open(const char *path, GPtrArray *diagnostics)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	if (!read_bytes(path, bytes)) {
		diagnostics_add_file(diagnostics, path, "a file to read", "%s",
		    errno == ENOENT ? "nothing there" : g_strerror(errno));
		return NULL;
	}
	return yaml_parse(path, (const char *)bytes->data, bytes->len, diagnostics);
}

/* What libyaml says of the commonest mistakes, and what helps. */
static const struct {
	const char *problem;
	const char *expected;
} hints[] = {
    {"found character that cannot start any token",
	"quotes around a value that starts with @, ` or %, and spaces (no tabs) to indent"},
    {"found a tab character that violates indentation", "spaces to indent, no tabs"},
    {"found unknown escape character",
	"single quotes around a text with backslashes: '(?i)\\bprinter\\b'"},
    {"mapping values are not allowed in this context",
	"one 'key: value' a line, and quotes around a value that has ': ' in it"},
    {"found undefined alias", "an anchor (&name) before its alias (*name)"},
    {"did not find expected alphabetic or numeric character",
	"quotes around a value that starts with * or &"},
    {NULL, "well-formed YAML: maps and lists whose lines are indented alike"},
};

/* The line at which libyaml stopped reading: it gives a place for what it cannot scan, else a count of bytes. */
static void
set_parser_place(const yaml_parser_t *parser, const char *bytes, Diagnostic *diagnostic)
{
	if (parser->error != YAML_READER_ERROR) {
		diagnostic->line = (unsigned)parser->problem_mark.line + 1;
		diagnostic->column = (unsigned)parser->problem_mark.column + 1;
		return;
	}
	diagnostic->line = 1;
	for (size_t i = 0; i < parser->problem_offset; i++)
		diagnostic->line += bytes[i] == '\n';
}

static void
add_parser_mistake(const YamlDocument *document, const yaml_parser_t *parser, const char *bytes)
{
	const char *problem = parser->problem != NULL ? parser->problem : "no memory";
	Diagnostic *diagnostic = g_new0(Diagnostic, 1);
	size_t hint = 0;

	while (hints[hint].problem != NULL && strcmp(hints[hint].problem, problem) != 0)
		hint++;
	diagnostic->file = g_strdup(document->file);
	diagnostic->expected = g_strdup(hints[hint].expected);
	diagnostic->found = g_strdup_printf("something else than YAML (%s)", problem);
	set_parser_place(parser, bytes, diagnostic);
	diagnostics_add(document->diagnostics, diagnostic);
}

static void
set_place(YamlDocument *document, YamlNode *node, const yaml_node_t *from)
{
	node->document = document;
	node->line = (unsigned)from->start_mark.line + 1;
	node->column = (unsigned)from->start_mark.column + 1;
}

static void
copy_scalar(YamlNode *node, const yaml_node_t *from)
{
	const char *value = (const char *)from->data.scalar.value;

	node->kind = YAML_SCALAR;
	node->plain = from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	node->text = g_strdup(value);
	if (strlen(value) != from->data.scalar.length)
		yaml_mistake(node, "text without it", "a NUL character");
}

static void
copy_list(YamlNode *node, const yaml_node_t *from, const YamlNode *nodes)
{
	const yaml_node_item_t *start = from->data.sequence.items.start;

	node->kind = YAML_LIST;
	node->length = (size_t)(from->data.sequence.items.top - start);
	node->items = g_new(const YamlNode *, node->length);
	for (size_t i = 0; i < node->length; i++)
		node->items[i] = &nodes[start[i] - 1];
}

static void
copy_map(YamlNode *node, const yaml_node_t *from, const YamlNode *nodes)
{
	const yaml_node_pair_t *start = from->data.mapping.pairs.start;

	node->kind = YAML_MAP;
	node->length = (size_t)(from->data.mapping.pairs.top - start);
	node->items = g_new(const YamlNode *, 2 * node->length);
	for (size_t i = 0; i < node->length; i++) {
		node->items[2 * i] = &nodes[start[i].key - 1];
		node->items[2 * i + 1] = &nodes[start[i].value - 1];
	}
}

static void
check_tag(const YamlNode *node, const char *tag)
{
	static const char *const plain[] = {
	    [YAML_SCALAR] = YAML_DEFAULT_SCALAR_TAG,
	    [YAML_LIST] = YAML_DEFAULT_SEQUENCE_TAG,
	    [YAML_MAP] = YAML_DEFAULT_MAPPING_TAG,
	};

	if (tag != NULL && strcmp(tag, plain[node->kind]) != 0)
		yaml_mistake(node, "a value without a tag", "the tag '%s'", tag);
}

static void
copy_nodes(YamlDocument *document, const yaml_document_t *from)
{
	document->count = (size_t)(from->nodes.top - from->nodes.start);
	document->nodes = g_new0(YamlNode, document->count);
	for (size_t i = 0; i < document->count; i++) {
		const yaml_node_t *source = &from->nodes.start[i];
		YamlNode *node = &document->nodes[i];

		set_place(document, node, source);
		if (source->type == YAML_SCALAR_NODE)
			copy_scalar(node, source);
		else if (source->type == YAML_SEQUENCE_NODE)
			copy_list(node, source, document->nodes);
		else if (source->type == YAML_MAPPING_NODE)
			copy_map(node, source, document->nodes);
		check_tag(node, (const char *)source->tag);
	}
}

static void
check_keys(const YamlNode *map)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < map->length; i++) {
		const YamlNode *key = yaml_key(map, i);

		if (key->text == NULL) {
			yaml_mistake_unexpected(key, "a word as key");
			continue;
		}
		const YamlNode *first = g_hash_table_lookup(seen, key->text);

		if (first != NULL)
			yaml_mistake(key, "each key once",
			    "the key '%s' again (first in line %u)", key->text, first->line);
		else
			g_hash_table_insert(seen, key->text, (gpointer)key);
	}
}

/* Counts the nodes below this one; false after it has said that they are too deep, too many or go in a circle. */
static bool
measure(YamlNode *node, unsigned depth)
{
	size_t children = node->kind == YAML_MAP ? 2 * node->length : node->length;

	if (node->counting) {
		yaml_mistake(node, "no circles", "a list or map that holds itself by an alias");
		return false;
	}
	if (depth + node->height > YAML_DEPTH_MAX) {
		yaml_mistake(node, "at most " G_STRINGIFY(YAML_DEPTH_MAX),
		    "more lists and maps inside each other");
		return false;
	}
	if (node->expanded > 0)
		return true;

	unsigned expanded = 1;
	unsigned height = 0;

	node->counting = true;
	for (size_t i = 0; i < children; i++) {
		YamlNode *child = (YamlNode *)node->items[i];

		if (!measure(child, depth + 1))
			return false;
		expanded = MIN(expanded + child->expanded, YAML_NODES_MAX + 1);
		height = MAX(height, child->height + 1);
	}
	node->counting = false;
	node->expanded = expanded;
	node->height = height;
	return true;
}

static bool
check_nodes(YamlDocument *document)
{
	if (document->count == 0)
		return true;
	if (!measure(&document->nodes[0], 1))
		return false;
	if (document->nodes[0].expanded > YAML_NODES_MAX) {
		yaml_mistake(&document->nodes[0], "at most " G_STRINGIFY(YAML_NODES_MAX),
		    "more values (each alias written out)");
		return false;
	}
	for (size_t i = 0; i < document->count; i++)
		if (document->nodes[i].kind == YAML_MAP)
			check_keys(&document->nodes[i]);
	return true;
}

/* A file is one document: a second one would be silently forgotten. */
static bool
check_end(YamlDocument *document, yaml_parser_t *parser, const char *bytes)
{
	yaml_document_t rest;

	if (!yaml_parser_load(parser, &rest)) {
		add_parser_mistake(document, parser, bytes);
		return false;
	}
	const yaml_node_t *second = yaml_document_get_root_node(&rest);

	if (second != NULL) {
		YamlNode place = {0};

		set_place(document, &place, second);
		yaml_mistake(&place, "one document a file", "a second document (after ---)");
	}
	yaml_document_delete(&rest);
	return second == NULL;
}

static bool
load(YamlDocument *document, yaml_parser_t *parser, const char *bytes)
{
	yaml_document_t first;

	if (!yaml_parser_load(parser, &first)) {
		add_parser_mistake(document, parser, bytes);
		return false;
	}
	copy_nodes(document, &first);
	yaml_document_delete(&first);
	return (document->count == 0 || check_end(document, parser, bytes)) &&
	       check_nodes(document);
}

YamlDocument *
yaml_parse(const char *name, const char *bytes, size_t length, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = g_new0(YamlDocument, 1);
	yaml_parser_t parser;

	document->file = g_strdup(name);
	document->diagnostics = diagnostics;
	if (length > YAML_BYTES_MAX) {
		diagnostics_add_file(diagnostics, name, "at most 4 MiB", "a larger file");
		return NULL;
	}
	g_assert(yaml_parser_initialize(&parser) == 1);
	yaml_parser_set_input_string(
	    &parser, (const unsigned char *)(length == 0 ? "" : bytes), length);

	bool good = load(document, &parser, bytes);

	yaml_parser_delete(&parser);
	return good ? g_steal_pointer(&document) : NULL;
}
