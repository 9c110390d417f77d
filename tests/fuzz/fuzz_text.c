/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes in a charset, which the first of them chooses. */
#include <string.h>

#include "parsers/charset.h"
#include "parsers/text.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char names[12][14] = {"utf-8", "iso-8859-1", "iso-2022-jp", "utf-7",
	    "gb2312", "big5", "windows-1258", "utf-16", "euc-kr", "koi8-r", "shift_jis",
	    "none"};
	const char *charset = size == 0 ? NULL : names[data[0] % G_N_ELEMENTS(names)];
	g_autofree char *text = text_clean(charset_to_utf8((const char *)data, size, charset));
	g_autofree char *flowed = text_unflow(text, size % 2 == 0);

	g_assert(g_utf8_validate(text, -1, NULL) && strlen(flowed) <= strlen(text));
	return 0;
}
