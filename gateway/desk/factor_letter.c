/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/factor_letter.h"

#include "gateway/desk/notification.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/templates/letter_types.h"

static bool
write_owner(Context *context, const char *name, const Contact *owner, GError **error)
{
	const LetterOrder order = {.name = name, .to = owner, .mailbox = ""};

	return owner->undeliverable || customer_letter(context, &order, error);
}

bool
factor_letter(Context *context, const char *name, int64_t contact, GError **error)
{
	g_autoptr(Contact) owner = NULL;

	return contact_get(context->spool, contact, &owner, error) &&
	       write_owner(context, name, owner, error);
}

/* The letter gives none of them a right: the app is taken away with a command. */
static bool
write_desk(Context *context, const Contact *owner, GError **error)
{
	g_autoptr(GArray) desk = notification_desk(context->config);
	json_t *values = json_pack("{s:{s:s, s:s, s:s}}", "owner", "name", owner->name,
	    "address", owner->address, "account",
	    owner->account_name == NULL ? "" : owner->account_name);
	bool good = true;

	for (guint i = 0; good && i < desk->len; i++) {
		const AgentLetter letter = {
		    .name = LETTER_MFA_LOCKED_DESK,
		    .address = g_array_index(desk, Recipient, i).address,
		    .values = values,
		};

		good = agent_letter_write(context, &letter, error);
	}
	json_decref(values);
	return good;
}

bool
factor_letter_locked(Context *context, int64_t contact, GError **error)
{
	g_autoptr(Contact) owner = NULL;

	return contact_get(context->spool, contact, &owner, error) &&
	       write_owner(context, LETTER_MFA_LOCKED, owner, error) &&
	       write_desk(context, owner, error);
}
