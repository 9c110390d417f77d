/* SPDX-License-Identifier: Apache-2.0 */
/* Each step asks the spool for what it needs and leaves what it found in the Way; decide() then weighs it all. */
#include "gateway/intake/situation.h"

#include "gateway/desk/approval.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/ticket_access.h"
#include "gateway/intake/reply_policy.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define RULES_MS 200
#define TRACED_RULES_MOST 100 /* of more a kept trace tells only those that had a say */

void
way_clear(Way *way)
{
	g_clear_pointer(&way->explanation, explanation_free);
	g_clear_pointer(&way->sender, contact_free);
	case_form_clear(&way->lines);
	verdict_clear(&way->verdict);
	g_clear_pointer(&way->returned, letter_free);
	thread_clear(&way->thread);
	g_clear_pointer(&way->ticket, ticket_free);
	answer_clear(&way->answer);
	overview_asked_clear(&way->asked);
	form_clear(&way->form);
	g_clear_pointer(&way->intent, intent_free);
	effect_clear(&way->effect);
	json_decref(way->tried);
	aftermath_clear(&way->after);
}

/* 3. Who speaks. */
static bool
find_sender(Way *way, GError **error)
{
	Sender found = {0};

	if (!sender_find(way->office, way->mailbox, way->message, &found, error))
		return false;
	way->sender = found.contact;
	way->verdict = found.verdict;
	return true;
}

/* Whether the sender answers a letter that asked them to approve the ticket, and still may. */
static bool
look_at_approval(Way *way, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (way->thread.approval == 0 || way->sender == NULL)
		return true;
	if (!letter_get(way->office->spool, way->thread.approval, &letter, error))
		return false;
	return approval_is_theirs(way->office,
	    &(ApprovalAnswer){way->ticket, letter, way->sender}, &way->may_approve, error);
}

/* Whether the sender was asked to approve the ticket and answers in another mail: that is seen, and asked back. */
static bool
look_for_asked(Way *way, GError **error)
{
	Answer answer = {0};
	AnswerKind kind = ANSWER_NONE;

	if (way->may_approve || way->sender == NULL || !way->sender->known ||
	    !way->verdict.passed || way->message->kind != MESSAGE_PERSON ||
	    way->ticket->state != TICKET_AWAITING_APPROVAL)
		return true;
	answer_read(way->office->config->answers, way->message, true, &answer);
	kind = answer.kind;
	answer_clear(&answer);
	if (kind == ANSWER_NONE || kind == ANSWER_THANKS)
		return true;
	return approval_was_asked(
	    way->office, way->ticket, way->sender, &way->was_asked, error);
}

/* 4 and 5. Which ticket, and whether the sender may see it: a party, whatever token there is of one who is none any
 * more, or who is asked to approve it; a machine that answers a letter of ours only brings news of it. */
static bool
find_ticket(Way *way, GError **error)
{
	g_autoptr(GPtrArray) evidence = NULL;
	bool machine = message_kind_is_machine(way->message->kind);
	bool party = false;

	if (way->returned != NULL && way->returned->ticket != 0) {
		way->thread.ticket = way->returned->ticket;
		way->thread.words = g_strdup("envelope address of a letter of ours");
		return ticket_get(way->office->spool, way->thread.ticket, &way->ticket, error);
	}
	if (!threading_gather(way->office, way->mailbox, way->message, &evidence, error))
		return false;
	threading_weigh(evidence, way->sender == NULL ? 0 : way->sender->id, &way->thread);
	if (way->thread.ticket == 0)
		return true;
	if (!ticket_get(way->office->spool, way->thread.ticket, &way->ticket, error) ||
	    !party_is(way->office->spool, way->ticket, way->sender, &party, error) ||
	    !look_at_approval(way, error) || !look_for_asked(way, error))
		return false;
	way->thread.own_token = way->thread.own_token && party;
	if (party || way->may_approve || way->was_asked || (machine && way->thread.letter != 0))
		return true;
	explanation_not_seen(way->explanation, way->ticket, &way->thread);
	way->thread.disagrees = false;
	g_clear_pointer(&way->ticket, ticket_free);
	return true;
}

/* What there is to prove who speaks. Our server's pass counts for a known contact, and for who was asked to approve. */
static Standing
standing_of(const Way *way)
{
	bool token = way->ticket != NULL && (way->thread.own_token || way->may_approve);
	bool counts = (way->sender != NULL && way->sender->known) || way->may_approve;
	bool pass = way->verdict.passed && counts;
	bool confirmed =
	    way->may_approve ? way->thread.approval_confirmed : way->thread.confirmed != 0;

	return token && confirmed && !pass ? STANDING_CONFIRMED
					   : proof_standing(token, pass, way->verdict.failed);
}

