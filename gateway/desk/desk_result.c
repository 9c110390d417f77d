/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_result.h"

#include <string.h>

#include "gateway/desk/desk_conflict.h"
#include "gateway/desk/desk_list.h"
#include "gateway/desk/desk_news.h"
#include "gateway/desk/desk_request.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/letters/letter_prepared.h"
#include "gateway/model/refusal.h"
#include "gateway/util/error.h"
#include "gateway/util/log.h"
#include "gateway/util/sanitize.h"
#include "spool/desk_mirror.h"
#include "spool/mail_trace.h"

#define AGAIN_FIRST_MS INT64_C(5000) /* where the desk does not say when */
#define AGAIN_LONGEST_MS (INT64_C(5) * 60 * 1000)
#define DOUBLED_MOST 6
#define LATE_MS INT64_C(5000) /* an answer after which somebody may have said something */
#define NUMBER_MOST 40
#define TRANSACTION_MOST 64
#define WHY_MOST 400 /* bytes of what the desk says */

static const char *
text_of(const json_t *result, const char *name)
{
	return json_string_value(json_object_get(result, name));
}

/* One line, not a long one. Caller owns. */
static char *
why_of(const json_t *result)
{
	const char *why = text_of(result, "why");
	char *line = sanitize_line(why == NULL ? "it does not say why" : why);

	if (strlen(line) > WHY_MOST)
		*g_utf8_find_prev_char(line, line + WHY_MOST + 1) = '\0';
	return line;
}

static DeskOperation
kind_of(const OutboxOperation *operation)
{
	DeskOperation kind = DESK_LOOK;

	desk_operation_from_name(operation->kind, &kind);
	return kind;
}

/* It stands in subjects, in addresses of commands, and in lines of tables. */
static bool
is_number(const char *number)
{
	size_t length = strspn(number, G_CSET_A_2_Z G_CSET_DIGITS "-");

	return length > 0 && length <= NUMBER_MOST && number[length] == '\0' &&
	       !g_str_has_prefix(number, TICKET_UNNUMBERED);
}

/* Letters name a ticket by its number: one that cannot have the desk's has one of ours. */
static bool
number_here(Context *context, const OutboxOperation *operation, const char *theirs,
    const char *what, GError **error)
{
	g_autofree char *line = sanitize_line(theirs);
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *ours = NULL;
	g_autofree char *text = NULL;
	g_autofree char *valid = NULL;

	if (!ticket_get(context->spool, operation->ticket, &ticket, error))
		return false;
	if (ticket_number_is_given(ticket))
		ours = g_strdup(ticket->number);
	else if (!ticket_change_number_here(context, ticket, &ours, error))
		return false;
	text = g_strdup_printf(
	    "the desk calls it %.*s, %s: here it is %s", NUMBER_MOST, line, what, ours);
	valid = g_utf8_make_valid(text, -1);
	return ticket_change_note(context, operation->ticket, valid, error);
}

/* A number that a ticket of before the desk has here already is not given: nobody could tell the two apart. */
static bool
set_number(
    Context *context, const OutboxOperation *operation, const char *number, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!is_number(number))
		return number_here(context, operation, number, "which is no number", error);
	if (ticket_change_number(context, operation->ticket, number, &why))
		return true;
	if (!g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_EXISTS)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	return number_here(
	    context, operation, number, "as another ticket here is called", error);
}

/* Who was named by what was believed is not checked by that. */
static bool
meet_reporter(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	const json_t *reporter = json_object_get(result, "reporter");
	const char *remote_id = text_of(reporter, "remote_id");
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(DeskPerson) known = NULL;

	if (remote_id == NULL)
		return true;
	if (!ticket_get(context->spool, operation->ticket, &ticket, error))
		return false;
	if (ticket->reporter == 0)
		return true;
	if (!desk_person_get(context->spool, ticket->reporter, &known, error))
		return false;
	if (known != NULL && strcmp(known->remote_id, remote_id) == 0 &&
	    context->now_ms - known->checked_ms < DESK_PERSON_MS)
		return true;
	return desk_person_set(context->spool,
	    &(DeskPerson){ticket->reporter, (char *)remote_id,
		(char *)text_of(reporter, "account"), context->now_ms},
	    error);
}

/* How the ticket stands there is asked for. */
static bool
look(Context *context, int64_t ticket, GError **error)
{
	const OutboxOperation operation = {
	    .ticket = ticket,
	    .kind = (char *)desk_operation_name(DESK_LOOK),
	    .body = (char *)"{}",
	    .created_ms = context->now_ms,
	    .due_ms = context->now_ms,
	};
	int64_t id = 0;

	return outbox_add(context->spool, &operation, &id, error);
}

