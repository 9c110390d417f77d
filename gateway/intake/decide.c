/* SPDX-License-Identifier: Apache-2.0 */
/* Who may do what is the table of proof.c; here is what is done when it says yes, asks for more, or says no. */
#include "gateway/intake/decide.h"

#include "gateway/intake/code_need.h"
#include "gateway/intake/details_change.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/intake/page_form.h"
#include "gateway/intake/relation.h"
#include "gateway/intake/request_form.h"
#include "gateway/templates/letter_types.h"
#include "spool/registration.h"

const char *
decision_kind_name(DecisionKind kind)
{
	static const char *const NAMES[] = {
	    [DECISION_IGNORE] = "ignore",
	    [DECISION_HOLD] = "hold",
	    [DECISION_SPAM] = "spam",
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
	    [DECISION_CHANGE_DETAILS] = "change details",
	    [DECISION_FORWARD] = "forward",
	    [DECISION_ASK_CODE] = "wait for a code",
	    [DECISION_REFER] = REGISTRATION_DECISION,
	};

	return NAMES[kind];
}

static bool
is_machine(const MailFacts *facts)
{
	return message_kind_is_machine(facts->message->kind);
}

static ProofOutcome
may(const MailFacts *facts, ProofAction action)
{
	return proof_outcome(action, facts->standing, facts->mailbox->authserv != NULL);
}

/* Whether the sender may do more to a ticket than add words to it. */
static bool
may_move(const MailFacts *facts)
{
	return !is_machine(facts) && may(facts, ACTION_ANSWER) != PROOF_WORDS;
}

/* It answers a letter to this sender, in a mailbox that has no address for tokens. */
static bool
answers_own(const MailFacts *facts)
{
	return facts->mailbox->reply_address == NULL && facts->thread.answers_own;
}

static Decision
stay(const MailFacts *facts, DecisionKind kind, const char *reason)
{
	bool forged =
	    facts->standing == STANDING_FORGED || facts->standing == STANDING_TOKEN_FORGED;

	return (Decision){
	    .kind = kind,
	    .reason = reason,
	    .next = facts->ticket == NULL ? TICKET_NEW : facts->ticket->state,
	    .mark = facts->words_only            ? PROOF_MARK_UNCONFIRMED
		    : forged                     ? PROOF_MARK_FORGED
		    : facts->proof == PROOF_NONE ? PROOF_MARK_UNPROVEN
						 : "",
	};
}

static Decision
move(const MailFacts *facts, DecisionKind kind, TicketState next, const char *letter)
{
	Decision decision = stay(facts, kind, "");

	decision.next = next;
	decision.letter = letter;
	return decision;
}

/* The letter that tells the sender that a case was opened. */
static const char *
acknowledgement(const MailFacts *facts)
{
	if (facts->sender == NULL || !mail_facts_is_personal(facts))
		return NULL;
	if (facts->ticket == NULL && facts->lines.says_nothing && !facts->mail->header_only &&
	    !facts->lines.by_desk)
		return LETTER_ASK_TEXT;
	if (!facts->sender->known)
		return LETTER_ACKNOWLEDGEMENT_UNVERIFIED;
	return facts->mail->header_only ? LETTER_TOO_LARGE : LETTER_ACKNOWLEDGEMENT;
}

static Decision
open_case(const MailFacts *facts)
{
	Decision decision = move(facts, DECISION_OPEN_CASE, TICKET_NEW, acknowledgement(facts));

	if (facts->ticket == NULL)
		return decision;
	decision.follows = true;
	decision.reason = "the ticket it belongs to has ended";
	if (may_move(facts) && decision.letter != NULL)
		decision.letter = LETTER_NEW_CASE;
	return decision;
}

/* What a person asks of their own data is no part of the ticket that the mail belongs to; whoever is responsible looks at
 * it, and nothing is done by itself. */
