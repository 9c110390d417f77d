/* SPDX-License-Identifier: Apache-2.0 */
/* What browsers write into addresses and forms: application/x-www-form-urlencoded (URL standard, section 5). Pure. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* An object of texts, valid UTF-8 without NUL; of a name that comes twice the first one counts. NULL: too many fields, or
 * what is no such form. Caller owns. */
json_t *http_form_read(const char *bytes, size_t size);
/* A field; "" where there is none. Borrowed. */
const char *http_form_get(const json_t *form, const char *name);
/* A piece of a path, as "els%40klant.example"; plus: '+' stands for a blank. NULL: it is none, or has a control character.
 * Caller owns. */
char *http_form_unescape(const char *text, size_t length, bool plus);
/* For the query of an address. Caller owns. */
char *http_form_escape(const char *text);
