/* SPDX-License-Identifier: Apache-2.0 */
/* Authentication-Results, which strangers can write, too. */
#include "tests/fuzz/fuzz.h"

#include "parsers/authres.h"
#include "parsers/message.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Message) message = message_new();
	g_autofree char *value = g_strndup((const char *)data, size);
	bool is_good = authres_parse(value, 0, message->authentication);

	g_assert(is_good || message->authentication->len == 0);
	return 0;
}
