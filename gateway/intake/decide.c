/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what is the table of proof.c; here is what is done when it says yes, asks for more, or says no. */
#include "gateway/intake/decide.h"

#include "gateway/templates/letter_types.h"

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

static ProofOutcome
may(const Situation *s, ProofAction action)
{
	return proof_outcome(action, s->standing, s->has_authserv);
}

/* Whether the sender may do more to a ticket than add words to it. */
static bool
may_move(const Situation *s)
{
	return !is_machine(s) && may(s, ACTION_ANSWER) != PROOF_WORDS;
}

static const char *
mark_of(const Situation *s)
{
	if (s->standing == STANDING_FORGED || s->standing == STANDING_TOKEN_FORGED)
		return PROOF_MARK_FORGED;
	return s->proof == 0 ? PROOF_MARK_UNPROVEN : "";
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
		return LETTER_ASK_TEXT;
	if (!s->sender->known)
		return LETTER_ACKNOWLEDGEMENT_UNVERIFIED;
	return s->header_only ? LETTER_TOO_LARGE : LETTER_ACKNOWLEDGEMENT;
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
		decision.letter = LETTER_NEW_CASE;
	return decision;
}

/* Who has to answer from behind a server that breaks signatures is asked by a letter whose answer counts all the same. */
static const char *
purpose_of_question(const Situation *s)
{
	bool denied = s->standing == STANDING_FORGED || s->standing == STANDING_TOKEN_FORGED ||
		      s->standing == STANDING_CONFIRMED;

	return denied && s->sender != NULL && s->sender->known ? PURPOSE_CONFIRM : NULL;
}

/* The letter with the form. */
static const char *
question(const Situation *s)
{
	if (s->sender == NULL)
		return NULL;
	return s->form_blank ? LETTER_REQUEST_FORM : LETTER_REQUEST_QUESTION;
}

/* The registered address is asked whether the mail was theirs; for who has none a person looks at it. */
static Decision
confirm(const Situation *s)
{
	Decision decision = move(s, DECISION_ASK_BACK, s->ticket->state, LETTER_CONFIRM);

	decision.reason = "our own server calls the mail forged";
	return s->sender != NULL && s->sender->known
		   ? decision
		   : stay(s, DECISION_HOLD,
			 "our own server calls it forged, and there is no known contact to "
			 "ask");
}

/* A request whose form is complete starts; only someone proven may start it without being asked again. What costs
 * money or gives access, nobody starts by mail alone. */
static Decision
file(const Situation *s, DecisionKind kind)
{
	ProofOutcome outcome = may(s, s->sensitive ? ACTION_START_SENSITIVE : ACTION_START);
	bool waits = s->needs_approval || s->sensitive;
	bool starts = outcome == PROOF_YES || outcome == PROOF_DESK || s->released;
	Decision draft = move(s, kind, TICKET_DRAFT, NULL);

	if (is_machine(s))
		return draft;
	draft.purpose = purpose_of_question(s);
	if (outcome == PROOF_HELD && !s->released)
		return stay(
		    s, DECISION_HOLD, "it asks for what costs money or gives access, unproven");
	if (!s->form_complete)
		draft.letter = question(s);
	else if (!starts)
		draft.letter = s->sender == NULL ? NULL : LETTER_REQUEST_CONFIRM;
	if (!s->form_complete || !starts)
		return draft;
	return waits ? move(s, kind, TICKET_AWAITING_APPROVAL, LETTER_REQUEST_WAITS)
		     : move(s, kind, TICKET_IN_PROGRESS, LETTER_REQUEST_ACKNOWLEDGEMENT);
}

static Decision
continue_draft(const Situation *s)
{
	ProofOutcome outcome = may(s, ACTION_CONTINUE);

	if (outcome == PROOF_ASKED)
		return confirm(s);
	if (outcome != PROOF_YES)
		return stay(s, DECISION_COMMENT,
		    "a draft takes answers with its own token, or from a proven sender");
	if (s->lost_right)
		return stay(s, DECISION_HOLD, "the sender may not ask for this any more");
	return file(s, DECISION_CONTINUE_DRAFT);
}

