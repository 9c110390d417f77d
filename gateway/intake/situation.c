/* SPDX-License-Identifier: Apache-2.0 */
/* Each step asks the spool for what it needs and leaves what it found in the Way; decide() then weighs it all. */
#include "gateway/intake/situation.h"

#include "gateway/desk/approval.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/ticket_access.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define RULES_MS 200
#define TRACED_RULES_MOST 100 /* of more a kept trace tells only those that had a say */

void
intake_clear(Intake *intake)
{
	g_clear_pointer(&intake->trace, trace_free);
	g_clear_pointer(&intake->sender, contact_free);
	case_fields_clear(&intake->lines);
	verdict_clear(&intake->verdict);
	g_clear_pointer(&intake->returned, letter_free);
	thread_clear(&intake->thread);
	g_clear_pointer(&intake->ticket, ticket_free);
	answer_clear(&intake->answer);
	status_answer_asked_clear(&intake->asked);
	request_form_clear(&intake->form);
	g_clear_pointer(&intake->rule_result, rule_result_free);
	apply_result_clear(&intake->applied);
	json_decref(intake->tried);
	report_changes_clear(&intake->after);
}

/* 3. Who speaks. */
static bool
find_sender(Intake *intake, GError **error)
{
	Sender found = {0};

	if (!sender_find(intake->context, intake->mailbox, intake->message, &found, error))
		return false;
	intake->sender = found.contact;
	intake->verdict = found.verdict;
	return true;
}

/* Whether the sender answers a letter that asked them to approve the ticket, and still may. */
static bool
look_at_approval(Intake *intake, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (intake->thread.approval == 0 || intake->sender == NULL)
		return true;
	if (!letter_get(intake->context->spool, intake->thread.approval, &letter, error))
		return false;
	return approval_is_theirs(intake->context,
	    &(ApprovalAnswer){intake->ticket, letter, intake->sender}, &intake->may_approve,
	    error);
}

/* Whether the sender was asked to approve the ticket and answers in another mail: that is seen, and asked back. */
static bool
look_for_asked(Intake *intake, GError **error)
{
	Answer answer = {0};
	AnswerKind kind = ANSWER_NONE;

	if (intake->may_approve || intake->sender == NULL || !intake->sender->known ||
	    !intake->verdict.passed || intake->message->kind != MESSAGE_PERSON ||
	    intake->ticket->state != TICKET_AWAITING_APPROVAL)
		return true;
	answer_read(intake->context->config->answers, intake->message, true, &answer);
	kind = answer.kind;
	answer_clear(&answer);
	if (kind == ANSWER_NONE || kind == ANSWER_THANKS)
		return true;
	return approval_was_asked(
	    intake->context, intake->ticket, intake->sender, &intake->was_asked, error);
}

/* 4 and 5. Which ticket, and whether the sender may see it: a party, whatever token there is of one who is none any
 * more, or who is asked to approve it; a machine that answers a letter of ours only brings news of it. */
static bool
find_ticket(Intake *intake, GError **error)
{
	g_autoptr(GPtrArray) evidence = NULL;
	bool machine = message_kind_is_machine(intake->message->kind);
	bool party = false;

	if (intake->returned != NULL && intake->returned->ticket != 0) {
		intake->thread.ticket = intake->returned->ticket;
		intake->thread.words = g_strdup("envelope address of a letter of ours");
		return ticket_get(
		    intake->context->spool, intake->thread.ticket, &intake->ticket, error);
	}
	if (!threading_gather(
		intake->context, intake->mailbox, intake->message, &evidence, error))
		return false;
	threading_weigh(
	    evidence, intake->sender == NULL ? 0 : intake->sender->id, &intake->thread);
	if (intake->thread.ticket == 0)
		return true;
	if (!ticket_get(
		intake->context->spool, intake->thread.ticket, &intake->ticket, error) ||
	    !ticket_access_has(
		intake->context->spool, intake->ticket, intake->sender, &party, error) ||
	    !look_at_approval(intake, error) || !look_for_asked(intake, error))
		return false;
	intake->thread.own_token = intake->thread.own_token && party;
	if (party || intake->may_approve || intake->was_asked ||
	    (machine && intake->thread.letter != 0))
		return true;
	trace_not_seen(intake->trace, intake->ticket, &intake->thread);
	intake->thread.disagrees = false;
	g_clear_pointer(&intake->ticket, ticket_free);
	return true;
}

