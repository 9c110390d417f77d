/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_request.h"

#include <string.h>

#include "gateway/model/actor.h"
#include "gateway/model/desk_operation.h"
#include "gateway/model/ticket_property.h"
#include "parsers/file_marks.h"
#include "spool/contact.h"
#include "spool/desk_mirror.h"
#include "spool/mail.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"

#define KEY_LENGTH 32

/* The moment belongs to it: after a backup was put back an id may be given again. What a mail opens is known by that mail's
 * bytes instead, so that it is found again when the mail is. A sender chooses no such bytes: our server's lines are among
 * them. */
char *
desk_request_key(const Context *context, const OutboxOperation *operation)
{
	json_t *body = json_loads(operation->body, 0, NULL);
	const char *mail = json_string_value(json_object_get(body, DESK_REQUEST_MAIL));
	g_autofree char *text = mail != NULL ? g_strconcat("opened by ", mail, NULL)
					     : g_strdup_printf("operation %" G_GINT64_FORMAT
							       " of %" G_GINT64_FORMAT,
						   operation->id, operation->created_ms);
	char *key = g_compute_hmac_for_string(G_CHECKSUM_SHA256,
	    key_ring_of_operation(&context->keys, operation->id), KEY_BYTES, text, -1);

	json_decref(body);
	key[KEY_LENGTH] = '\0';
	return key;
}

bool
desk_request_is_empty(const OutboxOperation *operation)
{
	json_t *body = json_loads(operation->body, 0, NULL);
	const char *text = json_string_value(json_object_get(body, "text"));
	bool is_empty = strcmp(operation->kind, desk_operation_name(DESK_SAY)) == 0 &&
			json_object_get(body, "state") == NULL &&
			(text == NULL || text[0] == '\0');

	json_decref(body);
	return is_empty;
}

static bool
set_person(Context *context, json_t *out, const char *name, int64_t contact, GError **error)
{
	g_autoptr(Contact) person = NULL;
	g_autoptr(DeskPerson) there = NULL;
	bool fresh = false;

	if (contact == 0)
		return true;
	if (!contact_get(context->spool, contact, &person, error) ||
	    !desk_person_get(context->spool, contact, &there, error))
		return false;
	fresh = there != NULL && context->now_ms - there->checked_ms < DESK_PERSON_MS;
	json_object_set_new(out, name,
	    json_pack("{s:s, s:s, s:s*}", "address", person->address, "name", person->name,
		"remote_id", fresh ? there->remote_id : NULL));
	return true;
}

static bool
set_account(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	g_autoptr(Contact) reporter = NULL;
	g_autofree char *name = NULL;

	if (ticket->account == 0)
		return true;
	if (ticket->reporter != 0 &&
	    !contact_get(context->spool, ticket->reporter, &reporter, error))
		return false;
	if (reporter != NULL && reporter->account == ticket->account)
		return true;
	if (!contact_account_name(context->spool, ticket->account, &name, error))
		return false;
	if (name != NULL)
		json_object_set_new(out, "account", json_pack("{s:s}", "name", name));
	return true;
}

static bool
set_people(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	json_t *addresses = json_array();
	g_autoptr(GPtrArray) people = NULL;

	json_object_set_new(out, "people", addresses);
	if (!ticket_people(context->spool, ticket->id, &people, error))
		return false;
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (person->gets_letters && person->contact != ticket->reporter)
			json_array_append_new(addresses, json_string(person->address));
	}
	return true;
}

/* What it is about stands first on its timeline. */
static bool
set_text(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	g_autofree char *text = NULL;

	if (!ticket_description(context->spool, ticket->id, &text, error))
		return false;
	json_object_set_new(out, "title", json_string(ticket->title));
	json_object_set_new(out, "text", json_string(text == NULL ? "" : text));
	return true;
}

/* The case that this one follows, in front of its text and, where the desk has it, by its id. */
static bool
set_follows(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	const char *text = json_string_value(json_object_get(out, "text"));
	g_autoptr(Ticket) before = NULL;
	g_autoptr(DeskTicket) there = NULL;
	g_autofree char *whole = NULL;

	if (ticket->predecessor == 0)
		return true;
	if (!ticket_get(context->spool, ticket->predecessor, &before, error) ||
	    !desk_ticket_get(context->spool, ticket->predecessor, &there, error))
		return false;
	if (!ticket_number_is_given(before))
		return true;
	whole = g_strdup_printf("%s %s\n\n%s",
	    templates_elsewhere(context->templates, context->config->language, "follows"),
	    before->number, text);
	json_object_set_new(out, "text", json_string(whole));
	if (there != NULL && there->remote_id != NULL)
		json_object_set_new(out, "follows",
		    json_pack(
			"{s:s, s:s}", "remote_id", there->remote_id, "number", before->number));
	return true;
}

/* Whether somebody of the desk wrote it down for who called: no mail opened it, but one may hold its files. */
static bool
set_taken_down(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(Mail) mail = NULL;
	int64_t id = 0;

	if (!ticket_entries(context->spool, ticket->id, &entries, error))
		return false;
	for (guint i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (entry->kind == ENTRY_DESCRIPTION)
			id = entry->mail;
	}
	if (id != 0 && !mail_get(context->spool, id, &mail, error))
		return false;
	if (mail == NULL || strcmp(mail->reason, DESK_REQUEST_TAKEN_DOWN) == 0)
		json_object_set_new(out, "taken_down", json_true());
	return true;
}

