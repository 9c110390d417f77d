/* SPDX-License-Identifier: Apache-2.0 */
/* An agent's text: it is one thing to do or a mistake, and no more text comes out than went in. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "gateway/intake/agent_commands.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)size);
	AgentCommand command = {0};

	agent_commands_read(NULL, NULL, text, &command);
	g_assert(strlen(command.text) <= strlen(text) + 1);
	g_assert(command.diagnostic != NULL || command.mistyped != NULL ||
		 command.action != AGENT_NOTHING || command.settings->len > 0);
	agent_commands_clear(&command);
	return 0;
}
