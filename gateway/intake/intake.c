/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of a mail, top to bottom: seen before? a letter of our own, or a machine's answer to one? an agent's
 * answer? else who speaks, about which ticket, and how sure that is; what the mail says, what the rules want and what is
 * allowed; then tickets and letters, the trace, and the mail's state.
 */
#include "gateway/intake/intake.h"

#include "gateway/intake/agent_forward.h"
#include "gateway/intake/agent_reply.h"
#include "gateway/intake/apply.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/history.h"
#include "gateway/intake/report.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/situation.h"
#include "gateway/intake/threading.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/writer.h"
#include "gateway/letters/loop_mark.h"
#include "gateway/util/log.h"
#include "gateway/util/time_format.h"
#include "spool/mail_copy.h"
#include "spool/mail_trace.h"

#define ATTEMPTS_MAX 3

void
intake_result_clear(IntakeResult *result)
{
	g_clear_pointer(&result->decision, g_free);
	g_clear_pointer(&result->number, g_free);
	g_clear_pointer(&result->trace, g_free);
	json_decref(result->report);
	result->report = NULL;
}

/* The mail's new state, and what its caller is told. */
static bool
finish(const MailFacts *facts, MailState state, const char *decision, const char *reason,
    IntakeResult *ret_result, GError **error)
{
	const Message *message = facts->message;
	Spool *spool = facts->context->spool;
	const MailOutcome outcome = {
	    .state = state,
	    .reason = reason,
	    .decision = decision,
	    .ticket = facts->applied.ticket,
	    .message_id = message->message_id,
	    .content_hash = message->content_hash,
	    .from_address = message->from == NULL ? NULL : message->from->address,
	    .date_ms = message->date_ms,
	    .subject = message_whole_subject(message),
	};
	const char *trace = trace_text(facts->trace);

	ret_result->decision = g_strdup(decision);
	ret_result->number = g_strdup(facts->applied.number);
	ret_result->trace = g_strdup(trace);
	return facts->mail->id == 0 ||
	       (mail_decide(spool, facts->mail->id, &outcome, error) &&
		   mail_trace_set(spool, facts->mail->id, trace, error));
}

/* Changes nothing; says why. */
static bool
set_aside(const MailFacts *facts, MailState state, const char *decision, const char *reason,
    IntakeResult *ret_result, GError **error)
{
	trace_add(facts->trace, "decision", "%s  %s", decision, reason);
	if (facts->tried != NULL)
		ret_result->report = report_aside(facts->message, decision, reason);
	return finish(facts, state, decision, reason, ret_result, error);
}

/* The same mail that came another way has the same Message-ID, sender, Date, Subject and body; who has a copy of
 * somebody's mail could otherwise send it first, and the real one would count as seen; and machines use one Message-ID
 * for all their mails. Without a Message-ID only the same bytes are the same mail: those do not come so far. ret_first is
 * 0 where there is none. */
static bool
look_for_same(const MailFacts *facts, int64_t *ret_first, GError **error)
{
	const Message *message = facts->message;
	const MailMarks marks = {
	    .message_id = message->message_id,
	    .content_hash = message->content_hash,
	    .from = message->from == NULL ? NULL : message->from->address,
	    .subject = message_whole_subject(message),
	    .date_ms = message->date_ms,
	};

	*ret_first = 0;
	if (marks.message_id == NULL || marks.content_hash == NULL)
		return true;
	return mail_find_same(facts->context->spool, &marks, ret_first, error);
}

/* It changes nothing, but is noted on the ticket of the first one. */
static bool
set_aside_duplicate(MailFacts *facts, int64_t first, IntakeResult *ret_result, GError **error)
{
	Context *context = facts->context;
	g_autofree char *same = g_strdup_printf("the same mail as %" G_GINT64_FORMAT, first);
	g_autoptr(Mail) original = NULL;

	if (!mail_get(context->spool, first, &original, error))
		return false;
	facts->applied.ticket = original->ticket;
	if (facts->mail->id != 0 &&
	    !mail_set_same(context->spool, facts->mail->id, first, context->now_ms, error))
		return false;
	return set_aside(facts, MAIL_DUPLICATE, "duplicate", same, ret_result, error);
}

