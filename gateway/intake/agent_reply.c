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
#include "gateway/desk/spam.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/intake/agent_approval.h"
#include "gateway/intake/agent_attachments.h"
#include "gateway/intake/agent_commands.h"
#include "gateway/intake/agent_unproven.h"
#include "gateway/intake/quoted_answers.h"
#include "gateway/intake/threading.h"
#include "gateway/intake/trace.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/model/proof.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed.h"
#include "gateway/templates/letter_types.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"
#include "parsers/classify.h"
#include "spool/letter.h"

/* One answer, while it is carried out. */
typedef struct {
	MailFacts *facts; /* foreign */
	const Letter *letter;
	bool by_token; /* of that letter; else the mail only names it */
	const ConfigAgent *agent;
	Ticket *ticket; /* own */
	AgentCommand command;
	char *unapproved; /* own; why it approves nothing, or NULL */
	GPtrArray *files; /* own; of ComposeAttachment */
} AgentMail;

static void
agent_mail_clear(AgentMail *reply)
{
	g_clear_pointer(&reply->ticket, ticket_free);
	agent_commands_clear(&reply->command);
	g_clear_pointer(&reply->unapproved, g_free);
	g_clear_pointer(&reply->files, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AgentMail, agent_mail_clear)

/* Why this mail does not speak for the agent to whom the letter was sent, or NULL: it does. */
static const char *
why_not_agent(const AgentMail *reply)
{
	const MessageAddress *from = reply->facts->message->from;

	if (!g_str_equal(reply->letter->purpose, PURPOSE_AGENT))
		return "an answer to a notification that gives no right to act";
	if (from == NULL || g_ascii_strcasecmp(from->address, reply->letter->recipient) != 0)
		return "an answer to a notification that was sent to somebody else";
	if (reply->agent == NULL)
		return "an answer to a notification by somebody who is no agent any more";
	if (reply->letter->expires_ms <= reply->facts->context->now_ms)
		return "an answer to a notification whose token has expired";
	return NULL;
}

/* What of the proof lacks that an agent's answer takes: "token", "pass"; or NULL: nothing. */
static const char *
what_lacks(const AgentMail *reply)
{
	Standing standing = proof_standing(
	    reply->by_token, reply->facts->verdict.passed, reply->facts->verdict.failed);

	if (proof_outcome(ACTION_AGENT, standing, reply->facts->mailbox->authserv != NULL) ==
	    PROOF_YES)
		return NULL;
	return reply->by_token ? "pass" : "token";
}

/* why: a sentence of refusals.h. */
static bool
refuse(const AgentMail *reply, const char *why, GError **error)
{
	g_autofree char *said = refusal_said(reply->facts->context, NULL, why);

	return refusal_set(NULL, said, error);
}

/* The ticket as it is now: something was taken back, or done beside what is known of it. */
static bool
read_ticket(AgentMail *reply, GError **error)
{
	g_clear_pointer(&reply->ticket, ticket_free);
	return ticket_get(
	    reply->facts->context->spool, reply->letter->ticket, &reply->ticket, error);
}

/* What follows in the same mail is done to the one that is left. */
static bool
merge(AgentMail *reply, const char *number, const Actor *by, GError **error)
{
	Ticket *to = NULL;

	if (!desk_merge(reply->facts->context, reply->ticket, number, by, &to, error))
		return false;
	ticket_free(reply->ticket);
	reply->ticket = to;
	return true;
}

static bool
do_setting(AgentMail *reply, const AgentSetting *setting, GError **error)
{
	g_auto(Actor) actor = actor_of(reply->agent, NULL, NULL);
	const Actor *by = &actor;

	if (setting->action == AGENT_ASSIGNS)
		return desk_assign(reply->facts->context, reply->ticket,
		    setting->value[0] == '\0' ? reply->agent->address : setting->value, by,
		    error);
	if (setting->action == AGENT_ADDS)
		return desk_add_person(
		    reply->facts->context, reply->ticket, setting->value, by, error);
	if (setting->action == AGENT_REMOVES)
		return desk_remove_person(
		    reply->facts->context, reply->ticket, setting->value, by, error);
	if (setting->action == AGENT_LINKS)
		return desk_link(
		    reply->facts->context, reply->ticket, setting->value, by, error);
	if (setting->action == AGENT_SNOOZES)
		return desk_snooze(
		    reply->facts->context, reply->ticket, setting->value, by, error);
	if (setting->action == AGENT_WAKES)
		return desk_wake(reply->facts->context, reply->ticket, by, error);
	if (setting->action == AGENT_MERGES)
		return merge(reply, setting->value, by, error);
	return desk_set(reply->facts->context, reply->ticket,
	    agent_action_row(setting->action)->word, setting->value, by, error);
}

static bool
do_action(AgentMail *reply, GError **error)
{
	g_auto(Actor) by = actor_of(reply->agent, NULL, NULL);
	const AgentWords words = {
	    &by, reply->command.text, reply->files, reply->facts->mail->id};
	AgentAction action = reply->command.action;

	if (action == AGENT_RELEASES)
		return refuse(reply, "#release is for held mails", error);
	if (reply->unapproved != NULL)
		return refusal_set(NULL, reply->unapproved, error);
	if (action == AGENT_MARKS_SPAM)
		return spam_mark_ticket(reply->facts->context, reply->ticket, &by, error) &&
		       read_ticket(reply, error);
	return action == AGENT_NOTHING ||
	       desk_act(reply->facts->context, reply->ticket, action, &words, error);
}

/* Whatever was not read by now would be missing. */
static bool
take_files(AgentMail *reply, GError **error)
{
	g_autofree char *why =
	    agent_attachments_mistake(reply->facts->context, reply->facts->message);

	if (why != NULL)
		return refusal_set(NULL, why, error);
	if (reply->facts->mail->id != 0 &&
	    agent_attachments_missing(reply->facts->message) != NULL)
		return refuse(reply, "its attachments were not read", error);
	reply->files = agent_attachments_list(reply->facts->message);
	return agent_attachments_keep(reply->facts->context, reply->ticket, reply->facts->mail,
	    reply->facts->message, error);
}

static bool
do_all(AgentMail *reply, GError **error)
{
	if (reply->facts->mail->header_only)
		return refuse(reply, "the mail is too large: only its header was read", error);
	if (reply->command.diagnostic != NULL)
		return refusal_set(NULL, reply->command.diagnostic, error);
	if (reply->command.mistyped != NULL)
		return typed_word(reply->facts->context, TYPED_COMMAND, reply->command.mistyped,
			   NULL, error) != NULL &&
		       refuse(reply, "it begins with no command", error);
	if (agent_action_row(reply->command.action)->letter != NULL &&
	    quoted_answers_missed(reply->facts))
		return refuse(reply,
		    "it says that something stands below, but nothing new was found in what it "
		    "quotes",
		    error);
	if (!take_files(reply, error))
		return false;
	for (unsigned i = 0; i < reply->command.settings->len; i++)
		if (!do_setting(reply, reply->command.settings->pdata[i], error))
			return false;
	return do_action(reply, error);
}

/* held: of whose notification this was the answer; or NULL. done: it was done all the same, and nobody hears of it. */
static bool
tell_refused(AgentMail *reply, const char *why, const Mail *held, bool done, GError **error)
{
	g_autofree const char **commands = NULL;
	json_t *values = json_pack("{s:s, s:s, s:b}", "why", why, "text",
	    reply->facts->message->text, "unheard", done);
	AgentLetter letter = {
	    .name = LETTER_NOTIFICATION_REFUSED,
	    .address = reply->agent->address,
	    .person = reply->agent->name,
	    .ticket = reply->ticket,
	    .answers = reply->facts->message->message_id == NULL
			   ? ""
			   : reply->facts->message->message_id,
	    .mail = held == NULL ? 0 : held->id,
	    .values = values,
	};
	bool good = notification_commands(
	    reply->facts->context, held == NULL ? reply->ticket : NULL, &commands, error);

	if (held == NULL || held->state == MAIL_HELD)
		letter.commands = commands;
	if (held != NULL)
		json_object_set_new(values, "mail", notification_mail(held));
	good = good && agent_letter_write(reply->facts->context, &letter, error);
	json_decref(values);
	return good;
}

/* ret_why: why nothing was done, or NULL. */
static bool
try(AgentMail *reply, char **ret_why, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(reply->facts->context->spool, error))
		return false;
	if (do_all(reply, &why))
		return spool_keep(reply->facts->context->spool, error);
	if (!spool_undo(reply->facts->context->spool, error))
		return false;
	if (why->domain != GATEWAY_ERROR) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*ret_why = refusal_error_text(
	    reply->facts->context->templates, reply->facts->context->config->language, why);
	return read_ticket(reply, error) && tell_refused(reply, *ret_why, NULL, false, error);
}

