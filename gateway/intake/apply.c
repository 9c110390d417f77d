/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer's mail does to tickets. Every step is a row or two; order matters only where ids are needed. */
#include "gateway/intake/apply.h"

#include <string.h>

#include "gateway/desk/approval.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/watchers.h"
#include "gateway/util/lookalike.h"
#include "gateway/intake/notify_reason.h"
#include "gateway/intake/status_answer.h"
#include "gateway/intake/reply_limits.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/intake/title.h"
#include "gateway/intake/rule_values.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define FAQ_MS 200 /* that frequent questions may be searched for */

void
effect_clear(Effect *effect)
{
	g_clear_pointer(&effect->number, g_free);
	g_clear_pointer(&effect->no_letter, g_free);
	g_clear_pointer(&effect->trouble, g_free);
	g_clear_pointer(&effect->faq, g_ptr_array_unref);
}

/* Who wrote it, for the timeline; borrowed. */
static const char *
author_of(const Office *office, const Work *work)
{
	const MessageAddress *from = work->situation->message->from;

	if (from == NULL)
		return "?";
	return lookalike_shown(office->config, from->name, from->address);
}

static ReplyAsk
reply_ask(const Work *work)
{
	return (ReplyAsk){work->situation->message, work->verdict, work->situation->proof};
}

static bool
add_entry(Office *office, const Work *work, int64_t ticket, EntryKind kind, const char *text,
    GError **error)
{
	const Entry entry = {
	    .ticket = ticket,
	    .at_ms = office->now_ms,
	    .kind = kind,
	    .author = (char *)author_of(office, work),
	    .text = (char *)text,
	    .mark = (char *)work->decision->mark,
	    .mail = work->mail->id,
	};

	return ticket_add_entry(office->spool, &entry, NULL, error);
}

static bool
attach_all(Office *office, const Work *work, int64_t ticket, GError **error)
{
	const GPtrArray *attachments = work->situation->message->attachments;

	/* a mail that is only explained is not in the spool: nothing can point into it */
	for (unsigned i = 0; work->mail->id != 0 && i < attachments->len; i++) {
		const MessageAttachment *one = attachments->pdata[i];
		const TicketAttachment attachment = {
		    .ticket = ticket,
		    .mail = work->mail->id,
		    .path = one->path,
		    .name = one->name,
		    .type = one->type,
		    .size = one->size,
		    .is_inline = one->is_inline,
		};

		if (!ticket_attach(office->spool, &attachment, error))
			return false;
	}
	return true;
}

static bool
set_fields(Office *office, const Work *work, int64_t ticket, GError **error)
{
	for (unsigned i = 0; work->values != NULL && i < work->values->len; i++) {
		const CatalogValue *value = work->values->pdata[i];
		const TicketField field = {
		    .name = (char *)value->name,
		    .label = (char *)value->label,
		    .value = value->value,
		    .set_ms = office->now_ms,
		};

		if (value->value != NULL &&
		    !ticket_set_field(office->spool, ticket, (int)i, &field, error))
			return false;
	}
	return true;
}

/* All that a mail brings to the ticket it ends up on. */
static bool
bring(Office *office, const Work *work, const Ticket *ticket, GError **error)
{
	const char *id = work->situation->message->message_id;

	if (id != NULL && !ticket_remember_id(office->spool, ticket->id, id, 0, error))
		return false;
	return attach_all(office, work, ticket->id, error) &&
	       involve_copied(office, work, ticket, error) &&
	       involve_requesters(office, work, ticket, error);
}

static const char *
language_of(const Office *office, const Situation *situation)
{
	return correspond_language_for(
	    office, situation->sender, situation->message, situation->ticket);
}

static bool
is_late(void *data)
{
	const int64_t *deadline_us = data;

	return g_get_monotonic_time() > *deadline_us;
}