static Decision
privacy_case(const MailFacts *facts)
{
	Decision decision = move(facts, DECISION_OPEN_CASE, TICKET_NEW, acknowledgement(facts));

	decision.follows = facts->ticket != NULL;
	decision.reason = "somebody asks what is kept of them, or to be forgotten";
	return decision;
}

/* Who has to answer from behind a server that breaks signatures is asked by a letter whose answer counts all the same. */
static const char *
purpose_of_question(const MailFacts *facts)
{
	bool denied = facts->standing == STANDING_FORGED ||
		      facts->standing == STANDING_TOKEN_FORGED ||
		      facts->standing == STANDING_CONFIRMED;

	return denied && facts->sender != NULL && facts->sender->known ? PURPOSE_CONFIRM : NULL;
}

static bool
is_known(const MailFacts *facts)
{
	return facts->sender != NULL && facts->sender->known;
}

/* The letter with the form: the blank one where nothing is filled in, nor said. */
static const char *
question(const MailFacts *facts)
{
	bool blank = false;

	if (facts->sender == NULL)
		return NULL;
	blank =
	    !facts->form.given && (facts->form.says_little || facts->answer.asks == ASKS_FORMS);
	return blank ? LETTER_REQUEST_FORM : LETTER_REQUEST_QUESTION;
}

/* The registered address is asked whether the mail was theirs; for who has none a person looks at it. */
static Decision
confirm(const MailFacts *facts)
{
	Decision decision =
	    move(facts, DECISION_ASK_BACK, facts->ticket->state, LETTER_CONFIRM);

	decision.reason = "our own server calls the mail forged";
	return facts->sender != NULL && facts->sender->known
		   ? decision
		   : stay(facts, DECISION_HOLD,
			 "our own server calls it forged, and there is no known contact to "
			 "ask");
}

/* A request whose form is complete starts; only someone proven may start it without being asked again. What costs
 * money or gives access, nobody starts by mail alone. */
static Decision
file(const MailFacts *facts, DecisionKind kind)
{
	ProofOutcome outcome =
	    may(facts, facts->form.sensitive ? ACTION_START_SENSITIVE : ACTION_START);
	bool sensitive = facts->form.sensitive;
	bool by_desk = sensitive && !code_need_is_met(facts, NEED_REQUEST_SENSITIVE);
	bool waits = facts->form.needs_approval || by_desk;
	bool by_person =
	    facts->released &&
	    (!sensitive || code_need_of(facts, NEED_REQUEST_SENSITIVE) == NEED_NONE);
	bool starts = outcome == PROOF_YES || outcome == PROOF_DESK || by_person;
	Decision draft = move(facts, kind, TICKET_DRAFT, NULL);

	if (is_machine(facts))
		return draft;
	draft.purpose = purpose_of_question(facts);
	if (sensitive && !facts->released &&
	    (outcome == PROOF_HELD || (outcome == PROOF_ASKED && !is_known(facts))))
		return stay(facts, DECISION_HOLD,
		    "it asks for what costs money or gives access, unproven");
	if (!facts->form.complete)
		draft.letter = question(facts);
	else if (!starts)
		draft.letter = facts->sender == NULL ? NULL : LETTER_REQUEST_CONFIRM;
	if (!facts->form.complete || !starts)
		return draft;
	return waits ? move(facts, kind, TICKET_AWAITING_APPROVAL, LETTER_REQUEST_WAITS)
		     : move(facts, kind, TICKET_IN_PROGRESS, LETTER_REQUEST_ACKNOWLEDGEMENT);
}

static Decision
continue_draft(const MailFacts *facts)
{
	ProofOutcome outcome = may(facts, ACTION_CONTINUE);

	if (outcome == PROOF_ASKED)
		return confirm(facts);
	if (outcome != PROOF_YES)
		return stay(facts, DECISION_COMMENT,
		    "a draft takes answers with its own token, or from a proven sender");
	if (facts->form.item != NULL && !request_form_may_ask(facts->form.item, facts->author))
		return stay(facts, DECISION_HOLD, "the sender may not ask for this any more");
	return file(facts, DECISION_CONTINUE_DRAFT);
}

