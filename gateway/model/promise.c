/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/model/promise.h"

#include "gateway/config/agents.h"
#include "rules/action.h"
#include "spool/account.h"

/* Of a priority that is none of ours, which a spool may have, it is the usual one. */
static int
place_of(const char *priority)
{
	for (int i = 0; i < CONFIG_PRIORITIES; i++)
		if (g_strcmp0(ACTION_PRIORITIES[i], priority) == 0)
			return i;
	return 1;
}

static void
take(Promise *promise, const ConfigPromise *own, int priority)
{
	if (own->hours != NULL)
		promise->hours = own->hours;
	if (own->first_answer[priority] != 0)
		promise->first_answer = own->first_answer[priority];
}

Promise
promise_find(const Config *config, const char *account, const char *group, const char *priority)
{
	const ConfigGroup *team = group == NULL ? NULL : agents_group(config, group);
	int place = place_of(priority);
	Promise promise = {NULL, 0};

	take(&promise, &config->promise, place);
	if (team != NULL)
		take(&promise, &team->promise, place);
	for (guint i = 0; account != NULL && i < config->accounts->len; i++) {
		const ConfigAccount *own = config->accounts->pdata[i];

		if (g_ascii_strcasecmp(own->name, account) == 0)
			take(&promise, &own->promise, place);
	}
	return promise;
}

bool
promise_of(Context *context, const Ticket *ticket, Promise *ret_promise, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (ticket->account != 0 && context->config->accounts->len > 0 &&
	    !account_get(context->spool, ticket->account, &account, error))
		return false;
	*ret_promise = promise_find(context->config, account == NULL ? NULL : account->name,
	    ticket->group, ticket->priority);
	return true;
}

void
promise_measure(const Promise *promise, Ticket *ticket)
{
	int64_t took_ms =
	    working_hours_between(promise->hours, ticket->created_ms, ticket->answered_ms);

	ticket->answer_s = took_ms / 1000;
	ticket->answer_kept =
	    took_ms <= working_hours_span(promise->hours, promise->first_answer);
}
