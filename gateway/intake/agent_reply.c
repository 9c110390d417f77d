/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer asks for is done as a whole: what cannot be done takes back the rest, and the agent gets one letter
 * with the reason and a token of its own. Rules and the words of customers' answers have no say.
 */
#include "gateway/intake/agent_reply.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/notification.h"
#include "gateway/desk/notifications.h"
#include "gateway/intake/agent_attachments.h"
#include "gateway/intake/agent_commands.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/model/proof.h"
#include "gateway/model/purpose.h"
#include "gateway/util/error.h"
#include "spool/letter.h"

#define UNPROVEN_LETTER "notification-unproven"
#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define UNPROVEN_MOST 3 /* of these letters to one agent within an hour */

/* One answer, while it is carried out. */
typedef struct {
	MailFacts *facts; /* foreign */
	const Letter *letter;
	bool by_token; /* of that letter; else the mail only names it */
	const ConfigAgent *agent;
	Ticket *ticket; /* own */
	AgentCommand command;
	GPtrArray *files; /* own; of ComposeAttachment */
} AgentAction;

static void
agent_action_clear(AgentAction *action)
{
	g_clear_pointer(&action->ticket, ticket_free);
	agent_commands_clear(&action->command);
	g_clear_pointer(&action->files, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentAction, agent_action_clear)

void
agent_reply_clear(AgentReply *answer)
{
	g_clear_pointer(&answer->reason, g_free);
}

/* Why this mail does not speak for the agent to whom the letter was sent, or NULL: it does. */
static const char *
why_not_agent(const AgentAction *action)
{
	const MessageAddress *from = action->facts->message->from;

	if (!g_str_equal(action->letter->purpose, PURPOSE_AGENT))
		return "an answer to a notification that gives no right to act";
	if (from == NULL || g_ascii_strcasecmp(from->address, action->letter->recipient) != 0)
		return "an answer to a notification that was sent to somebody else";
	if (action->agent == NULL)
		return "an answer to a notification by somebody who is no agent any more";
	if (action->letter->expires_ms <= action->facts->context->now_ms)
		return "an answer to a notification whose token has expired";
	return NULL;
}

/* What of the proof lacks that an agent's answer takes: "token", "pass"; or NULL: nothing. */
static const char *
what_lacks(const AgentAction *action)
{
	Standing standing = proof_standing(
	    action->by_token, action->facts->verdict.passed, action->facts->verdict.failed);

	if (proof_outcome(ACTION_AGENT, standing, action->facts->mailbox->authserv != NULL) ==
	    PROOF_YES)
		return NULL;
	return action->by_token ? "pass" : "token";
}

static bool
refuse(GError **error, const char *why)
{
	g_set_error_literal(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, why);
	return false;
}

static bool
do_setting(AgentAction *action, const AgentSetting *setting, GError **error)
{
	const char *by = action->agent->name;

	if (strcmp(setting->word, "assign") == 0)
		return apply_assign(action->facts->context, action->ticket,
		    setting->value[0] == '\0' ? action->agent->address : setting->value, by,
		    error);
	if (strcmp(setting->word, "add") == 0)
		return apply_add_person(
		    action->facts->context, action->ticket, setting->value, by, error);
	if (strcmp(setting->word, "remove") == 0)
		return apply_remove_person(
		    action->facts->context, action->ticket, setting->value, by, error);
	return apply_set(
	    action->facts->context, action->ticket, setting->word, setting->value, by, error);
}

static bool
do_to_case(AgentAction *action, AgentVerb verb, GError **error)
{
	const AgentWords words = {action->agent->name, action->command.text, action->files};

	return apply_agent(action->facts->context, action->ticket, verb, &words, error);
}

static bool
do_to_request(AgentAction *action, RequestVerb verb, GError **error)
{
	const AgentWords words = {action->agent->name, action->command.text, action->files};

	return apply_request(action->facts->context, action->ticket, verb, &words, error);
}

static bool
tells_customer(AgentDeed deed)
{
	return deed != DEED_NONE && deed != DEED_NOTE;
}

static bool
do_deed(AgentAction *action, GError **error)
{
	bool is_case = action->ticket->kind == TICKET_CASE;

	switch (action->command.deed) {
	case DEED_NONE:
		return true;
	case DEED_NOTE:
		return apply_note(action->facts->context, action->ticket, action->agent->name,
		    action->command.text, error);
	case DEED_ANSWER:
		return is_case ? do_to_case(action, AGENT_ANSWERS, error)
			       : do_to_request(action, REQUEST_ANSWERS, error);
	case DEED_ASK:
		return is_case ? do_to_case(action, AGENT_ASKS, error)
			       : do_to_request(action, REQUEST_ASKS, error);
	case DEED_CANCEL:
		return is_case ? do_to_case(action, AGENT_CANCELS, error)
			       : do_to_request(action, REQUEST_CANCELS, error);
	case DEED_RESOLVE:
		return do_to_case(action, AGENT_RESOLVES, error);
	case DEED_CLOSE:
		return do_to_case(action, AGENT_CLOSES, error);
	case DEED_REOPEN:
		return do_to_case(action, AGENT_REOPENS, error);
	case DEED_FULFIL:
		return is_case ? refuse(error, "it is a case, not a request")
			       : do_to_request(action, REQUEST_FULFILS, error);
	case DEED_DECLINE:
		return is_case ? refuse(error, "it is a case, not a request")
			       : do_to_request(action, REQUEST_DECLINES, error);
	case DEED_RELEASE:
		break;
	}
	return refuse(error, "#release is for held mails");
}

/* Whatever was not read by now would be missing. */
static bool
take_files(AgentAction *action, GError **error)
{
	g_autofree char *why = agent_attachments_mistake(action->facts->message);

	if (why != NULL)
		return refuse(error, why);
	if (action->facts->mail->id != 0 &&
	    agent_attachments_missing(action->facts->message) != NULL)
		return refuse(error, "its attachments were not read");
	action->files = agent_attachments_list(action->facts->message);
	return agent_attachments_keep(action->facts->context, action->ticket,
	    action->facts->mail, action->facts->message, error);
}

static bool
do_all(AgentAction *action, GError **error)
{
	if (action->facts->mail->header_only)
		return refuse(error, "the mail is too large: only its header was read");
	if (action->command.diagnostic != NULL)
		return refuse(error, action->command.diagnostic);
	if (!take_files(action, error))
		return false;
	for (unsigned i = 0; i < action->command.settings->len; i++)
		if (!do_setting(action, action->command.settings->pdata[i], error))
			return false;
	return do_deed(action, error);
}

/* held: of whose notification this was the answer; or NULL. */
static bool
tell_refused(AgentAction *action, const char *why, const Mail *held, GError **error)
{
	static const char *const RELEASE[] = {"release", NULL};
	json_t *values =
	    json_pack("{s:s, s:s}", "why", why, "text", action->facts->message->text);
	const AgentLetter letter = {
	    .name = "notification-refused",
	    .address = action->agent->address,
	    .person = action->agent->name,
	    .ticket = action->ticket,
	    .answers = action->facts->message->message_id == NULL
			   ? ""
			   : action->facts->message->message_id,
	    .mail = held == NULL ? 0 : held->id,
	    .commands = held == NULL               ? agent_letter_commands(action->ticket)
			: held->state == MAIL_HELD ? RELEASE
						   : NULL,
	    .values = values,
	};
	bool good = false;

	if (held != NULL)
		json_object_set_new(values, "mail", notification_mail(held));
	good = agent_letter_write(action->facts->context, &letter, error);
	json_decref(values);
	return good;
}

/* The ticket as it was before what was taken back. */
static bool
read_ticket(AgentAction *action, GError **error)
{
	g_clear_pointer(&action->ticket, ticket_free);
	return ticket_get(
	    action->facts->context->spool, action->letter->ticket, &action->ticket, error);
}

/* ret_why: why nothing was done, or NULL. */
static bool
try(AgentAction *action, char **ret_why, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(action->facts->context->spool, error))
		return false;
	if (do_all(action, &why))
		return spool_keep(action->facts->context->spool, error);
	if (!spool_undo(action->facts->context->spool, error))
		return false;
	if (why->domain != GATEWAY_ERROR) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*ret_why = g_strdup(why->message);
	return read_ticket(action, error) && tell_refused(action, *ret_why, NULL, error);
}

