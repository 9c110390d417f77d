/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a message, top to bottom: seen before? machine or person? who speaks? which ticket, and may the sender
 * see it? what do the rules want? what is allowed? what does the lifecycle make of it? which letters?
 */
#include "gateway/intake/intake.h"

#include "gateway/intake/agent_reply.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/intake/situation.h"
#include "gateway/letters/loop_mark.h"
#include "spool/letter.h"
#include "spool/mail_trace.h"

void
intake_result_clear(IntakeResult *processed)
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
look_for_same(Intake *intake, int64_t *ret_first, GError **error)
{
	const Message *message = intake->message;
	const MailCopy copy = {message->message_id, message->content_hash,
	    message->from == NULL ? NULL : message->from->address};

	*ret_first = 0;
	if (copy.message_id == NULL || copy.content_hash == NULL)
		return true;
	return mail_find_same(intake->context->spool, &copy, ret_first, error);
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
use_up(Intake *intake, GError **error)
{
	int64_t approval = intake->thread.approval_confirmed ? intake->thread.approval : 0;
	int64_t letter = intake->may_approve ? approval : intake->thread.confirmed;

	return letter == 0 || !changes_something(intake->decision.kind) ||
	       letter_expire_token(
		   intake->context->spool, letter, intake->context->now_ms, error);
}

/* 9. Tickets and letters. */
static bool
act(Intake *intake, GError **error)
{
	const ApplyOrder order = {
	    .situation = &intake->situation,
	    .decision = &intake->decision,
	    .mail = intake->mail,
	    .mailbox = intake->mailbox,
	    .item = intake->form.item,
	    .values = intake->form.values,
	    .form = &intake->lines,
	    .author = intake->sender,
	    .verdict = &intake->verdict,
	    .is_news = bounce_letter_is_news(
		intake->context->config, intake->mailbox, intake->returned),
	};

	return apply_message(intake->context, &order, &intake->applied, error) &&
	       use_up(intake, error) &&
	       (intake->returned == NULL || bounce_letter_take(intake->context,
						intake->returned, intake->message, error));
}

static MailState
state_after(const Intake *intake)
{
	return intake->decision.kind == DECISION_HOLD ? MAIL_HELD : MAIL_DONE;
}

/* Why the mail is in its state; of one that was cut short, that too. */
static const char *
reason_of(const Intake *intake)
{
	if (intake->decision.reason[0] == '\0' && intake->mail->header_only)
		return "too large: only its header was kept";
	return intake->decision.reason;
}

static bool
record(
    Intake *intake, MailState state, const char *decision, const char *reason, GError **error)
{
	const Message *message = intake->message;
	const MailOutcome outcome = {
	    .state = state,
	    .reason = reason,
	    .decision = decision,
	    .ticket = intake->applied.ticket,
	    .message_id = message->message_id,
	    .content_hash = message->content_hash,
	    .from_address = message->from == NULL ? NULL : message->from->address,
	    .subject = message->subject,
	};

	return intake->mail->id == 0 ||
	       (mail_decide(intake->context->spool, intake->mail->id, &outcome, error) &&
		   mail_trace_set(intake->context->spool, intake->mail->id,
		       trace_text(intake->trace), error));
}

static bool
finish(Intake *intake, const char *decision, IntakeResult *ret_processed)
{
	ret_processed->decision = g_strdup(decision);
	ret_processed->number = g_strdup(intake->applied.number);
	ret_processed->trace = g_strdup(trace_text(intake->trace));
	return true;
}

/* Changes nothing; says why. */
static bool
set_aside(Intake *intake, MailState state, const char *decision, const char *reason,
    IntakeResult *ret_processed, GError **error)
{
	trace_add(intake->trace, "decision", "%s  %s", decision, reason);
	if (intake->tried != NULL)
		ret_processed->outcome = report_aside(intake->message, decision, reason);
	return record(intake, state, decision, reason, error) &&
	       finish(intake, decision, ret_processed);
}

static json_t *
outcome_of(const Intake *intake)
{
	const ReportFacts outcome = {
	    .message = intake->message,
	    .situation = &intake->situation,
	    .decision = &intake->decision,
	    .applied = &intake->applied,
	    .asks = situation_asks(intake),
	    .item = intake->form.item == NULL ? NULL : catalog_item_name(intake->form.item),
	    .lines = intake->lines.words,
	    .evidence = intake->ticket == NULL ? NULL : intake->thread.words,
	    .vouched = intake->verdict.why,
	    .rules = intake->tried,
	    .after = &intake->after,
	    .language = situation_language(intake),
	};

	return report_json(&outcome);
}

static void
explain_all(Intake *intake)
{
	trace_sender(intake->trace, intake->message, intake->sender);
	trace_proof(intake->trace, intake->situation.proof, intake->verdict.why, intake->ticket,
	    intake->situation.own_token || intake->may_approve);
	trace_ticket(intake->trace, intake->ticket, &intake->thread);
	request_form_explain(&intake->form, intake->trace);
	trace_lines(intake->trace, intake->lines.words);
	trace_decision(
	    intake->trace, &intake->situation, &intake->decision, intake->applied.number);
	if (intake->after.ticket != NULL)
		trace_fields(intake->trace, intake->after.ticket, intake->after.account,
		    intake->rule_result->watchers);
	trace_faq(intake->trace, intake->applied.faq);
	if (intake->applied.trouble != NULL)
		trace_add(intake->trace, "fields", "%s", intake->applied.trouble);
	trace_letter(
	    intake->trace, &(TraceLetter){intake->applied.letter, situation_language(intake),
			       intake->speaks_for, intake->applied.no_letter});
	trace_notice(intake->trace, intake->applied.notice);
}

/* An answer to a notification is the desk's word, or nobody's: nothing of what customers may do is looked at. */
static bool
take_desk_answer(Intake *intake, bool *ret_taken, IntakeResult *ret_processed, GError **error)
{
	g_auto(AgentReply) answer = {0};

	if (!agent_reply(
		intake->context, intake->mail, intake->message, intake->trace, &answer, error))
		return false;
	if (!answer.is_one)
		return true;
	intake->applied.ticket = answer.ticket;
	intake->applied.number = g_steal_pointer(&answer.number);
	if (intake->tried != NULL)
		ret_processed->outcome =
		    report_aside(intake->message, answer.decision, answer.reason);
	*ret_taken = record(intake, answer.state, answer.decision, answer.reason, error) &&
		     finish(intake, answer.decision, ret_processed);
	return *ret_taken;
}

bool
intake_message(Context *context, const Mail *mail, const Message *message,
    IntakeResult *ret_processed, GError **error)
{
	g_auto(Intake) intake = {.context = context, .mail = mail, .message = message};
	g_autofree char *same = NULL;
	int64_t first = 0;
	bool taken = false;

	intake.mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	intake.trace = trace_new();
	intake.tried = mail->id == 0 ? json_array() : NULL;
	trace_mail(intake.trace, mail, message);
	if (!look_for_same(&intake, &first, error))
		return false;
	if (first != 0) {
		same = g_strdup_printf("the same mail as %" G_GINT64_FORMAT, first);
		return set_aside(
		    &intake, MAIL_DUPLICATE, "duplicate", same, ret_processed, error);
	}
	if (threading_is_ours(context, message) ||
	    loop_mark_read(message, context->config->domain) == LOOP_MARK_OURS)
		return set_aside(&intake, MAIL_DONE, "ignore",
		    "a letter of our own that came back", ret_processed, error);
	if (!bounce_letter_find(context, intake.mailbox, message, &intake.returned, error))
		return false;
	if (intake.returned != NULL && threading_is_for_desk(intake.returned))
		return set_aside(&intake, MAIL_DONE, "ignore",
		    "a machine's answer to a notification", ret_processed, error);
	if (!take_desk_answer(&intake, &taken, ret_processed, error) || taken)
		return taken;
	if (!situation_consider(&intake, error) || !act(&intake, error) ||
	    !(intake.tried == NULL ||
		report_look_back(context->spool, &intake.applied, &intake.after, error)))
		return false;
	explain_all(&intake);
	if (intake.tried != NULL)
		ret_processed->outcome = outcome_of(&intake);
	return record(&intake, state_after(&intake), decision_kind_name(intake.decision.kind),
		   reason_of(&intake), error) &&
	       finish(&intake, decision_kind_name(intake.decision.kind), ret_processed);
}
