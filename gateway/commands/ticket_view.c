/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathering a ticket. Lists read only the head of each ticket, so that a long one stays cheap.
 */
#include "gateway/commands/ticket_view.h"

#include <string.h>

#include "gateway/commands/number_list.h"
#include "gateway/config/agents.h"
#include "gateway/intake/trace.h"
#include "gateway/model/ticket_property.h"
#include "gateway/util/json_print.h"
#include "parsers/file_marks.h"
#include "spool/letter.h"
#include "spool/mail_trace.h"
#include "spool/outbox.h"
#include "spool/step.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

void
ticket_head_clear(TicketHead *head)
{
	g_clear_pointer(&head->reporter, contact_free);
	g_clear_pointer(&head->account, g_free);
	g_clear_pointer(&head->said, entry_free);
}

void
ticket_view_clear(TicketView *view)
{
	ticket_head_clear(&view->head);
	g_clear_pointer(&view->predecessor, g_free);
	g_clear_pointer(&view->merged_into, g_free);
	g_clear_pointer(&view->merged, g_ptr_array_unref);
	g_clear_pointer(&view->links, g_ptr_array_unref);
	g_clear_pointer(&view->hold, ticket_hold_free);
	g_clear_pointer(&view->people, g_ptr_array_unref);
	g_clear_pointer(&view->entries, g_ptr_array_unref);
	g_clear_pointer(&view->cut, g_ptr_array_unref);
	g_clear_pointer(&view->attachments, g_ptr_array_unref);
	g_clear_pointer(&view->fields, g_ptr_array_unref);
	g_clear_pointer(&view->steps, g_ptr_array_unref);
	g_clear_pointer(&view->desk, desk_ticket_free);
	g_clear_pointer(&view->to_do, g_ptr_array_unref);
}

bool
ticket_head_read_said(Spool *spool, TicketHead *head, GError **error)
{
	return ticket_last_said(spool, head->ticket->id, &head->said, error);
}

static bool
read_reporter(Spool *spool, TicketHead *head, GError **error)
{
	return head->ticket->reporter == 0 ||
	       contact_get(spool, head->ticket->reporter, &head->reporter, error);
}

/* Mostly the account is the reporter's, which has its name already. */
static bool
read_account(Spool *spool, TicketHead *head, GError **error)
{
	if (head->ticket->account == 0)
		return true;
	if (head->reporter == NULL || head->ticket->account != head->reporter->account)
		return contact_account_name(
		    spool, head->ticket->account, &head->account, error);
	head->account = g_strdup(head->reporter->account_name);
	return true;
}

bool
ticket_head_read(
    const Context *context, const Ticket *ticket, TicketHead *ret_head, GError **error)
{
	g_auto(TicketHead) head = {.ticket = ticket};

	head.agent = agents_shown(context->config, ticket->agent);
	head.snoozed = ticket_is_snoozed(ticket, context->now_ms);
	head.overdue = ticket->answer_due_ms != 0 && ticket->answer_due_ms < context->now_ms;
	if (!read_reporter(context->spool, &head, error) ||
	    !read_account(context->spool, &head, error))
		return false;
	*ret_head = head;
	head = (TicketHead){0};
	return true;
}

static bool
read_relations(Spool *spool, TicketView *view, GError **error)
{
	const Ticket *ticket = view->head.ticket;

	return number_list_number(spool, ticket->predecessor, &view->predecessor, error) &&
	       number_list_number(spool, ticket->merged_into, &view->merged_into, error) &&
	       ticket_merged(spool, ticket->id, &view->merged, error) &&
	       ticket_hold_get(spool, ticket->id, &view->hold, error) &&
	       ticket_links(spool, ticket->id, &view->links, error);
}

static void
leave_out(GPtrArray *people, int64_t contact)
{
	for (guint i = people->len; i > 0; i--) {
		const TicketPerson *person = g_ptr_array_index(people, i - 1);

		if (person->contact == contact)
			g_ptr_array_remove_index(people, i - 1);
	}
}

