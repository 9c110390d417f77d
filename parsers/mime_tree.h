/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One linear pass over the raw bytes, before any library sees them: finds the header fields and the
 * parts and holds both to parsers/limits.h. Malformed input is read as well as it can be.
 */
#pragma once

#include "parsers/part.h"

/*
 * Never NULL. The tree points into `raw`, which must outlive it. `limits` gets the names of the limits
 * that cut something.
 */
Part *mime_tree(const char *raw, size_t size, GPtrArray *limits);

/* Of an entity that was inside a part: the paths of its own parts begin with this one. */
Part *mime_tree_at(const char *path, const char *raw, size_t size, GPtrArray *limits);
