/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling the desk's people. Whoever changes a ticket leaves a note, which costs one small row; the notifications
 * are written later, when no mail waits, and then tell together what happened to the ticket meanwhile.
 *
 * Told is the agent whom the ticket is assigned to; else each agent of its group with an own token; else, where the
 * group has no agents, its address, without any right. A ticket of no group is the first group's; where there are no
 * groups, all agents are told. Nobody is told of what they did themselves.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/ticket.h"

typedef enum {
	NOTIFY_NEW_CASE,
	NOTIFY_REQUEST, /* a request that the group is to work on */
	NOTIFY_REPLY,
	NOTIFY_ACCEPT,
	NOTIFY_REJECT,
	NOTIFY_WITHDRAWN,   /* a request that the group was to work on */
	NOTIFY_UNDELIVERED, /* a letter to a customer came back */
	NOTIFY_HELD,
	NOTIFY_ASSIGNED,
	NOTIFY_MOVED, /* to another group */
	NOTIFY_ACT, /* another agent did something to it: told only to the one it is assigned to */
	NOTIFY_APPROVED,           /* a request that the group is to work on now */
	NOTIFY_LOOP,               /* automatic answers to a correspondent were stopped */
	NOTIFY_DENIED,             /* a contact says that somebody else writes in their name */
	NOTIFY_APPROVAL,           /* the desk is asked for it */
	NOTIFY_APPROVAL_SENSITIVE, /* the same, of what costs money or gives access */
	NOTIFY_READY,    /* a request is to be worked on: told only to whom its item names */
	NOTIFY_BACK,     /* it was put off until now */
	NOTIFY_DUE_SOON, /* an answer is */
	NOTIFY_OVERDUE,
	NOTIFY_ESCALATED, /* it is overdue for so long that another group is told, too */
} NotifyReason;
const char *notify_reason_name(NotifyReason reason); /* "new case" */

/* actor: the address of who did it, or NULL. The ticket and what is new on its timeline are read when the
 * notification is written. */
bool notifications_ticket(Context *context, const Ticket *ticket, NotifyReason reason,
    const char *actor, GError **error);
/* The same. also: a group that is told, too, or an agent's address; or NULL. */
bool notifications_due(Context *context, const Ticket *ticket, NotifyReason reason,
    const char *also, GError **error);
/* A mail waits for a person. group: whose, or NULL. actor: who wrote it, or NULL. */
bool notifications_held(
    Context *context, int64_t mail, const char *group, const char *actor, GError **error);
/* So does this one, whose sender says that another mail is not theirs. */
bool notifications_denied(Context *context, int64_t mail, GError **error);

/* Writes what is due; while mails wait (busy) only what has been due for long. */
bool notifications_write(Context *context, bool busy, GError **error);
/* What was written was taken back: it is due again. */
void notifications_undone(Context *context);
