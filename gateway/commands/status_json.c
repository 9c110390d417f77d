/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate status --json`, as casegate-json(5) has it. */
#include "gateway/commands/status.h"
#include "gateway/commands/status_mailbox.h"
#include "gateway/util/json_print.h"

static json_t *
kinds_json(const int64_t counts[])
{
	return json_pack("{sI, sI}", "cases", (json_int_t)counts[TICKET_CASE], "requests",
	    (json_int_t)counts[TICKET_REQUEST]);
}

static json_t *
counts_json(const int64_t counts[], size_t n_counts, StatusWord name)
{
	json_t *object = json_object();

	for (size_t i = 0; i < n_counts; i++)
		json_object_set_new(object, name((int)i), json_integer(counts[i]));
	return object;
}

static json_t *
trouble_json(const Letter *letter)
{
	return json_pack("{sI, so, so, so, si, so}", "letter", (json_int_t)letter->id, "name",
	    json_print_string(letter->name), "state",
	    json_print_string(letter_state_name(letter->state)), "recipient",
	    json_print_string(letter->recipient), "attempts", letter->attempts, "result",
	    json_print_string(letter->result));
}

static json_t *
tickets_json(const int64_t counts[], TicketKind kind)
{
	json_t *object = json_object();

	for (TicketState state = 0; state < TICKET_STATES; state++)
		if (ticket_state_is_of(state, kind))
			json_object_set_new(
			    object, ticket_state_name(state), json_integer(counts[state]));
	return object;
}
/* What the gateway says of itself; of each mailbox and of the desk its own object says the rest. */
static json_t *
gateway_json(const Status *status)
{
	json_t *gateway = status->workers == NULL ? json_null() : json_copy(status->workers);

	json_object_del(gateway, "mailboxes");
	json_object_del(gateway, "desk");
	return gateway;
}

void
status_print_json(const Status *status, GString *out)
{
	json_t *mailboxes = json_array();
	json_t *troubles = json_array();
	json_t *object = json_object();

	for (guint i = 0; i < status->config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = g_ptr_array_index(status->config->mailboxes, i);

		json_t *shown = json_print_person(mailbox->name, mailbox->address);

		status_mailbox_add_json(status->mailboxes->pdata[i],
		    status_mailbox_worker(status, mailbox->name), shown);
		json_array_append_new(mailboxes, shown);
	}
	for (guint i = 0; i < status->troubles->len; i++)
		json_array_append_new(troubles, trouble_json(status->troubles->pdata[i]));
	json_object_set_new(object, "gateway", gateway_json(status));
	json_object_set_new(
	    object, "rule_errors", json_integer((json_int_t)status->rule_errors));
	json_object_set_new(object, "mailboxes", mailboxes);
	json_object_set_new(object, "desk",
	    status->desk == NULL ? json_null()
				 : status_desk_json(status->desk, status_desk_url(status),
				       status_desk_worker(status)));
	json_object_set_new(object, "mails",
	    counts_json(status->mails, G_N_ELEMENTS(status->mails), status_mail_word));
	json_object_set_new(object, "codes_waiting", json_integer(status->codes));
	json_object_set_new(
	    object, "oldest_waiting", json_print_time(status->oldest_waiting_ms));
	json_object_set_new(object, "letters",
	    counts_json(status->letters, G_N_ELEMENTS(status->letters), status_letter_word));
	json_object_set_new(object, "ceilings",
	    json_pack("{sI, sI, sI}", "held_back", (json_int_t)status->held_back, "tickets",
		(json_int_t)status->held_places, "waiting", (json_int_t)status->paced));
	json_object_set_new(object, "registrations",
	    json_pack("{sI, sI}", "mails", (json_int_t)status->unconfirmed, "contacts",
		(json_int_t)status->registered));
	json_object_set_new(object, "troubles", troubles);
	json_object_set_new(object, "overdue", kinds_json(status->overdue));
	json_object_set_new(object, "snoozed", kinds_json(status->snoozed));
	json_object_set_new(object, "cases", tickets_json(status->cases, TICKET_CASE));
	json_object_set_new(object, "requests", tickets_json(status->requests, TICKET_REQUEST));
	json_print(out, object);
}
