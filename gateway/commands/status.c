/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/status.h"

#include "gateway/commands/status_mailbox.h"
#include "spool/contact.h"
#include "spool/letter_ceiling.h"
#include "spool/registration.h"
#include "spool/step_up.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

enum {
	TROUBLES_SHOWN = 20,
};

void
status_clear(Status *status)
{
	g_clear_pointer(&status->troubles, g_ptr_array_unref);
	g_clear_pointer(&status->mailboxes, g_ptr_array_unref);
	g_clear_pointer(&status->desk, status_desk_free);
	g_clear_pointer(&status->workers, json_decref);
}

static bool
add_troubles(Spool *spool, LetterState state, GPtrArray *troubles, GError **error)
{
	g_autoptr(GPtrArray) letters = NULL;

	if (!letter_list(spool, (int)state, TROUBLES_SHOWN, &letters, error))
		return false;
	while (letters->len > 0) {
		g_autoptr(Letter) letter = g_ptr_array_steal_index(letters, 0);

		if (*letter->result != '\0')
			g_ptr_array_add(troubles, g_steal_pointer(&letter));
	}
	return true;
}

static bool
read_mailboxes(Spool *spool, Status *status, GError **error)
{
	status->mailboxes = g_ptr_array_new_with_free_func((GDestroyNotify)status_mailbox_free);
	for (guint i = 0; i < status->config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = status->config->mailboxes->pdata[i];
		StatusMailbox *read = status_mailbox_read(spool, mailbox->name, error);

		if (read == NULL)
			return false;
		g_ptr_array_add(status->mailboxes, read);
	}
	return true;
}

/* What waits for a desk that the configuration names no more is told too: nobody else does. */
const char *
status_desk_url(const Status *status)
{
	return status->config->tickets == NULL ? NULL : status->config->tickets->url;
}

static bool
count_kind(Spool *spool, TicketKind kind, Status *status, GError **error)
{
	return ticket_count_overdue(
		   spool, kind, status->now_ms, &status->overdue[kind], error) &&
	       ticket_count_snoozed(spool, kind, status->now_ms, &status->snoozed[kind], error);
}

bool
status_read(Context *context, Status *ret_status, GError **error)
{
	Spool *spool = context->spool;

	ret_status->workers =
	    context->workers == NULL ? NULL : context->workers(context->running);
	ret_status->now_ms = context->now_ms;
	ret_status->config = context->config;
	ret_status->rule_errors = context->rule_errors;
	ret_status->troubles = g_ptr_array_new_with_free_func((GDestroyNotify)letter_free);
	ret_status->desk = status_desk_read(spool, error);
	if (ret_status->desk == NULL)
		return false;
	if (ret_status->config->tickets == NULL && !status_desk_waits(ret_status->desk))
		g_clear_pointer(&ret_status->desk, status_desk_free);
	return read_mailboxes(spool, ret_status, error) &&
	       mail_count(spool, ret_status->mails, &ret_status->oldest_waiting_ms, error) &&
	       letter_count(spool, ret_status->letters, error) &&
	       step_up_count_open(spool, &ret_status->codes, error) &&
	       letter_ceiling_held(spool, ret_status->now_ms - DAY_MS, &ret_status->held_back,
		   &ret_status->held_places, error) &&
	       letter_ceiling_waiting(spool, ret_status->now_ms, &ret_status->paced, error) &&
	       registration_count(spool, &ret_status->unconfirmed, error) &&
	       contact_count_registered(spool, &ret_status->registered, error) &&
	       count_kind(spool, TICKET_CASE, ret_status, error) &&
	       count_kind(spool, TICKET_REQUEST, ret_status, error) &&
	       ticket_count(spool, TICKET_CASE, ret_status->cases, error) &&
	       ticket_count(spool, TICKET_REQUEST, ret_status->requests, error) &&
	       add_troubles(spool, LETTER_WAITING, ret_status->troubles, error) &&
	       add_troubles(spool, LETTER_FAILED, ret_status->troubles, error);
}

const char *
status_mail_word(int state)
{
	return mail_state_name((MailState)state);
}

const char *
status_letter_word(int state)
{
	return letter_state_name((LetterState)state);
}

const char *
status_ticket_word(int state)
{
	return ticket_state_name((TicketState)state);
}

const json_t *
status_mailbox_worker(const Status *status, const char *name)
{
	const json_t *mailboxes = json_object_get(status->workers, "mailboxes");

	for (size_t i = 0; i < json_array_size(mailboxes); i++) {
		const json_t *mailbox = json_array_get(mailboxes, i);

		if (g_strcmp0(json_string_value(json_object_get(mailbox, "name")), name) == 0)
			return mailbox;
	}
	return NULL;
}

const json_t *
status_desk_worker(const Status *status)
{
	const json_t *worker = json_object_get(status->workers, "desk");

	return json_is_object(worker) ? worker : NULL;
}
