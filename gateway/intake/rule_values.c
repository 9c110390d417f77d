/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's values on a ticket; a group, category or priority among them is one that there is: the rules saw to it. */
#include "gateway/intake/rule_values.h"

#include "gateway/config/agents.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/watchers.h"
#include "spool/account.h"
#include "spool/ticket_content.h"

bool
rule_values_account(MailFacts *facts, int64_t *ret_account, GError **error)
{
	const char *name = facts->rule_result->account;
	g_autoptr(Account) account = NULL;

	if (name == NULL)
		return true;
	if (!account_find(facts->context->spool, name, &account, error))
		return false;
	if (account != NULL)
		*ret_account = account->id;
	else
		facts->applied.trouble = g_strdup_printf("there is no organisation '%s'", name);
	return true;
}

static bool
change_fields(Context *context, const RuleResult *rule_result, Ticket *ticket, int64_t mail,
    GError **error)
{
	const struct {
		TicketProperty property;
		const char *value;
	} changes[] = {
	    {PROPERTY_CATEGORY, rule_result->category},
	    {PROPERTY_PRIORITY, rule_result->priority},
	    {PROPERTY_GROUP, rule_result->group},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		TicketProperty property = changes[i].property;
		g_autofree char *text =
		    g_strdup_printf("%s: %s", ticket_property_name(property), changes[i].value);
		const TicketLine line = {.kind = ENTRY_CHANGE, .text = text, .mail = mail};

		if (changes[i].value == NULL ||
		    g_strcmp0(changes[i].value, ticket_property_get(ticket, property)) == 0)
			continue;
		if (!ticket_change_set(context, ticket, property, changes[i].value, error) ||
		    !ticket_change_say(context, ticket->id, &line, NULL, error))
			return false;
	}
	return true;
}

bool
rule_values_assign(const MailFacts *facts, Ticket *ticket, GError **error)
{
	Context *context = facts->context;
	const char *address = facts->rule_result->agent;
	const ConfigAgent *agent =
	    address == NULL ? NULL : agents_agent(context->config, address);
	g_autofree char *text =
	    agent == NULL ? NULL : g_strdup_printf("assigned to %s", agent->name);
	const TicketLine line = {.kind = ENTRY_CHANGE, .text = text, .mail = facts->mail->id};

	if (agent == NULL || g_strcmp0(ticket->agent, agent->address) == 0)
		return true;
	return ticket_change_set(context, ticket, PROPERTY_AGENT, agent->address, error) &&
	       ticket_change_say(context, ticket->id, &line, NULL, error);
}

bool
rule_values_change(const MailFacts *facts, Ticket *ticket, GError **error)
{
	if (facts->decision.mark[0] != '\0' || facts->proof == PROOF_NONE ||
	    message_kind_is_machine(facts->message->kind))
		return true;
	return change_fields(
		   facts->context, facts->rule_result, ticket, facts->mail->id, error) &&
	       rule_values_assign(facts, ticket, error) &&
	       watchers_add(facts, ticket->id, error);
}
