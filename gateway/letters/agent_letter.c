/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter to the desk's people is no part of the ticket's timeline, and customers' letters never refer to it. All
 * those of one ticket refer to one made-up id, so that they stand together in a mail client.
 */
#include "gateway/letters/agent_letter.h"

#include "gateway/config/agents.h"
#include "gateway/letters/letter_pace.h"
#include "gateway/letters/letter_thread.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/letters/ticket_values.h"
#include "gateway/model/ticket_property.h"
#include "gateway/templates/letter_types.h"

#define TOKEN_LASTS_MS (INT64_C(90) * 24 * 60 * 60 * 1000)

/* The mail that an agent answers stands last; it is no part of the ticket's timeline. */
static bool
find_thread(Context *context, const AgentLetter *letter, LetterDraft *draft, GError **error)
{
	const LetterReader reader = {.address = letter->address, .ticket = letter->ticket};
	g_autofree char *number = NULL;

	if (!letter_thread(context, &reader, &draft->thread, error))
		return false;
	if (letter->ticket != NULL) {
		number = g_ascii_strdown(letter->ticket->number, -1);
		g_ptr_array_insert(draft->thread, 0,
		    g_strdup_printf("%s@%s", number, context->config->domain));
	}
	if (letter->answers != NULL)
		g_ptr_array_add(draft->thread, g_strdup(letter->answers));
	return true;
}

/* The prepared answers: #resolve and the like as the first line of a mail. */
static json_t *
command_links(Context *context, const AgentLetter *letter, const LetterDraft *draft)
{
	const char *language = context->config->language;
	g_autofree char *subject = letter->ticket == NULL
				       ? g_strdup("")
				       : g_strdup_printf("[%s]", letter->ticket->number);
	json_t *list = json_array();

	for (const char *const *word = letter->commands;
	     letter->person != NULL && word != NULL && *word != NULL; word++) {
		g_autofree char *command =
		    g_strdup_printf("#%s", templates_call(context->templates, language, *word));
		g_autofree char *link = letter_writer_answer_link(draft, subject, command);

		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s}", "command", command, "help",
			      templates_command(context->templates, language, *word), "mailto",
			      link));
	}
	return list;
}

static void
set(json_t *values, const char *name, const char *value)
{
	json_object_set_new(values, name, json_string(value == NULL ? "" : value));
}

static void
set_ticket(Context *context, json_t *values, const Ticket *ticket)
{
	ticket_values_set(values, ticket,
	    templates_desk_state(context->templates, context->config->language,
		ticket_state_name(ticket->state)));
	for (int i = PROPERTY_CATEGORY; i < PROPERTY_AGENT; i++)
		set(values, ticket_property_name((TicketProperty)i),
		    ticket_property_get(ticket, (TicketProperty)i));
	if (ticket->priority != NULL)
		set(values, ticket_property_name(PROPERTY_PRIORITY),
		    templates_priority(
			context->templates, context->config->language, ticket->priority));
	set(values, ticket_property_name(PROPERTY_AGENT),
	    agents_shown(context->config, ticket->agent));
}

static json_t *
make_values(Context *context, const AgentLetter *letter, const LetterDraft *draft)
{
	json_t *values = json_object();

	if (letter->ticket != NULL)
		set_ticket(context, values, letter->ticket);
	json_object_set_new(values, "may_answer", json_boolean(draft->shows_token));
	json_object_set_new(values, "commands", command_links(context, letter, draft));
	json_object_update(values, letter->values);
	return values;
}

static LetterDraft
draft_of(Context *context, const AgentLetter *letter)
{
	bool may_answer = letter->person != NULL;

	return (LetterDraft){
	    .name = letter->name,
	    .language = context->config->language,
	    /* where the mail came in that the ticket began with */
	    .mailbox = config_mailbox_or_first(
		context->config, letter->ticket == NULL ? "" : letter->ticket->mailbox),
	    .to = {may_answer ? letter->person : "", letter->address},
	    .ticket = letter->ticket,
	    .mail = letter->mail,
	    .purpose = may_answer ? letter_types_of(letter->name)->purpose : PURPOSE_GROUP,
	    .expires_ms = context->now_ms + TOKEN_LASTS_MS,
	    .shows_token = may_answer,
	    .auto_submitted = letter->answers != NULL ? "auto-replied" : "auto-generated",
	};
}

bool
agent_letter_write(Context *context, const AgentLetter *letter, GError **error)
{
	g_auto(LetterDraft) draft = draft_of(context, letter);
	json_t *values = NULL;
	bool held = false;
	bool good = false;

	if (letter->answers != NULL &&
	    !letter_pace_holds(context, letter->name, letter->address, &held, error))
		return false;
	if (held)
		return true;
	if (!find_thread(context, letter, &draft, error) ||
	    !letter_writer_begin(context, &draft, error))
		return false;
	values = make_values(context, letter, &draft);
	good = letter_writer_finish(context, &draft, values, error);
	json_decref(values);
	return good;
}
