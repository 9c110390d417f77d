/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Doing what was decided: ticket, people, timeline, attachments, letters; all in the caller's transaction. The
 * desk's own acts (apply_agent and the like) and those of time are here too, so that a ticket changes in one place.
 */
#pragma once

#include "gateway/intake/case_fields.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/sender_proof.h"
#include "gateway/model/context.h"
#include "spool/mail.h"

/* All borrowed. */
typedef struct {
	const Situation *situation;
	const Decision *decision;
	const Mail *mail;
	const ConfigMailbox *mailbox;
	const CatalogItem *item; /* of a request; or NULL */
	GPtrArray *values;    /* of CatalogValue: the item's variables as understood; or NULL */
	const json_t *forms;  /* what the letter with the list of forms tells; or NULL */
	const CaseForm *form; /* what the mail's lines say of a new case */
	const Contact *author;  /* who wrote it; NULL: the sender, or nobody usable */
	const Verdict *verdict; /* what our own server says of it; or NULL */
	bool is_news; /* of a report about delivery: the desk is told; see bounce_letter.h */
} Work;

typedef struct {
	int64_t ticket;     /* the one that it became or belongs to; 0: none */
	char *number;       /* own; its number, or NULL */
	const char *letter; /* what was written, or NULL */
	GPtrArray *faq;     /* own; of FaqHit: what it answers at once; or NULL */
	const char *notice; /* what the desk is told, or NULL */
	char *no_letter;    /* own; why none was written although one was due, or NULL */
	char *trouble;      /* own; what of the rule's values could not be done, or NULL */
} Effect;
void effect_clear(Effect *effect);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Effect, effect_clear)

bool apply_message(Office *office, const Work *work, Effect *ret_effect, GError **error);

/* A mail that could not be read: a bare case that says so, for a person to look at. */
bool apply_unreadable(
    Office *office, const Mail *mail, const char *reason, Effect *ret_effect, GError **error);

/* What an agent says. All borrowed. */
typedef struct {
	const char *agent; /* who is named in the timeline */
	const char *text;  /* for the customer; or NULL */
	GPtrArray *files;  /* of ComposeAttachment: they go along; or NULL */
} AgentWords;

/* What an agent does. GATEWAY_ERROR_REFUSED says why not. */
bool apply_agent(
    Office *office, Ticket *ticket, AgentVerb verb, const AgentWords *words, GError **error);
bool apply_note(
    Office *office, Ticket *ticket, const char *agent, const char *text, GError **error);
/* to: name or address of one in the configuration. */
bool apply_assign(
    Office *office, Ticket *ticket, const char *to, const char *agent, GError **error);
/* Somebody gets the ticket's letters from now on, or has nothing to do with it any more. */
bool apply_add_person(
    Office *office, Ticket *ticket, const char *address, const char *agent, GError **error);
bool apply_remove_person(
    Office *office, Ticket *ticket, const char *address, const char *agent, GError **error);
/* field: category, priority, title or group. */
bool apply_set(Office *office, Ticket *ticket, const char *field, const char *value,
    const char *agent, GError **error);

/* The same for a request. */
bool apply_request(
    Office *office, Ticket *ticket, RequestVerb verb, const AgentWords *words, GError **error);
typedef struct {
	RequestVerb verb; /* gives the letter */
	TicketState next;
	const char *text; /* borrowed; for the customer, or NULL */
	GPtrArray *files; /* borrowed; of ComposeAttachment, or NULL */
} RequestMove;
/* Its new state with all that goes with it; who did it stands on the timeline already. */
bool apply_request_move(
    Office *office, Ticket *ticket, const RequestMove *move, GError **error);
/* What the state that a request has just come to brings with it: an approver is asked, its group is told. */
bool apply_request_entered(Office *office, const Ticket *ticket, GError **error);

/* Does what is due at office->now_ms: reminders, closing by itself, drafts that expire; at most `limit` tickets
 * of each. */
bool apply_time(Office *office, int limit, GError **error);
/* When something will be due, or 0. */
bool apply_next_time(Office *office, int64_t *ret_next_ms, GError **error);
