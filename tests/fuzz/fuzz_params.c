/* SPDX-License-Identifier: Apache-2.0 */
/* A header with parameters. */
#include "tests/fuzz/fuzz.h"

#include "parsers/header.h"
#include "parsers/params.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *value = header_unfold((const char *)data, size);
	g_autoptr(Params) params = params_parse(value, NULL, limits);
	const char *name = params_get(params, "filename");

	g_assert(name == NULL || g_utf8_validate(name, -1, NULL));
	return 0;
}
