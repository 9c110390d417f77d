/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to a ticket by the desk's people and by time: its state, timeline, letters and notifications; all in the
 * caller's transaction. */
#pragma once

#include "gateway/model/agent_action.h"
#include "gateway/model/context.h"
#include "spool/ticket.h"

/* What an agent says. All borrowed. */
typedef struct {
	const char *agent; /* who is named in the timeline */
	const char *text;  /* for the customer; or NULL */
	GPtrArray *files;  /* of ComposeAttachment: they go along; or NULL */
} AgentWords;

/* What an agent does, but the settings. GATEWAY_ERROR_REFUSED says why not. */
bool desk_act(Context *context, Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error);
/* The same but for the line on the timeline, where somebody else's word does it: an approver's. words: without agent. */
bool desk_move(Context *context, Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error);
/* to: name or address of one in the configuration. */
bool desk_assign(
    Context *context, Ticket *ticket, const char *to, const char *agent, GError **error);
/* Somebody gets the ticket's letters from now on, or has nothing to do with it any more. */
bool desk_add_person(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error);
bool desk_remove_person(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error);
/* field: the name of a property (gateway/model/ticket_property.h), or its reporter, whose value is an address. */
bool desk_set(Context *context, Ticket *ticket, const char *field, const char *value,
    const char *agent, GError **error);

/* number: of the other ticket; each names the other from now on, or no longer. */
bool desk_link(Context *context, const Ticket *ticket, const char *number, const char *agent,
    GError **error);
bool desk_unlink(Context *context, const Ticket *ticket, const char *number, const char *agent,
    GError **error);
/* Gives all that the case has to the one of this number, which ret_to is, or takes that back; what came since stays. */
bool desk_merge(Context *context, Ticket *ticket, const char *number, const char *agent,
    Ticket **ret_to, GError **error);
bool desk_unmerge(Context *context, Ticket *ticket, const char *agent, GError **error);

/* What the state that a request has just come to brings with it: an approver is asked, its group is told. */
bool desk_entered(Context *context, const Ticket *ticket, GError **error);

/* Does what is due at context->now_ms: reminders, closing by itself, drafts that expire; at most `limit` tickets
 * of each. */
bool desk_deadlines(Context *context, int limit, GError **error);
/* When something will be due, or 0. */
bool desk_next_deadline(Context *context, int64_t *ret_next_ms, GError **error);
