/* SPDX-License-Identifier: Apache-2.0 */
/* What a person of the desk wrote, as HTML: web addresses are links, *words* bold, and lines that number or point out are
 * lists. Pure. */
#pragma once

#include <glib.h>

void mustache_prose(GString *out, const char *text);