static Decision
close_it(const MailFacts *facts)
{
	bool by_pass = facts->standing == STANDING_PASS &&
		       (facts->context->config->accept_at_l2 || answers_own(facts));

	if (may(facts, ACTION_ACCEPT) == PROOF_YES || by_pass)
		return move(facts, DECISION_ACCEPT, TICKET_CLOSED,
		    page_form_is_by_link(facts) ? LETTER_CLOSED_BY_LINK : LETTER_CLOSED);
	if (facts->standing == STANDING_TOKEN_FORGED)
		return confirm(facts);
	return move(facts, DECISION_ASK_BACK, facts->ticket->state, LETTER_ASK_BACK);
}

static Decision
reopen(const MailFacts *facts, CustomerEvent event)
{
	DecisionKind kind = event == CUSTOMER_REJECTS ? DECISION_REJECT : DECISION_REOPEN;
	ProofOutcome outcome = may(facts, ACTION_REJECT);
	bool asks = event == CUSTOMER_REJECTS && !facts->answer.has_reason;
	Decision decision =
	    move(facts, kind, TICKET_OPEN, asks ? LETTER_ASK_REASON : LETTER_REOPENED);

	if (outcome != PROOF_YES && facts->reopened_today >= DECIDE_REOPEN_MAX)
		return stay(facts, DECISION_COMMENT, "it was reopened too often today");
	decision.stops_clock = outcome == PROOF_STOPS;
	return decision;
}

/* What the lifecycle says, for a sender who may move the ticket. */
static Decision
follow_proven(const MailFacts *facts, CustomerEvent event)
{
	bool open_still = facts->closed_by_link && event != CUSTOMER_ACCEPTS;
	TicketState state = open_still ? TICKET_RESOLVED : facts->ticket->state;

	switch (lifecycle_customer(state, event)) {
	case TRANSITION_COMMENT:
		return stay(facts, DECISION_COMMENT, "");
	case TRANSITION_OPEN:
		return move(facts, DECISION_COMMENT, TICKET_OPEN, NULL);
	case TRANSITION_REOPEN:
		return reopen(facts, event);
	case TRANSITION_CLOSE:
		return close_it(facts);
	case TRANSITION_CONTINUE:
		return continue_draft(facts);
	case TRANSITION_NEW_TICKET:
		return open_case(facts);
	case TRANSITION_TELL_STATE:
		break;
	}
	return move(facts, DECISION_TELL_STATE, facts->ticket->state, LETTER_STATE);
}

static Decision
follow(const MailFacts *facts, CustomerEvent event)
{
	Transition transition = TRANSITION_COMMENT;

	if (facts->ticket == NULL)
		return open_case(facts);
	if (is_machine(facts))
		return stay(facts, DECISION_COMMENT, "a machine changes no state");
	if (may_move(facts))
		return follow_proven(facts, event);
	transition = lifecycle_customer(facts->ticket->state, event);
	if (transition == TRANSITION_NEW_TICKET)
		return open_case(facts);
	if (transition == TRANSITION_CLOSE && answers_own(facts) &&
	    facts->standing == STANDING_NOTHING)
		return move(facts, DECISION_ASK_BACK, facts->ticket->state, LETTER_ASK_BACK);
	return stay(facts, DECISION_COMMENT,
	    "the sender is not proven: no token of this ticket, no aligned domain");
}

/* An answer that may mean either changes nothing and is asked back, where there is a solution to answer to. */
static Decision
ask_back(const MailFacts *facts)
{
	Decision decision;

	if (facts->ticket == NULL || facts->ticket->state != TICKET_RESOLVED ||
	    !may_move(facts))
		return follow(facts, CUSTOMER_REPLIES);
	decision = move(facts, DECISION_ASK_BACK, facts->ticket->state, LETTER_ASK_BACK);
	decision.reason = "the answer is not clear";
	decision.purpose = purpose_of_question(facts);
	decision.stops_clock = true;
	return decision;
}

