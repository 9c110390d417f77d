/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an agent's "#approve" may approve: the approval has to be the desk's, and what proves the agent as good as what
 * proves an approver (gateway/model/proof.h, gateway/model/needs.h): that the notification's token came back, from the
 * agent's own address, shows what the code of a letter shows; who has an authenticator app gives its code behind the word,
 * "#approve 123456", where one is needed.
 */
#pragma once

#include "gateway/intake/agent_commands.h"
#include "gateway/intake/mail_facts.h"
#include "spool/ticket.h"

/* All foreign. */
typedef struct {
	const MailFacts *facts;
	const ConfigAgent *agent;
	const Ticket *ticket;
	bool by_token; /* of the notification */
} AgentApproval;

/* Takes the code out of the command's text. What it is worth is written in the caller's transaction, and is to stay whatever
 * else becomes of the mail: it counts once, and so does a wrong one. ret_why: why it approves nothing, NULL: it may. Caller
 * owns. */
bool agent_approval_judge(
    const AgentApproval *approval, AgentCommand *command, char **ret_why, GError **error);
