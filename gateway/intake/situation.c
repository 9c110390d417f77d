/* SPDX-License-Identifier: Apache-2.0 */
/* Each step asks the spool for what it needs and leaves what it found in the facts; decide() then weighs it all. */
#include "gateway/intake/situation.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/desk/approval.h"
#include "gateway/desk/code_waiting.h"
#include "gateway/desk/factor_code.h"
#include "gateway/intake/app_digits.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/intake/case_fields.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/details_change.h"
#include "gateway/intake/page_form.h"
#include "gateway/intake/quoted_answers.h"
#include "gateway/intake/relation.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/intake/report.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/status_answer.h"
#include "gateway/intake/subject_news.h"
#include "gateway/intake/threading.h"
#include "gateway/intake/trace.h"
#include "gateway/intake/writer.h"
#include "gateway/model/ticket_access.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "rules/answer_denial.h"
#include "spool/account.h"
#include "spool/factor.h"
#include "spool/letter.h"
#include "spool/registration.h"
#include "spool/spam_sender.h"
#include "spool/ticket_content.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define RULES_MS 200
#define TRACED_RULES_MOST 100 /* of more a kept trace tells only those that had a say */

/* Who is proved to write from a domain that an account owns and trusts is a known contact of that account. One of
 * another account stays what it is. */
static bool
join_account(MailFacts *facts, const char *address, GError **error)
{
	Spool *spool = facts->context->spool;
	const Contact *author = facts->author;
	const char *at = strrchr(address, '@');
	int64_t id = author->id;
	g_autoptr(Account) account = NULL;

	if (!facts->verdict.passed || at == NULL || (author->known && author->account != 0))
		return true;
	if (!account_find_domain(spool, at + 1, &account, error))
		return false;
	if (account == NULL || !account->trusts_domains ||
	    (author->account != 0 && author->account != account->id))
		return true;
	g_clear_pointer(&facts->author, contact_free);
	return contact_join(spool, id, account->id, error) &&
	       contact_find(spool, address, &facts->author, error);
}

/* The desk's own people are no strangers: the configuration has their addresses. Where our own server could vouch for a
 * mail and does not, it is anybody's. */
static void
know_agent(MailFacts *facts, const char *address)
{
	bool may_be = facts->verdict.passed || facts->mailbox->authserv == NULL;

	if (may_be && agents_agent(facts->context->config, address) != NULL)
		facts->author->known = true;
}

/* A From makes nobody anybody: a contact of an account comes only of a domain that our own server vouched for. */
bool
situation_find_sender(MailFacts *facts, GError **error)
{
	Context *context = facts->context;
	const MessageAddress *from = facts->message->from;
	const ContactDetails details = {.address = from == NULL ? NULL : from->address,
	    .name = from == NULL ? NULL : from->name};

	verdict_clear(&facts->verdict);
	facts->verdict = (Verdict){0};
	if (facts->page != NULL)
		return page_form_find_sender(facts, error);
	if (from == NULL || own_address_is_ours(context->config, from->address))
		return true;
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	if (!spam_sender_is(context->spool, from->address, &facts->spammer, error))
		return false;
	if (message_kind_is_machine(facts->message->kind))
		return contact_find(context->spool, from->address, &facts->author, error);
	if (!contact_meet(context->spool, &details, context->now_ms, &facts->author, error) ||
	    !registration_is_confirmed(context->spool, facts->mail->id, facts->author->id,
		&facts->registered, error) ||
	    !join_account(facts, from->address, error))
		return false;
	know_agent(facts, from->address);
	return true;
}

/* Whether the author answers a letter that asked them to approve the ticket, and still may. */
static bool
look_at_approval(MailFacts *facts, GError **error)
{
	g_autoptr(Letter) letter = NULL;

	if (facts->thread.approval == 0 || facts->author == NULL)
		return true;
	if (!letter_get(facts->context->spool, facts->thread.approval, &letter, error))
		return false;
	return approval_is_theirs(facts->context,
		   &(ApprovalAnswer){facts->ticket, letter, facts->author}, &facts->may_approve,
		   error) &&
	       ticket_request_is_confirmed(
		   facts->context->spool, facts->ticket->id, &facts->request_confirmed, error);
}