static Decision
comment(const MailFacts *facts)
{
	return facts->ticket == NULL ? open_case(facts) : stay(facts, DECISION_COMMENT, "");
}

/* The holder of a ticket's own token learns its state, in one word. */
static bool
asks_own_ticket(const MailFacts *facts)
{
	return facts->thread.own_token && facts->ticket != NULL && !facts->asks_unseen &&
	       facts->answer.asks != ASKS_MINE && facts->answer.asks != ASKS_ORGANISATION &&
	       (facts->asked == NULL || facts->asked->id == facts->ticket->id);
}

/* Titles and states go to a known contact for whom our own server vouched; all others get the same words, whatever
 * there is. */
static Decision
tell_state(const MailFacts *facts)
{
	bool all = may(facts, ACTION_STATUS) == PROOF_YES;
	bool unseen = facts->asks_unseen;
	Decision decision = stay(facts, DECISION_TELL_STATE, "");

	if (facts->sender == NULL || !mail_facts_is_personal(facts))
		return comment(facts);
	if (facts->answer.asks == ASKS_FORMS)
		return move(facts, DECISION_LIST_FORMS, decision.next, LETTER_FORMS);
	if (facts->answer.asks == ASKS_ORGANISATION)
		unseen =
		    unseen || !facts->sender->sees_organisation || facts->sender->account == 0;
	if (all && !unseen) {
		decision.letter = LETTER_STATUS;
	} else if (asks_own_ticket(facts)) {
		decision.letter = LETTER_STATE;
	} else {
		decision.letter = LETTER_STATUS_REFUSED;
		decision.reason = !all ? "the sender is not proven: nothing is told"
				       : "the sender may not see what is asked for";
	}
	return decision;
}

/* In doubt it is what any other mail is. */
static Decision
change_details(const MailFacts *facts)
{
	if (!facts->changes_details || may(facts, ACTION_CHANGE_DETAILS) != PROOF_YES)
		return comment(facts);
	if (facts->details.values[DETAIL_ADDRESS] != NULL &&
	    facts->new_addresses_today >= DETAILS_ADDRESSES_MAX)
		return stay(facts, DECISION_HOLD, "new addresses were named too often today");
	return move(facts, DECISION_CHANGE_DETAILS,
	    facts->ticket == NULL ? TICKET_NEW : facts->ticket->state, LETTER_DETAILS_CHANGED);
}

static Decision
ask_approver(const MailFacts *facts, const char *reason)
{
	Decision decision =
	    move(facts, DECISION_ASK_BACK, facts->ticket->state, LETTER_APPROVAL_ASK_BACK);

	decision.reason = reason;
	return decision;
}

static Decision
decide_approval(const MailFacts *facts, bool approves)
{
	ProofOutcome outcome =
	    may(facts, facts->form.sensitive ? ACTION_APPROVE_SENSITIVE : ACTION_APPROVE);
	Decision decision = stay(facts, DECISION_TELL_STATE, "it is decided already");
	TicketState next = TICKET_NEW;

	decision.letter = LETTER_APPROVAL_LATE;
	if (!lifecycle_approval(facts->ticket->state, approves, &next))
		return decision;
	if (outcome == PROOF_YES ||
	    (outcome == PROOF_DESK && code_need_is_met(facts, NEED_APPROVE_SENSITIVE) &&
		(!approves || facts->request_confirmed)))
		return move(facts, approves ? DECISION_APPROVE : DECISION_DECLINE, next, NULL);
	if (outcome != PROOF_DESK)
		return ask_approver(facts,
		    facts->may_approve ? "an approval needs a pass by our own server, too"
				       : "an approval needs the token of the letter that asks");
	decision =
	    move(facts, DECISION_NOTE_APPROVAL, facts->ticket->state, LETTER_APPROVAL_NOTED);
	decision.reason = "it costs money or gives access: a person of the desk decides";
	decision.mark = !proof_has_pass(facts->proof) ? PROOF_MARK_UNPROVEN : "";
	return decision;
}