static Decision
close_it(const Situation *s)
{
	bool by_pass = s->standing == STANDING_PASS && (s->accept_at_l2 || s->answers_own);

	if (may(s, ACTION_ACCEPT) == PROOF_YES || by_pass)
		return move(s, DECISION_ACCEPT, TICKET_CLOSED, LETTER_CLOSED);
	if (s->standing == STANDING_TOKEN_FORGED)
		return confirm(s);
	return move(s, DECISION_ASK_BACK, s->ticket->state, LETTER_ASK_BACK);
}

static Decision
reopen(const Situation *s, CustomerEvent event)
{
	DecisionKind kind = event == CUSTOMER_REJECTS ? DECISION_REJECT : DECISION_REOPEN;
	ProofOutcome outcome = may(s, ACTION_REJECT);
	bool asks = event == CUSTOMER_REJECTS && !s->answer->has_reason;
	Decision decision =
	    move(s, kind, TICKET_OPEN, asks ? LETTER_ASK_REASON : LETTER_REOPENED);

	if (outcome != PROOF_YES && s->reopened_today >= DECIDE_REOPEN_MAX)
		return stay(s, DECISION_COMMENT, "it was reopened too often today");
	decision.stops_clock = outcome == PROOF_STOPS;
	return decision;
}

/* What the lifecycle says, for a sender who may move the ticket. */
static Decision
follow_proven(const Situation *s, CustomerEvent event)
{
	Transition outcome = lifecycle_customer(s->ticket->state, event);

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
	return move(s, DECISION_TELL_STATE, s->ticket->state, LETTER_STATE);
}

static Decision
follow(const Situation *s, CustomerEvent event)
{
	Transition outcome = OUTCOME_COMMENT;

	if (s->ticket == NULL)
		return open_case(s);
	if (is_machine(s))
		return stay(s, DECISION_COMMENT, "a machine changes no state");
	if (may_move(s))
		return follow_proven(s, event);
	outcome = lifecycle_customer(s->ticket->state, event);
	if (outcome == OUTCOME_NEW_TICKET)
		return open_case(s);
	if (outcome == OUTCOME_CLOSE && s->answers_own && s->standing == STANDING_NOTHING)
		return move(s, DECISION_ASK_BACK, s->ticket->state, LETTER_ASK_BACK);
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
	decision = move(s, DECISION_ASK_BACK, s->ticket->state, LETTER_ASK_BACK);
	decision.reason = "the answer is not clear";
	decision.purpose = purpose_of_question(s);
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

	decision.letter = LETTER_FORMS;
	return decision;
}

/* Titles and states go to a known contact for whom our own server vouched; all others get the same words, whatever
 * there is. */
static Decision
tell_state(const Situation *s)
{
	bool all = may(s, ACTION_STATUS) == PROOF_YES;
	bool unseen = s->asks_unseen;
	Decision decision = stay(s, DECISION_TELL_STATE, "");

	if (s->sender == NULL || s->message->kind != MESSAGE_PERSON)
		return comment(s);
	if (s->answer->asks == ASKS_FORMS)
		return list_forms(s);
	if (s->answer->asks == ASKS_ORGANISATION)
		unseen = unseen || !s->sender->sees_organisation || s->sender->account == 0;
	if (all && !unseen) {
		decision.letter = LETTER_STATUS;
	} else if (asks_own_ticket(s)) {
		decision.letter = LETTER_STATE;
	} else {
		decision.letter = LETTER_STATUS_REFUSED;
		decision.reason = !all ? "the sender is not proven: nothing is told"
				       : "the sender may not see what is asked for";
	}
	return decision;
}

static Decision
ask_approver(const Situation *s, const char *reason)
{
	Decision decision =
	    move(s, DECISION_ASK_BACK, s->ticket->state, LETTER_APPROVAL_ASK_BACK);

	decision.reason = reason;
	return decision;
}