/* Whether the author was asked to approve the ticket and answers in another mail: that is seen, and asked back. */
static bool
look_for_question(MailFacts *facts, GError **error)
{
	Answer answer = {0};
	AnswerKind kind = ANSWER_NONE;

	if (facts->may_approve || facts->author == NULL || !facts->author->known ||
	    !facts->verdict.passed || message_kind_is_machine(facts->message->kind) ||
	    facts->ticket->state != TICKET_AWAITING_APPROVAL)
		return true;
	answer_read(facts->context->config->answers, facts->message, true, &answer);
	kind = answer.kind;
	answer_clear(&answer);
	if (!answer_kind_decides(kind))
		return true;
	return approval_was_asked(
	    facts->context, facts->ticket, facts->author, &facts->was_asked, error);
}

/* The author may see it as a party, whatever token there is of one who is none any more, or as one who is asked to
 * approve it; a machine that answers a letter of ours, or reports about a party, only reports on it. */
bool
situation_find_ticket(MailFacts *facts, GError **error)
{
	Spool *spool = facts->context->spool;
	Thread *thread = &facts->thread;
	bool machine = message_kind_is_machine(facts->message->kind);
	bool may_have = writer_may_have_token(facts->context->config, facts->message);
	bool elsewhere = false;
	bool party = false;
	bool returns = false;
	bool asked = false;

	if (facts->returned != NULL && facts->returned->ticket != 0) {
		thread->ticket = facts->returned->ticket;
		thread->words = g_strdup("envelope address of a letter of ours");
		return ticket_get(spool, thread->ticket, &facts->ticket, error);
	}
	if (facts->page != NULL)
		return page_form_find_ticket(facts, error);
	if (!threading_gather(facts, error))
		return false;
	threading_weigh(facts->evidence,
	    facts->author == NULL || !may_have ? 0 : facts->author->id, thread);
	if (thread->ticket == 0)
		return true;
	if (!ticket_get(spool, thread->ticket, &facts->ticket, error) ||
	    !ticket_access_has(spool, facts->ticket, facts->author, &party, error) ||
	    !bounce_letter_names_party(facts, facts->ticket, &returns, error) ||
	    !look_at_approval(facts, error) || !look_for_question(facts, error))
		return false;
	thread->own_token = thread->own_token && party;
	asked = facts->may_approve || facts->was_asked;
	elsewhere = !asked && relation_is_elsewhere(facts);
	if (!elsewhere && (party || asked || returns || (machine && thread->letter != 0)))
		return true;
	return relation_set_named(facts, elsewhere, error);
}

/* A contact whose address answers with a token issued to it is known from then on. */
static bool
know_author(MailFacts *facts, GError **error)
{
	/* a link goes along with a letter that is handed on */
	if (facts->author == NULL || facts->author->known || !facts->thread.own_token ||
	    page_form_is_by_link(facts) ||
	    proof_outcome(ACTION_BECOME_KNOWN, facts->standing, true) != PROOF_YES ||
	    message_kind_is_machine(facts->message->kind))
		return true;
	facts->author->known = true;
	return contact_register(
	    facts->context->spool, facts->author->id, facts->context->now_ms, error);
}

static bool
look_for_app(MailFacts *facts, GError **error)
{
	g_autoptr(Factor) factor = NULL;

	if (facts->author == NULL)
		return true;
	if (!factor_get(facts->context->spool, facts->author->id, &factor, error))
		return false;
	facts->confirmation.has_app = factor != NULL && factor->state != FACTOR_PENDING;
	facts->confirmation.app_locked = factor != NULL && factor->state == FACTOR_LOCKED;
	if (facts->confirmation.has_app && facts->page == NULL &&
	    !message_kind_is_machine(facts->message->kind))
		app_digits_take(facts);
	return true;
}