/* The word of who was asked to approve; all else that they write is a comment. */
static Decision
by_approver(const MailFacts *facts)
{
	switch (facts->rule_result->kind) {
	case RULE_RESULT_APPROVE:
	case RULE_RESULT_ACCEPT:
		return decide_approval(facts, true);
	case RULE_RESULT_DECLINE:
	case RULE_RESULT_REJECT:
		return decide_approval(facts, false);
	case RULE_RESULT_ASK_BACK:
		if (facts->ticket->state == TICKET_AWAITING_APPROVAL)
			return ask_approver(facts, "the answer is not clear");
		break;
	case RULE_RESULT_IGNORE:
	case RULE_RESULT_HOLD:
	case RULE_RESULT_SPAM:
	case RULE_RESULT_FORWARD:
	case RULE_RESULT_OPEN_CASE:
	case RULE_RESULT_FILE_REQUEST:
	case RULE_RESULT_COMMENT:
	case RULE_RESULT_FOLLOW_UP:
	case RULE_RESULT_ANSWER_STATUS:
	case RULE_RESULT_CHANGE_DETAILS:
		break;
	}
	return stay(facts, DECISION_COMMENT, "");
}

/* otherwise: the reason, where the rule gives none. */
static Decision
set_aside(const MailFacts *facts, DecisionKind kind, const char *otherwise)
{
	const char *reason = facts->rule_result->reason;

	return stay(facts, kind, reason == NULL ? otherwise : reason);
}

static Decision
by_rule(const MailFacts *facts)
{
	switch (facts->rule_result->kind) {
	case RULE_RESULT_IGNORE:
		return set_aside(facts, DECISION_IGNORE, "");
	case RULE_RESULT_HOLD:
		return set_aside(facts, DECISION_HOLD, "");
	case RULE_RESULT_SPAM:
		return set_aside(facts, DECISION_SPAM, "a rule calls it spam");
	case RULE_RESULT_FORWARD:
		return stay(facts, DECISION_FORWARD, facts->rule_result->forward);
	case RULE_RESULT_OPEN_CASE:
		if (facts->answer.asks == ASKS_PRIVACY)
			return privacy_case(facts);
		return facts->ticket == NULL ? open_case(facts)
					     : follow(facts, CUSTOMER_REPLIES);
	case RULE_RESULT_FILE_REQUEST:
		return facts->ticket == NULL ? file(facts, DECISION_FILE_REQUEST)
					     : follow(facts, CUSTOMER_REPLIES);
	case RULE_RESULT_COMMENT:
		return comment(facts);
	case RULE_RESULT_FOLLOW_UP:
		return follow(facts, CUSTOMER_REPLIES);
	case RULE_RESULT_ACCEPT:
		return follow(facts, CUSTOMER_ACCEPTS);
	case RULE_RESULT_REJECT:
		return follow(facts, CUSTOMER_REJECTS);
	case RULE_RESULT_APPROVE:
	case RULE_RESULT_DECLINE:
		return facts->ticket == NULL ? open_case(facts)
					     : stay(facts, DECISION_COMMENT,
						   "the sender was not asked to approve it");
	case RULE_RESULT_ASK_BACK:
		return ask_back(facts);
	case RULE_RESULT_CHANGE_DETAILS:
		return change_details(facts);
	case RULE_RESULT_ANSWER_STATUS:
		break;
	}
	return tell_state(facts);
}

/* Of who is no party to the ticket but tied to it: words, and no more. Where it has ended, what it would be of anybody. */
static Decision
by_second_person(const MailFacts *facts)
{
	RuleResultKind kind = facts->rule_result->kind;
	Decision decision = stay(facts, DECISION_COMMENT, "a second person changes no state");

	decision.next = facts->named.ticket->state;
	return kind == RULE_RESULT_IGNORE || kind == RULE_RESULT_HOLD ||
		       kind == RULE_RESULT_SPAM || kind == RULE_RESULT_FORWARD ||
		       ticket_state_has_ended(decision.next)
		   ? by_rule(facts)
		   : decision;
}