/* Frequent questions are answered at once to known contacts, where a new case is acknowledged. */
static GPtrArray *
find_faq(const Office *office, const Work *work)
{
	int64_t deadline_us = g_get_monotonic_time() + FAQ_MS * 1000;
	const PatternWatch watch = {.is_late = is_late, .data = &deadline_us};
	const Situation *situation = work->situation;

	if (work->decision->kind != DECISION_OPEN_CASE || !situation->sender->known ||
	    situation->intent->faq == INTENT_FAQ_NO || situation->no_text ||
	    reply_policy_is_constant(situation->proof))
		return NULL;
	return faq_find(
	    office->config->faq, situation->message, language_of(office, situation), &watch);
}

/* Why the sender gets no letter at all, in effect->no_letter; what an agent writes for them is another matter. */
static bool
look_at_reply(
    Office *office, const Work *work, const Ticket *ticket, Effect *effect, GError **error)
{
	const Situation *situation = work->situation;
	const ReplyAsk ask = reply_ask(work);
	const ReplyTurn turn = {
	    .to = situation->sender,
	    .ticket = ticket,
	    .mail = work->mail,
	    .proof = situation->proof,
	    .mark = loop_mark_read(situation->message, office->config->domain),
	};
	const char *why = situation->by_desk ? NULL : reply_policy_forbids(&ask);

	if (why == NULL && situation->sender->undeliverable)
		why = "letters to this address come back";
	if (why == NULL)
		return reply_limits_look(office, &turn, &effect->no_letter, error);
	effect->no_letter = g_strdup(why);
	return true;
}

static bool
write_letter(Office *office, const Work *work, const Ticket *ticket, const Ticket *predecessor,
    Effect *effect, GError **error)
{
	const Situation *situation = work->situation;
	LetterOrder order = {
	    .name = reply_policy_letter(work->decision->letter, situation->proof),
	    .ticket = ticket,
	    .mailbox = ticket == NULL ? work->mailbox->name : NULL,
	    .to = situation->sender,
	    .answers = situation->by_desk ? NULL : situation->message,
	    .mail = work->mail->id,
	    .predecessor = predecessor,
	    .form = work->values,
	    .purpose = work->decision->purpose,
	    .more = work->forms,
	    .is_constant = reply_policy_is_constant(situation->proof),
	};

	if (order.name == NULL || order.to == NULL)
		return true;
	if (!look_at_reply(office, work, ticket, effect, error))
		return false;
	if (effect->no_letter != NULL)
		return true;
	effect->letter = order.name;
	order.faq = effect->faq = find_faq(office, work);
	if (g_str_equal(order.name, OVERVIEW_LETTER) ||
	    g_str_equal(order.name, OVERVIEW_REFUSED)) {
		order.mailbox = work->mail->mailbox;
		return overview_correspond(office, &order, situation, error);
	}
	if (!correspond(office, &order, error))
		return false;
	order.answers = NULL; /* who else got the solution hears that it was accepted */
	order.mail = 0;
	return work->decision->kind != DECISION_ACCEPT || correspond_all(office, &order, error);
}

/* A mail that is only explained is in no spool and waits for nobody. */
static bool
tell_desk(
    Office *office, const Work *work, const Ticket *ticket, Effect *effect, GError **error)
{
	const Situation *s = work->situation;
	const MessageAddress *from = s->message->from;
	const char *actor = from == NULL ? NULL : from->address;
	NotifyReason reason = NOTIFY_REPLY;

	if (!news_of(work->decision, s->message, work->decision->next, &reason) ||
	    (reason == NOTIFY_UNDELIVERED && !work->is_news))
		return true;
	effect->notice = notify_reason_name(reason);
	if (ticket == NULL)
		return work->mail->id == 0 ||
		       notify_held(office, work->mail->id, s->intent->group, actor, error);
	return notify_ticket(office, ticket, reason, actor, error);
}

/* On whose behalf it is, else who wrote; or NULL. */
static const Contact *
reporter_of(const Work *work)
{
	return work->form->reporter != NULL ? work->form->reporter : work->situation->sender;
}

