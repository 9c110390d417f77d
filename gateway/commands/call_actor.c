/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/call_actor.h"

#include "gateway/config/agents.h"
#include "gateway/model/typed.h"
#include "gateway/util/error.h"

const char *
call_language(const Call *call)
{
	const char *reads = call_word(call, "reads");

	return reads == NULL ? "en" : reads;
}

const ConfigAgent *
call_agent(const Config *config, const Call *call)
{
	return call->caller.by_page ? agents_agent(config, call->caller.login)
				    : agents_of_login(config, call->caller.login);
}

bool
call_actor(
    const Context *context, const Call *call, bool heard, Actor *ret_actor, GError **error)
{
	const Config *config = context->config;
	const char *login = call->caller.login;
	const char *as = call_word(call, "as");
	const ConfigAgent *self = call_agent(config, call);
	const ConfigAgent *agent = self;

	if (as != NULL)
		agent = typed_agent(context, as, call_language(call), error);
	if (as != NULL && agent == NULL)
		return false;
	if (agent != self && !call->caller.is_owner)
		return error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED,
		    "{{login}} cannot act as {{name}}: only root and the user that the gateway "
		    "runs as can",
		    "login", login, "name", agent->name, NULL);
	if (agent == NULL && heard && !call->caller.is_owner && config->agents->len > 0)
		return error_refuse(error, GATEWAY_ERROR_NOT_ALLOWED,
		    "customers hear of it, and no agent has the login {{login}}", "login",
		    login, NULL);
	*ret_actor = actor_of(agent, call->caller.by_page ? NULL : login, call_language(call));
	return true;
}