/* Whatever was said there while nobody knew that it is ours, no poll tells again. */
static bool
look_back(Context *context, const OutboxOperation *operation, GError **error)
{
	bool late = context->now_ms - operation->sent_ms > LATE_MS;

	return (!late && !operation->looks_first) || look(context, operation->ticket, error);
}

/* What else changed there is the next poll's to tell: mod_count stays as it is. */
static bool
take_opened(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	const char *remote_id = text_of(result, "remote_id");
	const char *number = text_of(result, "number");
	g_autoptr(DeskTicket) there = NULL;

	if (!desk_ticket_get(context->spool, operation->ticket, &there, error))
		return false;
	if (there == NULL || remote_id == NULL)
		return true;
	g_free(there->remote_id);
	there->remote_id = g_strdup(remote_id);
	there->seen_ms = context->now_ms;
	return desk_ticket_save(context->spool, there, error) &&
	       set_number(context, operation, number == NULL ? "" : number, error) &&
	       look_back(context, operation, error) &&
	       meet_reporter(context, operation, result, error);
}

static bool
take_said(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	const char *entry = text_of(result, "entry");

	return entry == NULL || desk_entry_add(context->spool, operation->ticket, entry,
				    operation->entry, error);
}

static bool
take_attached(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	const char *remote_id = text_of(result, "attachment");
	g_autoptr(GPtrArray) all = NULL;

	if (remote_id == NULL)
		return true;
	if (!ticket_attachments(context->spool, operation->ticket, &all, error))
		return false;
	for (unsigned i = 0; i < all->len; i++) {
		const TicketAttachment *one = all->pdata[i];
		const DeskFile file = {(char *)remote_id, operation->ticket, one->number,
		    one->name, one->type, one->size};

		if (one->number == operation->attachment &&
		    !desk_file_add(context->spool, &file, NULL, error))
			return false;
	}
	return true;
}

static bool
note_left_out(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	const json_t *words = json_object_get(result, "left_out");
	size_t i = 0;
	json_t *one = NULL;

	json_array_foreach (words, i, one) {
		g_autofree char *line = sanitize_line(json_string_value(one));
		g_autofree char *text = g_strdup_printf("the desk did not take: %s", line);

		if (operation->ticket != 0 &&
		    !ticket_change_note(context, operation->ticket, text, error))
			return false;
	}
	/* the mirror has it, and the desk has not */
	return operation->ticket == 0 || json_array_size(words) == 0 ||
	       kind_of(operation) == DESK_LOOK || look(context, operation->ticket, error);
}

/* The mirror is to show what became of both. */
static bool
note_overtaken(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	return !json_is_true(json_object_get(result, "overtaken")) || operation->ticket == 0 ||
	       (ticket_change_note(context, operation->ticket,
		    "somebody else changed it at the desk in the moment of this move, which "
		    "may "
		    "have undone that: look at it there",
		    error) &&
		   look(context, operation->ticket, error));
}

/* A row that was read before this was done there is an old one. */
static bool
take_count(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	const json_t *mod_count = json_object_get(result, "mod_count");
	int64_t updated_ms = json_integer_value(json_object_get(result, "updated_ms"));
	const char *state = text_of(result, "remote_state");
	g_autoptr(DeskTicket) there = NULL;

	if (operation->ticket == 0 || !json_is_integer(mod_count))
		return true;
	if (!desk_ticket_get(context->spool, operation->ticket, &there, error))
		return false;
	if (there == NULL ||
	    desk_ticket_is_older(there, json_integer_value(mod_count), updated_ms))
		return true;
	there->mod_count = json_integer_value(mod_count);
	there->updated_ms = updated_ms;
	there->seen_ms = context->now_ms;
	if (state != NULL) {
		g_free(there->remote_state);
		there->remote_state = g_strdup(state);
	}
	return desk_ticket_save(context->spool, there, error);
}

static bool
release_letters(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	json_t *more = NULL;
	bool good = false;

	if (kind_of(operation) == DESK_LIST &&
	    (more = desk_list_told(context, operation, result, error)) == NULL)
		return false;
	good = letter_prepared_release(context, operation->id, more, error);
	json_decref(more);
	return good;
}

