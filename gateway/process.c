/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a message, top to bottom: seen before? machine or person? who speaks? which ticket, and may the sender
 * see it? what do the rules want? what is allowed? what does the lifecycle make of it? which letters?
 */
#include "gateway/process.h"

#include "gateway/agent_answer.h"
#include "gateway/apply.h"
#include "gateway/approval.h"
#include "gateway/bounce_letter.h"
#include "gateway/correspond.h"
#include "gateway/explanation.h"
#include "gateway/form_fill.h"
#include "gateway/identity.h"
#include "gateway/loop_mark.h"
#include "gateway/outcome.h"
#include "gateway/overview.h"
#include "gateway/party.h"
#include "gateway/reply_policy.h"
#include "gateway/sender.h"
#include "gateway/threading.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"
#include "spool/trace.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define RULES_MS 200
#define TRACED_RULES_MOST 100 /* of more a kept trace tells only those that had a say */

/* All that is found out about one message on its way. */
typedef struct {
	Office *office;
	const Mail *mail;
	const Message *message;
	const ConfigMailbox *mailbox;
	Explanation *explanation;
	Contact *sender; /* own; or NULL */
	const Contact
	    *speaks_for; /* who is heard: the sender, or for whom an agent writes; or NULL */
	CaseForm lines;
	Verdict verdict;  /* own */
	Letter *returned; /* own; the letter whose envelope address it came to, or NULL */
	Thread thread;
	Ticket *ticket; /* own; the one it belongs to and may see, or NULL */
	bool may_approve;
	bool was_asked;
	Answer answer;
	OverviewAsked asked;
	Form form;
	Intent *intent; /* own */
	Situation situation;
	Decision decision;
	Effect effect;
	/* of a mail that is only explained; else NULL */
	json_t *tried; /* own; the rules */
	Aftermath after;
} Way;

static void
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
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Way, way_clear)

void
processed_clear(Processed *processed)
{
	g_clear_pointer(&processed->decision, g_free);
	g_clear_pointer(&processed->number, g_free);
	g_clear_pointer(&processed->trace, g_free);
	json_decref(processed->outcome);
	processed->outcome = NULL;
}

