/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader that was taken over might send. */
#include "tests/fuzz/fuzz.h"

#include "parsers/message.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GVariant) packed = g_variant_ref_sink(
	    g_variant_new_from_data(G_VARIANT_TYPE_BYTESTRING, data, size, false, NULL, NULL));
	g_autoptr(Message) message = message_unpack(packed, NULL);
	g_autoptr(GVariant) again = NULL;

	if (message != NULL)
		again = g_variant_ref_sink(message_pack(message));
	return 0;
}
