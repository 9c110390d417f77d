/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `my`: what customers' pages ask for, for the contact whose session it is, and nobody types. All is JSON. What is not
 * theirs to see leaves out here, before anything goes to a page.
 */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/my_form.h"
#include "gateway/commands/my_ticket.h"
#include "gateway/commands/ticket_attachment.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/ticket_content.h"
#include "spool/ticket_list.h"

#define LIST_MOST 200

/* Who calls. The contact is owned by the caller. */
static bool
read_self(
    Context *context, const Call *call, Contact **ret_contact, MySelf *ret_self, GError **error)
{
	if (!contact_get(context->spool, call->caller.contact, ret_contact, error))
		return false;
	*ret_self = (MySelf){context, *ret_contact, call->caller.confirmed};
	return true;
}

static bool
add_tickets(const MySelf *self, const TicketQuery *query, json_t *list, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;

	if (!ticket_list(self->context->spool, query, &tickets, error))
		return false;
	for (guint i = 0; i < tickets->len; i++)
		json_array_append_new(list, my_ticket_head(self, tickets->pdata[i]));
	return true;
}

/* Their own, of both kinds, and where they may see them those of their organisation that are not their own. */
static bool
add_all(const MySelf *self, bool sees, json_t *out, GError **error)
{
	static const struct {
		const char *name;
		TicketKind kind;
	} KINDS[] = {{"cases", TICKET_CASE}, {"requests", TICKET_REQUEST}};
	json_t *organisation = json_array();

	json_object_set_new(out, "organisation", organisation);
	for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
		TicketQuery query = {.kind = KINDS[i].kind,
		    .order = TICKETS_CHANGED,
		    .limit = LIST_MOST,
		    .reporter = self->contact->id};
		json_t *own = json_array();

		json_object_set_new(out, KINDS[i].name, own);
		if (!add_tickets(self, &query, own, error))
			return false;
		query.reporter = 0;
		query.account = self->contact->account;
		if (sees && !add_tickets(self, &query, organisation, error))
			return false;
	}
	return true;
}

/* {cases, requests, organisation, sees_organisation, account} */
static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	json_auto_t *lists = json_object();
	MySelf self;
	bool sees = false;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_ticket_sees_organisation(&self, &sees, error) ||
	    !add_all(&self, sees, lists, error))
		return false;
	json_object_set_new(lists, "sees_organisation", json_boolean(sees));
	json_object_set_new(lists, "account", json_print_string(contact->account_name));
	json_print(out, json_incref(lists));
	return true;
}

static bool
serve_show(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Ticket) ticket = NULL;
	MyAccess access = MY_NOTHING;
	json_t *shown = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_ticket_find(&self, call_word(call, "number"), &ticket, &access, error))
		return false;
	shown = my_ticket_json(&self, ticket, access, error);
	if (shown == NULL)
		return false;
	json_print(out, shown);
	return true;
}

/* Its path and its mail, as of `case attachment`; or, without a number, what they are called. */
static bool
serve_attachment(Context *context, const Call *call, GString *out, GError **error)
{
	const char *number = call_word(call, "n");
	gint64 wanted = number == NULL ? 0 : g_ascii_strtoll(number, NULL, 10);
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) files = NULL;
	json_auto_t *list = json_array();
	MyAccess access = MY_NOTHING;
	bool shows = false;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_ticket_find(&self, call_word(call, "number"), &ticket, &access, error) ||
	    !ticket_attachments(context->spool, ticket->id, &files, error))
		return false;
	for (guint i = 0; i < files->len; i++) {
		const TicketAttachment *file = files->pdata[i];

		if (!my_ticket_shows_file(&self, ticket, access, file->number, &shows, error))
			return false;
		if (shows && number != NULL && file->number == wanted)
			return ticket_attachment_part(context, file, out, error);
		if (shows)
			json_array_append_new(list, my_ticket_file(file));
	}
	if (number != NULL)
		return error_set(error, GATEWAY_ERROR_MISSING, "there is no such file");
	json_print(out, json_incref(list));
	return true;
}

static bool
serve_new(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	const Config *config = context->config;
	json_t *categories = json_array();
	MySelf self;

	if (!read_self(context, call, &contact, &self, error)) {
		json_decref(categories);
		return false;
	}
	for (guint i = 0; i < config->categories->len; i++)
		json_array_append_new(
		    categories, json_print_string(config->categories->pdata[i]));
	json_print(out, json_pack("{so, so, so, so}", "categories", categories, "name",
			    json_print_string(contact->name), "address",
			    json_print_string(contact->address), "account",
			    json_print_string(contact->account_name)));
	return true;
}

static bool
serve_send(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_form_send(&self, call, error))
		return false;
	json_print(out, json_object());
	return true;
}

static bool
serve_sent(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	json_t *sent = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error))
		return false;
	sent = my_form_sent(&self, call, error);
	if (sent == NULL)
		return false;
	json_print(out, sent);
	return true;
}

static const char *const NUMBER[] = {"number", NULL};
static const Subcommand SUBCOMMANDS[] = {
    {.name = "list", .serve = serve_list},
    {.name = "show", .operands = NUMBER, .least = 1, .serve = serve_show},
    {.name = "attachment", .operands = NUMBER, .least = 1, .serve = serve_attachment},
    {.name = "new", .serve = serve_new},
    {.name = "send", .serve = serve_send},
    {.name = "sent", .serve = serve_sent},
    {.name = NULL},
};

const Command command_my = {.name = "my", .subcommands = SUBCOMMANDS};