/* Who did what a customer would hear of is told where none does. */
static bool
tell_unheard(AgentMail *reply, GError **error)
{
	const char *why = NULL;
	g_autofree char *said = NULL;

	if (agent_action_row(reply->command.action)->letter == NULL)
		return true;
	if (!undeliverable_warn(reply->facts->context, reply->ticket, &why, error))
		return false;
	if (why == NULL)
		return true;
	said = refusal_said(reply->facts->context, NULL, why);
	return tell_refused(reply, said, NULL, true, error);
}

static void
read_commands(AgentMail *reply, const char *text)
{
	const Context *context = reply->facts->context;

	agent_commands_read(
	    context->templates, context->config->language, text, &reply->command);
}

static bool
act(AgentMail *reply, Taken *taken, GError **error)
{
	const Message *message = NULL;
	TicketState before = TICKET_NEW;
	g_autofree char *why = NULL;

	if (!read_ticket(reply, error))
		return false;
	before = reply->ticket->state;
	if (!quoted_answers_read(reply->facts, reply->ticket->id, error))
		return false;
	message = reply->facts->message;
	/* what was found between the lines of our letter is not styled */
	read_commands(reply, message->styled != NULL && message != &reply->facts->quoted.message
				 ? message->styled
				 : message->text);
	trace_add(reply->facts->trace, "ticket",
	    "%-12s %s; answers notification %" G_GINT64_FORMAT, reply->ticket->number,
	    ticket_state_name(before), reply->letter->id);
	if (!agent_approval_judge(
		&(AgentApproval){reply->facts, reply->agent, reply->ticket, reply->by_token},
		&reply->command, &reply->unapproved, error))
		return false;
	if (!try(reply, &why, error) || (why == NULL && !tell_unheard(reply, error)))
		return false;
	taken->decision = "agent's action";
	reply->facts->applied.ticket = reply->ticket->id;
	reply->facts->applied.number = g_strdup(reply->ticket->number);
	taken->reason = why != NULL ? g_strdup_printf("refused: %s", why)
				    : g_strdup(agent_action_row(reply->command.action)->word);
	trace_add(reply->facts->trace, "decision", "agent's action  %s, %s -> %s",
	    taken->reason, ticket_state_name(before), ticket_state_name(reply->ticket->state));
	if (why == NULL && reply->files->len > 0)
		trace_add(reply->facts->trace, "files", "%u kept%s", reply->files->len,
		    agent_action_row(reply->command.action)->letter != NULL ? ", and sent along"
									    : "");
	if (why != NULL)
		trace_add(reply->facts->trace, "letter", "notification-refused to %s",
		    reply->agent->address);
	return true;
}

