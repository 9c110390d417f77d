/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of who may do what is the manual's (casegate(1), "Proof"): L0 adds words and opens cases, nothing more;
 * a token of this ticket from the contact it was issued to (L1), or a known contact whose domain our own mail
 * exchanger vouched for (L2), moves it; closing by L2 alone is asked back unless the configuration allows it.
 */
#include "gateway/decide.h"

#define UNPROVEN "unproven"

const char *
decision_kind_name(DecisionKind kind)
{
	static const char *const NAMES[] = {
	    [DECISION_IGNORE] = "ignore",
	    [DECISION_HOLD] = "hold",
	    [DECISION_OPEN_CASE] = "open case",
	    [DECISION_FILE_REQUEST] = "file request",
	    [DECISION_CONTINUE_DRAFT] = "continue draft",
	    [DECISION_COMMENT] = "comment",
	    [DECISION_REOPEN] = "reopen",
	    [DECISION_ACCEPT] = "accept",
	    [DECISION_REJECT] = "reject",
	    [DECISION_ASK_BACK] = "ask back",
	    [DECISION_APPROVE] = "approve",
	    [DECISION_DECLINE] = "decline",
	    [DECISION_NOTE_APPROVAL] = "note approval",
	    [DECISION_TELL_STATE] = "tell state",
	    [DECISION_LIST_FORMS] = "list forms",
	    [DECISION_FORWARD] = "forward",
	    [DECISION_REFER] = "refer",
	};

	return NAMES[kind];
}

static bool
is_machine(const Situation *s)
{
	return message_kind_is_machine(s->message->kind);
}

/* Whether the sender may move a ticket at all, beyond adding words to it. */
static bool
may_move(const Situation *s)
{
	return !is_machine(s) && (s->own_token || s->proof >= 2);
}

static const char *
mark_of(const Situation *s)
{
	return s->proof == 0 ? UNPROVEN : "";
}

static Decision
stay(const Situation *s, DecisionKind kind, const char *reason)
{
	TicketState state = s->ticket == NULL ? TICKET_NEW : s->ticket->state;

	return (Decision){.kind = kind, .reason = reason, .next = state, .mark = mark_of(s)};
}

static Decision
move(const Situation *s, DecisionKind kind, TicketState next, const char *letter)
{
	Decision decision = stay(s, kind, "");

	decision.next = next;
	decision.letter = letter;
	return decision;
}

/* The letter that tells the sender that a case was opened. */
static const char *
acknowledgement(const Situation *s)
{
	if (s->sender == NULL || s->message->kind != MESSAGE_PERSON)
		return NULL;
	if (s->no_text && !s->header_only && !s->by_desk)
		return "ask-text";
	if (!s->sender->known)
		return "acknowledgement-unverified";
	return s->header_only ? "too-large" : "acknowledgement";
}

static Decision
open_case(const Situation *s)
{
	Decision decision = move(s, DECISION_OPEN_CASE, TICKET_NEW, acknowledgement(s));

	if (s->ticket == NULL)
		return decision;
	decision.follows = true;
	decision.reason = "the ticket it belongs to has ended";
	if (may_move(s) && decision.letter != NULL)
		decision.letter = "new-case";
	return decision;
}

/* The letter with the form. */
static const char *
question(const Situation *s)
{
	if (s->sender == NULL)
		return NULL;
	return s->form_blank ? "request-form" : "request-question";
}

/* A request whose form is complete starts; only someone proven may start it without being asked again. What costs
 * money or gives access, nobody starts by mail alone. */
static Decision
file(const Situation *s, DecisionKind kind)
{
	bool waits = s->needs_approval || s->sensitive;
	bool may = may_move(s) || s->released;

	if (is_machine(s))
		return move(s, kind, TICKET_DRAFT, NULL);
	if (s->sensitive && !may)
		return stay(
		    s, DECISION_HOLD, "it asks for what costs money or gives access, unproven");
	if (!s->form_complete)
		return move(s, kind, TICKET_DRAFT, question(s));
	if (!may)
		return move(
		    s, kind, TICKET_DRAFT, s->sender == NULL ? NULL : "request-confirm");
	return waits ? move(s, kind, TICKET_AWAITING_APPROVAL, "request-waits")
		     : move(s, kind, TICKET_IN_PROGRESS, "request-acknowledgement");
}

static Decision
continue_draft(const Situation *s)
{
	if (!may_move(s))
		return stay(s, DECISION_COMMENT,
		    "a draft takes answers with its own token, or from a proven sender");
	return file(s, DECISION_CONTINUE_DRAFT);
}

static Decision
close_it(const Situation *s)
{
	if (s->own_token || s->accept_at_l2)
		return move(s, DECISION_ACCEPT, TICKET_CLOSED, "closed");
	return move(s, DECISION_ASK_BACK, s->ticket->state, "ask-back");
}