/* What a rule says, else the item that is asked for, else the account. */
static const char *
default_group(const Work *work)
{
	const Contact *reporter = reporter_of(work);

	if (work->situation->intent->group != NULL)
		return work->situation->intent->group;
	if (work->item != NULL && catalog_item_group(work->item) != NULL)
		return catalog_item_group(work->item);
	if (work->form->account != 0)
		return work->form->group;
	return reporter == NULL ? NULL : reporter->group;
}

static const char *
category_of(const Office *office, const Work *work)
{
	const char *by_rule = work->situation->intent->category;

	if (work->form->category != NULL)
		return work->form->category;
	return by_rule != NULL ? by_rule : office->config->default_category;
}

static int64_t
account_of(const Work *work)
{
	const Contact *reporter = reporter_of(work);

	if (work->form->account != 0)
		return work->form->account;
	return reporter == NULL ? 0 : reporter->account;
}

/* What the mail says; of one that was too large only that it was. Caller owns. */
static char *
text_of(const Work *work)
{
	if (!work->mail->header_only)
		return g_strdup(work->situation->message->text);
	return g_strdup_printf(
	    "A mail of %.0f MB came, which is too large: only its header was kept.",
	    (double)work->mail->size / 1e6);
}

/* The new ticket's row; strings are borrowed from what decided it. */
static Ticket
new_ticket(const Office *office, const Work *work, char *title)
{
	const Situation *s = work->situation;
	const Intent *intent = s->intent;
	const Contact *reporter = reporter_of(work);
	bool is_request = work->decision->kind == DECISION_FILE_REQUEST;

	return (Ticket){
	    .kind = is_request ? TICKET_REQUEST : TICKET_CASE,
	    .state = work->decision->next,
	    .title = title,
	    .category = (char *)category_of(office, work),
	    .priority = intent->priority != NULL ? intent->priority : (char *)"normal",
	    .group = (char *)default_group(work),
	    .mailbox = (char *)work->mail->mailbox,
	    .language = (char *)language_of(office, s),
	    .item = is_request ? (char *)catalog_item_name(work->item) : NULL,
	    .reporter = reporter == NULL ? 0 : reporter->id,
	    .account = account_of(work),
	    .predecessor = work->decision->follows ? s->ticket->id : 0,
	    .created_ms = office->now_ms,
	    .state_ms = office->now_ms,
	};
}

static char *
title_for(const Office *office, const Work *work)
{
	const Situation *s = work->situation;
	const char *line = work->form->first_line;
	const char *language = language_of(office, s);
	const char *untitled = stationery_untitled(office->stationery, language);

	if (s->intent->title != NULL && s->intent->title[0] != '\0')
		return title_of(s->intent->title, "", untitled);
	if (work->item != NULL && work->decision->kind == DECISION_FILE_REQUEST)
		return g_strdup(catalog_item_title(work->item, language));
	return title_of(s->message->subject, line != NULL ? line : s->message->text, untitled);
}