/* What there is to prove who speaks. Our server's pass counts for a known contact, and for who was asked to approve. */
static Standing
standing_of(const Intake *intake)
{
	bool token =
	    intake->ticket != NULL && (intake->thread.own_token || intake->may_approve);
	bool counts = (intake->sender != NULL && intake->sender->known) || intake->may_approve;
	bool pass = intake->verdict.passed && counts;
	bool confirmed = intake->may_approve ? intake->thread.approval_confirmed
					     : intake->thread.confirmed != 0;

	return token && confirmed && !pass
		   ? STANDING_CONFIRMED
		   : proof_standing(token, pass, intake->verdict.failed);
}

/* A contact whose address answers with a token issued to it is known from then on. */
static bool
know_sender(Intake *intake, GError **error)
{
	Standing standing = intake->situation.standing;

	if (intake->sender == NULL || intake->sender->known || !intake->thread.own_token ||
	    proof_outcome(ACTION_BECOME_KNOWN, standing, true) != PROOF_YES ||
	    message_kind_is_machine(intake->message->kind))
		return true;
	intake->sender->known = true;
	return contact_set_known(intake->context->spool, intake->sender->id, error);
}

const char *
situation_language(const Intake *intake)
{
	return customer_letter_language_for(
	    intake->context, intake->speaks_for, intake->message, intake->ticket);
}

/* What the lines of a new mail say of its case. For whom an agent writes, as for one who spoke and was proven. */
static bool
read_lines(Intake *intake, GError **error)
{
	const CaseFieldsAsk ask = {intake->message, intake->sender, intake->situation.standing,
	    intake->verdict.passed};

	intake->speaks_for = intake->sender;
	if (intake->ticket != NULL)
		return true;
	if (!case_fields_read(intake->context, &ask, &intake->lines, error))
		return false;
	if (intake->lines.by_desk) {
		intake->speaks_for = intake->lines.reporter;
		intake->situation.proof = 2;
		intake->situation.standing = STANDING_PASS;
	}
	return true;
}

static bool
read_form(Intake *intake, GError **error)
{
	const RequestFormAsk ask = {
	    .message = intake->message,
	    .sender = intake->speaks_for,
	    .ticket = intake->ticket,
	    .language = situation_language(intake),
	    .letter = intake->thread.letter,
	    .item = intake->rule_result == NULL ? NULL : intake->rule_result->item,
	};

	request_form_clear(&intake->form);
	return request_form_fill(intake->context, &ask, &intake->form, error);
}

static void
set_form(Intake *intake)
{
	Situation *situation = &intake->situation;
	const RequestForm *form = &intake->form;

	situation->form_complete = form->complete;
	situation->needs_approval =
	    form->item != NULL && catalog_item_approval(form->item) != APPROVAL_NONE;
	situation->form_blank =
	    !form->given && (form->says_little || intake->answer.asks == ASKS_FORMS);
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
	Intake *intake = data;

	trace_rule(intake->trace, rule, matched, why);
	if (intake->tried != NULL)
		report_add_rule(intake->tried, rule, matched, why);
}

AsksKind
situation_asks(const Intake *intake)
{
	return intake->form.item != NULL && intake->ticket == NULL ? ASKS_ITEM
								   : intake->answer.asks;
}