/* Our server's pass counts for a known contact, and for who was asked to approve. */
bool
situation_prove(MailFacts *facts, GError **error)
{
	const Verdict *verdict = &facts->verdict;
	const Thread *thread = &facts->thread;
	bool known = facts->author != NULL && facts->author->known;
	/* who answered with the code did so with the token of the letter that asked */
	bool token = thread->own_token || facts->may_approve || facts->registered ||
		     facts->mail->confirmed != CONFIRMED_BY_NOTHING;
	bool pass = verdict->passed && (known || facts->may_approve);
	ConfirmedBy by = (ConfirmedBy)facts->mail->confirmed;
	bool confirmed =
	    by != CONFIRMED_BY_NOTHING || facts->registered ||
	    (facts->may_approve ? thread->approval_confirmed : thread->confirmed != 0);

	facts->standing = token && confirmed && !pass
			      ? STANDING_CONFIRMED
			      : proof_standing(token, pass, verdict->failed);
	if (!know_author(facts, error))
		return false;
	known = facts->author != NULL && facts->author->known;
	facts->proof =
	    confirmed_fully(by) ? PROOF_CODE : proof_of_sender(token, known && verdict->passed);
	facts->confirmation.by = by;
	if (!verdict->failed && (verdict->passed || facts->proof != PROOF_NONE) &&
	    !bounce_letter_forgive(facts, error))
		return false;
	return look_for_app(facts, error);
}

/* What the lines of a new mail say of its case. For whom an agent writes, as for one who spoke and was proven. */
static bool
read_lines(MailFacts *facts, GError **error)
{
	facts->sender = facts->author;
	if (facts->ticket != NULL)
		return true;
	if (!case_fields_read(facts, &facts->lines, error))
		return false;
	if (facts->lines.by_desk) {
		facts->sender = facts->lines.reporter;
		facts->proof = PROOF_DOMAIN;
		facts->standing = STANDING_PASS;
	}
	return true;
}

/* Whoever answers between our lines says more than a word: that closes nothing. */
static void
read_answer(MailFacts *facts)
{
	Message message = *facts->message;
	Answer *answer = &facts->answer;

	if (facts->quoted.spoken != NULL)
		message.text = facts->quoted.spoken;
	answer_read(facts->context->config->answers, &message,
	    facts->thread.own_token || facts->may_approve || facts->was_asked, answer);
	/* Who is asked to approve and wishes the ticket closed says neither. */
	if (answer->wish && (facts->may_approve || facts->was_asked))
		answer->kind = ANSWER_UNCLEAR;
	if (facts->page != NULL)
		page_form_answer(facts);
	else if (facts->closed_by_link && answer_denial_read(message.text))
		*answer = (Answer){.kind = ANSWER_REJECT,
		    .has_reason = true,
		    .where = g_steal_pointer(&answer->where)};
	if (facts->quoted.spoken == NULL || facts->page != NULL)
		return;
	answer->has_reason = true;
	if (answer->kind == ANSWER_ACCEPT)
		answer->kind = ANSWER_UNCLEAR;
	if (!answer_kind_decides(answer->kind))
		answer->kind = ANSWER_NONE;
}

/* What the subject adds is part of the answer: an accept closes, and thanks are thanks, only where no trouble is in it. */
static void
read_subject(MailFacts *facts)
{
	g_autoptr(Message) news = NULL;
	Answer answer = {0};

	if (facts->subject == NULL || facts->page != NULL ||
	    facts->answer.kind == ANSWER_REJECT || facts->answer.kind == ANSWER_UNCLEAR)
		return;
	news = message_new();
	g_free(news->text);
	news->text = g_strdup(facts->subject);
	answer_read(facts->context->config->answers, news, false, &answer);
	if (answer.kind == ANSWER_REJECT || answer.kind == ANSWER_UNCLEAR ||
	    strchr(facts->subject, '?') != NULL)
		facts->answer.kind =
		    facts->answer.kind == ANSWER_ACCEPT ? ANSWER_UNCLEAR : ANSWER_NONE;
	answer_clear(&answer);
}