static bool
open_ticket(Office *office, const Work *work, Effect *effect, GError **error)
{
	g_autofree char *title = title_for(office, work);
	g_autofree char *text = text_of(work);
	Ticket ticket = new_ticket(office, work, title);
	g_autofree char *number = NULL;

	if (!values_account(
		office, work->situation->intent, &ticket.account, &effect->trouble, error) ||
	    !ticket_add(office->spool, &ticket, error))
		return false;
	number = ticket.number;
	effect->ticket = ticket.id;
	effect->number = g_strdup(number);
	return add_entry(office, work, ticket.id, ENTRY_DESCRIPTION, text, error) &&
	       bring(office, work, &ticket, error) &&
	       set_fields(office, work, ticket.id, error) &&
	       involve_watchers(office, work, ticket.id, error) &&
	       involve_named(office, work, &ticket, error) &&
	       write_letter(office, work, &ticket,
		   work->decision->follows ? work->situation->ticket : NULL, effect, error) &&
	       involve_tell_reporter(office, work, &ticket, error) &&
	       apply_request_entered(office, &ticket, error) &&
	       tell_desk(office, work, &ticket, effect, error);
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
entry_text(const Work *work)
{
	g_autofree char *text = text_of(work);
	const char *verb = NULL;

	if (work->decision->kind <= DECISION_NOTE_APPROVAL)
		verb = VERBS[work->decision->kind];
	if (verb == NULL)
		return g_steal_pointer(&text);
	return text[0] == '\0' ? g_strdup(verb) : g_strdup_printf("%s: %s", verb, text);
}

/* Neither a machine nor a thank-you waits for an answer. */
static bool
waits_for_answer(const Work *work)
{
	return !message_kind_is_machine(work->situation->message->kind) &&
	       work->situation->answer->kind != ANSWER_THANKS;
}

/* A ticket that came to its end keeps its tokens for a while: an answer opens a new case that names it. */
static bool
move_ticket(Office *office, const Work *work, Ticket *ticket, GError **error)
{
	bool changes = work->decision->next != ticket->state;

	if (changes && ticket->state == TICKET_RESOLVED &&
	    work->decision->next == TICKET_OPEN &&
	    !ticket_add_reopened(office->spool, ticket->id, office->now_ms, error))
		return false;
	ticket->state = work->decision->next;
	/* each answer gives a draft its whole time again */
	if (changes || work->decision->kind == DECISION_CONTINUE_DRAFT) {
		ticket->state_ms = office->now_ms;
		ticket->reminded_ms = 0;
	}
	ticket->clock_stopped =
	    work->decision->stops_clock || (!changes && ticket->clock_stopped);
	if (ticket->waiting_ms == 0 && waits_for_answer(work))
		ticket->waiting_ms = office->now_ms;
	if (!ticket_save(office->spool, ticket, office->now_ms, error))
		return false;
	return !changes || correspond_end(office, ticket, error);
}

static bool
add_to_ticket(Office *office, const Work *work, Effect *effect, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = entry_text(work);

	if (!ticket_get(office->spool, work->situation->ticket->id, &ticket, error))
		return false;
	effect->ticket = ticket->id;
	effect->number = g_strdup(ticket->number);
	return add_entry(office, work, ticket->id, ENTRY_COMMENT, text, error) &&
	       bring(office, work, ticket, error) &&
	       (work->decision->kind != DECISION_CONTINUE_DRAFT ||
		   set_fields(office, work, ticket->id, error)) &&
	       (work->decision->kind == DECISION_TELL_STATE ||
		   (values_change(office, work, ticket, error) &&
		       move_ticket(office, work, ticket, error))) &&
	       write_letter(office, work, ticket, NULL, effect, error) &&
	       (ticket->state == work->situation->ticket->state ||
		   apply_request_entered(office, ticket, error)) &&
	       tell_desk(office, work, ticket, effect, error);
}

static bool
ask_desk(Office *office, const Work *work, const Ticket *ticket, GError **error)
{
	const Contact *sender = work->situation->sender;

	return approval_ask_desk(office, ticket,
	    lookalike_shown(office->config, sender->name, sender->address), error);
}

/* What an approver answered: the request goes on or ends, or the desk is to look at it. */
static bool
take_approval(Office *office, const Work *work, Effect *effect, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = entry_text(work);
	const RequestMove move = {
	    .verb =
		work->decision->kind == DECISION_APPROVE ? REQUEST_APPROVES : REQUEST_DECLINES,
	    .next = work->decision->next,
	    .text = work->situation->answer->has_reason ? work->situation->message->text : NULL,
	};

	if (!ticket_get(office->spool, work->situation->ticket->id, &ticket, error))
		return false;
	effect->ticket = ticket->id;
	effect->number = g_strdup(ticket->number);
	if (!add_entry(office, work, ticket->id, ENTRY_COMMENT, text, error) ||
	    !bring(office, work, ticket, error))
		return false;
	if (move.next == TICKET_IN_PROGRESS)
		effect->notice = notify_reason_name(NOTIFY_APPROVED);
	if (work->decision->kind != DECISION_NOTE_APPROVAL)
		return apply_request_move(office, ticket, &move, error);
	return ask_desk(office, work, ticket, error) &&
	       write_letter(office, work, ticket, NULL, effect, error);
}

/* Belongs to no ticket, whatever the mail answers. */
static bool
list_forms(Office *office, const Work *work, Effect *effect, GError **error)
{
	const Situation *s = work->situation;
	Work with_forms = *work;
	const Contact *to = reply_policy_is_constant(s->proof) ? NULL : s->sender;
	json_t *forms = json_pack(
	    "{s:o}", "items", form_list(office, to, work->mailbox, language_of(office, s)));
	bool good = false;

	with_forms.forms = forms;
	good = write_letter(office, &with_forms, NULL, NULL, effect, error);
	json_decref(forms);
	return good;
}

bool
apply_message(Office *office, const Work *work, Effect *ret_effect, GError **error)
{
	switch (work->decision->kind) {
	case DECISION_IGNORE:
		return true;
	case DECISION_HOLD:
		return tell_desk(office, work, NULL, ret_effect, error);
	case DECISION_FORWARD:
		ret_effect->no_letter = g_strdup("the mail itself goes on");
		return correspond_forward(office, work->mail, work->situation->message,
		    work->situation->intent->forward, error);
	case DECISION_REFER:
		return write_letter(office, work, NULL, NULL, ret_effect, error);
	case DECISION_OPEN_CASE:
	case DECISION_FILE_REQUEST:
		return open_ticket(office, work, ret_effect, error);
	case DECISION_CONTINUE_DRAFT:
	case DECISION_COMMENT:
	case DECISION_REOPEN:
	case DECISION_ACCEPT:
	case DECISION_REJECT:
	case DECISION_ASK_BACK:
		break;
	case DECISION_TELL_STATE:
		if (work->situation->ticket == NULL)
			return write_letter(office, work, NULL, NULL, ret_effect, error);
		break;
	case DECISION_LIST_FORMS:
		return list_forms(office, work, ret_effect, error);
	case DECISION_APPROVE:
	case DECISION_DECLINE:
	case DECISION_NOTE_APPROVAL:
		return take_approval(office, work, ret_effect, error);
	}
	return add_to_ticket(office, work, ret_effect, error);
}

bool
apply_unreadable(
    Office *office, const Mail *mail, const char *reason, Effect *ret_effect, GError **error)
{
	g_autofree char *text = g_strdup_printf(
	    "Mail %" G_GINT64_FORMAT " could not be read: %s. It is kept as it came.", mail->id,
	    reason);
	Ticket ticket = {
	    .kind = TICKET_CASE,
	    .state = TICKET_NEW,
	    .title = (char *)"A mail that could not be read",
	    .category = office->config->default_category,
	    .priority = (char *)"normal",
	    .mailbox = mail->mailbox,
	    .language = office->config->language,
	    .created_ms = office->now_ms,
	    .state_ms = office->now_ms,
	};
	Entry entry = {
	    .at_ms = office->now_ms,
	    .kind = ENTRY_DESCRIPTION,
	    .author = (char *)"casegate",
	    .text = text,
	    .mark = (char *)"",
	    .mail = mail->id,
	};

	if (!ticket_add(office->spool, &ticket, error))
		return false;
	entry.ticket = ret_effect->ticket = ticket.id;
	ret_effect->number = ticket.number;
	return ticket_add_entry(office->spool, &entry, NULL, error) &&
	       notify_ticket(office, &ticket, NOTIFY_NEW_CASE, NULL, error);
}
