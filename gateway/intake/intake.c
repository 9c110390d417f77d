/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a message, top to bottom: seen before? machine or person? who speaks? which ticket, and may the sender
 * see it? what do the rules want? what is allowed? what does the lifecycle make of it? which letters?
 */
#include "gateway/intake/intake.h"

#include "gateway/intake/agent_reply.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/letters/loop_mark.h"
#include "gateway/intake/situation.h"
#include "spool/letter.h"
#include "spool/mail_trace.h"

void
processed_clear(Processed *processed)
{
	g_clear_pointer(&processed->decision, g_free);
	g_clear_pointer(&processed->number, g_free);
	g_clear_pointer(&processed->trace, g_free);
	json_decref(processed->outcome);
	processed->outcome = NULL;
}

/* 1. The same mail by another way: same Message-ID, content and sender; who has a copy of somebody's mail could
 * otherwise send it first, and the real one would count as seen. ret_first is 0 where there is none. */
static bool
look_for_same(Way *way, int64_t *ret_first, GError **error)
{
	const Message *message = way->message;
	const MailCopy copy = {message->message_id, message->content_hash,
	    message->from == NULL ? NULL : message->from->address};

	*ret_first = 0;
	if (copy.message_id == NULL || copy.content_hash == NULL)
		return true;
	return mail_find_same(way->office->spool, &copy, ret_first, error);
}

static bool
changes_something(DecisionKind kind)
{
	return kind == DECISION_ACCEPT || kind == DECISION_REJECT || kind == DECISION_REOPEN ||
	       kind == DECISION_CONTINUE_DRAFT || kind == DECISION_APPROVE ||
	       kind == DECISION_DECLINE || kind == DECISION_NOTE_APPROVAL;
}

/* The token of a letter that asked whether a mail was theirs counts once, also where a pass would have done. */
static bool
use_up(Way *way, GError **error)
{
	int64_t approval = way->thread.approval_confirmed ? way->thread.approval : 0;
	int64_t letter = way->may_approve ? approval : way->thread.confirmed;

	return letter == 0 || !changes_something(way->decision.kind) ||
	       letter_expire_token(way->office->spool, letter, way->office->now_ms, error);
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

	return apply_message(way->office, &work, &way->effect, error) && use_up(way, error) &&
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
	    .asks = situation_asks(way),
	    .item = way->form.item == NULL ? NULL : catalog_item_name(way->form.item),
	    .lines = way->lines.words,
	    .evidence = way->ticket == NULL ? NULL : way->thread.words,
	    .vouched = way->verdict.why,
	    .rules = way->tried,
	    .after = &way->after,
	    .language = situation_language(way),
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
	    way->explanation, &(ExplainedLetter){way->effect.letter, situation_language(way),
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
	if (!situation_consider(&way, error) || !act(&way, error) ||
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