/* What became of a letter, and to whom it went, where that is not the reporter. Caller owns. */
static char *
letter_text(const Letter *letter, const char *name, const char *reporter)
{
	static const char *const WORDS[] = {
	    [LETTER_WAITING] = "waits to be sent",
	    [LETTER_SENT] = "sent",
	    [LETTER_FAILED] = "not delivered",
	    [LETTER_PREPARED] = "waits for the desk",
	};
	bool other = reporter != NULL && g_ascii_strcasecmp(reporter, letter->recipient) != 0;

	return g_strdup_printf("%s %s%s%s", name, WORDS[letter->state], other ? " to " : "",
	    other ? letter->recipient : "");
}

/* The timeline has a letter's name; what became of it is added here: "acknowledgement sent". */
static bool
tell_letters(Spool *spool, GPtrArray *entries, const char *reporter, GError **error)
{

	for (unsigned i = 0; i < entries->len; i++) {
		Entry *entry = entries->pdata[i];
		g_autoptr(Letter) letter = NULL;
		g_autofree char *name = NULL;

		if (entry->letter == 0)
			continue;
		if (!letter_get(spool, entry->letter, &letter, error))
			return false;
		name = entry->text;
		entry->text =
		    letter == NULL ? g_strdup(name) : letter_text(letter, name, reporter);
	}
	return true;
}

static bool
read_desk(Spool *spool, TicketView *view, GError **error)
{
	int64_t id = view->head.ticket->id;
	int64_t heard_ms = 0;

	if (!desk_ticket_get(spool, id, &view->desk, error) ||
	    (view->desk != NULL && (!outbox_of_ticket(spool, id, &view->to_do, error) ||
				       !desk_cursor_heard(spool, &heard_ms, error))))
		return false;
	/* what has not changed there since is as it was told */
	if (view->desk != NULL && view->desk->seen_ms != 0)
		view->desk->seen_ms = MAX(view->desk->seen_ms, heard_ms);
	return true;
}

bool
ticket_view_read(
    const Context *context, const Ticket *ticket, TicketView *ret_view, GError **error)
{
	g_auto(TicketView) view = {0};
	Spool *spool = context->spool;
	const Contact *reporter = NULL;

	if (!ticket_head_read(context, ticket, &view.head, error))
		return false;
	reporter = view.head.reporter;
	if (!read_relations(spool, &view, error) ||
	    !ticket_people(spool, ticket->id, &view.people, error) ||
	    !ticket_entries(spool, ticket->id, &view.entries, error) ||
	    !tell_letters(
		spool, view.entries, reporter == NULL ? NULL : reporter->address, error) ||
	    !ticket_attachments(spool, ticket->id, &view.attachments, error) ||
	    !ticket_fields(spool, ticket->id, &view.fields, error) ||
	    !step_list(spool, ticket->id, &view.steps, error) ||
	    !read_desk(spool, &view, error))
		return false;
	leave_out(view.people, ticket->reporter);
	*ret_view = view;
	view = (TicketView){0};
	return true;
}

/* Of char *: what the trace of a mail says was cut of it, each with its reason. */
static bool
read_cut(Spool *spool, int64_t mail, GPtrArray **ret_cut, GError **error)
{
	g_autofree char *trace = NULL;

	if (!mail_trace_get(spool, mail, &trace, error))
		return false;
	*ret_cut = trace_pieces(trace == NULL ? "" : trace);
	return true;
}

static void
unref_cut(void *cut)
{
	if (cut != NULL)
		g_ptr_array_unref(cut);
}

bool
ticket_view_read_cut(Spool *spool, TicketView *view, GError **error)
{
	g_autoptr(GHashTable) told = g_hash_table_new(g_int64_hash, g_int64_equal);
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(unref_cut);

	for (guint i = 0; i < view->entries->len; i++) {
		Entry *entry = g_ptr_array_index(view->entries, i);
		GPtrArray *cut = NULL;

		if (entry->mail != 0 && entry->kind != ENTRY_LETTER &&
		    g_hash_table_add(told, &entry->mail) &&
		    !read_cut(spool, entry->mail, &cut, error))
			return false;
		g_ptr_array_add(all, cut);
	}
	view->cut = g_steal_pointer(&all);
	return true;
}

