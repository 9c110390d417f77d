/* SPDX-License-Identifier: Apache-2.0 */
/* Packed RTF. */
#include "parsers/rtf.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) rtf = rtf_decompress(data, size);

	(void)rtf;
	return 0;
}
