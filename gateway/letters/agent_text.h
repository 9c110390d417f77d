/* SPDX-License-Identifier: Apache-2.0 */
/* How an agent greets and closes, apart from what he says: a letter has one greeting and one closing. Pure. */
#pragma once

#include <glib.h>

typedef struct {
	char *greeting; /* own; "Beste Els,", or NULL */
	char *text;     /* own */
	char *closing;  /* own; "Met vriendelijke groet,\nSanne", or NULL */
} AgentText;

/* Where nothing would be left between the two, all of it is text. */
AgentText agent_text_split(const char *text);
void agent_text_clear(AgentText *text);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentText, agent_text_clear)
