/* SPDX-License-Identifier: Apache-2.0 */
/* A text with tokens. */
#include "tests/fuzz/fuzz.h"

#include "parsers/ticket_refs.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	g_autoptr(GPtrArray) cut = message_cut_list_new();

	g_free(message->text);
	message->text = g_utf8_make_valid((const char *)data, (gssize)size);
	ticket_refs_tokens(message->text, message->tokens);
	ticket_refs_cut_tokens(&message->text, cut);
	return 0;
}
