/* SPDX-License-Identifier: Apache-2.0 */
/* The body of a form with files: its words are valid UTF-8, its files lie within it, and what is whole of it is found in any
 * beginning. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "gateway/web/http_multipart.h"
#include "parsers/limits.h"

#define TYPE "multipart/form-data; boundary=b"

static size_t
read_all(GBytes *body, bool is_cut)
{
	g_autoptr(GPtrArray) files = http_files_new();
	json_auto_t *form = json_object();
	const char *name = NULL;
	json_t *value = NULL;
	size_t size = 0;
	size_t found = 0;

	if (!http_multipart_read(TYPE, body, is_cut, form, files))
		return 0;
	json_object_foreach (form, name, value) {
		g_assert(g_utf8_validate(name, -1, NULL));
		g_assert(g_utf8_validate(json_string_value(value), -1, NULL));
	}
	for (guint i = 0; i < files->len; i++) {
		const HttpFile *file = files->pdata[i];

		g_assert(g_utf8_validate(file->field, -1, NULL));
		g_assert(g_utf8_validate(file->name, -1, NULL));
		size += g_bytes_get_size(file->bytes);
	}
	found = files->len + json_object_size(form);
	g_assert(size <= g_bytes_get_size(body) && found <= LIMIT_WEB_FIELDS);
	return found;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* so that a byte too far is seen */
	g_autoptr(GBytes) body = g_bytes_new(data, size);
	g_autoptr(GBytes) half = g_bytes_new(data, size / 2);
	size_t whole = read_all(body, false);

	if (whole > 0)
		g_assert(read_all(body, true) == whole);
	read_all(half, true);
	return 0;
}
