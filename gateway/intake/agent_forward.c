/* SPDX-License-Identifier: Apache-2.0 */
/* Anybody can write "Van: Els" below "FW:", and an agent's address above it: only the agent's word makes it Els's case. */
#include "gateway/intake/agent_forward.h"

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/intake/agent_unproven.h"
#include "gateway/intake/trace.h"
#include "gateway/model/proof.h"
#include "parsers/machine_sender.h"

static const ConfigAgent *
agent_of(const MailFacts *facts)
{
	const MessageAddress *from = facts->message->from;

	return from == NULL || message_kind_is_machine(facts->message->kind)
		   ? NULL
		   : agents_agent(facts->context->config, from->address);
}

static bool
is_customer(const Config *config, const MessageAddress *one)
{
	return one->address[0] != '\0' && !own_address_is_ours(config, one->address) &&
	       agents_agent(config, one->address) == NULL &&
	       (machine_sender_address_tells(one->address) & SENDER_UNANSWERED) == 0;
}

bool
agent_forward_is(const MailFacts *facts)
{
	return agent_of(facts) != NULL && facts->message->forwarded->len > 0;
}

const MessageAddress *
agent_forward_customer(const MailFacts *facts)
{
	const GPtrArray *forwarded = facts->message->forwarded;

	for (unsigned i = 0; i < forwarded->len; i++)
		if (is_customer(facts->context->config, forwarded->pdata[i]))
			return forwarded->pdata[i];
	return NULL;
}

bool
agent_forward_ask(MailFacts *facts, Taken *ret_taken, GError **error)
{
	const ConfigAgent *agent = agent_of(facts);
	Standing standing = STANDING_NOTHING;

	if (facts->mail->released || !agent_forward_is(facts))
		return true;
	verdict_clear(&facts->verdict);
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	standing = proof_standing(false, facts->verdict.passed, facts->verdict.failed);
	if (proof_outcome(ACTION_AGENT_NEW, standing, true) == PROOF_YES)
		return true;
	*ret_taken = (Taken){
	    .is_one = true,
	    .state = MAIL_HELD,
	    .decision = "hold",
	    .reason = g_strdup("an agent's forward that our own server did not vouch for"),
	};
	trace_add(facts->trace, "decision", "hold  %s", ret_taken->reason);
	return agent_unproven_tell(facts, agent, NULL, "pass", error);
}
