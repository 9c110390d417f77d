/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a change means for the ticket's row is worked out here, the same for every desk; the desk that keeps the ticket
 * then does it. The spool is written directly only for what no desk hears of. Words lose the tokens and links of our letters
 * before they are anybody's to read.
 */
#include "gateway/desk/ticket_change.h"

#include "gateway/desk/due.h"
#include "gateway/desk/ticket_change_desk.h"
#include "gateway/letters/letter_token.h"
#include "gateway/letters/token_cut.h"
#include "gateway/model/promise.h"
#include "spool/tally.h"
#include "spool/ticket_merge.h"
#include "spool/ticket_write.h"

/* What came from a desk elsewhere is mirrored, and that is all. */
static const TicketDesk *
desk_of(const Context *context)
{
	return context->config->tickets == NULL || context->mirrors ? &ticket_change_embedded
								    : &ticket_change_remote;
}

/* Without what would let its readers speak for somebody else: the text itself, or ret_own. */
static const char *
without_tokens(const Context *context, const char *text, char **ret_own)
{
	const TokenCutter cutter = letter_token_cutter(context, TOKEN_LETTERS_MOST, NULL);

	*ret_own = text == NULL ? NULL : token_cut(&cutter, text);
	return *ret_own == NULL ? text : *ret_own;
}

static bool
open_titled(Context *context, Ticket *ticket, GError **error)
{
	char *title = ticket->title;
	g_autofree char *own = NULL;
	bool good = false;

	ticket->title = (char *)without_tokens(context, title, &own);
	good = desk_of(context)->open(context, ticket, error);
	ticket->title = title;
	return good;
}

bool
ticket_change_open(Context *context, Ticket *ticket, GError **error)
{
	ticket->created_ms = context->now_ms;
	ticket->state_ms = context->now_ms;
	ticket->waiting_ms = ticket_waits_for_desk(ticket) ? context->now_ms : 0;
	return due_set(context, ticket, NULL, error) && open_titled(context, ticket, error);
}

static bool
keep_answer(Context *context, Ticket *ticket, GError **error)
{
	Promise promise = {0};

	if (!promise_of(context, ticket, &promise, error))
		return false;
	ticket->answered_ms = context->now_ms;
	promise_measure(&promise, ticket);
	return tally_took(context->spool, TALLY_ANSWER, ticket_kind_name(ticket->kind),
	    context->now_ms - ticket->created_ms, error);
}

static TicketEnd
end_of(const Ticket *ticket, const TicketMove *move)
{
	if (move->next != TICKET_CLOSED)
		return TICKET_END_NONE;
	if (ticket->state == TICKET_CLOSED)
		return ticket->ended_by;
	return move->by_customer ? TICKET_END_CUSTOMER
	       : move->by_time   ? TICKET_END_TIME
				 : TICKET_END_DESK;
}

/* When the customer was first answered, and when the desk was done with it, and how long that took. */
static bool
keep_times(
    Context *context, Ticket *ticket, const TicketMove *move, TicketState from, GError **error)
{
	const char *kind = ticket_kind_name(ticket->kind);
	int64_t took_ms = context->now_ms - ticket->created_ms;
	bool is_done = ticket_state_is_done(move->next);
	bool was_done = ticket_state_is_done(from);

	if (move->answers && ticket->answered_ms == 0 && !keep_answer(context, ticket, error))
		return false;
	ticket->ended_by = end_of(ticket, move);
	if (is_done == was_done)
		return true;
	ticket->done_ms = is_done ? context->now_ms : 0;
	return !ticket_state_is_outcome(move->next) ||
	       tally_took(context->spool, TALLY_OUTCOME, kind, took_ms, error);
}

bool
ticket_change_move(Context *context, Ticket *ticket, const TicketMove *move, GError **error)
{
	TicketState from = ticket->state;
	bool changes = move->next != from;

	if (move->by_customer && ticket_state_is_done(from) && move->next == TICKET_OPEN &&
	    !ticket_add_reopened(context->spool, ticket->id, context->now_ms, error))
		return false;
	if (!keep_times(context, ticket, move, from, error))
		return false;
	ticket->state = move->next;
	if (changes || move->restarts) {
		ticket->state_ms = context->now_ms;
		ticket->reminded_ms = 0;
		ticket->clock_stopped = false;
	}
	ticket->clock_stopped = ticket->clock_stopped || move->stops_clock;
	ticket->waiting_ms = move->waiting_ms;
	if (ticket_state_is_done(ticket->state))
		ticket->snoozed_ms = 0;
	return due_set(context, ticket, NULL, error) &&
	       desk_of(context)->move(context, ticket, from, error);
}

bool
ticket_change_say(Context *context, int64_t ticket, const TicketLine *line, int64_t *ret_entry,
    GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *words = NULL;
	const char *told = without_tokens(context, line->words, &words);
	const Entry entry = {
	    .id = line->entry,
	    .ticket = ticket,
	    .at_ms = line->at_ms == 0 ? context->now_ms : line->at_ms,
	    .kind = line->kind,
	    .author = (char *)(line->author == NULL ? "casegate" : line->author),
	    .text = (char *)without_tokens(context, line->text, &text),
	    .mark = (char *)(line->mark == NULL ? "" : line->mark),
	    .mail = line->mail,
	};

	return desk_of(context)->say(context, &entry, told, ret_entry, error);
}

bool
ticket_change_note(Context *context, int64_t ticket, const char *text, GError **error)
{
	const TicketLine line = {.kind = ENTRY_CHANGE, .text = text};

	return ticket_change_say(context, ticket, &line, NULL, error);
}

