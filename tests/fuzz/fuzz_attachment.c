/* SPDX-License-Identifier: Apache-2.0 */
/* The name of a file: what comes out is short, has no folder, and stays what it is when made safe again. */
#include <string.h>

#include "parsers/attachment.h"
#include "parsers/limits.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *name = g_utf8_make_valid((const char *)data, (gssize)size);
	g_autofree char *safe = attachment_safe_name(name);
	g_autofree char *again = attachment_safe_name(safe);

	g_assert(strlen(safe) <= LIMIT_NAME && strpbrk(safe, "/\\\n") == NULL);
	g_assert_cmpstr(safe, ==, again);
	return 0;
}
