/* SPDX-License-Identifier: Apache-2.0 */
/* What says that it is signed S/MIME: its content is inside it. */
#include "parsers/smime.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GBytes) content = smime_content(bytes);

	g_assert(content == NULL || g_bytes_get_size(content) < size);
	return 0;
}
