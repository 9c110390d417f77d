/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an agent's answer to a notification asks for: the lines "#word ..." that it begins with, and the text below
 * them, casegate(1), "Working by mail". Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
	DEED_NONE, /* only settings */
	DEED_ANSWER,
	DEED_ASK,
	DEED_RESOLVE,
	DEED_CLOSE,
	DEED_CANCEL,
	DEED_REOPEN,
	DEED_NOTE,
	DEED_FULFIL,
	DEED_DECLINE,
	DEED_RELEASE,
} AgentDeed;
const char *agent_deed_name(AgentDeed deed); /* "resolve" */

typedef struct {
	const char *
	    word; /* constant; "assign", "category", "priority", "group", "title", "add", "remove" */
	char *value; /* own; "" only for assign: to the agent who writes */
} AgentSetting;

typedef struct {
	AgentDeed deed;
	GPtrArray *settings; /* own; of AgentSetting, in order */
	char *text;          /* own; "" */
	char *diagnostic;    /* own; why it is not to be done, in words; or NULL */
} AgentCommand;
void agent_commands_clear(AgentCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentCommand, agent_commands_clear)

void agent_commands_read(const char *text, AgentCommand *ret_command);
