/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer's mail does to tickets. Every step is a row or two; order matters only where ids are needed. */
#include "gateway/intake/apply.h"

#include <string.h>

#include "gateway/desk/approval.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/notification.h"
#include "gateway/desk/snooze.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/agent_attachments.h"
#include "gateway/intake/bounce_letter.h"
#include "gateway/intake/code_letter.h"
#include "gateway/intake/details_change.h"
#include "gateway/intake/history.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/intake/notify_reason.h"
#include "gateway/intake/quoted_answers.h"
#include "gateway/intake/register_answer.h"
#include "gateway/intake/relation.h"
#include "gateway/intake/reply_limits.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/rule_values.h"
#include "gateway/intake/status_answer.h"
#include "gateway/intake/title.h"
#include "gateway/intake/watchers.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/lookalike.h"
#include "gateway/templates/letter_types.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define FAQ_MS 200 /* that frequent questions may be searched for */

static bool
add_entry(const MailFacts *facts, int64_t ticket, EntryKind kind, const char *text,
    const char *words, GError **error)
{
	const MessageAddress *from = facts->message->from;
	const TicketLine line = {
	    .kind = kind,
	    .author = facts->taken_by != NULL ? facts->taken_by
		      : from == NULL
			  ? "?"
			  : lookalike_shown(facts->context->config, from->name, from->address),
	    .text = text,
	    .words = words,
	    .mark = facts->decision.mark,
	    .mail = facts->mail->id,
	    .entry = ticket == facts->said_on ? facts->said : 0,
	};

	return ticket_change_say(facts->context, ticket, &line, NULL, error);
}

static bool
attach_all(const MailFacts *facts, int64_t ticket, GError **error)
{
	const GPtrArray *attachments = facts->message->attachments;

	/* a mail that is only explained is not in the spool: nothing can point into it */
	for (unsigned i = 0; facts->mail->id != 0 && i < attachments->len; i++)
		if (!ticket_change_attach(
			facts->context, ticket, facts->mail->id, attachments->pdata[i], error))
			return false;
	return true;
}

static bool
set_fields(const MailFacts *facts, int64_t ticket, GError **error)
{
	for (unsigned i = 0; facts->form.values != NULL && i < facts->form.values->len; i++) {
		const CatalogValue *value = facts->form.values->pdata[i];

		if (value->value != NULL &&
		    !ticket_change_field(facts->context, ticket, (int)i, value, error))
			return false;
	}
	return true;
}

/* All that a mail brings to the ticket it ends up on. */
static bool
bring(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	const Ticket *before = mail_facts_target(facts);
	const char *id = facts->message->message_id;
	bool opens = before == NULL || before->id != ticket->id;

	if (id != NULL && !ticket_change_remember(facts->context, ticket->id, id, error))
		return false;
	return attach_all(facts, ticket->id, error) && watchers_copied(facts, ticket, error) &&
	       watchers_requesters(facts, ticket, error) &&
	       (facts->mail->history_ms != 0 || relation_keep(facts, ticket->id, opens, error));
}

static bool
is_late(void *data)
{
	const int64_t *deadline_us = data;

	return g_get_monotonic_time() > *deadline_us;
}

/* Frequent questions are answered at once to known contacts, where a new case is acknowledged. */
static GPtrArray *
find_faq(const MailFacts *facts)
{
	int64_t deadline_us = g_get_monotonic_time() + FAQ_MS * 1000;
	const PatternWatch watch = {.is_late = is_late, .data = &deadline_us};

	if (facts->decision.kind != DECISION_OPEN_CASE || !facts->sender->known ||
	    facts->rule_result->faq == RULE_RESULT_FAQ_NO ||
	    (facts->ticket == NULL && facts->lines.says_nothing) ||
	    reply_policy_is_constant(facts->proof))
		return NULL;
	return faq_find(
	    facts->context->config->faq, facts->message, mail_facts_language(facts), &watch);
}