/* What the sender needs a code for. */
static bool
look_at_codes(MailFacts *facts, GError **error)
{
	const Contact *sender = facts->sender;
	Spool *spool = facts->context->spool;
	g_autoptr(Account) account = NULL;
	g_autofree char *wrong = NULL;

	if (sender == NULL)
		return true;
	if (!code_waiting_is_locked(
		facts->context, sender->id, &facts->confirmation.locked, error) ||
	    (sender->account != 0 && !account_get(spool, sender->account, &account, error)))
		return false;
	return account == NULL ||
	       need_parse(account->needs, &facts->confirmation.account, &wrong) ||
	       error_set(error, GATEWAY_ERROR_CONFIG, "account '%s' needs '%s'", account->name,
		   wrong);
}

/* A case that a link has closed is for a day as good as not closed yet: who was told of it may say that it was not them. A
 * desk elsewhere opens nothing again. */
static bool
look_for_link(MailFacts *facts, GError **error)
{
	const Ticket *ticket = facts->ticket;
	const GPtrArray *letters = NULL;

	if (ticket == NULL || ticket->state != TICKET_CLOSED ||
	    facts->context->config->tickets != NULL ||
	    facts->context->now_ms - ticket->state_ms >= DAY_MS)
		return true;
	letters = mail_facts_letters(facts, ticket->id, error);
	for (guint i = 0; letters != NULL && i < letters->len; i++) {
		const Letter *letter = letters->pdata[i];

		if (g_str_equal(letter->name, LETTER_CLOSED_BY_LINK) &&
		    letter->created_ms >= ticket->state_ms)
			facts->closed_by_link = true;
	}
	return letters != NULL;
}

bool
situation_read(MailFacts *facts, GError **error)
{
	const Ticket *ticket = NULL;

	if (facts->ticket != NULL && !quoted_answers_read(facts, facts->ticket->id, error))
		return false;
	if (!look_for_link(facts, error))
		return false;
	if (!read_lines(facts, error) || !look_at_codes(facts, error) ||
	    !request_form_fill(facts, &facts->form, error))
		return false;
	ticket = facts->ticket;
	if (ticket != NULL && (ticket->state == TICKET_RESOLVED || facts->closed_by_link) &&
	    !ticket_count_reopened(facts->context->spool, ticket->id,
		facts->context->now_ms - DAY_MS, &facts->reopened_today, error))
		return false;
	read_answer(facts);
	if (!subject_news_find(facts, &facts->subject, error))
		return false;
	read_subject(facts);
	if (!details_change_find(facts, error))
		return false;
	return facts->answer.asks != ASKS_STATUS || facts->author == NULL ||
	       status_answer_find(facts, error);
}

static int64_t
monotonic_us(void *data)
{
	(void)data;
	return g_get_monotonic_time();
}

static void
on_tried(const char *rule, bool matched, const char *why, void *data)
{
	MailFacts *facts = data;

	trace_rule(facts->trace, rule, matched, why);
	if (facts->tried != NULL)
		report_add_rule(facts->tried, rule, matched, why);
}

