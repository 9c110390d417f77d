/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as the commands print it (casegate-json(5)): times in ISO 8601 UTC, what is not there or not known as null. The
 * shapes' version stands in each object that is printed, and in each of a list that is. All values returned belong to
 * the caller.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* It counts on when a key goes, or means something else; one that comes changes nothing for who reads. */
#define JSON_PRINT_SCHEMA 1

/* null where text is NULL or empty; bytes that are no UTF-8 are replaced. */
json_t *json_print_string(const char *text);
/* The same where an empty text is one: it stays. */
json_t *json_print_text(const char *text);
/* null where at_ms is 0. */
json_t *json_print_time(int64_t at_ms);
/* null where id is 0. */
json_t *json_print_id(int64_t id);
/* {name, address} */
json_t *json_print_person(const char *name, const char *address);
/* Of the lines of a text; empty where it is NULL or empty. */
json_t *json_print_lines(const char *text);
/* Of char *; empty where texts is NULL. */
json_t *json_print_strings(const GPtrArray *texts);
/* Of Diagnostic: [{file, line, found, expected}] */
json_t *json_print_mistakes(const GPtrArray *diagnostics);

/* Appends an object, or a list. */
void json_print(GString *out, json_t *take_value);
/* The same of a list that is printed object by object, each on a line of its own; then its end. first: none was before,
 * none: there is none. */
void json_print_item(GString *out, bool first, json_t *take_object);
void json_print_end(GString *out, bool none);
/* An object on one line. */
void json_print_line(GString *out, json_t *take_object);
