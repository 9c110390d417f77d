/* SPDX-License-Identifier: Apache-2.0 */
/* A file, its name before its first line end: whatever it is, it has known marks, and a name
 * that is no path, no hidden file and no device. */
#include <string.h>

#include "parsers/attachment.h"
#include "parsers/file_marks.h"
#include "tests/fuzz/fuzz.h"

static void
check_name(const char *name, bool is_marked)
{
	g_autofree char *harmless = file_marks_harmless_name(name, is_marked);
	g_autofree char *again = file_marks_harmless_name(harmless, false);

	g_assert(*harmless != '\0' && strpbrk(harmless, "/\\:") == NULL);
	g_assert(strchr(".-~", *harmless) == NULL);
	g_assert_cmpstr(harmless, ==, again);
	g_assert(!is_marked || g_str_has_suffix(harmless, ".txt"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	size_t length = end == NULL ? size : (size_t)(end - data);
	g_autofree char *name = g_utf8_make_valid((const char *)data, (gssize)length);
	g_autofree char *safe = attachment_safe_name(name);
	size_t start = MIN(size, length + 1);
	g_autoptr(GBytes) bytes = g_bytes_new(data + start, size - start);
	unsigned marks = file_marks(safe, "application/octet-stream", bytes);

	g_assert(marks <= FILE_MARKS_ALL);
	file_marks_needed(bytes);
	check_name(safe, false);
	check_name(safe, true);
	return 0;
}