/* ticket: that it is about, or NULL. more: values of this letter alone, or NULL. */
static bool
write_letter(MailFacts *facts, const Ticket *ticket, const json_t *more, GError **error)
{
	Context *context = facts->context;
	LetterOrder letter = {
	    .name = reply_policy_letter(facts->decision.letter, facts->proof),
	    .ticket = ticket,
	    .mailbox = ticket == NULL ? facts->mailbox->name : NULL,
	    .to = facts->sender,
	    .answers = facts->lines.by_desk ? NULL : facts->message,
	    .mail = facts->mail->id,
	    .predecessor = facts->decision.follows ? facts->ticket : NULL,
	    .form = facts->form.values,
	    .purpose = facts->decision.purpose,
	    .more = more,
	    .is_constant = reply_policy_is_constant(facts->proof),
	};

	if (letter.name == NULL || letter.to == NULL)
		return true;
	/* whatever went there before: who is not told cannot say that it was not them */
	if (!g_str_equal(letter.name, LETTER_CLOSED_BY_LINK) &&
	    !reply_limits_reply(facts, ticket, &facts->applied.no_letter, error))
		return false;
	if (facts->applied.no_letter != NULL)
		return true;
	facts->applied.letter = letter.name;
	letter.faq = facts->applied.faq = find_faq(facts);
	if (g_str_equal(letter.name, LETTER_STATUS) ||
	    g_str_equal(letter.name, LETTER_STATUS_REFUSED)) {
		letter.mailbox = facts->mail->mailbox;
		return status_answer_correspond(facts, &letter, error);
	}
	if (!customer_letter(context, &letter, error))
		return false;
	letter.answers = NULL; /* who else got the solution hears that it was accepted */
	letter.mail = 0;
	return facts->decision.kind != DECISION_ACCEPT ||
	       customer_letter_all(context, &letter, error);
}

/* Of what, and who: of a ticket those who have it, else those of this group. */
static void
note_told(MailFacts *facts, NotifyReason reason, const Ticket *ticket, const char *actor)
{
	const char *group = ticket == NULL ? facts->rule_result->group : ticket->group;
	g_autoptr(GArray) recipients = notification_recipients(facts->context->config,
	    ticket == NULL ? NULL : ticket->agent, group, actor == NULL ? "" : actor);

	facts->applied.notice = notify_reason_name(reason);
	g_clear_pointer(&facts->applied.told, g_ptr_array_unref);
	facts->applied.told = g_ptr_array_new();
	for (unsigned i = 0; i < recipients->len; i++)
		g_ptr_array_add(facts->applied.told,
		    (void *)g_array_index(recipients, Recipient, i).address);
}

/* A mail that is only explained is in no spool and waits for nobody. */
static bool
tell_desk(MailFacts *facts, const Ticket *ticket, GError **error)
{
	const MessageAddress *from = facts->message->from;
	const char *actor = from == NULL ? NULL : from->address;
	NotifyReason reason = NOTIFY_REPLY;

	/* who forwarded a mail of nobody is asked, too */
	if (facts->lines.forwards && facts->lines.reporter == NULL)
		actor = NULL;
	if (!notify_reason_of(&facts->decision, facts->message, facts->decision.next, &reason))
		return true;
	/* it is new to whom a rule has just given it */
	if (ticket != NULL && ticket->agent != NULL &&
	    (facts->decision.kind == DECISION_OPEN_CASE ||
		facts->decision.kind == DECISION_FILE_REQUEST))
		reason = NOTIFY_ASSIGNED;
	note_told(facts, reason, ticket, actor);
	if (ticket != NULL)
		return notifications_ticket(facts->context, ticket, reason, actor, error);
	return facts->mail->id == 0 || notifications_held(facts->context, facts->mail->id,
					   facts->rule_result->group, actor, error);
}

/* What a rule says, else the item that is asked for, else the account. */
static const char *
default_group(const MailFacts *facts, const Contact *reporter)
{
	if (facts->rule_result->group != NULL)
		return facts->rule_result->group;
	if (facts->answer.asks == ASKS_PRIVACY && facts->context->config->privacy_group != NULL)
		return facts->context->config->privacy_group;
	if (facts->form.item != NULL && catalog_item_group(facts->form.item) != NULL)
		return catalog_item_group(facts->form.item);
	if (facts->lines.account != 0)
		return facts->lines.group;
	return reporter == NULL ? NULL : reporter->group;
}

/* What the mail says, with the quote at which it points; of one that was too large only that it was. Caller owns. */
static char *
text_of(const MailFacts *facts)
{
	g_autofree char *quote = quoted_answers_pointed_at(facts);

	if (!facts->mail->header_only)
		return g_strchomp(g_strconcat(
		    facts->message->text, quote == NULL ? "" : "\n\n", quote, NULL));
	return g_strdup_printf(
	    "A mail of %.0f MB came, which is too large: only its header was kept.",
	    (double)facts->mail->size / 1e6);
}

