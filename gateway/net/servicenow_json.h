/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON of an instance. What it cut within a character, or took from a form as it came, makes escapes and bytes that no
 * JSON may have: half of a surrogate pair, a NUL, a control character, bytes that are no UTF-8. Whatever else stands in
 * the same answer must not be lost with them.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* NULL: it is none, or nested too deep. Caller owns. */
json_t *servicenow_json(const GByteArray *body);
