/* SPDX-License-Identifier: Apache-2.0 */
/* Whom to ask, with which letter, and whose answer counts. The letters are the only memory of who was asked. */
#include "gateway/desk/approval.h"

#include <string.h>

#include "gateway/desk/notification.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/templates/letter_types.h"
#include "rules/catalog.h"
#include "spool/ticket_content.h"

const ConfigGroup *
approval_group(const Config *config, const Ticket *ticket)
{
	for (unsigned i = 0; ticket->group != NULL && i < config->groups->len; i++) {
		const ConfigGroup *group = config->groups->pdata[i];

		if (strcmp(group->name, ticket->group) == 0)
			return group;
	}
	return config->groups->len == 0 ? NULL : config->groups->pdata[0];
}

static bool
write_letter(Context *context, LetterOrder *order, const char *manager, GError **error)
{
	json_t *values =
	    manager == NULL ? NULL : json_pack("{s:{s:s}}", "manager", "name", manager);
	bool good = false;

	order->more = values;
	good = customer_letter(context, order, error);
	json_decref(values);
	return good;
}

/* Each agent who can approve it by an answer; without such, the group's letter is all there is. */
static bool
tell_agents(Context *context, const Ticket *ticket, GError **error)
{
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);
	g_autoptr(GArray) recipients =
	    notification_recipients(context->config, ticket->agent, ticket->group, "");
	bool sensitive = item != NULL && catalog_item_is_sensitive(item);

	for (unsigned i = 0; i < recipients->len; i++)
		if (g_array_index(recipients, Recipient, i).person != NULL)
			return notifications_ticket(context, ticket,
			    sensitive ? NOTIFY_APPROVAL_SENSITIVE : NOTIFY_APPROVAL, NULL,
			    error);
	return true;
}

bool
approval_ask_desk(Context *context, const Ticket *ticket, const char *manager, GError **error)
{
	const ConfigGroup *group = approval_group(context->config, ticket);
	LetterOrder order = {.name = LETTER_APPROVAL_DESK, .ticket = ticket};
	g_autofree char *line = NULL;

	if (group == NULL)
		return ticket_change_note(context, ticket->id,
		    "approval: no group is there to ask; 'casegate request approve' goes on",
		    error);
	order.address = group->address;
	line = g_strdup_printf("approval: group %s is asked", group->name);
	return ticket_change_note(context, ticket->id, line, error) &&
	       write_letter(context, &order, manager, error) &&
	       tell_agents(context, ticket, error);
}

/* NULL where none is known who could answer; who wrote the request himself is not asked. */
static bool
find_manager(Context *context, const Ticket *ticket, Contact **ret_manager, GError **error)
{
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);
	g_autoptr(Contact) reporter = NULL;
	g_autoptr(Contact) manager = NULL;
	bool own = false;

	*ret_manager = NULL;
	if (ticket->reporter == 0 || item == NULL ||
	    catalog_item_approval(item) != APPROVAL_MANAGER)
		return true;
	if (!contact_get(context->spool, ticket->reporter, &reporter, error) ||
	    !contact_approver(context->spool, reporter, &manager, error) ||
	    (manager != NULL &&
		!ticket_is_requester(context->spool, ticket->id, manager->id, &own, error)))
		return false;
	if (!own)
		*ret_manager = g_steal_pointer(&manager);
	return true;
}

bool
approval_ask(Context *context, const Ticket *ticket, GError **error)
{
	g_autoptr(Contact) manager = NULL;
	LetterOrder order = {.name = LETTER_APPROVAL, .ticket = ticket};
	g_autofree char *line = NULL;

	if (!find_manager(context, ticket, &manager, error))
		return false;
	if (manager == NULL)
		return approval_ask_desk(context, ticket, NULL, error);
	order.to = manager;
	line = g_strdup_printf("approval: %s is asked",
	    manager->name[0] != '\0' ? manager->name : manager->address);
	return ticket_change_note(context, ticket->id, line, error) &&
	       write_letter(context, &order, NULL, error);
}

/* The newest letter that asks for this approval, or NULL. */
static bool
last_letter(Context *context, const Ticket *ticket, Letter **ret_letter, GError **error)
{
	g_autoptr(GPtrArray) letters = NULL;

	*ret_letter = NULL;
	if (!letter_of_ticket(context->spool, ticket->id, &letters, error))
		return false;
	for (unsigned i = letters->len; i > 0; i--) {
		const Letter *letter = letters->pdata[i - 1];

		if (strcmp(letter->name, LETTER_APPROVAL) == 0 ||
		    strcmp(letter->name, LETTER_APPROVAL_DESK) == 0)
			return letter_get(context->spool, letter->id, ret_letter, error);
	}
	return true;
}

bool
approval_whose(Context *context, const Ticket *ticket, char **ret_asked, GError **error)
{
	g_autoptr(Letter) last = NULL;

	*ret_asked = NULL;
	if (!last_letter(context, ticket, &last, error))
		return false;
	if (last != NULL && last->contact != 0)
		*ret_asked = g_strdup(last->recipient);
	return true;
}

