/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Authentication-Results by the grammar of RFC 8601 and nothing looser: a field with anything unexpected in it
 * says nothing at all.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * Appends one MessageAuth for each result of an unfolded field. Returns false, and appends nothing, where the
 * field breaks the grammar. `hop` is how many Received fields stand above.
 */
bool authres_parse(const char *unfolded, unsigned hop, GPtrArray *results);
