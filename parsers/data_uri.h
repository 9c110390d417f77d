/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that stand within the tags of HTML: <img src="data:image/png;base64,...">, RFC 2397.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "parsers/unwrapped.h"

/*
 * Appends an Unwrapped for each file and returns the HTML without them, or NULL where there is none. What only decorates,
 * url(data:...) in a style, goes and is no file. Files have no name; at most LIMIT_ATTACHMENTS of them are kept.
 */
GBytes *data_uri_split(const char *html, size_t size, GPtrArray *files);
