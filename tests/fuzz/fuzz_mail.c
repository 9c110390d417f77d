/* SPDX-License-Identifier: Apache-2.0 */
/* A whole mail: what is read of it travels, and every attachment has the size that was said. */
#include "tests/fuzz/fuzz.h"

#include "parsers/mime.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) raw = g_bytes_new(data, size);
	g_autoptr(Message) message = mime_read(raw);
	g_autoptr(GBytes) packed = message_pack(message);
	g_autoptr(Message) unpacked = message_unpack(packed, NULL);

	g_assert(unpacked != NULL);
	for (unsigned i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *attachment = message->attachments->pdata[i];
		g_autoptr(GBytes) part = mime_part(raw, attachment->path, NULL);

		g_assert(part != NULL && (int64_t)g_bytes_get_size(part) == attachment->size);
	}
	return 0;
}
