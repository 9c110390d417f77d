/* SPDX-License-Identifier: Apache-2.0 */
/* A rule's values on a ticket; a group, category or priority among them is one that there is: the rules saw to it. */
#include "gateway/intake/rule_values.h"

#include "gateway/intake/watchers.h"
#include "spool/account.h"
#include "spool/ticket_content.h"

bool
values_account(Office *office, const Intent *intent, int64_t *ret_account, char **ret_trouble,
    GError **error)
{
	g_autoptr(Account) account = NULL;

	if (intent->account == NULL)
		return true;
	if (!account_find(office->spool, intent->account, &account, error))
		return false;
	if (account != NULL)
		*ret_account = account->id;
	else
		*ret_trouble =
		    g_strdup_printf("there is no organisation '%s'", intent->account);
	return true;
}

static bool
note(Office *office, const Ticket *ticket, int64_t mail, const char *text, GError **error)
{
	const Entry entry = {
	    .ticket = ticket->id,
	    .at_ms = office->now_ms,
	    .kind = ENTRY_CHANGE,
	    .author = (char *)"casegate",
	    .text = (char *)text,
	    .mark = (char *)"",
	    .mail = mail,
	};

	return ticket_add_entry(office->spool, &entry, NULL, error);
}

static bool
change_fields(
    Office *office, const Intent *intent, Ticket *ticket, int64_t mail, GError **error)
{
	const struct {
		const char *field;
		const char *value;
		char **place;
	} changes[] = {
	    {"category", intent->category, &ticket->category},
	    {"priority", intent->priority, &ticket->priority},
	    {"group", intent->group, &ticket->group},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_autofree char *text = NULL;

		if (changes[i].value == NULL ||
		    g_strcmp0(changes[i].value, *changes[i].place) == 0)
			continue;
		g_free(*changes[i].place);
		*changes[i].place = g_strdup(changes[i].value);
		text = g_strdup_printf("%s: %s", changes[i].field, changes[i].value);
		if (!note(office, ticket, mail, text, error))
			return false;
	}
	return true;
}

bool
values_change(Office *office, const Work *work, Ticket *ticket, GError **error)
{
	const Situation *s = work->situation;

	if (work->decision->mark[0] != '\0' || s->proof == 0 ||
	    message_kind_is_machine(s->message->kind))
		return true;
	return change_fields(office, s->intent, ticket, work->mail->id, error) &&
	       involve_watchers(office, work, ticket->id, error);
}