/* The new ticket's row; strings are borrowed from what decided it. */
static Ticket
new_ticket(const MailFacts *facts, char *title)
{
	const RuleResult *rule_result = facts->rule_result;
	/* on whose behalf it is, else who wrote */
	const Contact *reporter =
	    facts->lines.reporter != NULL ? facts->lines.reporter : facts->sender;
	int64_t account = facts->lines.account;
	const char *category = facts->lines.category;
	bool is_request = facts->decision.kind == DECISION_FILE_REQUEST;

	if (account == 0 && reporter != NULL)
		account = reporter->account;
	if (category == NULL)
		category = rule_result->category;
	if (category == NULL && facts->answer.asks == ASKS_PRIVACY)
		category = facts->context->config->privacy_category;
	if (category == NULL)
		category = facts->context->config->default_category;
	return (Ticket){
	    .kind = is_request ? TICKET_REQUEST : TICKET_CASE,
	    .state = facts->decision.next,
	    .title = title,
	    .category = (char *)category,
	    .priority =
		rule_result->priority != NULL ? rule_result->priority : (char *)"normal",
	    .group = (char *)default_group(facts, reporter),
	    .mailbox = facts->page != NULL ? facts->mailbox->name : facts->mail->mailbox,
	    .language = (char *)mail_facts_language(facts),
	    .item = is_request ? (char *)catalog_item_name(facts->form.item) : NULL,
	    .reporter = reporter == NULL ? 0 : reporter->id,
	    .account = account,
	    .predecessor = facts->decision.follows ? facts->ticket->id : 0,
	};
}

static char *
title_for(const MailFacts *facts)
{
	const char *line = facts->lines.first_line;
	const char *language = mail_facts_language(facts);
	const Templates *templates = facts->context->templates;
	const char *const *shapes = config_desk_shapes(facts->context->config->tickets);
	const char *untitled = templates_untitled(templates, language);

	if (facts->rule_result->title != NULL && facts->rule_result->title[0] != '\0')
		return title_of(templates, shapes, facts->rule_result->title, "", untitled);
	if (facts->form.item != NULL && facts->decision.kind == DECISION_FILE_REQUEST)
		return g_strdup(catalog_item_title(facts->form.item, language));
	return title_of(templates, shapes, facts->message->subject,
	    line != NULL ? line : facts->message->text, untitled);
}

/* Who opened it for the reporter. */
static bool
note_forward(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	const MessageAddress *from = facts->message->from;
	g_autofree char *text = NULL;

	if (!facts->lines.forwards)
		return true;
	if (facts->lines.reporter == NULL)
		text = g_strdup_printf("opened by %s, who forwarded a mail of nobody with an "
				       "address: set its reporter",
		    from->address);
	else
		text = g_strdup_printf("opened by %s, who forwarded a mail of %s",
		    from->address, facts->lines.reporter->address);
	return ticket_change_note(facts->context, ticket->id, text, error);
}

/* Its reporter has just become a contact, and may be anybody's. */
static bool
note_registered(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	g_autofree char *text = NULL;

	if (!facts->registered || facts->author->registered_ms == 0)
		return true;
	text = g_strdup_printf("%s registered by mail, and nobody has verified the account: "
			       "casegate contact list --registered",
	    facts->author->address);
	return ticket_change_note(facts->context, ticket->id, text, error);
}

/* What it was taken for on the ticket that it answers is not what it became. */
static bool
say_plainly(const MailFacts *facts, GError **error)
{
	g_autofree char *text = text_of(facts);

	return facts->said == 0 ||
	       ticket_change_say_again(facts->context, facts->said, text, error);
}

static bool
open_ticket(MailFacts *facts, GError **error)
{
	g_autofree char *title = title_for(facts);
	g_autofree char *text = text_of(facts);
	Ticket ticket = new_ticket(facts, title);
	g_autofree char *number = NULL;
	g_autofree char *agent = NULL;
	bool good = false;

	if (!rule_values_account(facts, &ticket.account, error) ||
	    !ticket_change_open(facts->context, &ticket, error))
		return false;
	number = ticket.number;
	facts->applied.ticket = ticket.id;
	facts->applied.number = g_strdup(number);
	good = say_plainly(facts, error) &&
	       add_entry(facts, ticket.id, ENTRY_DESCRIPTION, text, NULL, error) &&
	       rule_values_assign(facts, &ticket, error);
	agent = ticket.agent;
	return good && note_forward(facts, &ticket, error) &&
	       note_registered(facts, &ticket, error) && bring(facts, &ticket, error) &&
	       set_fields(facts, ticket.id, error) && watchers_add(facts, ticket.id, error) &&
	       watchers_named(facts, &ticket, error) &&
	       write_letter(facts, &ticket, NULL, error) &&
	       watchers_tell_reporter(facts, &ticket, error) &&
	       desk_entered(facts->context, &ticket, error) && tell_desk(facts, &ticket, error);
}

