/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON as the commands print it: keys as casegate(1) names them, times in ISO 8601 UTC, what is not there as null.
 * All values returned belong to the caller.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

/* null where text is NULL; bytes that are no UTF-8 are replaced. */
json_t *json_print_string(const char *text);
/* null where at_ms is 0. */
json_t *json_print_time(int64_t at_ms);
/* {name, address} */
json_t *json_print_person(const char *name, const char *address);

/* Appends the value over several lines, or on one. */
void json_print(GString *out, json_t *take_value);
void json_print_line(GString *out, json_t *take_value);
