/* SPDX-License-Identifier: Apache-2.0 */
/* What is done to a ticket by the desk's people and by time: its state, timeline, letters and notifications; all in the
 * caller's transaction. */
#pragma once

#include "gateway/model/actor.h"
#include "gateway/model/agent_action.h"
#include "gateway/model/context.h"
#include "spool/ticket.h"

/* What an agent says. All borrowed. */
typedef struct {
	const Actor *by;  /* NULL: somebody else whose word does it, as desk_move() says */
	const char *text; /* for the customer; or NULL */
	GPtrArray *files; /* of ComposeAttachment: they go along; or NULL */
	int64_t mail;     /* by which it came, or in which its files lie; or 0 */
} AgentWords;

/* What an agent does, but the settings. GATEWAY_ERROR_REFUSED says why not. */
bool desk_act(Context *context, Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error);
/* The same but for the line on the timeline, where somebody else's word does it: an approver's. words: by nobody. */
bool desk_move(Context *context, Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error);
/* to: as typed (gateway/model/typed.h), and so are all words below that people choose. */
bool desk_assign(
    Context *context, Ticket *ticket, const char *to, const Actor *by, GError **error);
/* Somebody, by an address or the name of a contact, gets the ticket's letters from now on, or has nothing to do with it any
 * more. */
bool desk_add_person(
    Context *context, Ticket *ticket, const char *person, const Actor *by, GError **error);
bool desk_remove_person(
    Context *context, Ticket *ticket, const char *person, const Actor *by, GError **error);
/* field: of a property (gateway/model/ticket_property.h), or its reporter. */
bool desk_set(Context *context, Ticket *ticket, const char *field, const char *value,
    const Actor *by, GError **error);

/* number: of the other ticket; each names the other from now on, or no longer. */
bool desk_link(Context *context, const Ticket *ticket, const char *number, const Actor *by,
    GError **error);
bool desk_unlink(Context *context, const Ticket *ticket, const char *number, const Actor *by,
    GError **error);
/* Nothing of it is deleted as long as it is held, neither after its time nor because a person is forgotten. reason: NULL:
 * none is given. */
bool desk_hold(Context *context, const Ticket *ticket, const char *reason, const Actor *by,
    GError **error);
bool desk_unhold(Context *context, const Ticket *ticket, const Actor *by, GError **error);
/* It is in no list of the desk's, and nobody there is reminded of it, until then (gateway/desk/snooze.h); until: as typed
 * (gateway/model/typed_moment.h). */
bool desk_snooze(
    Context *context, Ticket *ticket, const char *until, const Actor *by, GError **error);
bool desk_wake(Context *context, Ticket *ticket, const Actor *by, GError **error);
/* Gives all that the case has to the one of this number, which ret_to is, or takes that back; what came since stays. */
bool desk_merge(Context *context, Ticket *ticket, const char *number, const Actor *by,
    Ticket **ret_to, GError **error);
bool desk_unmerge(Context *context, Ticket *ticket, const Actor *by, GError **error);

/* What the state that a request has just come to brings with it: an approver is asked, its group is told. */
bool desk_entered(Context *context, const Ticket *ticket, GError **error);

/* Does what is due at context->now_ms: reminders, closing by itself, drafts that expire; at most `limit` tickets
 * of each. */
bool desk_deadlines(Context *context, int limit, GError **error);
/* When something will be due, or 0. */
bool desk_next_deadline(Context *context, int64_t *ret_next_ms, GError **error);