/* Caller owns; NULL: nothing speaks against it. */
static char *
why_not_held(const AgentMail *reply, const Mail *held)
{
	const Context *context = reply->facts->context;

	if (held->state != MAIL_HELD)
		return refusal_said(context, NULL, "the mail is not held any more");
	if (reply->command.diagnostic != NULL)
		return g_strdup(reply->command.diagnostic);
	return agent_action_row(reply->command.action)->of_held
		   ? NULL
		   : refusal_said(context, NULL, "only #release and #spam answer a held mail");
}

static bool
release(AgentMail *reply, const Mail *held, GError **error)
{
	Context *context = reply->facts->context;

	if (!mail_release(context->spool, held->id, error))
		return false;
	if (context->read_again != NULL)
		context->read_again(context->running);
	return true;
}

/* ret_why: why it is no spam; it is set before anything is changed. */
static bool
mark_spam(AgentMail *reply, const Mail *held, char **ret_why, GError **error)
{
	Context *context = reply->facts->context;
	g_auto(Actor) by = actor_of(reply->agent, NULL, NULL);
	g_autofree char *number = NULL;
	g_autoptr(GError) why = NULL;

	if (spam_mark(context, held, &by, &number, &why))
		return true;
	if (!g_error_matches(why, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*ret_why = refusal_error_text(context->templates, context->config->language, why);
	return true;
}

/* The notification of a held mail. */
static bool
answer_held(AgentMail *reply, Taken *taken, GError **error)
{
	g_autoptr(Mail) held = NULL;
	g_autofree char *why = NULL;

	read_commands(reply, reply->facts->message->text);
	if (!mail_get(reply->facts->context->spool, reply->letter->mail, &held, error))
		return false;
	why = why_not_held(reply, held);
	if (why == NULL &&
	    !(reply->command.action == AGENT_RELEASES ? release(reply, held, error)
						      : mark_spam(reply, held, &why, error)))
		return false;
	if (why != NULL && !tell_refused(reply, why, held, false, error))
		return false;
	taken->decision = "agent's action";
	taken->reason = why != NULL
			    ? g_strdup_printf("refused: %s", why)
			    : g_strdup_printf("%s of mail %" G_GINT64_FORMAT,
				  agent_action_row(reply->command.action)->word, held->id);
	trace_add(reply->facts->trace, "decision", "%s  %s", taken->decision, taken->reason);
	return true;
}

static bool
set_aside(const AgentMail *reply, MailState state, const char *why, Taken *taken)
{
	taken->state = state;
	taken->decision = state == MAIL_HELD ? "hold" : "ignore";
	taken->reason = g_strdup(why);
	trace_add(reply->facts->trace, "decision", "%s  %s", taken->decision, why);
	return true;
}

/* An operator who looked at it may have let it go on. */
static bool
hold_unproven(AgentMail *reply, const char *lacks, Taken *taken, GError **error)
{
	if (reply->letter->ticket != 0 && !read_ticket(reply, error))
		return false;
	return agent_unproven_tell(reply->facts, reply->agent, reply->ticket, lacks, error) &&
	       set_aside(reply, MAIL_HELD,
		   strcmp(lacks, "token") == 0
		       ? "an agent's answer without the notification's token"
		       : "an agent's answer that our own server did not vouch for",
		   taken);
}

/* Whether the mail answers a letter to one of the desk's people. */
static bool
find(AgentMail *reply)
{
	MailFacts *facts = reply->facts;

	reply->letter = threading_agent_letter(facts, &reply->by_token);
	if (reply->letter == NULL)
		return false;
	reply->agent = agents_agent(facts->context->config, reply->letter->recipient);
	verdict_clear(&facts->verdict);
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	return true;
}

/* Only its text says that nobody wrote it, and an agent may write to a customer who is away, and whom to ask instead. */
static bool
is_in_doubt(const Message *message)
{
	return message->kind == MESSAGE_AUTO_REPLY &&
	       g_strcmp0(message->kind_reason, MESSAGE_BY_TEXT) == 0;
}

/* What goes wrong here goes wrong again when the mail is decided, and is told there. */
MessageAttachment *
agent_reply_wants(Context *context, const Mail *mail, const Message *message)
{
	g_auto(MailFacts) facts = {.context = context, .mail = mail, .message = message};
	g_auto(AgentMail) reply = {.facts = &facts};
	MessageAttachment *missing = agent_attachments_missing(message);
	g_autofree char *diagnostic = NULL;

	facts.mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	if (missing == NULL ||
	    (message_kind_is_machine(message->kind) &&
		!(mail->released && is_in_doubt(message))) ||
	    !threading_letters(&facts, NULL) || !find(&reply) || reply.letter->ticket == 0)
		return NULL;
	diagnostic = agent_attachments_mistake(context, message);
	return why_not_agent(&reply) == NULL &&
		       (mail->released || what_lacks(&reply) == NULL) && diagnostic == NULL
		   ? missing
		   : NULL;
}

/* It is the desk's word: of whom, how sure that is, and what it does. */
static bool
take(AgentMail *reply, Taken *taken, GError **error)
{
	const MailFacts *facts = reply->facts;

	trace_add(facts->trace, "sender", "%s <%s>, agent", reply->agent->name,
	    reply->agent->address);
	trace_add(facts->trace, "proof", "L%-11d %s; %stoken issued to this agent%s",
	    (int)proof_of_sender(reply->by_token, facts->verdict.passed), facts->verdict.why,
	    reply->by_token ? "" : "no ",
	    facts->mail->released ? "; an operator let it go on" : "");
	return reply->letter->ticket != 0 ? act(reply, taken, error)
					  : answer_held(reply, taken, error);
}

bool
agent_reply(MailFacts *facts, Taken *ret_taken, GError **error)
{
	g_auto(AgentMail) reply = {.facts = facts};
	bool released = facts->mail->released;
	const char *why_not = NULL;
	const char *lacks = NULL;

	if (!find(&reply))
		return true;
	why_not = why_not_agent(&reply);
	if (released && why_not != NULL)
		return true;
	ret_taken->is_one = true;
	ret_taken->state = MAIL_DONE;
	if (is_in_doubt(facts->message) && !released)
		return set_aside(&reply, MAIL_HELD,
		    "an answer to a notification that reads like a note of absence", ret_taken);
	if (message_kind_is_machine(facts->message->kind) && !is_in_doubt(facts->message))
		return set_aside(
		    &reply, MAIL_DONE, "a machine's answer to a notification", ret_taken);
	if (why_not != NULL)
		return set_aside(&reply, MAIL_HELD, why_not, ret_taken);
	lacks = released ? NULL : what_lacks(&reply);
	return lacks == NULL ? take(&reply, ret_taken, error)
			     : hold_unproven(&reply, lacks, ret_taken, error);
}