static json_t *
said_json(const Entry *said)
{
	if (said == NULL)
		return json_null();
	return json_pack("{so, so, so, so}", "time", json_print_time(said->at_ms), "author",
	    json_print_string(said->author), "kind",
	    json_print_string(entry_kind_name(said->kind)), "text",
	    json_print_string(said->text));
}

json_t *
ticket_head_json(const TicketHead *head)
{
	const Ticket *ticket = head->ticket;
	json_t *out = json_object();

	json_object_set_new(out, "number", json_print_string(ticket->number));
	json_object_set_new(out, "kind", json_print_string(ticket_kind_name(ticket->kind)));
	json_object_set_new(out, "state", json_print_string(ticket_state_name(ticket->state)));
	for (int i = 0; i < PROPERTY_AGENT; i++)
		json_object_set_new(out, ticket_property_name((TicketProperty)i),
		    json_print_string(ticket_property_get(ticket, (TicketProperty)i)));
	json_object_set_new(
	    out, ticket_property_name(PROPERTY_AGENT), json_print_string(head->agent));
	json_object_set_new(out, "reporter",
	    head->reporter == NULL
		? json_null()
		: json_print_person(head->reporter->name, head->reporter->address));
	json_object_set_new(out, "account", json_print_string(head->account));
	json_object_set_new(out, "created", json_print_time(ticket->created_ms));
	json_object_set_new(out, "changed", json_print_time(ticket->changed_ms));
	json_object_set_new(out, "answer_due", json_print_time(ticket->answer_due_ms));
	json_object_set_new(out, "overdue", json_boolean(head->overdue));
	json_object_set_new(out, "waiting", json_print_time(ticket->waiting_ms));
	json_object_set_new(out, "said", said_json(head->said));
	json_object_set_new(
	    out, "snoozed_until", json_print_time(head->snoozed ? ticket->snoozed_ms : 0));
	return out;
}

static json_t *
person_json(const void *item)
{
	const TicketPerson *person = item;

	return json_print_person(person->name, person->address);
}

static json_t *
marks_json(const char *marks)
{
	json_t *list = json_array();
	char *word = NULL;

	while ((word = config_marked_next(&marks)) != NULL) {
		json_array_append_new(list, json_print_string(word));
		g_free(word);
	}
	return list;
}

/* The name under which to save it. */
static json_t *
file_json(const TicketAttachment *attachment)
{
	g_autofree char *name = file_marks_harmless_name(
	    attachment->name, config_marked_is_active(attachment->marks));

	return json_print_string(name);
}

static json_t *
attachment_json(const void *item)
{
	const TicketAttachment *attachment = item;

	return json_pack("{si, so, so, sI, so, so, so}", "number", attachment->number, "name",
	    json_print_string(attachment->name), "type", json_print_string(attachment->type),
	    "size", (json_int_t)attachment->size, "marks", marks_json(attachment->marks),
	    "file", file_json(attachment), "mail", json_print_id(attachment->mail));
}

static json_t *
entry_json(const void *item)
{
	const Entry *entry = item;
	g_autofree char *text = entry_line(entry);
	json_t *out = json_object();

	json_object_set_new(out, "id", json_integer(entry->id));
	json_object_set_new(out, "time", json_print_time(entry->at_ms));
	json_object_set_new(out, "author", json_print_string(entry->author));
	json_object_set_new(out, "kind", json_print_string(entry_kind_name(entry->kind)));
	json_object_set_new(out, "text", json_print_string(text));
	json_object_set_new(out, "mark", json_print_string(entry->mark));
	json_object_set_new(out, "mail", json_print_id(entry->mail));
	json_object_set_new(out, "duplicates", json_integer(entry->repeats));
	json_object_set_new(out, "last_duplicate", json_print_time(entry->repeated_ms));
	json_object_set_new(out, "letter", json_print_id(entry->letter));
	json_object_set_new(out, "cut", json_null());
	return out;
}

