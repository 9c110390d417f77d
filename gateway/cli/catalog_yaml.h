/* SPDX-License-Identifier: Apache-2.0 */
/* An item as a desk elsewhere has it, as a file of our catalog. Pure. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* A name for an item out of its title: "Teams team of kanaal" is "teams-team-of-kanaal"; "item" where nothing is left of it.
 * Caller owns. */
char *catalog_yaml_name(const char *title);

/* item: the result of the operation "item" (gateway/model/desk_operation.h); source: where it was read, for the comment
 * above. remarks gets what has no counterpart here, of char *. Caller owns. */
char *catalog_yaml(
    const json_t *item, const char *name, const char *source, GPtrArray *remarks);
