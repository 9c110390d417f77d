/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/actor.h"

#include <string.h>

#define BY " by "

void
actor_clear(Actor *actor)
{
	g_clear_pointer(&actor->name, g_free);
}

Actor
actor_of(const ConfigAgent *agent, const char *login, const char *language)
{
	bool is_self = login == NULL || (agent != NULL && g_strcmp0(agent->login, login) == 0);
	char *name = agent == NULL ? g_strdup(login)
		     : is_self     ? g_strdup(agent->name)
				   : g_strconcat(agent->name, BY, login, NULL);

	return (Actor){name, agent, language};
}

const ConfigAgent *
actor_find(const Config *config, const char *name)
{
	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = config->agents->pdata[i];
		size_t length = strlen(agent->name);

		if (strncmp(name, agent->name, length) == 0 &&
		    (name[length] == '\0' || g_str_has_prefix(name + length, BY)))
			return agent;
	}
	return NULL;
}