static json_t *
field_json(const void *item)
{
	const TicketField *field = item;

	return json_pack("{so, so, so}", "name", json_print_string(field->name), "label",
	    json_print_string(field->label), "value", json_print_string(field->value));
}

static json_t *
step_json(const void *item)
{
	const FulfilmentStep *step = item;

	return json_pack("{so, si, so, so}", "state",
	    json_print_string(step_state_name(step->state)), "attempts", step->attempts,
	    "result", json_print_string(step->result), "due",
	    json_print_time(step->state == STEP_WAITING ? step->due_ms : 0));
}

static json_t *
link_json(const void *item)
{
	const TicketLink *link = item;

	return json_pack("{so, so, sb}", "number", json_print_string(link->number), "why",
	    json_print_string(ticket_link_reason_name(link->why)), "names", link->names);
}

static json_t *
list_json(GPtrArray *items, json_t *(*make)(const void *item))
{
	json_t *list = json_array();

	for (guint i = 0; i < items->len; i++)
		json_array_append_new(list, make(items->pdata[i]));
	return list;
}

static json_t *
operation_json(const void *item)
{
	const OutboxOperation *operation = item;

	return json_pack("{so, so, sI, so, so, so}", "kind", json_print_string(operation->kind),
	    "state", json_print_string(outbox_state_name(operation->state)), "attempts",
	    (json_int_t)operation->attempts, "since", json_print_time(operation->created_ms),
	    "due", json_print_time(operation->due_ms), "result",
	    json_print_string(operation->result));
}

static json_t *
desk_json(const TicketView *view)
{
	const DeskTicket *desk = view->desk;

	if (desk == NULL)
		return json_null();
	return json_pack("{so, so, so, so}", "remote_id", json_print_string(desk->remote_id),
	    "state", json_print_string(desk->remote_state), "seen",
	    json_print_time(desk->seen_ms), "to_do", list_json(view->to_do, operation_json));
}

json_t *
ticket_attachments_json(GPtrArray *attachments)
{
	return list_json(attachments, attachment_json);
}

/* The timeline; at the first entry of each mail what was cut of it. */
static json_t *
timeline_json(const TicketView *view)
{
	json_t *list = list_json(view->entries, entry_json);

	for (guint i = 0; view->cut != NULL && i < view->cut->len; i++) {
		GPtrArray *cut = view->cut->pdata[i];

		if (cut != NULL)
			json_object_set_new(
			    json_array_get(list, i), "cut", json_print_strings(cut));
	}
	return list;
}

/* What the ticket is about; what was merged into it may be older. */
static const char *
description_of(const TicketView *view)
{
	for (guint i = 0; i < view->entries->len; i++) {
		const Entry *entry = view->entries->pdata[i];

		if (entry->kind == ENTRY_DESCRIPTION)
			return entry->text;
	}
	return "";
}

/* null: it is not held. */
static json_t *
hold_json(const TicketHold *hold)
{
	if (hold == NULL)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "reason", json_print_string(hold->reason), "by",
	    json_print_string(hold->author), "since", json_print_time(hold->since_ms));
}

json_t *
ticket_view_json(const TicketView *view)
{
	json_t *out = ticket_head_json(&view->head);

	json_object_set_new(out, "description", json_print_string(description_of(view)));
	json_object_set_new(out, "involved", list_json(view->people, person_json));
	json_object_set_new(out, "attachments", ticket_attachments_json(view->attachments));
	json_object_set_new(out, "timeline", timeline_json(view));
	json_object_set_new(out, "predecessor", json_print_string(view->predecessor));
	json_object_set_new(out, "merged_into", json_print_string(view->merged_into));
	json_object_set_new(out, "merged", json_print_strings(view->merged));
	json_object_set_new(out, "links", list_json(view->links, link_json));
	json_object_set_new(out, "hold", hold_json(view->hold));
	json_object_set_new(out, "desk", desk_json(view));
	json_object_set_new(out, "item", json_print_string(view->head.ticket->item));
	json_object_set_new(out, "fields", list_json(view->fields, field_json));
	json_object_set_new(out, "steps", list_json(view->steps, step_json));
	return out;
}