static bool
act(AgentAction *action, AgentReply *answer, GError **error)
{
	TicketState before = TICKET_NEW;
	g_autofree char *why = NULL;

	if (!read_ticket(action, error))
		return false;
	before = action->ticket->state;
	agent_commands_read(action->facts->message->text, &action->command);
	trace_add(action->facts->trace, "ticket",
	    "%-12s %s; answers notification %" G_GINT64_FORMAT, action->ticket->number,
	    ticket_state_name(before), action->letter->id);
	if (!try(action, &why, error))
		return false;
	answer->decision = "agent's action";
	action->facts->applied.ticket = action->ticket->id;
	action->facts->applied.number = g_strdup(action->ticket->number);
	answer->reason = why != NULL ? g_strdup_printf("refused: %s", why)
				     : g_strdup(agent_deed_name(action->command.deed));
	trace_add(action->facts->trace, "decision", "agent's action  %s, %s -> %s",
	    answer->reason, ticket_state_name(before),
	    ticket_state_name(action->ticket->state));
	if (why == NULL && action->files->len > 0)
		trace_add(action->facts->trace, "files", "%u kept%s", action->files->len,
		    tells_customer(action->command.deed) ? ", and sent along" : "");
	if (why != NULL)
		trace_add(action->facts->trace, "letter", "notification-refused to %s",
		    action->agent->address);
	return true;
}