static Decision
decide_approval(const Situation *s, bool approves)
{
	ProofOutcome outcome = may(s, s->sensitive ? ACTION_APPROVE_SENSITIVE : ACTION_APPROVE);
	Decision decision = stay(s, DECISION_TELL_STATE, "it is decided already");
	TicketState next = TICKET_NEW;

	decision.letter = LETTER_APPROVAL_LATE;
	if (!lifecycle_approval(s->ticket->state, approves, &next))
		return decision;
	if (outcome == PROOF_YES)
		return move(s, approves ? DECISION_APPROVE : DECISION_DECLINE, next, NULL);
	if (outcome != PROOF_DESK)
		return ask_approver(
		    s, s->may_approve ? "an approval needs a pass by our own server, too"
				      : "an approval needs the token of the letter that asks");
	decision = move(s, DECISION_NOTE_APPROVAL, s->ticket->state, LETTER_APPROVAL_NOTED);
	decision.reason = "it costs money or gives access: a person of the desk decides";
	decision.mark = s->proof < 2 ? PROOF_MARK_UNPROVEN : "";
	return decision;
}

/* The word of who was asked to approve; all else that they write is a comment. */
static Decision
by_approver(const Situation *s)
{
	switch (s->rule_result->kind) {
	case RULE_RESULT_APPROVE:
	case RULE_RESULT_ACCEPT:
		return decide_approval(s, true);
	case RULE_RESULT_DECLINE:
	case RULE_RESULT_REJECT:
		return decide_approval(s, false);
	case RULE_RESULT_ASK_BACK:
		if (s->ticket->state == TICKET_AWAITING_APPROVAL)
			return ask_approver(s, "the answer is not clear");
		break;
	case RULE_RESULT_IGNORE:
	case RULE_RESULT_HOLD:
	case RULE_RESULT_FORWARD:
	case RULE_RESULT_OPEN_CASE:
	case RULE_RESULT_FILE_REQUEST:
	case RULE_RESULT_COMMENT:
	case RULE_RESULT_FOLLOW_UP:
	case RULE_RESULT_ANSWER_STATUS:
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
	switch (s->rule_result->kind) {
	case RULE_RESULT_IGNORE:
		return stay(s, DECISION_IGNORE,
		    s->rule_result->reason == NULL ? "" : s->rule_result->reason);
	case RULE_RESULT_HOLD:
		return stay(s, DECISION_HOLD,
		    s->rule_result->reason == NULL ? "" : s->rule_result->reason);
	case RULE_RESULT_FORWARD:
		return stay(s, DECISION_FORWARD, s->rule_result->forward);
	case RULE_RESULT_OPEN_CASE:
		return s->ticket == NULL ? open_case(s) : follow(s, CUSTOMER_REPLIES);
	case RULE_RESULT_FILE_REQUEST:
		return s->ticket == NULL ? file(s, DECISION_FILE_REQUEST)
					 : follow(s, CUSTOMER_REPLIES);
	case RULE_RESULT_COMMENT:
		return comment(s);
	case RULE_RESULT_FOLLOW_UP:
		return follow(s, CUSTOMER_REPLIES);
	case RULE_RESULT_ACCEPT:
		return follow(s, CUSTOMER_ACCEPTS);
	case RULE_RESULT_REJECT:
		return follow(s, CUSTOMER_REJECTS);
	case RULE_RESULT_APPROVE:
	case RULE_RESULT_DECLINE:
		return s->ticket == NULL ? open_case(s) : not_asked(s);
	case RULE_RESULT_ASK_BACK:
		return ask_back(s);
	case RULE_RESULT_ANSWER_STATUS:
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
		decision.letter = LETTER_REGISTER;
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
	const char *wanted = situation->rule_result->letter;

	if (situation->message->kind != MESSAGE_PERSON)
		decision.letter = NULL;
	/* the token of the letter that a rule names instead is good for no more */
	if (decision.letter != NULL && decision.purpose == NULL)
		decision.purpose = letter_types_of(decision.letter)->purpose;
	/* a rule may say which letter it is, or that there is none; it may not bring one where none is allowed */
	if (decision.letter != NULL && wanted != NULL && may_name_letter(situation, &decision))
		decision.letter = wanted;
	if (g_strcmp0(wanted, "none") == 0)
		decision.letter = NULL;
	*ret_decision = decision;
}
