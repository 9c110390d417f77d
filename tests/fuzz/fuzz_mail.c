/* SPDX-License-Identifier: Apache-2.0 */
/* A whole mail: what is read of it travels, and every attachment has the size that was said. */
#include "parsers/mime.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) raw = g_bytes_new(data, size);
	g_autoptr(Message) message = mime_read(raw);
	g_autoptr(GBytes) packed = message_pack(message);
	g_autoptr(Message) unpacked = message_unpack(packed, NULL);

	for (unsigned i = 0; i < unpacked->attachments->len; i++) {
		const MessageAttachment *one = unpacked->attachments->pdata[i];
		g_autoptr(GBytes) part = mime_part(raw, one->path, NULL);
		g_assert(part != NULL && (int64_t)g_bytes_get_size(part) == one->size);
	}
	return 0;
}
