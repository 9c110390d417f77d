/* SPDX-License-Identifier: Apache-2.0 */
/* The text of what a mail system reports. */
#include "tests/fuzz/fuzz.h"

#include "parsers/bounce_json.h"
#include "parsers/bounce_text.h"
#include "parsers/machine_sender.h"
#include "parsers/mime_tree.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	MessageKind kind = MESSAGE_BOUNCE;
	g_auto(BounceText) text = {.message = message};
	g_autoptr(Part) top = mime_tree((const char *)data, size, message->limits);

	g_free(message->text);
	message->text = g_utf8_make_valid((const char *)data, (gssize)size);
	bounce_json_read(message, NULL, &kind);
	text = bounce_text_of(message, machine_sender_tells(message));
	bounce_text_is_report(&text, top, &kind);
	bounce_text_recipients(&text, kind, message->bounce);
	return 0;
}
