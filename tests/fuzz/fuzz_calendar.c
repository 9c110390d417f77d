/* SPDX-License-Identifier: Apache-2.0 */
/* An invitation. */
#include "parsers/calendar.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = calendar_text((const char *)data, size, NULL);

	g_assert(g_utf8_validate(text, -1, NULL));
	return 0;
}
