/* SPDX-License-Identifier: Apache-2.0 */
/* A mail whose text is also its subject: some reason is given for what it is. */
#include "parsers/classify.h"
#include "parsers/mime_tree.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(Part) top = mime_tree((const char *)data, size, message->limits);

	g_free(message->text);
	g_free(message->subject);
	message->text = g_utf8_make_valid((const char *)data, (gssize)size);
	message->subject = g_strdup(message->text);
	classify_read(top, NULL, message);
	g_assert(*message->kind_reason != '\0');
	return 0;
}