static bool
take_done(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	DeskOperation kind = kind_of(operation);
	bool good = true;

	if (kind == DESK_OPEN || kind == DESK_ORDER)
		good = take_opened(context, operation, result, error);
	else if (kind == DESK_SAY || kind == DESK_NOTE)
		good = take_said(context, operation, result, error);
	else if (kind == DESK_ATTACH)
		good = take_attached(context, operation, result, error);
	else if (kind == DESK_LOOK)
		good = desk_news_take(context, result, NULL, error);
	return good && take_count(context, operation, result, error) &&
	       note_left_out(context, operation, result, error) &&
	       note_overtaken(context, operation, result, error) &&
	       outbox_end(context->spool, operation, OUTBOX_DONE, "", error) &&
	       release_letters(context, operation, result, error);
}

static int64_t
again_ms(const OutboxOperation *operation, const json_t *result)
{
	int64_t asked_ms = json_integer_value(json_object_get(result, "wait_ms"));
	int doubled = (int)CLAMP(operation->attempts - 1, 0, DOUBLED_MOST);

	return asked_ms > 0 ? MIN(asked_ms, INT64_C(24) * 60 * 60 * 1000)
			    : MIN(AGAIN_FIRST_MS << doubled, AGAIN_LONGEST_MS);
}

static bool
drop_one(Context *context, const OutboxOperation *operation, OutboxState state, const char *why,
    GError **error)
{
	return outbox_end(context->spool, operation, state, why, error) &&
	       letter_prepared_drop(context, operation, why, error);
}

/* The rest of the same deed means nothing any more. The last first, so that none of them comes to the front meanwhile. */
static bool
drop_behind(Context *context, const OutboxOperation *operation, const char *why, GError **error)
{
	g_autoptr(GPtrArray) behind = NULL;

	if (!outbox_behind(context->spool, operation, &behind, error))
		return false;
	for (unsigned i = behind->len; i > 0; i--)
		if (!drop_one(context, behind->pdata[i - 1], OUTBOX_DROPPED, why, error))
			return false;
	return true;
}

static bool
take_conflict(
    Context *context, const OutboxOperation *operation, const json_t *result, GError **error)
{
	g_autofree char *why = why_of(result);
	json_t *body = json_loads(operation->body, 0, NULL);
	const json_t *by = json_object_get(body, "by");
	const DeskConflict conflict = {
	    .ticket = operation->ticket,
	    .operation = kind_of(operation),
	    .mail = operation->mail,
	    .agent = json_is_true(json_object_get(by, "is_agent")) ? text_of(by, "name") : NULL,
	    .text = text_of(body, "text"),
	    .why = why,
	    .change = json_object_get(result, "change"),
	};
	bool good = drop_behind(context, operation, why, error) &&
		    drop_one(context, operation, OUTBOX_CONFLICT, why, error) &&
		    desk_conflict_take(context, &conflict, error);

	json_decref(body);
	return good;
}

/* A person has to decide: the desk's people are told, and the letters that tell of it wait. */
static bool
take_refused(Context *context, const OutboxOperation *operation, OutboxState state,
    const json_t *result, GError **error)
{
	g_autofree char *why = why_of(result);
	g_autofree char *logged = sanitize_addresses(why);
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = NULL;

	if (!outbox_end(context->spool, operation, state, why, error))
		return false;
	log_write(LOG_WARNING, "desk", "operation %" G_GINT64_FORMAT " (%s) is %s: %s",
	    operation->id, operation->kind, outbox_state_name(state), logged);
	/* a list: its letter tells what the mirror knows */
	if (operation->ticket == 0)
		return letter_prepared_release(context, operation->id, NULL, error);
	if (!ticket_get(context->spool, operation->ticket, &ticket, error))
		return false;
	text = g_strdup_printf("%s (%s): %s (casegate %s retry|drop %s)",
	    templates_elsewhere(context->templates, context->config->language,
		state == OUTBOX_REFUSED ? "the desk refused it"
					: "the desk is not sure what is meant"),
	    operation->kind, why, ticket_kind_name(ticket->kind), ticket->number);
	return ticket_change_note(context, ticket->id, text, error) &&
	       notifications_ticket(context, ticket, NOTIFY_REPLY, NULL, error);
}

