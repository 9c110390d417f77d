/* SPDX-License-Identifier: Apache-2.0 */
/* Small lists, walked through. */
#include "gateway/config/agents.h"

#include <string.h>

const ConfigAgent *
agents_agent(const Config *config, const char *address)
{
	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		if (g_ascii_strcasecmp(agent->address, address) == 0)
			return agent;
	}
	return NULL;
}

const ConfigAgent *
agents_of_login(const Config *config, const char *login)
{
	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		if (login != NULL && g_strcmp0(agent->login, login) == 0)
			return agent;
	}
	return NULL;
}

const char *
agents_shown(const Config *config, const char *address)
{
	const ConfigAgent *agent = address == NULL ? NULL : agents_agent(config, address);

	return agent == NULL ? address : agent->name;
}

void
agents_add_choices(const Config *config, Choices *choices)
{
	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);
		g_autofree char *first = g_strndup(agent->name, strcspn(agent->name, " "));

		choices_add(choices, agent->name, agent->address);
		choices_also(choices, first);
		choices_also(choices, agent->address);
		choices_also(choices, agent->login);
	}
}

const ConfigGroup *
agents_group(const Config *config, const char *name)
{
	for (guint i = 0; i < config->groups->len; i++) {
		const ConfigGroup *group = g_ptr_array_index(config->groups, i);

		if (g_str_equal(group->name, name))
			return group;
	}
	return NULL;
}

bool
agents_is_in(const ConfigAgent *agent, const char *group)
{
	return g_ptr_array_find_with_equal_func(agent->groups, group, g_str_equal, NULL);
}