/* Whether this contact may still decide on what the reporter asks for. */
static bool
may_still(Context *context, const Ticket *ticket, const Contact *sender, bool *ret_may,
    GError **error)
{
	g_autoptr(Contact) reporter = NULL;

	return contact_get(context->spool, ticket->reporter, &reporter, error) &&
	       contact_may_approve(context->spool, sender, reporter, ret_may, error);
}

bool
approval_remind(Context *context, const Ticket *ticket, GError **error)
{
	g_autoptr(Letter) last = NULL;
	g_autoptr(Contact) manager = NULL;
	LetterOrder order = {.name = LETTER_APPROVAL_REMINDER, .ticket = ticket};
	bool may = false, own = false;

	if (!last_letter(context, ticket, &last, error))
		return false;
	if (last == NULL)
		return true;
	/* what the desk put off it hears of when that is back */
	if (last->contact == 0 && ticket_is_snoozed(ticket, context->now_ms))
		return true;
	if (last->contact == 0)
		return approval_ask_desk(context, ticket, NULL, error);
	if (!contact_get(context->spool, last->contact, &manager, error) ||
	    !may_still(context, ticket, manager, &may, error) ||
	    !ticket_is_requester(context->spool, ticket->id, manager->id, &own, error))
		return false;
	if (!may || own || manager->undeliverable)
		return approval_ask_desk(context, ticket, NULL, error);
	order.to = manager;
	return write_letter(context, &order, NULL, error);
}

/* Whether the group with this address has an agent with that one; the group itself may answer too. */
static bool
is_of_group(const Config *config, const char *group_address, const char *address)
{
	if (g_ascii_strcasecmp(group_address, address) == 0)
		return true;
	for (unsigned i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = config->agents->pdata[i];

		if (g_ascii_strcasecmp(agent->address, address) != 0)
			continue;
		for (unsigned j = 0; j < config->groups->len; j++) {
			const ConfigGroup *group = config->groups->pdata[j];

			if (g_ascii_strcasecmp(group->address, group_address) == 0 &&
			    g_ptr_array_find_with_equal_func(
				agent->groups, group->name, (GEqualFunc)g_str_equal, NULL))
				return true;
		}
	}
	return false;
}

/* One who may be of the group that is asked. */
typedef struct {
	const Ticket *ticket;
	const char *group; /* its address */
	const char *address;
} GroupMember;

/* Whether one of the group's agents asked for it: who writes from the group's own address may be that one. */
static bool
group_asked(Context *context, const GroupMember *member, bool *ret_asked, GError **error)
{
	for (unsigned i = 0; !*ret_asked && i < context->config->agents->len; i++) {
		const ConfigAgent *agent = context->config->agents->pdata[i];
		g_autoptr(Contact) contact = NULL;

		if (!is_of_group(context->config, member->group, agent->address))
			continue;
		if (!contact_find(context->spool, agent->address, &contact, error) ||
		    (contact != NULL && !ticket_is_requester(context->spool, member->ticket->id,
					    contact->id, ret_asked, error)))
			return false;
	}
	return true;
}

static bool
may_for_group(Context *context, const GroupMember *member, bool *ret_may, GError **error)
{
	bool asked = false;

	if (g_ascii_strcasecmp(member->group, member->address) == 0 &&
	    !group_asked(context, member, &asked, error))
		return false;
	*ret_may = !asked && is_of_group(context->config, member->group, member->address);
	return true;
}

static bool
asks_approval(const Letter *letter)
{
	return strcmp(letter->purpose, PURPOSE_APPROVAL) == 0 ||
	       strcmp(letter->purpose, PURPOSE_CONFIRM_APPROVAL) == 0;
}

bool
approval_is_theirs(
    Context *context, const ApprovalAnswer *answer, bool *ret_theirs, GError **error)
{
	const Letter *letter = answer->letter;
	const Contact *sender = answer->sender;
	const ConfigGroup *group = approval_group(context->config, answer->ticket);
	bool own = false;

	*ret_theirs = false;
	if (!asks_approval(letter) || letter->ticket != answer->ticket->id ||
	    letter->expires_ms <= context->now_ms || sender->id == answer->ticket->reporter)
		return true;
	if (!ticket_is_requester(context->spool, answer->ticket->id, sender->id, &own, error))
		return false;
	if (own)
		return true;
	if (letter->contact == 0)
		return may_for_group(context,
		    &(GroupMember){answer->ticket, letter->recipient, sender->address},
		    ret_theirs, error);
	if (letter->contact != sender->id)
		return true;
	/* an agent whose answer was asked back has a letter of their own */
	if (group != NULL && is_of_group(context->config, group->address, sender->address))
		return may_for_group(context,
		    &(GroupMember){answer->ticket, group->address, sender->address}, ret_theirs,
		    error);
	return may_still(context, answer->ticket, sender, ret_theirs, error);
}

bool
approval_was_asked(Context *context, const Ticket *ticket, const Contact *sender,
    bool *ret_asked, GError **error)
{
	g_autoptr(Letter) last = NULL;

	*ret_asked = false;
	if (!last_letter(context, ticket, &last, error))
		return false;
	return last == NULL || approval_is_theirs(context,
				   &(ApprovalAnswer){ticket, last, sender}, ret_asked, error);
}
