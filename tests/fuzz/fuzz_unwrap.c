/* SPDX-License-Identifier: Apache-2.0 */
/* Signed S/MIME, packed RTF and uuencoded text, whichever it is. */
#include "tests/fuzz/fuzz.h"

#include "parsers/mime.h"
#include "parsers/rtf.h"
#include "parsers/smime.h"
#include "parsers/uu.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) files =
	    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	g_autoptr(GBytes) content = smime_content(bytes);
	g_autoptr(GBytes) rtf = rtf_decompress(data, size);
	g_autoptr(GBytes) rest = uu_split((const char *)data, size, files);

	g_assert((rest != NULL) == (files->len > 0));
	g_assert(content == NULL || rtf == NULL);
	return 0;
}