static Decision
reopen(const Situation *s, CustomerEvent event)
{
	DecisionKind kind = event == CUSTOMER_REJECTS ? DECISION_REJECT : DECISION_REOPEN;

	if (s->proof < 2 && s->reopened_today >= DECIDE_REOPEN_MAX)
		return stay(s, DECISION_COMMENT, "it was reopened too often today");
	if (event == CUSTOMER_REJECTS && !s->answer->has_reason)
		return move(s, kind, TICKET_OPEN, "ask-reason");
	return move(s, kind, TICKET_OPEN, "reopened");
}

/* What the lifecycle says, for a sender who may move the ticket. */
static Decision
follow_proven(const Situation *s, CustomerEvent event)
{
	Outcome outcome = lifecycle_customer(s->ticket->state, event);

	switch (outcome) {
	case OUTCOME_COMMENT:
		return stay(s, DECISION_COMMENT, "");
	case OUTCOME_OPEN:
		return move(s, DECISION_COMMENT, TICKET_OPEN, NULL);
	case OUTCOME_REOPEN:
		return reopen(s, event);
	case OUTCOME_CLOSE:
		return close_it(s);
	case OUTCOME_CONTINUE:
		return continue_draft(s);
	case OUTCOME_NEW_TICKET:
		return open_case(s);
	case OUTCOME_TELL_STATE:
		break;
	}
	return move(s, DECISION_TELL_STATE, s->ticket->state, "state");
}

static Decision
follow(const Situation *s, CustomerEvent event)
{
	if (s->ticket == NULL)
		return open_case(s);
	if (is_machine(s))
		return stay(s, DECISION_COMMENT, "a machine changes no state");
	if (may_move(s))
		return follow_proven(s, event);
	if (lifecycle_customer(s->ticket->state, event) == OUTCOME_NEW_TICKET)
		return open_case(s);
	return stay(s, DECISION_COMMENT,
	    "the sender is not proven: no token of this ticket, no aligned domain");
}

/* An answer that may mean either changes nothing and is asked back, where there is a solution to answer to. */
static Decision
ask_back(const Situation *s)
{
	Decision decision;

	if (s->ticket == NULL || s->ticket->state != TICKET_RESOLVED || !may_move(s))
		return follow(s, CUSTOMER_REPLIES);
	decision = move(s, DECISION_ASK_BACK, s->ticket->state, "ask-back");
	decision.reason = "the answer is not clear";
	decision.stops_clock = true;
	return decision;
}

static Decision
comment(const Situation *s)
{
	return s->ticket == NULL ? open_case(s) : stay(s, DECISION_COMMENT, "");
}

/* The holder of a ticket's own token learns its state, in one word. */
static bool
asks_own_ticket(const Situation *s)
{
	return s->own_token && s->ticket != NULL && !s->asks_unseen &&
	       s->answer->asks != ASKS_MINE && s->answer->asks != ASKS_ORGANISATION &&
	       (s->asked == NULL || s->asked->id == s->ticket->id);
}

static Decision
list_forms(const Situation *s)
{
	Decision decision = stay(s, DECISION_LIST_FORMS, "");

	decision.letter = "forms";
	return decision;
}

/* Titles and states go to a known contact for whom our own server vouched; all others get the same words, whatever
 * there is. */
static Decision
tell_state(const Situation *s)
{
	bool may = s->proof >= 2 && !s->asks_unseen;
	Decision decision = stay(s, DECISION_TELL_STATE, "");

	if (s->sender == NULL || s->message->kind != MESSAGE_PERSON)
		return comment(s);
	if (s->answer->asks == ASKS_FORMS)
		return list_forms(s);
	if (s->answer->asks == ASKS_ORGANISATION)
		may = may && s->sender->sees_organisation && s->sender->account != 0;
	if (may) {
		decision.letter = "status";
	} else if (asks_own_ticket(s)) {
		decision.letter = "state";
	} else {
		decision.letter = "status-refused";
		decision.reason = s->proof < 2 ? "the sender is not proven: nothing is told"
					       : "the sender may not see what is asked for";
	}
	return decision;
}

static Decision
ask_approver(const Situation *s, const char *reason)
{
	Decision decision = move(s, DECISION_ASK_BACK, s->ticket->state, "approval-ask-back");

	decision.reason = reason;
	return decision;
}

static Decision
decide_approval(const Situation *s, bool approves)
{
	Decision decision = stay(s, DECISION_TELL_STATE, "it is decided already");
	TicketState next = TICKET_NEW;

	if (!s->may_approve)
		return ask_approver(s, "an approval needs the token of the letter that asks");
	decision.letter = "approval-late";
	if (!lifecycle_approval(s->ticket->state, approves, &next))
		return decision;
	if (!s->sensitive)
		return move(s, approves ? DECISION_APPROVE : DECISION_DECLINE, next, NULL);
	decision = move(s, DECISION_NOTE_APPROVAL, s->ticket->state, "approval-noted");
	decision.reason = "it costs money or gives access: a person of the desk decides";
	decision.mark = s->proof < 2 ? UNPROVEN : "";
	return decision;
}

