/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's values on a ticket; a group, category or priority among them is one that there is: the rules saw to it. */
#include "gateway/intake/rule_values.h"

#include "gateway/desk/ticket_change.h"
#include "gateway/intake/watchers.h"
#include "spool/account.h"
#include "spool/ticket_content.h"

bool
rule_values_account(Context *context, const RuleResult *rule_result, int64_t *ret_account,
    char **ret_trouble, GError **error)
{
	g_autoptr(Account) account = NULL;

	if (rule_result->account == NULL)
		return true;
	if (!account_find(context->spool, rule_result->account, &account, error))
		return false;
	if (account != NULL)
		*ret_account = account->id;
	else
		*ret_trouble =
		    g_strdup_printf("there is no organisation '%s'", rule_result->account);
	return true;
}

static bool
change_fields(Context *context, const RuleResult *rule_result, Ticket *ticket, int64_t mail,
    GError **error)
{
	const struct {
		const char *field;
		const char *value;
		const char *before;
		TicketProperty property;
	} changes[] = {
	    {"category", rule_result->category, ticket->category, PROPERTY_CATEGORY},
	    {"priority", rule_result->priority, ticket->priority, PROPERTY_PRIORITY},
	    {"group", rule_result->group, ticket->group, PROPERTY_GROUP},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autofree char *text =
		    g_strdup_printf("%s: %s", changes[i].field, changes[i].value);
		const TicketLine line = {.kind = ENTRY_CHANGE, .text = text, .mail = mail};

		if (changes[i].value == NULL ||
		    g_strcmp0(changes[i].value, changes[i].before) == 0)
			continue;
		if (!ticket_change_set(
			context, ticket, changes[i].property, changes[i].value, error) ||
		    !ticket_change_say(context, ticket->id, &line, NULL, error))
			return false;
	}
	return true;
}

bool
rule_values_change(Context *context, const ApplyOrder *order, Ticket *ticket, GError **error)
{
	const Situation *s = order->situation;

	if (order->decision->mark[0] != '\0' || s->proof == 0 ||
	    message_kind_is_machine(s->message->kind))
		return true;
	return change_fields(context, s->rule_result, ticket, order->mail->id, error) &&
	       watchers_add(context, order, ticket->id, error);
}
