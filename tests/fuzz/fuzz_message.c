/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader that was taken over might send. */
#include "tests/fuzz/fuzz.h"

#include "parsers/message.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) packed = g_bytes_new(data, size);
	g_autoptr(Message) message = message_unpack(packed, NULL);
	g_autoptr(GBytes) again = NULL;

	if (message != NULL)
		again = message_pack(message);
	return 0;
}
