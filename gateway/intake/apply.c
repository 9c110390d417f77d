/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer's mail does to tickets. Every step is a row or two; order matters only where ids are needed. */
#include "gateway/intake/apply.h"

#include <string.h>

#include "gateway/desk/approval.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/notify_reason.h"
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

void
apply_result_clear(ApplyResult *applied)
{
	g_clear_pointer(&applied->number, g_free);
	g_clear_pointer(&applied->no_letter, g_free);
	g_clear_pointer(&applied->trouble, g_free);
	g_clear_pointer(&applied->faq, g_ptr_array_unref);
}

/* Who wrote it, for the timeline; borrowed. */
static const char *
author_of(const Context *context, const ApplyOrder *order)
{
	const MessageAddress *from = order->situation->message->from;

	if (from == NULL)
		return "?";
	return lookalike_shown(context->config, from->name, from->address);
}

static ReplyAsk
reply_ask(const ApplyOrder *order)
{
	return (ReplyAsk){order->situation->message, order->verdict, order->situation->proof};
}

static bool
add_entry(Context *context, const ApplyOrder *order, int64_t ticket, EntryKind kind,
    const char *text, GError **error)
{
	const TicketLine line = {
	    .kind = kind,
	    .author = author_of(context, order),
	    .text = text,
	    .mark = order->decision->mark,
	    .mail = order->mail->id,
	};

	return ticket_change_say(context, ticket, &line, NULL, error);
}

static bool
attach_all(Context *context, const ApplyOrder *order, int64_t ticket, GError **error)
{
	const GPtrArray *attachments = order->situation->message->attachments;

	/* a mail that is only explained is not in the spool: nothing can point into it */
	for (unsigned i = 0; order->mail->id != 0 && i < attachments->len; i++)
		if (!ticket_change_attach(
			context, ticket, order->mail->id, attachments->pdata[i], error))
			return false;
	return true;
}

static bool
set_fields(Context *context, const ApplyOrder *order, int64_t ticket, GError **error)
{
	for (unsigned i = 0; order->values != NULL && i < order->values->len; i++) {
		const CatalogValue *value = order->values->pdata[i];

		if (value->value != NULL &&
		    !ticket_change_field(context, ticket, (int)i, value, error))
			return false;
	}
	return true;
}

/* All that a mail brings to the ticket it ends up on. */
static bool
bring(Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error)
{
	const char *id = order->situation->message->message_id;

	if (id != NULL && !ticket_remember_id(context->spool, ticket->id, id, 0, error))
		return false;
	return attach_all(context, order, ticket->id, error) &&
	       watchers_copied(context, order, ticket, error) &&
	       watchers_requesters(context, order, ticket, error);
}

static const char *
language_of(const Context *context, const Situation *situation)
{
	return customer_letter_language_for(
	    context, situation->sender, situation->message, situation->ticket);
}

static bool
is_late(void *data)
{
	const int64_t *deadline_us = data;

	return g_get_monotonic_time() > *deadline_us;
}

/* Frequent questions are answered at once to known contacts, where a new case is acknowledged. */
static GPtrArray *
find_faq(const Context *context, const ApplyOrder *order)
{
	int64_t deadline_us = g_get_monotonic_time() + FAQ_MS * 1000;
	const PatternWatch watch = {.is_late = is_late, .data = &deadline_us};
	const Situation *situation = order->situation;

	if (order->decision->kind != DECISION_OPEN_CASE || !situation->sender->known ||
	    situation->rule_result->faq == RULE_RESULT_FAQ_NO || situation->no_text ||
	    reply_policy_is_constant(situation->proof))
		return NULL;
	return faq_find(
	    context->config->faq, situation->message, language_of(context, situation), &watch);
}

/* Why the sender gets no letter at all, in effect->no_letter; what an agent writes for them is another matter. */
static bool
look_at_reply(Context *context, const ApplyOrder *order, const Ticket *ticket,
    ApplyResult *applied, GError **error)
{
	const Situation *situation = order->situation;
	const ReplyAsk ask = reply_ask(order);
	const ReplyTurn turn = {
	    .to = situation->sender,
	    .ticket = ticket,
	    .mail = order->mail,
	    .proof = situation->proof,
	    .mark = loop_mark_read(situation->message, context->config->domain),
	};
	const char *why = situation->by_desk ? NULL : reply_policy_forbids(&ask);

	if (why == NULL && situation->sender->undeliverable)
		why = "letters to this address come back";
	if (why == NULL)
		return reply_limits_look(context, &turn, &applied->no_letter, error);
	applied->no_letter = g_strdup(why);
	return true;
}