bool
ticket_change_say_again(Context *context, int64_t entry, const char *text, GError **error)
{
	g_autofree char *own = NULL;

	return ticket_set_entry_text(
	    context->spool, entry, without_tokens(context, text, &own), error);
}

bool
ticket_change_set(Context *context, Ticket *ticket, TicketProperty property, const char *value,
    GError **error)
{
	ticket_property_set(ticket, property, value);
	return due_set(context, ticket, NULL, error) &&
	       desk_of(context)->set(context, ticket, property, error);
}

bool
ticket_change_report(Context *context, Ticket *ticket, const Contact *reporter, GError **error)
{
	bool was = false;

	ticket->reporter = reporter->id;
	ticket->account = reporter->account;
	return due_set(context, ticket, NULL, error) &&
	       desk_of(context)->report(context, ticket, error) &&
	       desk_of(context)->leave(context, ticket->id, reporter->id, &was, error) &&
	       (ticket->kind != TICKET_REQUEST ||
		   ticket_change_requester(context, ticket->id, reporter->id, error));
}

bool
ticket_change_number(Context *context, int64_t ticket, const char *number, GError **error)
{
	return ticket_set_number(context->spool, ticket, number, error);
}

bool
ticket_change_number_here(
    Context *context, const Ticket *ticket, char **ret_number, GError **error)
{
	return ticket_number_here(context->spool, ticket->id, ticket->kind, ret_number, error);
}

bool
ticket_change_touch(Context *context, Ticket *ticket, GError **error)
{
	return due_set(context, ticket, NULL, error) &&
	       ticket_save(context->spool, ticket, context->now_ms, error);
}

bool
ticket_change_times(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_save_times(context->spool, ticket, error);
}

bool
ticket_change_answer(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_save_answer(context->spool, ticket, error);
}

bool
ticket_change_remember(Context *context, int64_t ticket, const char *message_id, GError **error)
{
	return ticket_remember_id(context->spool, ticket, message_id, 0, error);
}

bool
ticket_change_remember_unseen(
    Context *context, int64_t ticket, const char *message_id, GError **error)
{
	return ticket_remember_unseen(context->spool, ticket, message_id, error);
}

bool
ticket_change_attach(Context *context, int64_t ticket, int64_t mail,
    const MessageAttachment *attachment, GError **error)
{
	g_autofree char *marks =
	    config_marked_words(&context->config->marked, attachment->marks, attachment->name);
	const TicketAttachment row = {
	    .ticket = ticket,
	    .mail = mail,
	    .path = attachment->path,
	    .name = attachment->name,
	    .type = attachment->type,
	    .size = attachment->size,
	    .is_inline = attachment->is_inline,
	    .marks = marks,
	};

	return desk_of(context)->attach(context, &row, error);
}

bool
ticket_change_mark(
    Context *context, const TicketAttachment *attachment, const char *marks, GError **error)
{
	return ticket_set_marks(
	    context->spool, attachment->ticket, attachment->number, marks, error);
}

bool
ticket_change_involve(
    Context *context, int64_t ticket, int64_t contact, Involvement involvement, GError **error)
{
	return desk_of(context)->involve(context, ticket, contact, involvement, error);
}

bool
ticket_change_leave(
    Context *context, int64_t ticket, int64_t contact, bool *ret_was, GError **error)
{
	return desk_of(context)->leave(context, ticket, contact, ret_was, error);
}

bool
ticket_change_requester(Context *context, int64_t ticket, int64_t contact, GError **error)
{
	return ticket_add_requester(context->spool, ticket, contact, error);
}

bool
ticket_change_confirm_request(Context *context, int64_t ticket, int64_t contact, GError **error)
{
	return ticket_confirm_request(context->spool, ticket, contact, error);
}

bool
ticket_change_merge(Context *context, int64_t contact, int64_t other, GError **error)
{
	return ticket_merge_person(context->spool, contact, other, error);
}

bool
ticket_change_silence(Context *context, int64_t contact, GError **error)
{
	return ticket_silence_person(context->spool, contact, error);
}

bool
ticket_change_field(
    Context *context, int64_t ticket, int position, const CatalogValue *value, GError **error)
{
	g_autofree char *own = NULL;
	const TicketField field = {
	    .name = (char *)value->name,
	    .label = (char *)value->label,
	    .value = (char *)without_tokens(context, value->value, &own),
	    .set_ms = context->now_ms,
	};

	return ticket_set_field(context->spool, ticket, position, &field, error);
}

bool
ticket_change_link(
    Context *context, int64_t ticket, int64_t other, TicketLinkReason why, GError **error)
{
	const TicketLink link = {.ticket = other, .why = why};

	return ticket == other ||
	       ticket_add_link(context->spool, &link, ticket, context->now_ms, error);
}

bool
ticket_change_unlink(
    Context *context, int64_t ticket, int64_t other, bool *ret_was, GError **error)
{
	return ticket_remove_link(context->spool, ticket, other, ret_was, error);
}

bool
ticket_change_give(Context *context, Ticket *ticket, const Ticket *to, GError **error)
{
	if (!desk_of(context)->give(context, ticket, to, error))
		return false;
	ticket->state = TICKET_CLOSED;
	ticket->waiting_ms = ticket->answer_due_ms = ticket->told = ticket->next_ms = 0;
	ticket->snoozed_ms = 0;
	ticket->merged_into = to->id;
	return true;
}

bool
ticket_change_take_back(Context *context, Ticket *ticket, GError **error)
{
	ticket->state_ms = context->now_ms;
	ticket->reminded_ms = 0;
	return ticket_take_back(context->spool, ticket, error) &&
	       ticket_change_touch(context, ticket, error);
}
