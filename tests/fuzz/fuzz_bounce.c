/* SPDX-License-Identifier: Apache-2.0 */
/* The text of what a mail system reports. */
#include "tests/fuzz/fuzz.h"

#include "parsers/bounce_text.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	MessageKind kind = MESSAGE_BOUNCE;

	g_free(message->text);
	message->text = g_utf8_make_valid((const char *)data, (gssize)size);
	bounce_text_is_report(message, &kind);
	bounce_text_recipients(message, kind, message->bounce);
	return 0;
}