/* What the mailbox does with a new ticket of who is no known contact. What a rule ignores, holds or forwards, and a
 * machine's mail, is none of its business; and nobody is referred who could not be told of it. */
static Decision
look_at_unknown(const MailFacts *facts, Decision decision)
{
	bool opens =
	    decision.kind == DECISION_OPEN_CASE || decision.kind == DECISION_FILE_REQUEST;
	bool known = facts->sender != NULL && facts->sender->known;

	if (facts->mailbox->unknown_senders == CONFIG_UNKNOWN_CASE || !opens || known ||
	    is_machine(facts) || facts->released || facts->lines.by_desk)
		return decision;
	if (facts->mailbox->unknown_senders == CONFIG_UNKNOWN_REGISTER &&
	    facts->sender != NULL && mail_facts_is_personal(facts)) {
		decision = stay(facts, DECISION_REFER,
		    "it waits until its sender has confirmed the address");
		decision.letter = LETTER_REGISTER;
		return decision;
	}
	return stay(facts, DECISION_HOLD, "the sender is no known contact");
}

/* What an unverified sender gets is fixed, and so is what carries a table or a form. */
static bool
may_name_letter(const MailFacts *facts, const Decision *decision)
{
	bool of_case = decision->kind == DECISION_OPEN_CASE ||
		       decision->kind == DECISION_ACCEPT || decision->kind == DECISION_REJECT ||
		       decision->kind == DECISION_ASK_BACK;

	return of_case && facts->sender != NULL && facts->sender->known;
}

/* Who answered to what is over is told how it stands now, where no other letter does: the one that would have is gone. */
static const char *
letter_after_conflict(const MailFacts *facts, const Decision *decision)
{
	bool is_over = facts->conflicts != 0 && decision->kind == DECISION_COMMENT &&
		       facts->ticket != NULL && ticket_state_has_ended(facts->ticket->state);

	return is_over && may_move(facts) && facts->sender != NULL ? LETTER_STATE
								   : decision->letter;
}

static Decision
decide_proven(const MailFacts *facts)
{
	bool approver = (facts->may_approve || facts->was_asked) && !is_machine(facts);
	Decision decision =
	    look_at_unknown(facts, approver                 ? by_approver(facts)
				   : relation_speaks(facts) ? by_second_person(facts)
							    : by_rule(facts));
	const char *wanted = facts->rule_result->letter;

	/* that is what makes up for a link that others have, too */
	if (g_strcmp0(decision.letter, LETTER_CLOSED_BY_LINK) == 0)
		wanted = NULL;
	decision.letter = letter_after_conflict(facts, &decision);
	if (!mail_facts_is_personal(facts))
		decision.letter = NULL;
	/* the token of the letter that a rule names instead is good for no more */
	if (decision.letter != NULL && decision.purpose == NULL)
		decision.purpose = letter_types_of(decision.letter)->purpose;
	/* a rule may say which letter it is, or that there is none; it may not bring one where none is allowed */
	if (decision.letter != NULL && wanted != NULL && may_name_letter(facts, &decision))
		decision.letter = wanted;
	if (g_strcmp0(wanted, "none") == 0)
		decision.letter = NULL;
	return decision;
}

/* A From is no proof: whoever forges one has only the forged mail put away. What a machine answers to a letter of ours came
 * to that letter's own address. */
static bool
is_of_spammer(const MailFacts *facts)
{
	return facts->spammer && facts->proof == PROOF_NONE && facts->returned == NULL &&
	       !facts->mail->released;
}

Decision
decide(const MailFacts *facts)
{
	Decision decision;
	Decision would;
	MailFacts confirmed;

	if (is_of_spammer(facts))
		return stay(facts, DECISION_SPAM, "its sender was marked as a spammer");
	would = decision = decide_proven(facts);
	if (code_need_raise(facts, &confirmed))
		would = decide_proven(&confirmed);
	return code_need_look(facts, &decision, &would);
}