/* 6. What the rules want. */
static void
ask_rules(Intake *intake)
{
	const Ruleset *rules = intake->context->config->rules;
	const Facts facts = {
	    .message = intake->message,
	    .mailbox = intake->mail->mailbox,
	    .now_ms = intake->context->now_ms,
	    .sender_known = intake->speaks_for != NULL && intake->speaks_for->known,
	    .account = intake->speaks_for == NULL ? NULL : intake->speaks_for->account_name,
	    .proof = intake->situation.proof,
	    .ticket = intake->ticket == NULL ? NULL : intake->ticket->number,
	    .ticket_kind =
		intake->ticket == NULL ? NULL : ticket_kind_name(intake->ticket->kind),
	    .ticket_state =
		intake->ticket == NULL ? NULL : ticket_state_name(intake->ticket->state),
	    .ticket_category = intake->ticket == NULL ? NULL : intake->ticket->category,
	    .answer = intake->answer.kind,
	    .answer_where = intake->answer.where,
	    .asks = situation_asks(intake),
	    .item = intake->form.item == NULL ? NULL : catalog_item_name(intake->form.item),
	};
	const RulesetRun run = {
	    .clock_us = monotonic_us,
	    .deadline_us = g_get_monotonic_time() + RULES_MS * 1000,
	    .tried = tell_tried,
	    .data = intake,
	    .brief = intake->mail->id != 0 && ruleset_count(rules) > TRACED_RULES_MOST,
	};

	intake->rule_result = ruleset_match(rules, &facts, &run);
	intake->context->rule_errors += intake->rule_result->errors;
}

/* The form that the rule names, which the mail need not ask for; without one there is nothing to request. */
static bool
choose_form(Intake *intake, GError **error)
{
	if (intake->rule_result->kind != RULE_RESULT_FILE_REQUEST || intake->ticket != NULL)
		return true;
	if (intake->rule_result->item != NULL && !read_form(intake, error))
		return false;
	if (intake->form.item == NULL)
		intake->rule_result->kind = RULE_RESULT_OPEN_CASE;
	set_form(intake);
	return true;
}

static bool
count_reopened(Intake *intake, GError **error)
{
	return intake->ticket == NULL || intake->ticket->state != TICKET_RESOLVED ||
	       ticket_count_reopened(intake->context->spool, intake->ticket->id,
		   intake->context->now_ms - DAY_MS, &intake->situation.reopened_today, error);
}

/* What was held only because our own server calls it forged, with the token of a sender whom no letter can ask: the
 * operator's word stands for the answer. */
static bool
let_be_confirmed(Intake *intake)
{
	if (intake->situation.standing != STANDING_TOKEN_FORGED || intake->thread.disagrees)
		return false;
	intake->situation.standing = STANDING_CONFIRMED;
	decide(&intake->situation, &intake->decision);
	if (intake->decision.kind != DECISION_HOLD)
		return true;
	intake->situation.standing = STANDING_TOKEN_FORGED;
	return false;
}

/* An operator looked at what was held and let it go on: as what it says where only its sender was in doubt, else as the
 * request that it is, a plain reply, or a new case. */
static void
let_go(Intake *intake)
{
	bool requests =
	    intake->rule_result->kind == RULE_RESULT_FILE_REQUEST && intake->ticket == NULL;

	trace_rule(intake->trace, "released", true, "by an operator");
	intake->situation.released = true;
	if (let_be_confirmed(intake))
		return;
	if (!requests || intake->thread.disagrees)
		intake->rule_result->kind = intake->thread.disagrees || intake->ticket == NULL
						? RULE_RESULT_OPEN_CASE
						: RULE_RESULT_FOLLOW_UP;
	if (intake->thread.disagrees)
		intake->situation.ticket = NULL;
	decide(&intake->situation, &intake->decision);
}