static bool
set_opening(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	json_object_set_new(out, "category", json_string(ticket->category));
	json_object_set_new(out, "priority", json_string(ticket->priority));
	json_object_set_new(out, "language", json_string(ticket->language));
	return set_text(context, out, ticket, error) &&
	       set_taken_down(context, out, ticket, error) &&
	       set_follows(context, out, ticket, error) &&
	       set_person(context, out, "reporter", ticket->reporter, error) &&
	       set_account(context, out, ticket, error) &&
	       set_people(context, out, ticket, error);
}

/* item: NULL where the catalog has it no more: the desk will say that it is no item of its. */
static void
set_remote_item(json_t *out, const CatalogItem *item)
{
	if (item == NULL || catalog_item_remote(item) == NULL)
		return;
	json_object_set_new(out, "remote_item", json_string(catalog_item_remote(item)));
	if (catalog_item_key_variable(item) != NULL)
		json_object_set_new(
		    out, "key_variable", json_string(catalog_item_key_variable(item)));
}

static bool
set_order(Context *context, json_t *out, const Ticket *ticket, GError **error)
{
	const CatalogItem *item = catalog_get(context->config->catalog, ticket->item);
	json_t *values = json_object();
	g_autoptr(GPtrArray) fields = NULL;

	json_object_set_new(out, "fields", values);
	json_object_set_new(out, "item", json_string(ticket->item));
	set_remote_item(out, item);
	if (!ticket_fields(context->spool, ticket->id, &fields, error))
		return false;
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		g_autofree char *plain =
		    item == NULL ? g_strdup(field->value)
				 : catalog_item_plain(item, field->name, field->value);

		json_object_set_new(values, field->name, json_string(plain));
	}
	return set_text(context, out, ticket, error) &&
	       set_person(context, out, "reporter", ticket->reporter, error);
}

static bool
set_file(Context *context, json_t *out, const OutboxOperation *operation, GError **error)
{
	g_autoptr(GPtrArray) all = NULL;

	if (!ticket_attachments(context->spool, operation->ticket, &all, error))
		return false;
	for (unsigned i = 0; i < all->len; i++) {
		const TicketAttachment *one = all->pdata[i];

		bool active = config_marked_is_active(one->marks);
		g_autofree char *name = file_marks_harmless_name(one->name, active);

		if (one->number != operation->attachment)
			continue;
		/* who works there opens it in a browser */
		json_object_set_new(out, "name", json_string(name));
		json_object_set_new(
		    out, "type", json_string(active ? "application/octet-stream" : one->type));
		json_object_set_new(out, "size", json_integer(one->size));
	}
	return true;
}

/* Who did it: the entry says, else the mail of which it comes, else the desk. */
static bool
set_author(Context *context, json_t *out, const OutboxOperation *operation, GError **error)
{
	json_t *by = json_object_get(out, "by");
	const char *name = json_string_value(json_object_get(by, "name"));
	const ConfigAgent *agent = actor_find(context->config, name == NULL ? "" : name);
	g_autoptr(Mail) mail = NULL;
	const char *address = agent == NULL ? NULL : agent->address;

	if (operation->mail != 0 && !mail_get(context->spool, operation->mail, &mail, error))
		return false;
	if (by == NULL) {
		by = json_pack("{s:s, s:b}", "name",
		    mail != NULL && mail->from_address != NULL ? mail->from_address
							       : context->config->desk_name,
		    "is_agent", mail == NULL);
		json_object_set_new(out, "by", by);
	}
	if (address == NULL && mail != NULL)
		address = mail->from_address;
	json_object_set_new(by, "address", json_string(address == NULL ? "" : address));
	return true;
}

static bool
set_content(Context *context, json_t *out, const OutboxOperation *operation,
    const Ticket *ticket, GError **error)
{
	DeskOperation kind = DESK_LOOK;

	desk_operation_from_name(operation->kind, &kind);
	switch (kind) {
	case DESK_OPEN:
		return set_opening(context, out, ticket, error);
	case DESK_ORDER:
		return set_order(context, out, ticket, error);
	case DESK_ATTACH:
		return set_file(context, out, operation, error);
	case DESK_SET:
		if (g_strcmp0(json_string_value(json_object_get(out, "property")),
			TICKET_REPORTER) != 0)
			return true;
		return set_person(context, out, "value", ticket->reporter, error);
	default:
		return true;
	}
}

static bool
set_ticket(Context *context, json_t *out, const OutboxOperation *operation, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(DeskTicket) there = NULL;

	if (operation->ticket == 0)
		return true;
	if (!ticket_get(context->spool, operation->ticket, &ticket, error) ||
	    !desk_ticket_get(context->spool, operation->ticket, &there, error))
		return false;
	if (there != NULL && there->remote_id != NULL)
		json_object_set_new(out, "ticket",
		    json_pack(
			"{s:s, s:s}", "remote_id", there->remote_id, "number", ticket->number));
	return set_content(context, out, operation, ticket, error);
}

/* Of a list: who asks for it. */
static bool
set_reader(Context *context, json_t *out, GError **error)
{
	return set_person(context, out, "reporter",
	    json_integer_value(json_object_get(out, "contact")), error);
}

json_t *
desk_request(Context *context, const OutboxOperation *operation, GError **error)
{
	g_autofree char *key = desk_request_key(context, operation);
	json_t *out = json_loads(operation->body, 0, NULL);

	if (out == NULL)
		out = json_object();
	json_object_del(out, DESK_REQUEST_MAIL);
	json_object_set_new(out, "key", json_string(key));
	if (operation->looks_first)
		json_object_set_new(out, "sent_ms", json_integer(operation->sent_ms));
	if (set_reader(context, out, error) && set_ticket(context, out, operation, error) &&
	    set_author(context, out, operation, error))
		return out;
	json_decref(out);
	return NULL;
}