static bool
write_letter(Context *context, const ApplyOrder *order, const Ticket *ticket,
    const Ticket *predecessor, ApplyResult *applied, GError **error)
{
	const Situation *situation = order->situation;
	LetterOrder letter = {
	    .name = reply_policy_letter(order->decision->letter, situation->proof),
	    .ticket = ticket,
	    .mailbox = ticket == NULL ? order->mailbox->name : NULL,
	    .to = situation->sender,
	    .answers = situation->by_desk ? NULL : situation->message,
	    .mail = order->mail->id,
	    .predecessor = predecessor,
	    .form = order->values,
	    .purpose = order->decision->purpose,
	    .more = order->forms,
	    .is_constant = reply_policy_is_constant(situation->proof),
	};

	if (letter.name == NULL || letter.to == NULL)
		return true;
	if (!look_at_reply(context, order, ticket, applied, error))
		return false;
	if (applied->no_letter != NULL)
		return true;
	applied->letter = letter.name;
	letter.faq = applied->faq = find_faq(context, order);
	if (g_str_equal(letter.name, LETTER_STATUS) ||
	    g_str_equal(letter.name, LETTER_STATUS_REFUSED)) {
		letter.mailbox = order->mail->mailbox;
		return status_answer_correspond(context, &letter, situation, error);
	}
	if (!customer_letter(context, &letter, error))
		return false;
	letter.answers = NULL; /* who else got the solution hears that it was accepted */
	letter.mail = 0;
	return order->decision->kind != DECISION_ACCEPT ||
	       customer_letter_all(context, &letter, error);
}

/* A mail that is only explained is in no spool and waits for nobody. */
static bool
tell_desk(Context *context, const ApplyOrder *order, const Ticket *ticket, ApplyResult *applied,
    GError **error)
{
	const Situation *s = order->situation;
	const MessageAddress *from = s->message->from;
	const char *actor = from == NULL ? NULL : from->address;
	NotifyReason reason = NOTIFY_REPLY;

	if (!notify_reason_of(order->decision, s->message, order->decision->next, &reason) ||
	    (reason == NOTIFY_UNDELIVERED && !order->is_news))
		return true;
	applied->notice = notify_reason_name(reason);
	if (ticket == NULL)
		return order->mail->id == 0 || notifications_held(context, order->mail->id,
						   s->rule_result->group, actor, error);
	return notifications_ticket(context, ticket, reason, actor, error);
}

/* On whose behalf it is, else who wrote; or NULL. */
static const Contact *
reporter_of(const ApplyOrder *order)
{
	return order->form->reporter != NULL ? order->form->reporter : order->situation->sender;
}

/* What a rule says, else the item that is asked for, else the account. */
static const char *
default_group(const ApplyOrder *order)
{
	const Contact *reporter = reporter_of(order);

	if (order->situation->rule_result->group != NULL)
		return order->situation->rule_result->group;
	if (order->item != NULL && catalog_item_group(order->item) != NULL)
		return catalog_item_group(order->item);
	if (order->form->account != 0)
		return order->form->group;
	return reporter == NULL ? NULL : reporter->group;
}

static const char *
category_of(const Context *context, const ApplyOrder *order)
{
	const char *by_rule = order->situation->rule_result->category;

	if (order->form->category != NULL)
		return order->form->category;
	return by_rule != NULL ? by_rule : context->config->default_category;
}

static int64_t
account_of(const ApplyOrder *order)
{
	const Contact *reporter = reporter_of(order);

	if (order->form->account != 0)
		return order->form->account;
	return reporter == NULL ? 0 : reporter->account;
}

/* What the mail says; of one that was too large only that it was. Caller owns. */
static char *
text_of(const ApplyOrder *order)
{
	if (!order->mail->header_only)
		return g_strdup(order->situation->message->text);
	return g_strdup_printf(
	    "A mail of %.0f MB came, which is too large: only its header was kept.",
	    (double)order->mail->size / 1e6);
}

/* The new ticket's row; strings are borrowed from what decided it. */
static Ticket
new_ticket(const Context *context, const ApplyOrder *order, char *title)
{
	const Situation *s = order->situation;
	const RuleResult *rule_result = s->rule_result;
	const Contact *reporter = reporter_of(order);
	bool is_request = order->decision->kind == DECISION_FILE_REQUEST;

	return (Ticket){
	    .kind = is_request ? TICKET_REQUEST : TICKET_CASE,
	    .state = order->decision->next,
	    .title = title,
	    .category = (char *)category_of(context, order),
	    .priority =
		rule_result->priority != NULL ? rule_result->priority : (char *)"normal",
	    .group = (char *)default_group(order),
	    .mailbox = (char *)order->mail->mailbox,
	    .language = (char *)language_of(context, s),
	    .item = is_request ? (char *)catalog_item_name(order->item) : NULL,
	    .reporter = reporter == NULL ? 0 : reporter->id,
	    .account = account_of(order),
	    .predecessor = order->decision->follows ? s->ticket->id : 0,
	};
}