/* A contact whose address answers with a token issued to it is known from then on. */
static bool
know_sender(Way *way, GError **error)
{
	Standing standing = way->situation.standing;

	if (way->sender == NULL || way->sender->known || !way->thread.own_token ||
	    proof_outcome(ACTION_BECOME_KNOWN, standing, true) != PROOF_YES ||
	    message_kind_is_machine(way->message->kind))
		return true;
	way->sender->known = true;
	return contact_set_known(way->office->spool, way->sender->id, error);
}

const char *
situation_language(const Way *way)
{
	return correspond_language_for(way->office, way->speaks_for, way->message, way->ticket);
}

/* What the lines of a new mail say of its case. For whom an agent writes, as for one who spoke and was proven. */
static bool
read_lines(Way *way, GError **error)
{
	const CaseFormAsk ask = {
	    way->message, way->sender, way->situation.standing, way->verdict.passed};

	way->speaks_for = way->sender;
	if (way->ticket != NULL)
		return true;
	if (!case_form_read(way->office, &ask, &way->lines, error))
		return false;
	if (way->lines.by_desk) {
		way->speaks_for = way->lines.reporter;
		way->situation.proof = 2;
		way->situation.standing = STANDING_PASS;
	}
	return true;
}

static bool
read_form(Way *way, GError **error)
{
	const FormAsk ask = {
	    .message = way->message,
	    .sender = way->speaks_for,
	    .ticket = way->ticket,
	    .language = situation_language(way),
	    .letter = way->thread.letter,
	    .item = way->intent == NULL ? NULL : way->intent->item,
	};

	form_clear(&way->form);
	return form_fill(way->office, &ask, &way->form, error);
}

static void
set_form(Way *way)
{
	Situation *situation = &way->situation;
	const Form *form = &way->form;

	situation->form_complete = form->complete;
	situation->needs_approval =
	    form->item != NULL && catalog_item_approval(form->item) != APPROVAL_NONE;
	situation->form_blank =
	    !form->given && (form->says_little || way->answer.asks == ASKS_FORMS);
	situation->sensitive = form->item != NULL && catalog_item_is_sensitive(form->item);
}

static int64_t
monotonic_us(void *data)
{
	(void)data;
	return g_get_monotonic_time();
}

static void
tell_tried(const char *rule, bool matched, const char *why, void *data)
{
	Way *way = data;

	explanation_rule(way->explanation, rule, matched, why);
	if (way->tried != NULL)
		outcome_add_rule(way->tried, rule, matched, why);
}

AsksKind
situation_asks(const Way *way)
{
	return way->form.item != NULL && way->ticket == NULL ? ASKS_ITEM : way->answer.asks;
}

/* 6. What the rules want. */
static void
ask_rules(Way *way)
{
	const Ruleset *rules = way->office->config->rules;
	const Facts facts = {
	    .message = way->message,
	    .mailbox = way->mail->mailbox,
	    .now_ms = way->office->now_ms,
	    .sender_known = way->speaks_for != NULL && way->speaks_for->known,
	    .account = way->speaks_for == NULL ? NULL : way->speaks_for->account_name,
	    .proof = way->situation.proof,
	    .ticket = way->ticket == NULL ? NULL : way->ticket->number,
	    .ticket_kind = way->ticket == NULL ? NULL : ticket_kind_name(way->ticket->kind),
	    .ticket_state = way->ticket == NULL ? NULL : ticket_state_name(way->ticket->state),
	    .ticket_category = way->ticket == NULL ? NULL : way->ticket->category,
	    .answer = way->answer.kind,
	    .answer_where = way->answer.where,
	    .asks = situation_asks(way),
	    .item = way->form.item == NULL ? NULL : catalog_item_name(way->form.item),
	};
	const RulesetRun run = {
	    .clock_us = monotonic_us,
	    .deadline_us = g_get_monotonic_time() + RULES_MS * 1000,
	    .tried = tell_tried,
	    .data = way,
	    .brief = way->mail->id != 0 && ruleset_count(rules) > TRACED_RULES_MOST,
	};

	way->intent = ruleset_match(rules, &facts, &run);
	way->office->rule_errors += way->intent->errors;
}

/* The form that the rule names, which the mail need not ask for; without one there is nothing to request. */
static bool
choose_form(Way *way, GError **error)
{
	if (way->intent->kind != INTENT_FILE_REQUEST || way->ticket != NULL)
		return true;
	if (way->intent->item != NULL && !read_form(way, error))
		return false;
	if (way->form.item == NULL)
		way->intent->kind = INTENT_OPEN_CASE;
	set_form(way);
	return true;
}

static bool
count_reopened(Way *way, GError **error)
{
	return way->ticket == NULL || way->ticket->state != TICKET_RESOLVED ||
	       ticket_count_reopened(way->office->spool, way->ticket->id,
		   way->office->now_ms - DAY_MS, &way->situation.reopened_today, error);
}

/* What was held only because our own server calls it forged, with the token of a sender whom no letter can ask: the
 * operator's word stands for the answer. */
