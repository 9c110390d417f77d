/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document =
	    yaml_parse("fuzz", (const char *)data, size, diagnostics);

	g_assert(document != NULL || diagnostics->len > 0);
	return 0;
}