static char *
title_for(const Context *context, const ApplyOrder *order)
{
	const Situation *s = order->situation;
	const char *line = order->form->first_line;
	const char *language = language_of(context, s);
	const char *untitled = templates_untitled(context->templates, language);

	if (s->rule_result->title != NULL && s->rule_result->title[0] != '\0')
		return title_of(s->rule_result->title, "", untitled);
	if (order->item != NULL && order->decision->kind == DECISION_FILE_REQUEST)
		return g_strdup(catalog_item_title(order->item, language));
	return title_of(s->message->subject, line != NULL ? line : s->message->text, untitled);
}

static bool
open_ticket(Context *context, const ApplyOrder *order, ApplyResult *applied, GError **error)
{
	g_autofree char *title = title_for(context, order);
	g_autofree char *text = text_of(order);
	Ticket ticket = new_ticket(context, order, title);
	g_autofree char *number = NULL;

	if (!rule_values_account(context, order->situation->rule_result, &ticket.account,
		&applied->trouble, error) ||
	    !ticket_change_open(context, &ticket, error))
		return false;
	number = ticket.number;
	applied->ticket = ticket.id;
	applied->number = g_strdup(number);
	return add_entry(context, order, ticket.id, ENTRY_DESCRIPTION, text, error) &&
	       bring(context, order, &ticket, error) &&
	       set_fields(context, order, ticket.id, error) &&
	       watchers_add(context, order, ticket.id, error) &&
	       watchers_named(context, order, &ticket, error) &&
	       write_letter(context, order, &ticket,
		   order->decision->follows ? order->situation->ticket : NULL, applied,
		   error) &&
	       watchers_tell_reporter(context, order, &ticket, error) &&
	       apply_request_entered(context, &ticket, error) &&
	       tell_desk(context, order, &ticket, applied, error);
}

static const char *const VERBS[DECISION_NOTE_APPROVAL + 1] = {
    [DECISION_ACCEPT] = "accepted",
    [DECISION_REJECT] = "rejected",
    [DECISION_APPROVE] = "approved",
    [DECISION_DECLINE] = "declined",
    [DECISION_NOTE_APPROVAL] = "answers to the approval",
};

/* How the timeline tells it: "accepted: Akkoord, bedankt!" */
static char *
entry_text(const ApplyOrder *order)
{
	g_autofree char *text = text_of(order);
	const char *verb = NULL;

	if (order->decision->kind <= DECISION_NOTE_APPROVAL)
		verb = VERBS[order->decision->kind];
	if (verb == NULL)
		return g_steal_pointer(&text);
	return text[0] == '\0' ? g_strdup(verb) : g_strdup_printf("%s: %s", verb, text);
}

/* Neither a machine nor a thank-you waits for an answer. */
static bool
waits_for_answer(const ApplyOrder *order)
{
	return !message_kind_is_machine(order->situation->message->kind) &&
	       order->situation->answer->kind != ANSWER_THANKS;
}

/* A ticket that came to its end keeps its tokens for a while: an answer opens a new case that names it. */
static bool
move_ticket(Context *context, const ApplyOrder *order, Ticket *ticket, GError **error)
{
	bool waits = ticket->waiting_ms == 0 && waits_for_answer(order);
	const TicketMove move = {
	    .next = order->decision->next,
	    .by_customer = true,
	    /* each answer gives a draft its whole time again */
	    .restarts = order->decision->kind == DECISION_CONTINUE_DRAFT,
	    .stops_clock = order->decision->stops_clock,
	    .waiting_ms = waits ? context->now_ms : ticket->waiting_ms,
	};
	bool changes = move.next != ticket->state;

	return ticket_change_move(context, ticket, &move, error) &&
	       (!changes || customer_letter_end(context, ticket, error));
}

static bool
add_to_ticket(Context *context, const ApplyOrder *order, ApplyResult *applied, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = entry_text(order);

	if (!ticket_get(context->spool, order->situation->ticket->id, &ticket, error))
		return false;
	applied->ticket = ticket->id;
	applied->number = g_strdup(ticket->number);
	return add_entry(context, order, ticket->id, ENTRY_COMMENT, text, error) &&
	       bring(context, order, ticket, error) &&
	       (order->decision->kind != DECISION_CONTINUE_DRAFT ||
		   set_fields(context, order, ticket->id, error)) &&
	       (order->decision->kind == DECISION_TELL_STATE ||
		   (rule_values_change(context, order, ticket, error) &&
		       move_ticket(context, order, ticket, error))) &&
	       write_letter(context, order, ticket, NULL, applied, error) &&
	       (ticket->state == order->situation->ticket->state ||
		   apply_request_entered(context, ticket, error)) &&
	       tell_desk(context, order, ticket, applied, error);
}

