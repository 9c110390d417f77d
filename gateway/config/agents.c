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

static bool
has_local_part(const ConfigAgent *agent, const char *word)
{
	size_t length = strcspn(agent->address, "@");

	return strlen(word) == length && g_ascii_strncasecmp(agent->address, word, length) == 0;
}

const ConfigAgent *
agents_find_agent(const Config *config, const char *word)
{
	const ConfigAgent *near = NULL;

	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		if (g_ascii_strcasecmp(agent->name, word) == 0)
			return agent;
		if (near == NULL && has_local_part(agent, word))
			near = agent;
	}
	return agents_agent(config, word) != NULL ? agents_agent(config, word) : near;
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