static const char *const VERBS[DECISION_NOTE_APPROVAL + 1] = {
    [DECISION_ACCEPT] = "accepted",
    [DECISION_REJECT] = "rejected",
    [DECISION_APPROVE] = "approved",
    [DECISION_DECLINE] = "declined",
    [DECISION_NOTE_APPROVAL] = "answers to the approval",
};

/* What is new in the subject of an answer stands above its text. */
static char *
with_subject(const MailFacts *facts, const char *text)
{
	if (facts->subject == NULL)
		return g_strdup(text);
	return g_strdup_printf(
	    "Subject: %s%s%s", facts->subject, *text == '\0' ? "" : "\n\n", text);
}

/* What the mail says on a ticket that is there. */
static char *
said_by(const MailFacts *facts)
{
	g_autofree char *text = text_of(facts);

	return with_subject(facts, text);
}

/* How the timeline tells it: "accepted: Akkoord, bedankt!" */
static bool
add_comment(const MailFacts *facts, int64_t ticket, GError **error)
{
	g_autofree char *said = said_by(facts);
	const char *verb =
	    facts->decision.kind <= DECISION_NOTE_APPROVAL ? VERBS[facts->decision.kind] : NULL;
	g_autofree char *text =
	    verb == NULL ? g_strdup(said)
			 : g_strdup_printf("%s%s%s", verb, said[0] == '\0' ? "" : ": ", said);

	return add_entry(facts, ticket, ENTRY_COMMENT, text, said, error);
}

/* A ticket that came to its end keeps its tokens for a while: an answer opens a new case that names it. */
static bool
move_ticket(const MailFacts *facts, Ticket *ticket, GError **error)
{
	/* neither a machine nor a thank-you waits for an answer */
	bool waits = ticket->waiting_ms == 0 && facts->answer.kind != ANSWER_THANKS &&
		     !message_kind_is_machine(facts->message->kind);
	const TicketMove move = {
	    .next = facts->decision.next,
	    .by_customer = true,
	    /* each answer gives a draft its whole time again */
	    .restarts = facts->decision.kind == DECISION_CONTINUE_DRAFT,
	    .stops_clock = facts->decision.stops_clock,
	    .waiting_ms = waits ? facts->context->now_ms : ticket->waiting_ms,
	};
	bool changes = move.next != ticket->state;

	return ticket_change_move(facts->context, ticket, &move, error) &&
	       (!changes || customer_letter_end(facts->context, ticket, error));
}

/* What the desk put off is back when a person writes. */
static bool
wake(const MailFacts *facts, Ticket *ticket, GError **error)
{
	return message_kind_is_machine(facts->message->kind) ||
	       snooze_interrupt(facts->context, ticket, error);
}

static bool
add_to_ticket(MailFacts *facts, GError **error)
{
	const Ticket *before = mail_facts_target(facts);
	g_autoptr(Ticket) ticket = NULL;

	if (!ticket_get(facts->context->spool, before->id, &ticket, error))
		return false;
	facts->applied.ticket = ticket->id;
	facts->applied.number = g_strdup(ticket->number);
	return add_comment(facts, ticket->id, error) && wake(facts, ticket, error) &&
	       bounce_letter_note(facts, ticket->id, error) && bring(facts, ticket, error) &&
	       (facts->decision.kind != DECISION_CONTINUE_DRAFT ||
		   set_fields(facts, ticket->id, error)) &&
	       (facts->decision.kind == DECISION_TELL_STATE ||
		   (rule_values_change(facts, ticket, error) &&
		       move_ticket(facts, ticket, error))) &&
	       write_letter(facts, ticket, NULL, error) &&
	       (ticket->state == before->state ||
		   desk_entered(facts->context, ticket, error)) &&
	       tell_desk(facts, ticket, error);
}

