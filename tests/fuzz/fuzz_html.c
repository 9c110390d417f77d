/* SPDX-License-Identifier: Apache-2.0 */
/* HTML as it comes out of a mail. */
#include "tests/fuzz/fuzz.h"

#include "parsers/charset.h"
#include "parsers/html.h"
#include "parsers/text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *html = text_clean(charset_to_utf8((const char *)data, size, NULL));
	g_autofree char *text = html_to_text(html, limits);

	g_assert(g_utf8_validate(text, -1, NULL));
	return 0;
}
