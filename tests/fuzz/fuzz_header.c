/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a header, read as everything that one can be. */
#include "parsers/header.h"
#include "parsers/limits.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *value = header_unfold((const char *)data, size);
	g_autofree char *text = header_text(value, "gb2312");
	g_autoptr(GPtrArray) addresses = header_addresses(value, NULL, limits);

	header_ids(value, ids);
	g_assert(g_utf8_validate(text, -1, NULL));
	g_assert(addresses->len <= LIMIT_RECIPIENTS);
	return 0;
}
