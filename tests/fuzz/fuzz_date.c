/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a Date. */
#include "parsers/date.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *value = g_strndup((const char *)data, size);

	g_assert(date_parse(value) >= 0);
	return 0;
}