/* An answer to a notification, or what an agent forwards, is the desk's word, or nobody's: nothing of what customers may do is looked at. */
static bool
take_desk_answer(MailFacts *facts, bool *ret_taken, IntakeResult *ret_result, GError **error)
{
	g_auto(AgentReply) answer = {0};

	if (!agent_reply(facts, &answer, error) ||
	    (!answer.is_one && !agent_forward_ask(facts, &answer, error)))
		return false;
	*ret_taken = answer.is_one;
	if (answer.is_one && facts->tried != NULL)
		ret_result->report =
		    report_aside(facts->message, answer.decision, answer.reason);
	return !answer.is_one ||
	       finish(facts, answer.state, answer.decision, answer.reason, ret_result, error);
}

/* Whether the mail comes from ourselves, or from a machine that answers the desk's letters: why it is ignored. */
static bool
look_for_own(MailFacts *facts, const char **ret_why, GError **error)
{
	const char *domain = facts->context->config->domain;
	bool ours = false;

	*ret_why = NULL;
	if (!threading_is_ours(facts->context, facts->message, &ours, error))
		return false;
	if (ours || loop_mark_read(facts->message, domain) == LOOP_MARK_OURS) {
		*ret_why = "a letter of our own that came back";
		return true;
	}
	if (!bounce_letter_find(facts, error))
		return false;
	if (facts->returned != NULL && threading_is_for_desk(facts->returned))
		*ret_why = "a machine's answer to a notification";
	return true;
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
use_up_token(const MailFacts *facts, GError **error)
{
	int64_t approval = facts->thread.approval_confirmed ? facts->thread.approval : 0;
	int64_t letter = facts->may_approve ? approval : facts->thread.confirmed;

	return letter == 0 || !changes_something(facts->decision.kind) ||
	       letter_expire_token(
		   facts->context->spool, letter, facts->context->now_ms, error);
}

static void
explain_decision(const MailFacts *facts)
{
	Trace *trace = facts->trace;

	request_form_explain(&facts->form, trace);
	trace_lines(trace, facts->lines.words);
	trace_decision(trace, facts);
	if (facts->after.ticket != NULL)
		trace_fields(trace, facts->after.ticket, facts->after.account,
		    facts->rule_result->watchers);
	trace_faq(trace, facts->applied.faq);
	if (facts->applied.trouble != NULL)
		trace_add(trace, "fields", "%s", facts->applied.trouble);
	trace_letter(trace, &facts->applied, mail_facts_language(facts), facts->sender);
	trace_notice(trace, facts->applied.notice);
}

/* A customer's mail. */
static bool
take_mail(MailFacts *facts, IntakeResult *ret_result, GError **error)
{
	const char *decision = NULL;
	const char *reason = NULL;

	if (!situation_find_sender(facts, error) || !situation_find_ticket(facts, error) ||
	    !situation_prove(facts, error) || !situation_read(facts, error))
		return false;
	trace_sender(facts->trace, facts->message, facts->author);
	trace_proof(facts->trace, facts->proof, facts->verdict.why, facts->ticket,
	    facts->thread.own_token || facts->may_approve);
	trace_ticket(facts->trace, facts->ticket, &facts->thread);
	if (!situation_ask_rules(facts, error))
		return false;
	situation_decide(facts);
	if (!apply_message(facts, error) || !use_up_token(facts, error) ||
	    !bounce_letter_take(facts, error))
		return false;
	if (facts->tried != NULL && !report_look_back(facts, error))
		return false;
	explain_decision(facts);
	if (facts->tried != NULL)
		ret_result->report = report_json(facts);
	decision = decision_kind_name(facts->decision.kind);
	reason = facts->decision.reason;
	if (reason[0] == '\0' && facts->mail->header_only)
		reason = "too large: only its header was kept";
	return finish(facts, facts->decision.kind == DECISION_HOLD ? MAIL_HELD : MAIL_DONE,
	    decision, reason, ret_result, error);
}

/* Old mail that is only kept. */
static bool
take_history(MailFacts *facts, IntakeResult *ret_result, GError **error)
{
	g_autofree char *came = time_format_iso(facts->mail->history_ms);

	trace_add(facts->trace, "history", "came %s: kept without letters", came);
	if (!history_decide(facts, error))
		return false;
	trace_sender(facts->trace, facts->message, facts->author);
	trace_ticket(facts->trace, facts->ticket, &facts->thread);
	if (!apply_message(facts, error))
		return false;
	explain_decision(facts);
	return finish(facts, MAIL_DONE, decision_kind_name(facts->decision.kind),
	    facts->decision.reason, ret_result, error);
}

static bool
take_message(Context *context, const Mail *mail, const Message *message,
    IntakeResult *ret_result, GError **error)
{
	g_autoptr(Trace) trace = trace_new();
	Message settled;
	g_auto(MailFacts)
	    facts = {.context = context, .mail = mail, .message = &settled, .trace = trace};
	const char *why = NULL;
	int64_t first = 0;
	bool taken = false;

	writer_settle(context->config, message, &settled);
	facts.mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	facts.tried = mail->id == 0 ? json_array() : NULL;
	trace_mail(trace, mail, &settled);
	if (!look_for_same(&facts, &first, error))
		return false;
	if (first != 0)
		return set_aside_duplicate(&facts, first, ret_result, error);
	if (!look_for_own(&facts, &why, error))
		return false;
	if (why != NULL)
		return set_aside(&facts, MAIL_DONE, "ignore", why, ret_result, error);
	if (!threading_letters(&facts, error))
		return false;
	if (mail->history_ms != 0)
		return take_history(&facts, ret_result, error);
	if (!take_desk_answer(&facts, &taken, ret_result, error))
		return false;
	return taken || take_mail(&facts, ret_result, error);
}

/* What is history happened when it came. */
bool
intake_message(Context *context, const Mail *mail, const Message *message,
    IntakeResult *ret_result, GError **error)
{
	int64_t now_ms = context->now_ms;
	bool good = false;

	if (mail->history_ms != 0)
		context->now_ms = MIN(mail->history_ms, now_ms);
	good = take_message(context, mail, message, ret_result, error);
	context->now_ms = now_ms;
	return good;
}

/* What cannot be decided waits for a person, with the reason. */
static bool
hold(Context *context, const Mail *mail, const char *reason, const char *logged, GError **error)
{
	const MailOutcome outcome = {
	    .state = MAIL_HELD, .reason = reason, .decision = "hold", .subject = ""};

	log_write(LOG_ERROR, "mail", "%" G_GINT64_FORMAT " is held: %s", mail->id, logged);
	return mail_decide(context->spool, mail->id, &outcome, error);
}

bool
intake_reading(Context *context, const IntakeReading *reading, GError **error)
{
	g_auto(IntakeResult) result = {0};
	int attempts = 0;

	/* a mail that lost its reader runs again, or is quarantined when that was the last attempt */
	if (reading->message == NULL)
		return mail_count_attempt(
			   context->spool, reading->mail->id, &attempts, error) &&
		       (attempts < ATTEMPTS_MAX ||
			   intake_unreadable(context, reading->mail, reading->how, error));
	/* one of the two readers was not itself any more, and nobody can say which */
	if (reading->disputed)
		return hold(context, reading->mail,
		    "two readings of it do not agree: look at the original before it is let "
		    "go",
		    "two readings of it do not agree", error);
	if (reading->message->refused != NULL)
		return intake_unreadable(
		    context, reading->mail, reading->message->refused, error);
	return intake_message(context, reading->mail, reading->message, &result, error);
}

bool
intake_reading_alone(Context *context, const IntakeReading *reading, GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autofree char *reason = NULL;

	if (!spool_mark(context->spool, error))
		return false;
	if (intake_reading(context, reading, &why))
		return spool_keep(context->spool, error);
	if (!spool_undo(context->spool, error))
		return false;
	if (g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_FULL)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	reason = g_strdup_printf("it could not be decided: %s", why->message);
	return hold(context, reading->mail, reason, why->message, error);
}
