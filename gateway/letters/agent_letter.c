/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter to the desk's people is no part of the ticket's timeline, and customers' letters never refer to it. All
 * those of one ticket refer to one made-up id, so that they stand together in a mail client.
 */
#include "gateway/letters/agent_letter.h"

#include "gateway/config/agents.h"
#include "gateway/letters/compose.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_pace.h"
#include "gateway/letters/letter_thread.h"
#include "gateway/model/purpose.h"
#include "gateway/util/token.h"
#include "spool/letter.h"

#define TOKEN_LASTS_MS (INT64_C(90) * 24 * 60 * 60 * 1000)

typedef struct {
	int64_t id;
	char token[TOKEN_LENGTH + 1];
	const ConfigMailbox *mailbox;
	RenderedLetter rendered;
	GPtrArray *thread; /* own; or NULL */
} Draft;

static void
draft_clear(Draft *draft)
{
	rendered_letter_clear(&draft->rendered);
	g_clear_pointer(&draft->thread, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

/* Where the mail came in that the ticket began with. */
static const ConfigMailbox *
mailbox_of(const Context *context, const AgentLetter *letter)
{
	return config_mailbox_or_first(
	    context->config, letter->ticket == NULL ? "" : letter->ticket->mailbox);
}

static bool
add_row(Context *context, const AgentLetter *letter, Draft *draft, GError **error)
{
	const Letter row = {
	    .name = (char *)letter->name,
	    .purpose = (char *)(letter->person != NULL ? PURPOSE_AGENT : PURPOSE_GROUP),
	    .ticket = letter->ticket == NULL ? 0 : letter->ticket->id,
	    .mailbox = draft->mailbox->name,
	    .recipient = (char *)letter->address,
	    .mail = letter->mail,
	    .created_ms = context->now_ms,
	    .expires_ms = context->now_ms + TOKEN_LASTS_MS,
	    .due_ms = context->now_ms,
	};

	return letter_add(context->spool, &row, &draft->id, error);
}

/* The mail that an agent answers stands last; it is no part of the ticket's timeline. */
static bool
find_thread(Context *context, const AgentLetter *letter, Draft *draft, GError **error)
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
command_links(Context *context, const AgentLetter *letter, const Draft *draft)
{
	const char *language = context->config->language;
	g_autofree char *address = customer_letter_reply_address(draft->mailbox, draft->token);
	g_autofree char *subject = letter->ticket == NULL
				       ? g_strdup("")
				       : g_strdup_printf("[%s]", letter->ticket->number);
	json_t *list = json_array();

	for (const char *const *word = letter->commands;
	     letter->person != NULL && word != NULL && *word != NULL; word++) {
		g_autofree char *command = g_strdup_printf("#%s", *word);
		g_autofree char *link =
		    customer_letter_mailto_text(address, subject, command, draft->token);

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

static const char *
agent_name(const Config *config, const char *address)
{
	const ConfigAgent *agent = address == NULL ? NULL : agents_agent(config, address);

	return agent == NULL ? address : agent->name;
}

static void
set_ticket(Context *context, json_t *values, const Ticket *ticket)
{
	set(values, "number", ticket->number);
	set(values, "title", ticket->title);
	set(values, "kind", ticket_kind_name(ticket->kind));
	set(values, "state",
	    templates_desk_state(context->templates, context->config->language,
		ticket_state_name(ticket->state)));
	set(values, "category", ticket->category);
	set(values, "priority", ticket->priority);
	set(values, "group", ticket->group);
	set(values, "agent", agent_name(context->config, ticket->agent));
}

static void
write_sheet(Context *context, const AgentLetter *letter, Draft *draft)
{
	json_t *values = json_object();

	if (letter->ticket != NULL)
		set_ticket(context, values, letter->ticket);
	json_object_set_new(
	    values, "desk", json_pack("{s:s}", "name", context->config->desk_name));
	json_object_set_new(values, "may_answer", json_boolean(letter->person != NULL));
	json_object_set_new(values, "commands", command_links(context, letter, draft));
	json_object_update(values, letter->values);
	templates_write(context->templates, letter->name, context->config->language, values,
	    &draft->rendered);
	json_decref(values);
}

static bool
store(Context *context, const AgentLetter *letter, Draft *draft, GError **error)
{
	bool may_answer = letter->person != NULL;
	const char *token = may_answer ? draft->token : NULL;
	const TokenCutter cutter = {context->key, draft->id, token};
	g_autofree char *reply_to =
	    may_answer ? customer_letter_reply_address(draft->mailbox, token) : NULL;
	g_autofree char *message_id =
	    token_message_id(context->key, draft->id, context->config->domain);
	guint length = draft->thread->len;
	const ComposeLetter composed = {
	    .from = {context->config->desk_name, draft->mailbox->address},
	    .reply_to = reply_to,
	    .to = {may_answer ? letter->person : "", letter->address},
	    .subject = draft->rendered.subject,
	    .message_id = message_id,
	    .in_reply_to = length == 0 ? NULL : draft->thread->pdata[length - 1],
	    .references = draft->thread,
	    .date_ms = context->now_ms,
	    .auto_submitted = letter->answers != NULL ? "auto-replied" : "auto-generated",
	    .text = draft->rendered.text,
	    .html = draft->rendered.html,
	    .ref = token,
	};
	g_autoptr(GBytes) bytes = compose_letter(&composed, &cutter);
	const LetterText text = {message_id, draft->rendered.subject, bytes};

	return letter_store(context->spool, draft->id, &text, error);
}

bool
agent_letter_write(Context *context, const AgentLetter *letter, GError **error)
{
	g_auto(Draft) draft = {.mailbox = mailbox_of(context, letter)};
	bool held = false;

	if (letter->answers != NULL &&
	    !letter_pace_holds(context, letter->name, letter->address, &held, error))
		return false;
	if (held)
		return true;
	if (!find_thread(context, letter, &draft, error) ||
	    !add_row(context, letter, &draft, error))
		return false;
	token_make(context->key, TOKEN_PROOF, draft.id, draft.token);
	write_sheet(context, letter, &draft);
	return store(context, letter, &draft, error);
}
