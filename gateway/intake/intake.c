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
#include "gateway/intake/code_answer.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/denial_answer.h"
#include "gateway/intake/details_answer.h"
#include "gateway/intake/details_change.h"
#include "gateway/intake/history.h"
#include "gateway/intake/page_form.h"
#include "gateway/intake/register_answer.h"
#include "gateway/intake/report.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/situation.h"
#include "gateway/intake/threading.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/writer.h"
#include "gateway/letters/letter_token.h"
#include "gateway/letters/loop_mark.h"
#include "gateway/letters/token_cut.h"
#include "gateway/util/log.h"
#include "gateway/util/time_format.h"
#include "spool/mail_copy.h"
#include "spool/mail_scan.h"
#include "spool/mail_trace.h"
#include "spool/outbox.h"

#define ATTEMPTS_MAX 3
#define CONFLICTS_MAX 3

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
	const TokenCutter cutter =
	    letter_token_cutter(facts->context, TOKEN_LETTERS_MOST, NULL);
	g_autofree char *subject = token_cut(&cutter, message_whole_subject(message));
	g_autofree char *cut = token_cut(&cutter, trace_text(facts->trace));
	const MailOutcome outcome = {
	    .state = state,
	    .reason = reason,
	    .decision = decision,
	    .rule = facts->rule_result == NULL ? NULL : facts->rule_result->rule,
	    .ticket = facts->applied.ticket,
	    .message_id = message->message_id,
	    .content_hash = message->content_hash,
	    .from_address = message->from == NULL ? NULL : message->from->address,
	    .date_ms = message->date_ms,
	    .subject = subject == NULL ? message_whole_subject(message) : subject,
	};
	const char *trace = cut == NULL ? trace_text(facts->trace) : cut;

	ret_result->decision = g_strdup(decision);
	ret_result->number = g_strdup(facts->applied.number);
	ret_result->trace = g_strdup(trace);
	return facts->mail->id == 0 ||
	       (mail_decide(spool, facts->mail->id, &outcome, error) &&
		   mail_scan_set(spool, facts->mail->id,
		       message->marks == 0 ? NULL : message->scan, message->scan_again,
		       error) &&
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

/* Whether it was decided before on what the desk elsewhere had changed meanwhile. */
static bool
look_for_conflict(MailFacts *facts, GError **error)
{
	Context *context = facts->context;
	int64_t ticket = facts->mail->ticket;

	if (context->config->tickets == NULL || ticket == 0)
		return true;
	if (!outbox_conflicts(context->spool, ticket, facts->mail->id, &facts->conflicts,
		&facts->said, error))
		return false;
	facts->said_on = facts->said == 0 ? 0 : ticket;
	if (facts->conflicts != 0)
		trace_add(facts->trace, "again",
		    "its ticket was moved at the desk: decided on what is true there");
	return true;
}

/* What is for one of these alone is no customer's mail: "that was not me", a code, an answer to a notification or what an agent forwards,
 * which is the desk's word or nobody's, and what confirms an address. */
static bool
take_alone(MailFacts *facts, bool *ret_taken, IntakeResult *ret_result, GError **error)
{
	static bool (*const STEPS[])(MailFacts * facts, Taken * ret_taken, GError * *error) = {
	    denial_answer, code_answer_take, agent_reply, agent_forward_ask, register_answer,
	    details_answer};
	g_auto(Taken) taken = {0};

	for (size_t i = 0; i < G_N_ELEMENTS(STEPS) && !taken.is_one; i++)
		if (!STEPS[i](facts, &taken, error))
			return false;
	*ret_taken = taken.is_one;
	if (taken.is_one && facts->tried != NULL)
		ret_result->report = report_aside(facts->message, taken.decision, taken.reason);
	return !taken.is_one ||
	       finish(facts, taken.state, taken.decision, taken.reason, ret_result, error);
}

/* Whether the mail comes from ourselves, or from a machine that answers the desk's letters: why it is ignored. */
static bool
look_for_own(MailFacts *facts, const char **ret_why, GError **error)
{
	const char *domain = facts->context->config->domain;
	bool ours = false;

	*ret_why = NULL;
	if (facts->page != NULL)
		return true;
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
	details_change_trace(facts);
	trace_lines(trace, facts->lines.words);
	trace_decision(trace, facts);
	if (facts->after.ticket != NULL)
		trace_fields(trace, facts);
	trace_faq(trace, facts->applied.faq);
	if (facts->applied.trouble != NULL)
		trace_add(trace, "fields", "%s", facts->applied.trouble);
	trace_letter(trace, &facts->applied, mail_facts_language(facts), facts->sender);
	trace_notice(trace, &facts->applied);
}

static MailState
state_after(DecisionKind kind)
{
	bool waits =
	    kind == DECISION_HOLD || kind == DECISION_ASK_CODE || kind == DECISION_REFER;

	return kind == DECISION_SPAM ? MAIL_SPAM : waits ? MAIL_HELD : MAIL_DONE;
}

static void
explain_proof(const MailFacts *facts)
{
	if (facts->page != NULL) {
		page_form_trace(facts);
		return;
	}
	trace_proof(facts->trace, facts->proof, facts->verdict.why, facts->ticket,
	    facts->thread.own_token || facts->may_approve);
	trace_code(facts->trace, facts->confirmation.by);
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
	explain_proof(facts);
	if (facts->registered)
		trace_add(facts->trace, "", "its sender answered the letter that it brought");
	trace_ticket(facts->trace, facts->ticket, &facts->thread);
	if (!situation_ask_rules(facts, error))
		return false;
	if (!situation_decide(facts, error) || !apply_message(facts, error) ||
	    !use_up_token(facts, error) || !bounce_letter_take(facts, error))
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
	return finish(
	    facts, state_after(facts->decision.kind), decision, reason, ret_result, error);
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
	if (!page_form_look(&facts, error) ||
	    (facts.page == NULL && !threading_letters(&facts, error)))
		return false;
	code_answer_read(&facts);
	trace_mail(trace, mail, &settled);
	if (!look_for_same(&facts, &first, error))
		return false;
	if (first != 0)
		return set_aside_duplicate(&facts, first, ret_result, error);
	if (!look_for_own(&facts, &why, error))
		return false;
	if (why != NULL)
		return set_aside(&facts, MAIL_DONE, "ignore", why, ret_result, error);
	if (!look_for_conflict(&facts, error))
		return false;
	if (facts.conflicts >= CONFLICTS_MAX)
		return set_aside(&facts, MAIL_HELD, "hold",
		    "its ticket was moved at the desk each time it was decided", ret_result,
		    error);
	if (mail->history_ms != 0)
		return take_history(&facts, ret_result, error);
	if (facts.page == NULL && !take_alone(&facts, &taken, ret_result, error))
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
	context->mail = mail->id;
	good = take_message(context, mail, message, ret_result, error);
	context->mail = 0;
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
	if (!spool_give_up(context->spool, why, error))
		return false;
	reason = g_strdup_printf("it could not be decided: %s", why->message);
	return hold(context, reading->mail, reason, why->message, error);
}
