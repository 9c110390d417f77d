/* SPDX-License-Identifier: Apache-2.0 */
/* A mail taken apart: every part lies inside it. */
#include "parsers/limits.h"
#include "parsers/mime_tree.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	const char *raw = (const char *)data;
	g_autoptr(Part) top = mime_tree(raw, size, limits);

	for (const Part *part = top; part != NULL && part->bytes == NULL;
	     part = part->children == NULL ? NULL : part->children->pdata[0])
		g_assert(part->body >= raw && part->body + part->body_size <= raw + size);
	return 0;
}