static RuleResult *
match(MailFacts *facts)
{
	const Ruleset *rules = facts->context->config->rules;
	const Contact *sender = facts->sender;
	const Ticket *ticket = facts->ticket;
	const Facts asked = {
	    .message = facts->message,
	    .mailbox = facts->mail->mailbox,
	    .now_ms = facts->context->now_ms,
	    .sender_known = sender != NULL && sender->known,
	    .account = sender == NULL ? NULL : sender->account_name,
	    .proof = facts->proof,
	    .spam = sender_proof_spam(facts->message->origin, facts->mailbox),
	    .ticket = ticket == NULL ? NULL : ticket->number,
	    .ticket_kind = ticket == NULL ? NULL : ticket_kind_name(ticket->kind),
	    .ticket_state = ticket == NULL          ? NULL
			    : facts->closed_by_link ? ticket_state_name(TICKET_RESOLVED)
						    : ticket_state_name(ticket->state),
	    .ticket_category = ticket == NULL ? NULL : ticket->category,
	    .answer = facts->answer.kind,
	    .answer_where = facts->answer.where,
	    .asks = mail_facts_asks(facts),
	    .item = facts->form.item == NULL ? NULL : catalog_item_name(facts->form.item),
	};
	const RulesetRun run = {
	    .clock_us = monotonic_us,
	    .deadline_us = g_get_monotonic_time() + RULES_MS * 1000,
	    .tried = on_tried,
	    .data = facts,
	    .brief = facts->mail->id != 0 && ruleset_count(rules) > TRACED_RULES_MOST,
	};

	return ruleset_match(rules, &asked, &run);
}

/* The form that the rule names, which the mail need not ask for; without one there is nothing to request. */
static bool
choose_form(MailFacts *facts, GError **error)
{
	if (facts->rule_result->kind != RULE_RESULT_FILE_REQUEST || facts->ticket != NULL)
		return true;
	if (facts->rule_result->item != NULL) {
		request_form_clear(&facts->form);
		if (!request_form_fill(facts, &facts->form, error))
			return false;
	}
	if (facts->form.item == NULL)
		facts->rule_result->kind = RULE_RESULT_OPEN_CASE;
	return true;
}

bool
situation_ask_rules(MailFacts *facts, GError **error)
{
	g_clear_pointer(&facts->rule_result, rule_result_free);
	if (facts->tried != NULL)
		json_array_clear(facts->tried);
	facts->rule_result = match(facts);
	facts->context->rule_errors += facts->rule_result->errors;
	if (!choose_form(facts, error))
		return false;
	bounce_letter_keep(facts);
	return true;
}

/* Who is not to be written to cannot be told how to become known: the mail is held. Nor can they be asked anything: a
 * draft of theirs would wait for an answer to no letter, so it is a case, and the desk is told. */
static void
obey_reply_policy(MailFacts *facts)
{
	Decision *decision = &facts->decision;
	bool refers = decision->kind == DECISION_REFER;
	bool asks = decision->kind == DECISION_FILE_REQUEST && decision->next == TICKET_DRAFT &&
		    decision->letter != NULL;

	if (!(refers || asks) ||
	    reply_policy_forbids(facts->message, &facts->verdict, facts->proof) == NULL)
		return;
	if (refers) {
		decision->kind = DECISION_HOLD;
		decision->letter = NULL;
		decision->reason =
		    "the sender is no known contact, and is not to be written to";
		return;
	}
	facts->rule_result->kind = RULE_RESULT_OPEN_CASE;
	request_form_clear(&facts->form);
	*decision = decide(facts);
	decision->reason = "a request of who cannot be asked to confirm it";
}

/* What was held only because our own server calls it forged, with the token of a sender whom no letter can ask: the
 * operator's word stands for the answer. */
static bool
let_be_confirmed(MailFacts *facts)
{
	if (facts->standing != STANDING_TOKEN_FORGED || facts->thread.disagrees)
		return false;
	facts->standing = STANDING_CONFIRMED;
	facts->decision = decide(facts);
	if (facts->decision.kind != DECISION_HOLD)
		return true;
	facts->standing = STANDING_TOKEN_FORGED;
	return false;
}

/* An operator looked at what was held and let it go on: as what it says where only its sender was in doubt, else as the
 * request that it is, a plain reply, or a new case. */
