/* SPDX-License-Identifier: Apache-2.0 */
/* The start of a mail, as the verify worker reads it, on its way to the gateway. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "parsers/origin.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t header = origin_header_size((const char *)data, size);
	g_autoptr(Origin) origin = origin_read((const char *)data, header);
	g_autoptr(GVariant) packed = g_variant_ref_sink(origin_pack(origin));
	g_autoptr(Origin) unpacked = origin_unpack(packed);
	g_autoptr(GVariant) again = NULL;

	g_assert(header <= size && header <= ORIGIN_HEADER_MAX);
	g_assert(g_variant_is_normal_form(packed));
	g_assert(unpacked != NULL);
	again = g_variant_ref_sink(origin_pack(unpacked));
	g_assert(g_variant_equal(packed, again));
	g_assert(
	    origin->from == NULL ||
	    (strchr(origin->from, '@') != NULL && strpbrk(origin->from, "<>,\r\n") == NULL) ||
	    origin->from[0] == '"');
	return 0;
}
