/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/my_ticket.h"

#include <string.h>

#include "gateway/commands/my_timeline.h"
#include "gateway/desk/approval.h"
#include "gateway/letters/status_overview.h"
#include "gateway/model/needs.h"
#include "gateway/model/ticket_access.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/account.h"
#include "spool/factor.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

/* What stands in the way of the account's cases, for who may see them at all. */
static bool
confirmed_enough(const MySelf *self, bool *ret_enough, GError **error)
{
	Spool *spool = self->context->spool;
	g_autoptr(Account) account = NULL;
	g_autoptr(Factor) factor = NULL;
	g_autofree char *wrong = NULL;
	NeedTable own = {0};
	Need need = NEED_NONE;

	if (!account_get(spool, self->contact->account, &account, error) ||
	    !factor_get(spool, self->contact->id, &factor, error))
		return false;
	if (!need_parse(account->needs, &own, &wrong))
		return error_set(error, GATEWAY_ERROR_CONFIG, "account '%s' needs '%s'",
		    account->name, wrong);
	need = needs_strictest(
	    NEED_STATUS_ORGANISATION, &self->context->config->needs, &own, NULL);
	*ret_enough = needs_outcome(need, factor != NULL && factor->state != FACTOR_PENDING,
			  (ConfirmedBy)self->confirmed) == NEED_MET;
	return true;
}

bool
my_ticket_sees_organisation(const MySelf *self, bool *ret_sees, GError **error)
{
	*ret_sees = self->contact->sees_organisation && self->contact->account != 0;
	return !*ret_sees || confirmed_enough(self, ret_sees, error);
}

static bool
look_for_access(const MySelf *self, const Ticket *ticket, MyAccess *ret_access, GError **error)
{
	bool party = false;
	bool asked = false;
	bool sees = false;

	if (!ticket_access_has(self->context->spool, ticket, self->contact, &party, error))
		return false;
	*ret_access = MY_OWN;
	if (party)
		return true;
	if (!my_ticket_sees_organisation(self, &sees, error) ||
	    !approval_was_asked(self->context, ticket, self->contact, &asked, error))
		return false;
	*ret_access = sees && ticket->account == self->contact->account ? MY_ORGANISATION
		      : asked                                           ? MY_APPROVAL
									: MY_NOTHING;
	return true;
}

bool
my_ticket_find(const MySelf *self, const char *number, Ticket **ret_ticket,
    MyAccess *ret_access, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	*ret_access = MY_NOTHING;
	if (number != NULL && !ticket_find_now(self->context->spool, number, &ticket, error))
		return false;
	if (ticket != NULL && !look_for_access(self, ticket, ret_access, error))
		return false;
	if (*ret_access == MY_NOTHING)
		return error_set(error, GATEWAY_ERROR_MISSING, "there is no such ticket");
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

/* What the reader is to do, or NULL. */
static const char *
waits_for(const MySelf *self, const Ticket *ticket)
{
	if (ticket->reporter != self->contact->id)
		return NULL;
	if (status_overview_may_answer(ticket, self->contact))
		return "accept";
	return ticket->state == TICKET_AWAITING_INFO || ticket->state == TICKET_DRAFT
		   ? "question"
		   : NULL;
}

json_t *
my_ticket_head(const MySelf *self, const Ticket *ticket)
{
	json_t *out = json_object();

	json_object_set_new(out, "number", json_print_string(ticket->number));
	json_object_set_new(out, "kind", json_print_string(ticket_kind_name(ticket->kind)));
	json_object_set_new(out, "state", json_print_string(ticket_state_name(ticket->state)));
	json_object_set_new(out, "title", json_print_string(ticket->title));
	json_object_set_new(out, "category", json_print_string(ticket->category));
	json_object_set_new(out, "created", json_print_time(ticket->created_ms));
	json_object_set_new(out, "changed", json_print_time(ticket->changed_ms));
	json_object_set_new(out, "answer_due", json_print_time(ticket->answer_due_ms));
	json_object_set_new(out, "waits", json_print_string(waits_for(self, ticket)));
	json_object_set_new(out, "mine", json_boolean(ticket->reporter == self->contact->id));
	return out;
}

static bool
set_people(const MySelf *self, const Ticket *ticket, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) people = NULL;
	g_autoptr(Contact) reporter = NULL;
	g_autofree char *account = NULL;
	json_t *names = json_array();

	json_object_set_new(out, "involved", names);
	if (!ticket_people(self->context->spool, ticket->id, &people, error) ||
	    (ticket->reporter != 0 &&
		!contact_get(self->context->spool, ticket->reporter, &reporter, error)) ||
	    (ticket->account != 0 &&
		!contact_account_name(self->context->spool, ticket->account, &account, error)))
		return false;
	for (guint i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (person->contact != ticket->reporter && person->name[0] != '\0' &&
		    strchr(person->name, '@') == NULL)
			json_array_append_new(names, json_print_string(person->name));
	}
	json_object_set_new(out, "reporter",
	    json_print_string(
		reporter == NULL || *reporter->name == '\0' ? NULL : reporter->name));
	json_object_set_new(out, "account", json_print_string(account));
	return true;
}

static bool
set_fields(const MySelf *self, const Ticket *ticket, json_t *out, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	json_t *list = json_array();

	json_object_set_new(out, "fields", list);
	if (!ticket_fields(self->context->spool, ticket->id, &fields, error))
		return false;
	for (guint i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(
		    list, json_pack("{so, so}", "label", json_print_string(field->label),
			      "value", json_print_string(field->value)));
	}
	return true;
}

static bool
set_rights(
    const MySelf *self, const Ticket *ticket, MyAccess access, json_t *out, GError **error)
{
	bool own = access == MY_OWN;
	bool over = ticket_state_has_ended(ticket->state);
	bool asked = false;
	bool answers = own && status_overview_may_answer(ticket, self->contact);

	if (ticket->state == TICKET_AWAITING_APPROVAL &&
	    !approval_was_asked(self->context, ticket, self->contact, &asked, error))
		return false;
	json_object_set_new(out, "may_comment", json_boolean(own && !over));
	json_object_set_new(out, "may_follow", json_boolean(own && over));
	json_object_set_new(
	    out, "may_complete", json_boolean(own && ticket->state == TICKET_DRAFT));
	json_object_set_new(out, "may_answer", json_boolean(answers));
	json_object_set_new(out, "may_approve", json_boolean(asked));
	return true;
}

json_t *
my_ticket_json(const MySelf *self, const Ticket *ticket, MyAccess access, GError **error)
{
	json_t *out = my_ticket_head(self, ticket);
	json_t *entries = my_timeline_json(self, ticket, access, error);

	if (entries != NULL)
		json_object_set_new(out, "entries", entries);
	if (entries != NULL && set_people(self, ticket, out, error) &&
	    set_fields(self, ticket, out, error) &&
	    set_rights(self, ticket, access, out, error))
		return out;
	json_decref(out);
	return NULL;
}
