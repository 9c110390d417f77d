/* SPDX-License-Identifier: Apache-2.0 */
/* Several people in one value. */
#pragma once

#include <glib.h>

/* Names or addresses, one a line or with commas, semicolons, slashes, "en", "and" ... between them (char *, not empty;
 * caller owns the array). */
GPtrArray *people_split(const char *given);