/* What an approver answered: the request goes on or ends, or the desk is to look at it. */
static bool
take_approval(MailFacts *facts, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	const AgentWords words = {
	    .text = facts->answer.has_reason ? facts->message->text : NULL};
	AgentAction action =
	    facts->decision.kind == DECISION_APPROVE ? AGENT_APPROVES : AGENT_DECLINES;

	if (!ticket_get(facts->context->spool, facts->ticket->id, &ticket, error))
		return false;
	facts->applied.ticket = ticket->id;
	facts->applied.number = g_strdup(ticket->number);
	if (!add_comment(facts, ticket->id, error) || !wake(facts, ticket, error) ||
	    !bring(facts, ticket, error))
		return false;
	if (facts->decision.next == TICKET_IN_PROGRESS)
		note_told(facts, NOTIFY_APPROVED, ticket, NULL);
	if (facts->decision.kind != DECISION_NOTE_APPROVAL)
		return desk_move(facts->context, ticket, action, &words, error);
	return approval_ask_desk(facts->context, ticket,
		   lookalike_shown(
		       facts->context->config, facts->sender->name, facts->sender->address),
		   error) &&
	       write_letter(facts, ticket, NULL, error);
}

/* Belongs to no ticket, whatever the mail answers. */
static bool
list_forms(MailFacts *facts, GError **error)
{
	const Contact *to = reply_policy_is_constant(facts->proof) ? NULL : facts->sender;
	json_t *forms = json_pack("{s:o}", "items",
	    request_form_list(facts->context, to, facts->mailbox, mail_facts_language(facts)));
	bool good = write_letter(facts, NULL, forms, error);

	json_decref(forms);
	return good;
}

/* Whatever ticket the mail answers: that is about something else. */
static bool
change_details(MailFacts *facts, GError **error)
{
	json_t *values = NULL;
	bool good = details_change_apply(facts, &values, error) &&
		    write_letter(facts, NULL, values, error);

	json_decref(values);
	return good;
}

/* Old mail, on its ticket or as a new one that has ended: no letter, nobody is told, nothing moves. */
static bool
keep_history(MailFacts *facts, GError **error)
{
	bool opens = facts->ticket == NULL;
	g_autofree char *title = opens ? title_for(facts) : NULL;
	g_autofree char *text = text_of(facts);
	Ticket ticket = opens ? new_ticket(facts, title) : *facts->ticket;
	g_autofree char *number = NULL;

	if (opens && !ticket_change_open(facts->context, &ticket, error))
		return false;
	number = opens ? ticket.number : NULL;
	facts->applied.ticket = ticket.id;
	facts->applied.number = g_strdup(ticket.number);
	return add_entry(facts, ticket.id, opens ? ENTRY_DESCRIPTION : ENTRY_COMMENT, text,
		   NULL, error) &&
	       bring(facts, &ticket, error) && history_tie(facts, error);
}

/* Its attachments go along by themselves, too, as far as they were read. */
static bool
forward(const MailFacts *facts, GError **error)
{
	g_autoptr(GPtrArray) files = agent_attachments_list(facts->message);
	const ForwardOrder order = {facts->rule_result->forward, files};

	return customer_letter_forward(
	    facts->context, facts->mail, facts->message, &order, error);
}

bool
apply_message(MailFacts *facts, GError **error)
{
	if (facts->mail->history_ms != 0)
		return facts->decision.kind == DECISION_IGNORE || keep_history(facts, error);
	switch (facts->decision.kind) {
	case DECISION_IGNORE:
	case DECISION_SPAM:
		return true;
	case DECISION_HOLD:
		return tell_desk(facts, NULL, error);
	case DECISION_FORWARD:
		facts->applied.no_letter = g_strdup("the mail itself goes on");
		return forward(facts, error);
	case DECISION_ASK_CODE:
		return code_letter_ask(facts, error) && tell_desk(facts, NULL, error);
	case DECISION_REFER:
		return register_keep(facts, error) && write_letter(facts, NULL, NULL, error);
	case DECISION_OPEN_CASE:
	case DECISION_FILE_REQUEST:
		return open_ticket(facts, error);
	case DECISION_TELL_STATE:
		return facts->ticket == NULL ? write_letter(facts, NULL, NULL, error)
					     : add_to_ticket(facts, error);
	case DECISION_LIST_FORMS:
		return list_forms(facts, error);
	case DECISION_CHANGE_DETAILS:
		return change_details(facts, error);
	case DECISION_APPROVE:
	case DECISION_DECLINE:
	case DECISION_NOTE_APPROVAL:
		return take_approval(facts, error);
	case DECISION_CONTINUE_DRAFT:
	case DECISION_COMMENT:
	case DECISION_REOPEN:
	case DECISION_ACCEPT:
	case DECISION_REJECT:
	case DECISION_ASK_BACK:
		break;
	}
	return add_to_ticket(facts, error);
}