static bool
take(Context *context, const OutboxOperation *operation, DeskOutcome outcome,
    const json_t *result, GError **error)
{
	g_autofree char *why = why_of(result);

	switch (outcome) {
	case DESK_DONE:
		return take_done(context, operation, result, error);
	case DESK_AGAIN:
		return outbox_postpone(context->spool, operation, false,
		    context->now_ms + again_ms(operation, result), why, error);
	case DESK_PAUSED: /* the desk is left alone, and then this one may be the first */
		return outbox_postpone(
		    context->spool, operation, false, context->now_ms, why, error);
	case DESK_UNKNOWN:
		return outbox_postpone(context->spool, operation, true,
		    context->now_ms + context->config->tickets->look_up_ms, why, error);
	case DESK_CONFLICT:
		return take_conflict(context, operation, result, error);
	case DESK_REFUSED:
		return take_refused(context, operation, OUTBOX_REFUSED, result, error);
	case DESK_DOUBTFUL:
		return take_refused(context, operation, OUTBOX_DOUBTFUL, result, error);
	case DESK_OUTCOMES:
		break;
	}
	return true;
}

/* "desk      open: done, transaction 1f2e3d4c5b6a" */
static bool
trace(Context *context, const OutboxOperation *operation, DeskOutcome outcome,
    const json_t *result, GError **error)
{
	const char *transaction = text_of(result, "transaction");
	g_autofree char *id = sanitize_line(transaction == NULL ? "" : transaction);
	g_autofree char *line = g_strdup_printf("%-9s %s: %s%s%.*s", "desk", operation->kind,
	    desk_outcome_name(outcome), *id == '\0' ? "" : ", transaction ", TRANSACTION_MOST,
	    id);
	g_autofree char *valid = g_utf8_make_valid(line, -1);

	/* what is tried again is told by how it ends */
	return operation->mail == 0 || outcome == DESK_AGAIN || outcome == DESK_PAUSED ||
	       mail_trace_add(context->spool, operation->mail, valid, error);
}

bool
desk_result_take(Context *context, int64_t operation, DeskOutcome outcome, const json_t *result,
    GError **error)
{
	g_autoptr(OutboxOperation) found = NULL;

	if (!outbox_get(context->spool, operation, &found, error))
		return false;
	return found == NULL || found->state != OUTBOX_IN_FLIGHT ||
	       (take(context, found, outcome, result, error) &&
		   trace(context, found, outcome, result, error));
}

static bool
refuse_nothing(const Context *context, const Ticket *ticket, const Actor *by, GError **error)
{
	g_autofree char *said =
	    refusal_said(context, by->language, "nothing of it waits for a person at the desk");

	return refusal_set(ticket, said, error);
}

static bool
is_refused(const OutboxOperation *operation)
{
	return operation->state == OUTBOX_REFUSED || operation->state == OUTBOX_DOUBTFUL;
}

/* Nothing of it ever goes there: it is as one of the embedded desk, and has a number of ours. */
static bool
keep_here(Context *context, const GPtrArray *operations, const Ticket *ticket, const char *why,
    GError **error)
{
	g_autofree char *number = NULL;
	g_autofree char *line = NULL;

	if (!ticket_number_is_given(ticket) &&
	    !ticket_change_number_here(context, ticket, &number, error))
		return false;
	line = number == NULL ? g_strdup(why)
			      : g_strdup_printf("%s: it stays here, as %s", why, number);
	if (!ticket_change_note(context, ticket->id, line, error))
		return false;
	for (unsigned i = operations->len; i > 0; i--)
		if (!drop_one(context, operations->pdata[i - 1], OUTBOX_DROPPED, why, error))
			return false;
	return desk_ticket_remove(context->spool, ticket->id, error);
}

bool
desk_result_drop(Context *context, const Ticket *ticket, const Actor *by, GError **error)
{
	g_autofree char *why = g_strdup_printf("dropped by %s", by->name);
	g_autoptr(GPtrArray) operations = NULL;
	const OutboxOperation *first = NULL;
	bool any = false;

	if (!outbox_of_ticket(context->spool, ticket->id, &operations, error))
		return false;
	first = operations->len == 0 ? NULL : operations->pdata[0];
	if (first != NULL && is_refused(first) &&
	    (kind_of(first) == DESK_OPEN || kind_of(first) == DESK_ORDER))
		return keep_here(context, operations, ticket, why, error);
	for (unsigned i = 0; i < operations->len; i++) {
		if (!is_refused(operations->pdata[i]))
			continue;
		any = true;
		if (!drop_one(context, operations->pdata[i], OUTBOX_DROPPED, why, error))
			return false;
	}
	return any ? look(context, ticket->id, error) &&
			 ticket_change_note(context, ticket->id, why, error)
		   : refuse_nothing(context, ticket, by, error);
}
