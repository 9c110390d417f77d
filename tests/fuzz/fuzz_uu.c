/* SPDX-License-Identifier: Apache-2.0 */
/* Text with uuencoded files in it: what remains is shorter. */
#include "parsers/embedded.h"
#include "parsers/uu.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) files =
	    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
	g_autoptr(GBytes) rest = uu_split((const char *)data, size, files);

	g_assert((rest != NULL) == (files->len > 0));
	g_assert(rest == NULL || g_bytes_get_size(rest) < size);
	return 0;
}