static bool
ask_desk(Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error)
{
	const Contact *sender = order->situation->sender;

	return approval_ask_desk(context, ticket,
	    lookalike_shown(context->config, sender->name, sender->address), error);
}

/* What an approver answered: the request goes on or ends, or the desk is to look at it. */
static bool
take_approval(Context *context, const ApplyOrder *order, ApplyResult *applied, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = entry_text(order);
	const Situation *s = order->situation;
	const AgentWords words = {.text = s->answer->has_reason ? s->message->text : NULL};
	AgentAction action =
	    order->decision->kind == DECISION_APPROVE ? AGENT_APPROVES : AGENT_DECLINES;

	if (!ticket_get(context->spool, s->ticket->id, &ticket, error))
		return false;
	applied->ticket = ticket->id;
	applied->number = g_strdup(ticket->number);
	if (!add_entry(context, order, ticket->id, ENTRY_COMMENT, text, error) ||
	    !bring(context, order, ticket, error))
		return false;
	if (order->decision->next == TICKET_IN_PROGRESS)
		applied->notice = notify_reason_name(NOTIFY_APPROVED);
	if (order->decision->kind != DECISION_NOTE_APPROVAL)
		return apply_move(context, ticket, action, &words, error);
	return ask_desk(context, order, ticket, error) &&
	       write_letter(context, order, ticket, NULL, applied, error);
}

/* Belongs to no ticket, whatever the mail answers. */
static bool
list_forms(Context *context, const ApplyOrder *order, ApplyResult *applied, GError **error)
{
	const Situation *s = order->situation;
	ApplyOrder with_forms = *order;
	const Contact *to = reply_policy_is_constant(s->proof) ? NULL : s->sender;
	json_t *forms = json_pack("{s:o}", "items",
	    request_form_list(context, to, order->mailbox, language_of(context, s)));
	bool good = false;

	with_forms.forms = forms;
	good = write_letter(context, &with_forms, NULL, NULL, applied, error);
	json_decref(forms);
	return good;
}

bool
apply_message(
    Context *context, const ApplyOrder *order, ApplyResult *ret_effect, GError **error)
{
	switch (order->decision->kind) {
	case DECISION_IGNORE:
		return true;
	case DECISION_HOLD:
		return tell_desk(context, order, NULL, ret_effect, error);
	case DECISION_FORWARD:
		ret_effect->no_letter = g_strdup("the mail itself goes on");
		return customer_letter_forward(context, order->mail, order->situation->message,
		    order->situation->rule_result->forward, error);
	case DECISION_REFER:
		return write_letter(context, order, NULL, NULL, ret_effect, error);
	case DECISION_OPEN_CASE:
	case DECISION_FILE_REQUEST:
		return open_ticket(context, order, ret_effect, error);
	case DECISION_CONTINUE_DRAFT:
	case DECISION_COMMENT:
	case DECISION_REOPEN:
	case DECISION_ACCEPT:
	case DECISION_REJECT:
	case DECISION_ASK_BACK:
		break;
	case DECISION_TELL_STATE:
		if (order->situation->ticket == NULL)
			return write_letter(context, order, NULL, NULL, ret_effect, error);
		break;
	case DECISION_LIST_FORMS:
		return list_forms(context, order, ret_effect, error);
	case DECISION_APPROVE:
	case DECISION_DECLINE:
	case DECISION_NOTE_APPROVAL:
		return take_approval(context, order, ret_effect, error);
	}
	return add_to_ticket(context, order, ret_effect, error);
}

bool
apply_unreadable(Context *context, const Mail *mail, const char *reason,
    ApplyResult *ret_effect, GError **error)
{
	g_autofree char *text = g_strdup_printf(
	    "Mail %" G_GINT64_FORMAT " could not be read: %s. It is kept as it came.", mail->id,
	    reason);
	Ticket ticket = {
	    .kind = TICKET_CASE,
	    .state = TICKET_NEW,
	    .title = (char *)"A mail that could not be read",
	    .category = context->config->default_category,
	    .priority = (char *)"normal",
	    .mailbox = mail->mailbox,
	    .language = context->config->language,
	};
	const TicketLine line = {.kind = ENTRY_DESCRIPTION, .text = text, .mail = mail->id};

	if (!ticket_change_open(context, &ticket, error))
		return false;
	ret_effect->ticket = ticket.id;
	ret_effect->number = ticket.number;
	return ticket_change_say(context, ticket.id, &line, NULL, error) &&
	       notifications_ticket(context, &ticket, NOTIFY_NEW_CASE, NULL, error);
}
