/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an agent's answer to a notification asks for: the lines "#word ..." that it begins with, and the text below
 * them, casegate(1), "Working by mail". Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/model/agent_action.h"
#include "gateway/templates/templates.h"

typedef struct {
	AgentAction action; /* one that is_setting */
	char *value;        /* own; "" only for AGENT_ASSIGNS: to the agent who writes */
} AgentSetting;

typedef struct {
	AgentAction action;  /* AGENT_NOTHING: only settings */
	GPtrArray *settings; /* own; of AgentSetting, in order */
	char *text;          /* own; "" */
	char *diagnostic;    /* own; why it is not to be done, in words; or NULL */
	char *mistyped;      /* own; what stands behind a "#" and is no command; or NULL */
} AgentCommand;
void agent_commands_clear(AgentCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentCommand, agent_commands_clear)

/* Commands may also be called as the language calls them. templates: or NULL: only as all do. */
void agent_commands_read(const Templates *templates, const char *language, const char *text,
    AgentCommand *ret_command);