static const char *
why_not_release(const AgentAction *action, const Mail *held)
{
	if (held->state != MAIL_HELD)
		return "the mail is not held any more";
	if (action->command.diagnostic != NULL)
		return action->command.diagnostic;
	return action->command.deed == DEED_RELEASE ? NULL
						    : "only #release answers a held mail";
}

/* The notification of a held mail. */
static bool
release(AgentAction *action, AgentReply *answer, GError **error)
{
	g_autoptr(Mail) held = NULL;
	const char *why = NULL;

	agent_commands_read(action->facts->message->text, &action->command);
	if (!mail_get(action->facts->context->spool, action->letter->mail, &held, error))
		return false;
	answer->decision = "agent's action";
	why = why_not_release(action, held);
	if (why != NULL) {
		answer->reason = g_strdup_printf("refused: %s", why);
		if (!tell_refused(action, why, held, error))
			return false;
	} else {
		if (!mail_release(action->facts->context->spool, held->id, error))
			return false;
		if (action->facts->context->read_again != NULL)
			action->facts->context->read_again(action->facts->context->running);
		answer->reason = g_strdup_printf("release of mail %" G_GINT64_FORMAT, held->id);
	}
	trace_add(action->facts->trace, "decision", "%s  %s", answer->decision, answer->reason);
	return true;
}

static bool
set_aside(const AgentAction *action, MailState state, const char *why, AgentReply *answer)
{
	answer->state = state;
	answer->decision = state == MAIL_HELD ? "hold" : "ignore";
	answer->reason = g_strdup(why);
	trace_add(action->facts->trace, "decision", "%s  %s", answer->decision, why);
	return true;
}