/* The word of who was asked to approve; all else that they write is a comment. */
static Decision
by_approver(const Situation *s)
{
	switch (s->intent->kind) {
	case INTENT_APPROVE:
	case INTENT_ACCEPT:
		return decide_approval(s, true);
	case INTENT_DECLINE:
	case INTENT_REJECT:
		return decide_approval(s, false);
	case INTENT_ASK_BACK:
		if (s->ticket->state == TICKET_AWAITING_APPROVAL)
			return ask_approver(s, "the answer is not clear");
		break;
	case INTENT_IGNORE:
	case INTENT_HOLD:
	case INTENT_FORWARD:
	case INTENT_OPEN_CASE:
	case INTENT_FILE_REQUEST:
	case INTENT_COMMENT:
	case INTENT_FOLLOW_UP:
	case INTENT_ANSWER_STATUS:
		break;
	}
	return stay(s, DECISION_COMMENT, "");
}

/* An approval from someone who was not asked for it. */
static Decision
not_asked(const Situation *s)
{
	return stay(s, DECISION_COMMENT, "the sender was not asked to approve it");
}

static Decision
by_intent(const Situation *s)
{
	switch (s->intent->kind) {
	case INTENT_IGNORE:
		return stay(
		    s, DECISION_IGNORE, s->intent->reason == NULL ? "" : s->intent->reason);
	case INTENT_HOLD:
		return stay(
		    s, DECISION_HOLD, s->intent->reason == NULL ? "" : s->intent->reason);
	case INTENT_FORWARD:
		return stay(s, DECISION_FORWARD, s->intent->forward);
	case INTENT_OPEN_CASE:
		return s->ticket == NULL ? open_case(s) : follow(s, CUSTOMER_REPLIES);
	case INTENT_FILE_REQUEST:
		return s->ticket == NULL ? file(s, DECISION_FILE_REQUEST)
					 : follow(s, CUSTOMER_REPLIES);
	case INTENT_COMMENT:
		return comment(s);
	case INTENT_FOLLOW_UP:
		return follow(s, CUSTOMER_REPLIES);
	case INTENT_ACCEPT:
		return follow(s, CUSTOMER_ACCEPTS);
	case INTENT_REJECT:
		return follow(s, CUSTOMER_REJECTS);
	case INTENT_APPROVE:
	case INTENT_DECLINE:
		return s->ticket == NULL ? open_case(s) : not_asked(s);
	case INTENT_ASK_BACK:
		return ask_back(s);
	case INTENT_ANSWER_STATUS:
		break;
	}
	return tell_state(s);
}

/* What the mailbox does with a new ticket of who is no known contact. What a rule ignores, holds or forwards, and a
 * machine's mail, is none of its business; and nobody is referred who could not be told of it. */
static Decision
look_at_unknown(const Situation *s, Decision decision)
{
	bool opens =
	    decision.kind == DECISION_OPEN_CASE || decision.kind == DECISION_FILE_REQUEST;
	bool known = s->sender != NULL && s->sender->known;

	if (s->unknown == CONFIG_UNKNOWN_CASE || !opens || known || is_machine(s) ||
	    s->released || s->by_desk)
		return decision;
	if (s->unknown == CONFIG_UNKNOWN_REGISTER && s->sender != NULL &&
	    s->message->kind == MESSAGE_PERSON) {
		decision = stay(s, DECISION_REFER, "the sender is no known contact");
		decision.letter = "register";
		return decision;
	}
	return stay(s, DECISION_HOLD, "the sender is no known contact");
}

/* What an unverified sender gets is fixed, and so is what carries a table or a form. */
static bool
may_name_letter(const Situation *s, const Decision *decision)
{
	bool of_case = decision->kind == DECISION_OPEN_CASE ||
		       decision->kind == DECISION_ACCEPT || decision->kind == DECISION_REJECT ||
		       decision->kind == DECISION_ASK_BACK;

	return of_case && s->sender != NULL && s->sender->known;
}

void
decide(const Situation *situation, Decision *ret_decision)
{
	bool approver =
	    (situation->may_approve || situation->was_asked) && !is_machine(situation);
	Decision decision = look_at_unknown(
	    situation, approver ? by_approver(situation) : by_intent(situation));
	const char *wanted = situation->intent->letter;

	if (situation->message->kind != MESSAGE_PERSON)
		decision.letter = NULL;
	/* a rule may say which letter it is, or that there is none; it may not bring one where none is allowed */
	if (decision.letter != NULL && wanted != NULL && may_name_letter(situation, &decision))
		decision.letter = wanted;
	if (g_strcmp0(wanted, "none") == 0)
		decision.letter = NULL;
	*ret_decision = decision;
}