/* 1. The same mail by another way: same Message-ID and same content. ret_first is 0 where there is none. */
static bool
look_for_same(Way *way, int64_t *ret_first, GError **error)
{
	*ret_first = 0;
	if (way->message->message_id == NULL || way->message->content_hash == NULL)
		return true;
	return mail_find_same(way->office->spool, way->message->message_id,
	    way->message->content_hash, ret_first, error);
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

/* Whether the sender answers a letter that asked them to approve the ticket, and still may. A manager may have
 * forwarded it: what our own server calls forged approves nothing. */
static bool
look_at_approval(Way *way, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (way->thread.approval == 0 || way->sender == NULL || way->verdict.failed)
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

/* 4 and 5. Which ticket, and whether the sender may see it: a party, or who answers with a token issued to them; a
 * machine that answers a letter of ours only brings news of it. */
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
	if (party || way->thread.own_token || way->may_approve || way->was_asked ||
	    (machine && (way->thread.any_token || way->thread.letter != 0)))
		return true;
	explanation_not_seen(way->explanation, way->ticket, &way->thread);
	way->thread.disagrees = false;
	g_clear_pointer(&way->ticket, ticket_free);
	return true;
}

/* A contact whose address answers with a token issued to it is known from then on. */
static bool
know_sender(Way *way, GError **error)
{
	if (way->sender == NULL || way->sender->known || !way->thread.own_token ||
	    message_kind_is_machine(way->message->kind))
		return true;
	way->sender->known = true;
	return contact_set_known(way->office->spool, way->sender->id, error);
}

static const char *
language_of(const Way *way)
{
	return correspond_language_for(way->office, way->speaks_for, way->message, way->ticket);
}

/* What the lines of a new mail say of its case. For whom an agent writes, as for one who spoke and was proven. */
static bool
read_lines(Way *way, GError **error)
{
	const CaseFormAsk ask = {
	    way->message, way->sender, way->situation.proof, way->verdict.passed};

	way->speaks_for = way->sender;
	if (way->ticket != NULL)
		return true;
	if (!case_form_read(way->office, &ask, &way->lines, error))
		return false;
	if (way->lines.by_desk) {
		way->speaks_for = way->lines.reporter;
		way->situation.proof = 2;
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
	    .language = language_of(way),
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

static AsksKind
asks_of(const Way *way)
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
	    .asks = asks_of(way),
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

/* An operator looked at what was held and let it go on: as the request that it is, a plain reply, or a new case. */
static void
let_go(Way *way)
{
	bool requests = way->intent->kind == INTENT_FILE_REQUEST && way->ticket == NULL;

	explanation_rule(way->explanation, "released", true, "by an operator");
	way->situation.released = true;
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

/* Steps 3 to 8: from facts to a decision. */
static bool
consider(Way *way, GError **error)
{
	Situation *situation = &way->situation;

	if (!find_sender(way, error) || !find_ticket(way, error) || !know_sender(way, error))
		return false;
	situation->own_token = way->ticket != NULL && way->thread.own_token;
	situation->proof = identity_proof(way->sender != NULL && way->sender->known,
	    way->verdict.passed, situation->own_token || way->may_approve);
	if ((way->verdict.passed || situation->proof > 0) &&
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
	situation->header_only = way->mail->header_only;
	situation->accept_at_l2 = way->office->config->accept_at_l2;
	situation->unknown = (ConfigUnknown)way->mailbox->unknown_senders;
	ask_rules(way);
	situation->intent = way->intent;
	if (!choose_form(way, error) ||
	    !bounce_letter_keep(way->office, way->message, way->returned, way->intent, error))
		return false;
	decide(situation, &way->decision);
	reply_policy_refer(
	    &(ReplyAsk){way->message, &way->verdict, situation->proof}, &way->decision);
	if (way->thread.disagrees)
		way->decision = (Decision){.kind = DECISION_HOLD,
		    .mark = "",
		    .next = way->decision.next,
		    .reason = "the evidence names more than one ticket"};
	if (way->decision.kind == DECISION_HOLD && way->mail->released)
		let_go(way);
	return true;
}

/* 9. Tickets and letters. */
static bool
act(Way *way, GError **error)
{
	const Work work = {
	    .situation = &way->situation,
	    .decision = &way->decision,
	    .mail = way->mail,
	    .mailbox = way->mailbox,
	    .item = way->form.item,
	    .values = way->form.values,
	    .form = &way->lines,
	    .author = way->sender,
	    .verdict = &way->verdict,
	    .is_news = bounce_letter_is_news(way->office->config, way->mailbox, way->returned),
	};

	return apply_message(way->office, &work, &way->effect, error) &&
	       (way->returned == NULL ||
		   bounce_letter_take(way->office, way->returned, way->message, error));
}

static MailState
state_after(const Way *way)
{
	return way->decision.kind == DECISION_HOLD ? MAIL_HELD : MAIL_DONE;
}

/* Why the mail is in its state; of one that was cut short, that too. */
static const char *
reason_of(const Way *way)
{
	if (way->decision.reason[0] == '\0' && way->mail->header_only)
		return "too large: only its header was kept";
	return way->decision.reason;
}

static bool
record(Way *way, MailState state, const char *decision, const char *reason, GError **error)
{
	const Message *message = way->message;
	const MailOutcome outcome = {
	    .state = state,
	    .reason = reason,
	    .decision = decision,
	    .ticket = way->effect.ticket,
	    .message_id = message->message_id,
	    .content_hash = message->content_hash,
	    .from_address = message->from == NULL ? NULL : message->from->address,
	    .subject = message->subject,
	};

	return way->mail->id == 0 ||
	       (mail_decide(way->office->spool, way->mail->id, &outcome, error) &&
		   trace_set(way->office->spool, way->mail->id,
		       explanation_text(way->explanation), error));
}

static bool
finish(Way *way, const char *decision, Processed *ret_processed)
{
	ret_processed->decision = g_strdup(decision);
	ret_processed->number = g_strdup(way->effect.number);
	ret_processed->trace = g_strdup(explanation_text(way->explanation));
	return true;
}

/* Changes nothing; says why. */
static bool
set_aside(Way *way, MailState state, const char *decision, const char *reason,
    Processed *ret_processed, GError **error)
{
	explanation_add(way->explanation, "decision", "%s  %s", decision, reason);
	if (way->tried != NULL)
		ret_processed->outcome = outcome_aside(way->message, decision, reason);
	return record(way, state, decision, reason, error) &&
	       finish(way, decision, ret_processed);
}

static json_t *
outcome_of(const Way *way)
{
	const OutcomeFacts outcome = {
	    .message = way->message,
	    .situation = &way->situation,
	    .decision = &way->decision,
	    .effect = &way->effect,
	    .asks = asks_of(way),
	    .item = way->form.item == NULL ? NULL : catalog_item_name(way->form.item),
	    .lines = way->lines.words,
	    .evidence = way->ticket == NULL ? NULL : way->thread.words,
	    .vouched = way->verdict.why,
	    .rules = way->tried,
	    .after = &way->after,
	    .language = language_of(way),
	};

	return outcome_json(&outcome);
}

static void
explain_all(Way *way)
{
	explanation_sender(way->explanation, way->message, way->sender);
	explanation_proof(way->explanation, way->situation.proof, way->verdict.why, way->ticket,
	    way->situation.own_token || way->may_approve);
	explanation_ticket(way->explanation, way->ticket, &way->thread);
	form_explain(&way->form, way->explanation);
	explanation_lines(way->explanation, way->lines.words);
	explanation_decision(
	    way->explanation, &way->situation, &way->decision, way->effect.number);
	if (way->after.ticket != NULL)
		explanation_fields(way->explanation, way->after.ticket, way->after.account,
		    way->intent->watchers);
	explanation_faq(way->explanation, way->effect.faq);
	if (way->effect.trouble != NULL)
		explanation_add(way->explanation, "fields", "%s", way->effect.trouble);
	explanation_letter(
	    way->explanation, &(ExplainedLetter){way->effect.letter, language_of(way),
				  way->speaks_for, way->effect.no_letter});
	explanation_notice(way->explanation, way->effect.notice);
}

/* An answer to a notification is the desk's word, or nobody's: nothing of what customers may do is looked at. */
static bool
take_desk_answer(Way *way, bool *ret_taken, Processed *ret_processed, GError **error)
{
	g_auto(AgentAnswer) answer = {0};

	if (!agent_answer(
		way->office, way->mail, way->message, way->explanation, &answer, error))
		return false;
	if (!answer.is_one)
		return true;
	way->effect.ticket = answer.ticket;
	way->effect.number = g_steal_pointer(&answer.number);
	if (way->tried != NULL)
		ret_processed->outcome =
		    outcome_aside(way->message, answer.decision, answer.reason);
	*ret_taken = record(way, answer.state, answer.decision, answer.reason, error) &&
		     finish(way, answer.decision, ret_processed);
	return *ret_taken;
}

bool
process_message(Office *office, const Mail *mail, const Message *message,
    Processed *ret_processed, GError **error)
{
	g_auto(Way) way = {.office = office, .mail = mail, .message = message};
	g_autofree char *same = NULL;
	int64_t first = 0;
	bool taken = false;

	way.mailbox = config_mailbox_or_first(office->config, mail->mailbox);
	way.explanation = explanation_new();
	way.tried = mail->id == 0 ? json_array() : NULL;
	explanation_mail(way.explanation, mail, message);
	if (!look_for_same(&way, &first, error))
		return false;
	if (first != 0) {
		same = g_strdup_printf("the same mail as %" G_GINT64_FORMAT, first);
		return set_aside(&way, MAIL_DUPLICATE, "duplicate", same, ret_processed, error);
	}
	if (threading_is_ours(office, message) ||
	    loop_mark_read(message, office->config->domain) == LOOP_MARK_OURS)
		return set_aside(&way, MAIL_DONE, "ignore",
		    "a letter of our own that came back", ret_processed, error);
	if (!bounce_letter_find(office, way.mailbox, message, &way.returned, error))
		return false;
	if (way.returned != NULL && threading_is_for_desk(way.returned))
		return set_aside(&way, MAIL_DONE, "ignore",
		    "a machine's answer to a notification", ret_processed, error);
	if (!take_desk_answer(&way, &taken, ret_processed, error) || taken)
		return taken;
	if (!consider(&way, error) || !act(&way, error) ||
	    !(way.tried == NULL ||
		outcome_look_back(office->spool, &way.effect, &way.after, error)))
		return false;
	explain_all(&way);
	if (way.tried != NULL)
		ret_processed->outcome = outcome_of(&way);
	return record(&way, state_after(&way), decision_kind_name(way.decision.kind),
		   reason_of(&way), error) &&
	       finish(&way, decision_kind_name(way.decision.kind), ret_processed);
}
