/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema layer over libyaml, for every file an operator writes. A reader describes each map by one table
 * of fields; whatever does not fit is reported with file, line, what was found and what was expected, and
 * reading goes on, so that all mistakes of a file come out at once. Aliases (`*name`) work; tags do not.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/diagnostic.h"

typedef struct YamlDocument YamlDocument;
typedef struct YamlNode YamlNode; /* borrowed from its document */

/* Reads a file of at most 4 MiB; NULL when it cannot be read or is no YAML, which is added to mistakes. Duplicate
 * keys, tags and whatever else no reader wants are added too. The document borrows mistakes until it is closed. */
YamlDocument *yaml_open(const char *path, GPtrArray *diagnostics);
/* The same of bytes in memory; name stands for the file in mistakes. */
YamlDocument *yaml_parse(
    const char *name, const char *bytes, size_t length, GPtrArray *diagnostics);
void yaml_close(YamlDocument *document);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(YamlDocument, yaml_close)

typedef enum {
	YAML_SCALAR,
	YAML_LIST,
	YAML_MAP,
} YamlKind;

/* The top node, or NULL when the file is empty. */
const YamlNode *yaml_top(const YamlDocument *document);
YamlKind yaml_kind(const YamlNode *node);
const char *yaml_scalar(const YamlNode *node); /* the text of a scalar, NULL of anything else */
size_t yaml_length(const YamlNode *node);      /* of a list or a map; 0 of a scalar */
const YamlNode *yaml_item(const YamlNode *list, size_t index);
const YamlNode *yaml_key(const YamlNode *map, size_t index);
const YamlNode *yaml_value(const YamlNode *map, size_t index);
const YamlNode *yaml_get(const YamlNode *map, const char *key); /* NULL: not there */
const char *yaml_file(const YamlNode *node);
unsigned yaml_line(const YamlNode *node);

/* Adds a mistake at this node; expected is text, found_format a printf format. */
void yaml_mistake(const YamlNode *node, const char *expected, const char *found_format, ...)
    G_GNUC_PRINTF(3, 4);
/* Adds "found WHAT-THE-NODE-IS, expected EXPECTED": nothing, 'text', a list, a map. */
void yaml_mistake_unexpected(const YamlNode *node, const char *expected);

/* Reads a node into *target; says every mistake itself; true when the value is good. extra: what the table says. */
typedef bool (*YamlReader)(const YamlNode *node, const void *extra, void *target);

typedef struct {
	const char *key;
	YamlReader read;
	size_t offset;     /* of the target in the struct that the map fills */
	const void *extra; /* for the reader: choices, element description */
	bool required;
	const char *help; /* one line, for man page and messages */
} YamlField;

/* Fills *target by the table (ended by a NULL key). Unknown keys and missing required ones are mistakes. */
bool yaml_read_map(const YamlNode *node, const YamlField *fields, void *target);
/* The same as a reader: a map inside a map; extra: its table. */
bool yaml_read_section(const YamlNode *node, const void *extra, void *target);

/* Readers. Strings are freed and replaced, so that defaults can be set before. */
bool yaml_read_string(
    const YamlNode *node, const void *extra, void *target); /* char *: not empty */
bool yaml_read_text(
    const YamlNode *node, const void *extra, void *target); /* char *: may be empty or long */
bool yaml_read_bool(
    const YamlNode *node, const void *extra, void *target); /* bool: yes/no, true/false */
bool yaml_read_integer(const YamlNode *node, const void *extra,
    void *target); /* int64_t; extra: YamlRange or NULL */
bool yaml_read_duration(const YamlNode *node, const void *extra,
    void *target); /* int64_t ms: 30s, 5m, 2h, 10d; extra: YamlRange in ms */
bool yaml_read_strings(const YamlNode *node, const void *extra,
    void *target); /* GPtrArray * of char *: a list, or one scalar */
bool yaml_read_choice(
    const YamlNode *node, const void *extra, void *target); /* int; extra: YamlChoice table */
bool yaml_read_address(
    const YamlNode *node, const void *extra, void *target); /* char *: one mail address */

typedef struct {
	int64_t least;
	int64_t most;
} YamlRange;
typedef struct {
	const char *word; /* NULL ends the table */
	int value;
} YamlChoice;

/* The nearest of the words, when near enough to be meant, or NULL. */
const char *yaml_nearest(const char *word, const char *const *words);

/* A name of the DNS, or one of its parts (labels of letters, digits and hyphens); a mail address of dot-atom and domain. */
bool yaml_is_domain(const char *text);
bool yaml_is_address(const char *text);
