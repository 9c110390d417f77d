/* SPDX-License-Identifier: Apache-2.0 */
/* winmail.dat */
#include "tests/fuzz/fuzz.h"

#include "parsers/tnef.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GPtrArray) files = tnef_files(bytes);

	g_assert(files == NULL || files->len > 0);
	return 0;
}
