/* SPDX-License-Identifier: Apache-2.0 */
/* Which files a folder of an operator's YAML is made of. */
#pragma once

#include <glib.h>

/* The paths of *.yaml in all directories, by the order of their names; a file in a later directory replaces one
 * of the same name in an earlier. A directory that is not there is empty; one that cannot be read is a mistake.
 * Directories end with NULL. Caller owns the array of char *. */
GPtrArray *rule_files_list(const char *const *directories, GPtrArray *diagnostics);
