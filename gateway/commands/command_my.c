/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `my`: what customers' pages ask for, for the contact whose session it is, and nobody types. All is JSON. What is not
 * theirs to see leaves out here, before anything goes to a page.
 */
#include <string.h>

#include "gateway/commands/command.h"
#include "gateway/commands/my_app.h"
#include "gateway/commands/my_form.h"
#include "gateway/commands/my_new.h"
#include "gateway/commands/my_request.h"
#include "gateway/commands/my_ticket.h"
#include "gateway/commands/my_timeline.h"
#include "gateway/commands/ticket_attachment.h"
#include "gateway/desk/approval.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"
#include "spool/ticket_list.h"
#include "spool/ticket_live.h"

#define LIST_MOST 200
#define ENDED_MOST 100 /* of the organisation's, of each kind */

/* In which language they read. */
static const char *
reads(const Context *context, const Contact *contact, const Call *call)
{
	const char *language = call_word(call, "reads");

	if (contact->language != NULL)
		return contact->language;
	return language != NULL ? language : context->config->language;
}

/* Who calls. The contact is owned by the caller. */
static bool
read_self(
    Context *context, const Call *call, Contact **ret_contact, MySelf *ret_self, GError **error)
{
	if (!contact_get(context->spool, call->caller.contact, ret_contact, error))
		return false;
	*ret_self = (MySelf){.context = context,
	    .contact = *ret_contact,
	    .confirmed = call->caller.confirmed,
	    .language = reads(context, *ret_contact, call)};
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

/* What goes on, and the newest of what has ended: all that there ever was would take long. */
static bool
add_organisation(const MySelf *self, json_t *list, GError **error)
{
	const TicketLiveQuery live = {.account = self->contact->account, .limit = LIST_MOST};
	g_autoptr(GPtrArray) tickets = NULL;
	int64_t count = 0;

	if (!ticket_live(self->context->spool, &live, &tickets, &count, error))
		return false;
	for (TicketKind kind = TICKET_CASE; kind <= TICKET_REQUEST; kind++) {
		const TicketQuery query = {
		    .kind = kind, .limit = ENDED_MOST, .account = self->contact->account};
		g_autoptr(GPtrArray) newest = NULL;

		if (!ticket_list(self->context->spool, &query, &newest, error))
			return false;
		while (newest->len > 0) {
			Ticket *ticket = g_ptr_array_steal_index(newest, 0);

			if (ticket_state_has_ended(ticket->state))
				g_ptr_array_add(tickets, ticket);
			else
				ticket_free(ticket);
		}
	}
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
	}
	return !sees || add_organisation(self, organisation, error);
}

/* What they are asked to approve, and still may. */
static bool
add_approvals(const MySelf *self, json_t *out, GError **error)
{
	Spool *spool = self->context->spool;
	g_autoptr(GArray) ids = NULL;
	json_t *list = json_array();

	json_object_set_new(out, "approvals", list);
	if (!letter_awaits_approval(spool, self->contact->id, LETTER_APPROVAL, &ids, error))
		return false;
	for (guint i = 0; i < ids->len; i++) {
		g_autoptr(Ticket) ticket = NULL;
		bool asked = false;
		json_t *head = NULL;

		if (!ticket_get(spool, g_array_index(ids, int64_t, i), &ticket, error) ||
		    !approval_was_asked(self->context, ticket, self->contact, &asked, error))
			return false;
		if (!asked)
			continue;
		head = my_ticket_head(self, ticket);
		json_object_set_new(head, "waits", json_string("approve"));
		json_array_append_new(list, head);
	}
	return true;
}

/* {cases, requests, organisation, approvals, sees_organisation, account} */
static bool
serve_list(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	json_auto_t *lists = json_object();
	MySelf self;
	bool sees = false;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_ticket_sees_organisation(&self, &sees, error) ||
	    !add_all(&self, sees, lists, error) || !add_approvals(&self, lists, error))
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

		if (!my_timeline_shows_file(&self, ticket, access, file->number, &shows, error))
			return false;
		if (shows && number != NULL && file->number == wanted)
			return ticket_attachment_part(context, file, out, error);
		if (shows)
			json_array_append_new(list, my_timeline_file(file));
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
	json_t *new = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error))
		return false;
	new = my_new_json(&self, error);
	if (new == NULL)
		return false;
	json_print(out, new);
	return true;
}

static bool
serve_faq(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error))
		return false;
	json_print(out, my_new_faq(&self, call_word(call, "text")));
	return true;
}

/* [{name, title, approval}], those that they may ask for. */
static bool
serve_catalog(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error))
		return false;
	json_print(out, my_request_catalog(&self));
	return true;
}

/* A new one of the item, or, with a number, the draft that it is. */
static bool
serve_form(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_auto(MyRequest) request = {0};
	MySelf self;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_request_find(
		&self, call_word(call, "item"), call_word(call, "number"), &request, error))
		return false;
	json_print(out, my_request_json(&self, &request));
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
serve_app(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	json_t *app = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error))
		return false;
	app = my_app_json(&self, error);
	if (app == NULL)
		return false;
	json_print(out, app);
	return true;
}

static bool
serve_enroll(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error) || !my_app_begin(&self, error))
		return false;
	json_print(out, json_object());
	return true;
}

static bool
serve_confirm(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	MySelf self;

	if (!read_self(context, call, &contact, &self, error) ||
	    !my_app_confirm(&self, call, error))
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
    {.name = "faq", .serve = serve_faq},
    {.name = "catalog", .serve = serve_catalog},
    {.name = "form", .serve = serve_form},
    {.name = "app", .serve = serve_app},
    {.name = "enroll", .serve = serve_enroll},
    {.name = "confirm", .serve = serve_confirm},
    {.name = "send", .serve = serve_send},
    {.name = "sent", .serve = serve_sent},
    {.name = NULL},
};

const Command command_my = {.name = "my", .subcommands = SUBCOMMANDS};