static void
release(MailFacts *facts)
{
	bool requests =
	    facts->rule_result->kind == RULE_RESULT_FILE_REQUEST && facts->ticket == NULL;

	trace_rule(facts->trace, "released", true, "by an operator");
	facts->released = true;
	if (let_be_confirmed(facts))
		return;
	if (facts->thread.disagrees) {
		facts->asked = NULL;
		g_clear_pointer(&facts->ticket, ticket_free);
	}
	if (!requests || facts->thread.disagrees)
		facts->rule_result->kind =
		    facts->ticket == NULL ? RULE_RESULT_OPEN_CASE : RULE_RESULT_FOLLOW_UP;
	facts->decision = decide(facts);
}

/* Nobody's word stands for the code of the sender: what is said is kept, and nothing is done. */
static void
release_words(MailFacts *facts)
{
	if (!facts->released)
		trace_rule(facts->trace, "released", true, "by an operator");
	facts->released = facts->words_only = true;
	facts->rule_result->kind =
	    facts->ticket == NULL ? RULE_RESULT_OPEN_CASE : RULE_RESULT_COMMENT;
	facts->decision = decide(facts);
}

static void
decide_it(MailFacts *facts)
{
	facts->decision = decide(facts);
	obey_reply_policy(facts);
	if (facts->thread.disagrees && facts->decision.kind != DECISION_SPAM)
		facts->decision = (Decision){.kind = DECISION_HOLD,
		    .mark = "",
		    .next = facts->decision.next,
		    .reason = "the evidence names more than one ticket"};
	if ((facts->decision.kind == DECISION_HOLD || facts->decision.kind == DECISION_REFER ||
		facts->decision.kind == DECISION_SPAM) &&
	    facts->mail->released)
		release(facts);
	if (facts->mail->released && facts->decision.needs_code)
		release_words(facts);
	if (facts->decision.kind == DECISION_COMMENT && facts->ticket == NULL)
		relation_mark(facts);
}

/* They count beside our own server's word alone: who only has a token is sent a letter, and answers that. */
static bool
is_asked_for_digits(const MailFacts *facts)
{
	return facts->decision.kind == DECISION_ASK_CODE &&
	       g_str_equal(facts->decision.letter, LETTER_STEP_UP_APP) &&
	       (facts->standing == STANDING_PASS || facts->standing == STANDING_BOTH);
}

static bool
decide_confirmed(MailFacts *facts, GError **error)
{
	facts->confirmation.by = CONFIRMED_BY_APP;
	facts->standing = STANDING_BOTH;
	facts->proof = PROOF_CODE;
	trace_code(facts->trace, facts->confirmation.by);
	if (!situation_ask_rules(facts, error))
		return false;
	decide_it(facts);
	return true;
}

static bool
read_as_words(MailFacts *facts, GError **error)
{
	app_digits_put_back(facts);
	trace_add(
	    facts->trace, "digits", "above its words: nothing that it wants needs a code");
	if (!situation_read(facts, error) || !situation_ask_rules(facts, error))
		return false;
	decide_it(facts);
	return true;
}

bool
situation_decide(MailFacts *facts, GError **error)
{
	Digits *digits = &facts->confirmation.digits;
	FactorCodeResult result = FACTOR_CODE_NONE;
	bool awaited = false;

	decide_it(facts);
	if (digits->code == NULL)
		return true;
	if (!app_digits_are_awaited(facts, &awaited, error))
		return false;
	if (!awaited)
		return read_as_words(facts, error);
	if (!is_asked_for_digits(facts))
		return true;
	if (!factor_code_check(facts->context, facts->author->id, digits->code,
		facts->mail->came_ms, &result, error))
		return false;
	if (result == FACTOR_CODE_RIGHT)
		return decide_confirmed(facts, error);
	digits->wrong = true;
	facts->confirmation.app_locked = result == FACTOR_CODE_LOCKED;
	decide_it(facts);
	return true;
}