static bool
let_be_confirmed(Way *way)
{
	if (way->situation.standing != STANDING_TOKEN_FORGED || way->thread.disagrees)
		return false;
	way->situation.standing = STANDING_CONFIRMED;
	decide(&way->situation, &way->decision);
	if (way->decision.kind != DECISION_HOLD)
		return true;
	way->situation.standing = STANDING_TOKEN_FORGED;
	return false;
}

/* An operator looked at what was held and let it go on: as what it says where only its sender was in doubt, else as the
 * request that it is, a plain reply, or a new case. */
static void
let_go(Way *way)
{
	bool requests = way->intent->kind == INTENT_FILE_REQUEST && way->ticket == NULL;

	explanation_rule(way->explanation, "released", true, "by an operator");
	way->situation.released = true;
	if (let_be_confirmed(way))
		return;
	if (!requests || way->thread.disagrees)
		way->intent->kind = way->thread.disagrees || way->ticket == NULL
					? INTENT_OPEN_CASE
					: INTENT_FOLLOW_UP;
	if (way->thread.disagrees)
		way->situation.ticket = NULL;
	decide(&way->situation, &way->decision);
}

/* How a ticket stands is asked of the one that is named, else of the one that the mail belongs to. */
static bool
find_asked(Way *way, GError **error)
{
	if (way->answer.asks != ASKS_STATUS || way->sender == NULL)
		return true;
	if (!overview_find(way->office, way->message, way->sender, &way->asked, error))
		return false;
	way->situation.asks_unseen = way->asked.unseen;
	if (way->ticket == NULL && way->asked.ticket != NULL) {
		if (!ticket_get(way->office->spool, way->asked.ticket->id, &way->ticket, error))
			return false;
		g_free(way->thread.words);
		way->thread.words = g_strdup("its number in the text");
	}
	way->situation.asked = way->asked.ticket != NULL ? way->asked.ticket : way->ticket;
	return true;
}

/* Who is not to be written to cannot be asked anything: a draft of theirs would wait for an answer to no letter, so it
 * is a case, and the desk is told. */
static void
obey_reply_policy(Way *way)
{
	const ReplyAsk ask = {way->message, &way->verdict, way->situation.proof};
	const Decision *decision = &way->decision;

	reply_policy_refer(&ask, &way->decision);
	if (decision->kind != DECISION_FILE_REQUEST || decision->next != TICKET_DRAFT ||
	    decision->letter == NULL || reply_policy_forbids(&ask) == NULL)
		return;
	way->intent->kind = INTENT_OPEN_CASE;
	form_clear(&way->form);
	set_form(way);
	decide(&way->situation, &way->decision);
	way->decision.reason = "a request of who cannot be asked to confirm it";
}

bool
situation_consider(Way *way, GError **error)
{
	Situation *situation = &way->situation;

	if (!find_sender(way, error) || !find_ticket(way, error))
		return false;
	situation->standing = standing_of(way);
	if (!know_sender(way, error))
		return false;
	situation->own_token = way->ticket != NULL && way->thread.own_token;
	situation->proof = identity_proof(way->sender != NULL && way->sender->known,
	    way->verdict.passed, situation->own_token || way->may_approve);
	if (!way->verdict.failed && (way->verdict.passed || situation->proof > 0) &&
	    !bounce_letter_forgive(way->office, way->sender, error))
		return false;
	if (!read_lines(way, error) || !read_form(way, error) || !count_reopened(way, error))
		return false;
	answer_read(way->office->config->answers, way->message,
	    way->thread.own_token || way->may_approve || way->was_asked, &way->answer);
	if (!find_asked(way, error))
		return false;
	situation->message = way->message;
	situation->answer = &way->answer;
	situation->sender = way->speaks_for;
	situation->ticket = way->ticket;
	situation->by_desk = way->lines.by_desk;
	situation->no_text = way->ticket == NULL && way->lines.says_nothing;
	set_form(way);
	situation->may_approve = way->may_approve;
	situation->was_asked = way->was_asked;
	situation->lost_right = way->form.item != NULL && way->ticket != NULL &&
				!form_may_ask(way->form.item, way->sender);
	situation->has_authserv = way->mailbox->authserv != NULL;
	situation->answers_own = way->mailbox->reply_address == NULL && way->thread.answers_own;
	situation->header_only = way->mail->header_only;
	situation->accept_at_l2 = way->office->config->accept_at_l2;
	situation->unknown = (ConfigUnknown)way->mailbox->unknown_senders;
	ask_rules(way);
	situation->intent = way->intent;
	if (!choose_form(way, error) ||
	    !bounce_letter_keep(way->office, way->message, way->returned, way->intent, error))
		return false;
	decide(situation, &way->decision);
	obey_reply_policy(way);
	if (way->thread.disagrees)
		way->decision = (Decision){.kind = DECISION_HOLD,
		    .mark = "",
		    .next = way->decision.next,
		    .reason = "the evidence names more than one ticket"};
	if (way->decision.kind == DECISION_HOLD && way->mail->released)
		let_go(way);
	return true;
}
