/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms with files: multipart/form-data as browsers write it (RFC 7578; HTML standard, section 4.10.21.8). What no browser
 * writes is refused, so that there is one way to read a form: parts within parts, a part with two names, words before the
 * first part or behind the last. Pure, and linear in what is read.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct {
	char *field;   /* own; "file" */
	char *name;    /* own; as the browser has it, not to be trusted; valid UTF-8 */
	GBytes *bytes; /* own */
} HttpFile;
/* Of HttpFile, which it owns. Caller owns. */
GPtrArray *http_files_new(void);

/* Whether this is the Content-Type of such a form. type: or NULL. */
bool http_multipart_is(const char *type);
/* Fields are added to form as http_form_read() does, files to files, in their order; one that nobody chose is none. A file's
 * bytes are those of body. is_cut: body is only the beginning: what is whole of it is read. false: it is no such form. */
bool http_multipart_read(
    const char *type, GBytes *body, bool is_cut, json_t *form, GPtrArray *files);