/* How a ticket stands is asked of the one that is named, else of the one that the mail belongs to. */
static bool
find_asked(Intake *intake, GError **error)
{
	if (intake->answer.asks != ASKS_STATUS || intake->sender == NULL)
		return true;
	if (!status_answer_find(
		intake->context, intake->message, intake->sender, &intake->asked, error))
		return false;
	intake->situation.asks_unseen = intake->asked.unseen;
	if (intake->ticket == NULL && intake->asked.ticket != NULL) {
		if (!ticket_get(intake->context->spool, intake->asked.ticket->id,
			&intake->ticket, error))
			return false;
		g_free(intake->thread.words);
		intake->thread.words = g_strdup("its number in the text");
	}
	intake->situation.asked =
	    intake->asked.ticket != NULL ? intake->asked.ticket : intake->ticket;
	return true;
}

/* Who is not to be written to cannot be asked anything: a draft of theirs would wait for an answer to no letter, so it
 * is a case, and the desk is told. */
static void
obey_reply_policy(Intake *intake)
{
	const ReplyAsk ask = {intake->message, &intake->verdict, intake->situation.proof};
	const Decision *decision = &intake->decision;

	reply_policy_refer(&ask, &intake->decision);
	if (decision->kind != DECISION_FILE_REQUEST || decision->next != TICKET_DRAFT ||
	    decision->letter == NULL || reply_policy_forbids(&ask) == NULL)
		return;
	intake->rule_result->kind = RULE_RESULT_OPEN_CASE;
	request_form_clear(&intake->form);
	set_form(intake);
	decide(&intake->situation, &intake->decision);
	intake->decision.reason = "a request of who cannot be asked to confirm it";
}

bool
situation_consider(Intake *intake, GError **error)
{
	Situation *situation = &intake->situation;

	if (!find_sender(intake, error) || !find_ticket(intake, error))
		return false;
	situation->standing = standing_of(intake);
	if (!know_sender(intake, error))
		return false;
	situation->own_token = intake->ticket != NULL && intake->thread.own_token;
	situation->proof = sender_proof(intake->sender != NULL && intake->sender->known,
	    intake->verdict.passed, situation->own_token || intake->may_approve);
	if (!intake->verdict.failed && (intake->verdict.passed || situation->proof > 0) &&
	    !bounce_letter_forgive(intake->context, intake->sender, error))
		return false;
	if (!read_lines(intake, error) || !read_form(intake, error) ||
	    !count_reopened(intake, error))
		return false;
	answer_read(intake->context->config->answers, intake->message,
	    intake->thread.own_token || intake->may_approve || intake->was_asked,
	    &intake->answer);
	if (!find_asked(intake, error))
		return false;
	situation->message = intake->message;
	situation->answer = &intake->answer;
	situation->sender = intake->speaks_for;
	situation->ticket = intake->ticket;
	situation->by_desk = intake->lines.by_desk;
	situation->no_text = intake->ticket == NULL && intake->lines.says_nothing;
	set_form(intake);
	situation->may_approve = intake->may_approve;
	situation->was_asked = intake->was_asked;
	situation->lost_right = intake->form.item != NULL && intake->ticket != NULL &&
				!request_form_may_ask(intake->form.item, intake->sender);
	situation->has_authserv = intake->mailbox->authserv != NULL;
	situation->answers_own =
	    intake->mailbox->reply_address == NULL && intake->thread.answers_own;
	situation->header_only = intake->mail->header_only;
	situation->accept_at_l2 = intake->context->config->accept_at_l2;
	situation->unknown = (ConfigUnknown)intake->mailbox->unknown_senders;
	ask_rules(intake);
	situation->rule_result = intake->rule_result;
	if (!choose_form(intake, error) || !bounce_letter_keep(intake->context, intake->message,
					       intake->returned, intake->rule_result, error))
		return false;
	decide(situation, &intake->decision);
	obey_reply_policy(intake);
	if (intake->thread.disagrees)
		intake->decision = (Decision){.kind = DECISION_HOLD,
		    .mark = "",
		    .next = intake->decision.next,
		    .reason = "the evidence names more than one ticket"};
	if (intake->decision.kind == DECISION_HOLD && intake->mail->released)
		let_go(intake);
	return true;
}