/* In constant words, to the address that the configuration has: it may be somebody else who wrote. */
static bool
tell_unproven(AgentAction *action, const char *lacks, GError **error)
{
	const LetterQuery query = {UNPROVEN_LETTER, action->facts->context->now_ms - HOUR_MS};
	AgentLetter letter = {
	    .name = UNPROVEN_LETTER,
	    .address = action->agent->address,
	    .person = action->agent->name,
	    .answers = action->facts->message->message_id == NULL
			   ? ""
			   : action->facts->message->message_id,
	};
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, action->facts->mail->id);
	int64_t sent = 0;
	bool good = false;

	if (!letter_count_to(
		action->facts->context->spool, &query, letter.address, &sent, error))
		return false;
	if (sent >= UNPROVEN_MOST)
		return true;
	if (action->letter->ticket != 0 && !read_ticket(action, error))
		return false;
	letter.ticket = action->ticket;
	letter.values =
	    json_pack("{s:b, s:b, s:{s:s}}", "lacks_token", strcmp(lacks, "token") == 0,
		"lacks_pass", strcmp(lacks, "pass") == 0, "mail", "id", id);
	good = agent_letter_write(action->facts->context, &letter, error);
	json_decref(letter.values);
	return good;
}

/* An operator who looked at it may have let it go on. */
static bool
hold_unproven(AgentAction *action, const char *lacks, AgentReply *answer, GError **error)
{
	return tell_unproven(action, lacks, error) &&
	       set_aside(action, MAIL_HELD,
		   strcmp(lacks, "token") == 0
		       ? "an agent's answer without the notification's token"
		       : "an agent's answer that our own server did not vouch for",
		   answer);
}

/* Whether the mail answers a letter to one of the desk's people. */
static bool
find(AgentAction *action)
{
	MailFacts *facts = action->facts;

	action->letter = threading_agent_letter(facts, &action->by_token);
	if (action->letter == NULL)
		return false;
	action->agent = agents_agent(facts->context->config, action->letter->recipient);
	verdict_clear(&facts->verdict);
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	return true;
}

/* What goes wrong here goes wrong again when the mail is decided, and is told there. */
MessageAttachment *
agent_reply_wants(Context *context, const Mail *mail, const Message *message)
{
	g_auto(MailFacts) facts = {.context = context, .mail = mail, .message = message};
	g_auto(AgentAction) action = {.facts = &facts};
	MessageAttachment *missing = agent_attachments_missing(message);
	g_autofree char *diagnostic = NULL;

	facts.mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	if (missing == NULL || message_kind_is_machine(message->kind) ||
	    !threading_letters(&facts, NULL) || !find(&action) || action.letter->ticket == 0)
		return NULL;
	diagnostic = agent_attachments_mistake(message);
	return why_not_agent(&action) == NULL &&
		       (mail->released || what_lacks(&action) == NULL) && diagnostic == NULL
		   ? missing
		   : NULL;
}

/* It is the desk's word: of whom, how sure that is, and what it does. */
static bool
take(AgentAction *action, AgentReply *answer, GError **error)
{
	const MailFacts *facts = action->facts;

	trace_add(facts->trace, "sender", "%s <%s>, agent", action->agent->name,
	    action->agent->address);
	trace_add(facts->trace, "proof", "L%-11d %s; %stoken issued to this agent%s",
	    (int)proof_of_sender(action->by_token, facts->verdict.passed), facts->verdict.why,
	    action->by_token ? "" : "no ",
	    facts->mail->released ? "; an operator let it go on" : "");
	return action->letter->ticket != 0 ? act(action, answer, error)
					   : release(action, answer, error);
}

bool
agent_reply(MailFacts *facts, AgentReply *ret_answer, GError **error)
{
	g_auto(AgentAction) action = {.facts = facts};
	bool released = facts->mail->released;
	const char *why_not = NULL;
	const char *lacks = NULL;

	if (!find(&action))
		return true;
	why_not = why_not_agent(&action);
	if (released && why_not != NULL)
		return true;
	ret_answer->is_one = true;
	ret_answer->state = MAIL_DONE;
	if (message_kind_is_machine(facts->message->kind))
		return set_aside(
		    &action, MAIL_DONE, "a machine's answer to a notification", ret_answer);
	if (why_not != NULL)
		return set_aside(&action, MAIL_HELD, why_not, ret_answer);
	lacks = released ? NULL : what_lacks(&action);
	return lacks == NULL ? take(&action, ret_answer, error)
			     : hold_unproven(&action, lacks, ret_answer, error);
}
