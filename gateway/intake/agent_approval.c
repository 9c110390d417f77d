/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is no business of a code is asked first, so that none is used up for nothing. */
#include "gateway/intake/agent_approval.h"

#include <string.h>

#include "gateway/desk/approval.h"
#include "gateway/desk/factor_code.h"
#include "gateway/model/needs.h"
#include "gateway/model/proof.h"
#include "gateway/model/refusal.h"
#include "gateway/templates/refusals.h"
#include "rules/answer_code.h"
#include "rules/catalog.h"
#include "spool/contact.h"

/* Digits below the first line are words. Caller owns; NULL: there are none. */
static char *
take_code(AgentCommand *command)
{
	const char *rest = NULL;
	char *code = answer_code_read_alone(command->text, &rest);

	if (code != NULL) {
		memmove(command->text, rest, strlen(rest) + 1);
		g_strstrip(command->text);
	}
	return code;
}

/* What the catalog knows no more may be anything. */
static bool
is_sensitive(const AgentApproval *approval, const CatalogItem *item)
{
	return item == NULL ? approval->ticket->item != NULL : catalog_item_is_sensitive(item);
}

static bool
is_proven(const AgentApproval *approval)
{
	const MailFacts *facts = approval->facts;
	Standing standing =
	    proof_standing(approval->by_token, facts->verdict.passed, facts->verdict.failed);

	return proof_outcome(ACTION_AGENT_APPROVE_SENSITIVE, standing,
		   facts->mailbox->authserv != NULL) == PROOF_YES;
}

/* By the code of the agent's app, where there is one that counts. */
static bool
judge_code(
    const AgentApproval *approval, Need need, const char *code, char **ret_why, GError **error)
{
	Context *context = approval->facts->context;
	g_autoptr(Contact) contact = NULL;
	FactorCodeResult result = FACTOR_CODE_NONE;
	bool has_app = false;

	if (!contact_find(context->spool, approval->agent->address, &contact, error) ||
	    (contact != NULL && !factor_code_is_used(context, contact->id, &has_app, error)))
		return false;
	if (needs_outcome(need, has_app, CONFIRMED_BY_LETTER) != NEED_ASKS_APP)
		return true;
	if (code == NULL) {
		*ret_why = refusal_said(
		    context, NULL, "it needs the code of your app: #approve 123456");
		return true;
	}
	if (!factor_code_check(
		context, contact->id, code, approval->facts->mail->came_ms, &result, error))
		return false;
	if (result == FACTOR_CODE_LOCKED)
		*ret_why = refusal_said(
		    context, NULL, "your app is locked, after too many wrong codes");
	else if (result != FACTOR_CODE_RIGHT)
		*ret_why =
		    refusal_said(context, NULL, "that is no code that your app shows now");
	return true;
}

bool
agent_approval_judge(
    const AgentApproval *approval, AgentCommand *command, char **ret_why, GError **error)
{
	Context *context = approval->facts->context;
	const Ticket *ticket = approval->ticket;
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);
	bool sensitive = is_sensitive(approval, item);
	Need need = needs_strictest(sensitive ? NEED_APPROVE_SENSITIVE : NEED_APPROVE,
	    &context->config->needs, NULL, item == NULL ? NULL : catalog_item_needs(item));
	g_autofree char *code = NULL;
	g_autofree char *asked = NULL;

	if (command->action != AGENT_APPROVES || ticket->state != TICKET_AWAITING_APPROVAL)
		return true;
	code = take_code(command);
	if (!approval_whose(context, ticket, &asked, error))
		return false;
	if (asked != NULL)
		*ret_why = refusal_text(context->templates, context->config->language,
		    "{{who}} was asked to approve it, and not the desk", "who", asked, NULL);
	else if (sensitive && !is_proven(approval))
		*ret_why = refusal_said(context, NULL,
		    "it costs money or gives access, and our own server did not vouch for your "
		    "mail");
	return *ret_why != NULL || judge_code(approval, need, code, ret_why, error);
}
