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
#include "gateway/intake/sender_proof.h"
#include "gateway/intake/threading.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/model/proof.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/error.h"
#include "spool/letter.h"

#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define TOLD_MOST 3 /* of these letters to one agent within an hour */

/* One answer on its way. */
typedef struct {
	Context *context;
	const Mail *mail;
	const Message *message;
	const Letter *letter;
	bool by_token;   /* of that letter; else the mail only names it */
	Verdict verdict; /* own */
	bool has_authserv;
	const ConfigAgent *agent;
	Ticket *ticket; /* own */
	AgentCommand command;
	GPtrArray *files; /* own; of ComposeAttachment */
} Intake;

static void
intake_clear(Intake *intake)
{
	g_clear_pointer(&intake->ticket, ticket_free);
	verdict_clear(&intake->verdict);
	agent_commands_clear(&intake->command);
	g_clear_pointer(&intake->files, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Intake, intake_clear)

void
agent_reply_clear(AgentReply *answer)
{
	g_clear_pointer(&answer->reason, g_free);
	g_clear_pointer(&answer->number, g_free);
}

/* Why this mail does not speak for the agent to whom the letter was sent, or NULL: it does. */
static const char *
why_not_agent(const Intake *intake)
{
	const MessageAddress *from = intake->message->from;

	if (!g_str_equal(intake->letter->purpose, PURPOSE_AGENT))
		return "an answer to a notification that gives no right to act";
	if (from == NULL || g_ascii_strcasecmp(from->address, intake->letter->recipient) != 0)
		return "an answer to a notification that was sent to somebody else";
	if (intake->agent == NULL)
		return "an answer to a notification by somebody who is no agent any more";
	if (intake->letter->expires_ms <= intake->context->now_ms)
		return "an answer to a notification whose token has expired";
	return NULL;
}

/* What of the proof lacks that an agent's answer takes: "token", "pass"; or NULL: nothing. */
static const char *
what_lacks(const Intake *intake)
{
	Standing standing =
	    proof_standing(intake->by_token, intake->verdict.passed, intake->verdict.failed);

	if (proof_outcome(ACTION_AGENT, standing, intake->has_authserv) == PROOF_YES)
		return NULL;
	return intake->by_token ? "pass" : "token";
}

static bool
refuse(GError **error, const char *why)
{
	return error_set(error, GATEWAY_ERROR_REFUSED, "%s", why);
}

static bool
do_setting(Intake *intake, const AgentSetting *setting, GError **error)
{
	const char *by = intake->agent->name;

	if (setting->action == AGENT_ASSIGNS)
		return apply_assign(intake->context, intake->ticket,
		    setting->value[0] == '\0' ? intake->agent->address : setting->value, by,
		    error);
	if (setting->action == AGENT_ADDS)
		return apply_add_person(
		    intake->context, intake->ticket, setting->value, by, error);
	if (setting->action == AGENT_REMOVES)
		return apply_remove_person(
		    intake->context, intake->ticket, setting->value, by, error);
	return apply_set(intake->context, intake->ticket,
	    agent_action_row(setting->action)->word, setting->value, by, error);
}

static bool
do_action(Intake *intake, GError **error)
{
	const AgentWords words = {intake->agent->name, intake->command.text, intake->files};
	AgentAction action = intake->command.action;

	if (action == AGENT_RELEASES)
		return refuse(error, "#release is for held mails");
	return action == AGENT_NOTHING ||
	       apply_agent(intake->context, intake->ticket, action, &words, error);
}

/* Whatever was not read by now would be missing. */
static bool
take_files(Intake *intake, GError **error)
{
	g_autofree char *why = agent_attachments_mistake(intake->message);

	if (why != NULL)
		return refuse(error, why);
	if (intake->mail->id != 0 && agent_attachments_missing(intake->message) != NULL)
		return refuse(error, "its attachments were not read");
	intake->files = agent_attachments_list(intake->message);
	return agent_attachments_keep(
	    intake->context, intake->ticket, intake->mail, intake->message, error);
}

static bool
do_all(Intake *intake, GError **error)
{
	if (intake->mail->header_only)
		return refuse(error, "the mail is too large: only its header was read");
	if (intake->command.diagnostic != NULL)
		return refuse(error, intake->command.diagnostic);
	if (!take_files(intake, error))
		return false;
	for (unsigned i = 0; i < intake->command.settings->len; i++)
		if (!do_setting(intake, intake->command.settings->pdata[i], error))
			return false;
	return do_action(intake, error);
}

/* held: of whose notification this was the answer; or NULL. */
static bool
tell_refused(Intake *intake, const char *why, const Mail *held, GError **error)
{
	g_autofree const char **commands =
	    agent_action_offered(held == NULL ? intake->ticket : NULL);
	json_t *values = json_pack("{s:s, s:s}", "why", why, "text", intake->message->text);
	const AgentLetter letter = {
	    .name = LETTER_NOTIFICATION_REFUSED,
	    .address = intake->agent->address,
	    .person = intake->agent->name,
	    .ticket = intake->ticket,
	    .answers = intake->message->message_id == NULL ? "" : intake->message->message_id,
	    .mail = held == NULL ? 0 : held->id,
	    .commands = held == NULL || held->state == MAIL_HELD ? commands : NULL,
	    .values = values,
	};
	bool good = false;

	if (held != NULL)
		json_object_set_new(values, "mail", notification_mail(held));
	good = agent_letter_write(intake->context, &letter, error);
	json_decref(values);
	return good;
}

/* The ticket as it was before what was taken back. */
static bool
read_ticket(Intake *intake, GError **error)
{
	g_clear_pointer(&intake->ticket, ticket_free);
	return ticket_get(
	    intake->context->spool, intake->letter->ticket, &intake->ticket, error);
}

/* ret_why: why nothing was done, or NULL. */
static bool
try(Intake *intake, char **ret_why, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(intake->context->spool, error))
		return false;
	if (do_all(intake, &why))
		return spool_keep(intake->context->spool, error);
	if (!spool_undo(intake->context->spool, error))
		return false;
	if (why->domain != GATEWAY_ERROR) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*ret_why = g_strdup(why->message);
	return read_ticket(intake, error) && tell_refused(intake, *ret_why, NULL, error);
}

static bool
act(Intake *intake, Trace *trace, AgentReply *answer, GError **error)
{
	TicketState before = TICKET_NEW;
	g_autofree char *why = NULL;

	if (!read_ticket(intake, error))
		return false;
	before = intake->ticket->state;
	agent_commands_read(intake->message->text, &intake->command);
	trace_add(trace, "ticket", "%-12s %s; answers notification %" G_GINT64_FORMAT,
	    intake->ticket->number, ticket_state_name(before), intake->letter->id);
	if (!try(intake, &why, error))
		return false;
	answer->decision = "agent's action";
	answer->ticket = intake->ticket->id;
	answer->number = g_strdup(intake->ticket->number);
	answer->reason = why != NULL ? g_strdup_printf("refused: %s", why)
				     : g_strdup(agent_action_row(intake->command.action)->word);
	trace_add(trace, "decision", "agent's action  %s, %s -> %s", answer->reason,
	    ticket_state_name(before), ticket_state_name(intake->ticket->state));
	if (why == NULL && intake->files->len > 0)
		trace_add(trace, "files", "%u kept%s", intake->files->len,
		    agent_action_row(intake->command.action)->letter != NULL
			? ", and sent along"
			: "");
	if (why != NULL)
		trace_add(
		    trace, "letter", "notification-refused to %s", intake->agent->address);
	return true;
}

static const char *
why_not_release(const Intake *intake, const Mail *held)
{
	if (held->state != MAIL_HELD)
		return "the mail is not held any more";
	if (intake->command.diagnostic != NULL)
		return intake->command.diagnostic;
	return intake->command.action == AGENT_RELEASES ? NULL
							: "only #release answers a held mail";
}

/* The notification of a held mail. */
static bool
release(Intake *intake, Trace *trace, AgentReply *answer, GError **error)
{
	g_autoptr(Mail) held = NULL;
	const char *why = NULL;

	agent_commands_read(intake->message->text, &intake->command);
	if (!mail_get(intake->context->spool, intake->letter->mail, &held, error))
		return false;
	answer->decision = "agent's action";
	why = why_not_release(intake, held);
	if (why != NULL) {
		answer->reason = g_strdup_printf("refused: %s", why);
		if (!tell_refused(intake, why, held, error))
			return false;
	} else {
		if (!mail_release(intake->context->spool, held->id, error))
			return false;
		if (intake->context->read_again != NULL)
			intake->context->read_again(intake->context->running);
		answer->reason = g_strdup_printf("release of mail %" G_GINT64_FORMAT, held->id);
	}
	trace_add(trace, "decision", "%s  %s", answer->decision, answer->reason);
	return true;
}

static bool
set_aside(AgentReply *answer, Trace *trace, MailState state, const char *why)
{
	answer->state = state;
	answer->decision = state == MAIL_HELD ? "hold" : "ignore";
	answer->reason = g_strdup(why);
	trace_add(trace, "decision", "%s  %s", answer->decision, why);
	return true;
}

/* In constant words, to the address that the configuration has: it may be somebody else who wrote. */
static bool
tell_unproven(Intake *intake, const char *lacks, GError **error)
{
	const LetterQuery query = {
	    LETTER_NOTIFICATION_UNPROVEN, intake->context->now_ms - HOUR_MS};
	AgentLetter letter = {
	    .name = LETTER_NOTIFICATION_UNPROVEN,
	    .address = intake->agent->address,
	    .person = intake->agent->name,
	    .answers = intake->message->message_id == NULL ? "" : intake->message->message_id,
	};
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, intake->mail->id);
	int64_t told = 0;
	bool good = false;

	if (!letter_count_to(intake->context->spool, &query, letter.address, &told, error))
		return false;
	if (told >= TOLD_MOST)
		return true;
	if (intake->letter->ticket != 0 && !read_ticket(intake, error))
		return false;
	letter.ticket = intake->ticket;
	letter.values =
	    json_pack("{s:b, s:b, s:{s:s}}", "lacks_token", strcmp(lacks, "token") == 0,
		"lacks_pass", strcmp(lacks, "pass") == 0, "mail", "id", id);
	good = agent_letter_write(intake->context, &letter, error);
	json_decref(letter.values);
	return good;
}

/* An operator who looked at it may have let it go on. */
static bool
hold_unproven(
    Intake *intake, const char *lacks, Trace *trace, AgentReply *answer, GError **error)
{
	if (!tell_unproven(intake, lacks, error))
		return false;
	return set_aside(answer, trace, MAIL_HELD,
	    strcmp(lacks, "token") == 0
		? "an agent's answer without the notification's token"
		: "an agent's answer that our own server did not vouch for");
}

static void
way_open(Intake *intake, const ConfigMailbox *mailbox, const DeskAnswer *desk)
{
	intake->letter = desk->letter;
	intake->by_token = desk->by_token;
	intake->agent = agents_agent(intake->context->config, desk->letter->recipient);
	intake->has_authserv = mailbox->authserv != NULL;
	sender_proof_judge(intake->message, mailbox, &intake->verdict);
}

/* What goes wrong here goes wrong again when the mail is decided, and is told there. */
MessageAttachment *
agent_reply_wants(Context *context, const Mail *mail, const Message *message)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	g_auto(Intake) intake = {.context = context, .mail = mail, .message = message};
	MessageAttachment *missing = agent_attachments_missing(message);
	g_autofree char *diagnostic = NULL;
	g_auto(DeskAnswer) desk = {0};

	if (missing == NULL || message_kind_is_machine(message->kind) ||
	    !threading_agent_letter(context, mailbox, message, &desk, NULL) ||
	    desk.letter == NULL || desk.letter->ticket == 0)
		return NULL;
	way_open(&intake, mailbox, &desk);
	diagnostic = agent_attachments_mistake(message);
	return why_not_agent(&intake) == NULL &&
		       (mail->released || what_lacks(&intake) == NULL) && diagnostic == NULL
		   ? missing
		   : NULL;
}

/* It is the desk's word: of whom, how sure that is, and what it does. */
static bool
take(Intake *intake, Trace *trace, AgentReply *answer, GError **error)
{
	trace_add(
	    trace, "sender", "%s <%s>, agent", intake->agent->name, intake->agent->address);
	trace_add(trace, "proof", "L%-11d %s; %stoken issued to this agent%s",
	    sender_proof(true, intake->verdict.passed, intake->by_token), intake->verdict.why,
	    intake->by_token ? "" : "no ",
	    intake->mail->released ? "; an operator let it go on" : "");
	return intake->letter->ticket != 0 ? act(intake, trace, answer, error)
					   : release(intake, trace, answer, error);
}

bool
agent_reply(Context *context, const Mail *mail, const Message *message, Trace *trace,
    AgentReply *ret_answer, GError **error)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	g_auto(Intake) intake = {.context = context, .mail = mail, .message = message};
	g_auto(DeskAnswer) desk = {0};
	const char *why_not = NULL;
	const char *lacks = NULL;

	if (!threading_agent_letter(context, mailbox, message, &desk, error))
		return false;
	if (desk.letter == NULL)
		return true;
	way_open(&intake, mailbox, &desk);
	why_not = why_not_agent(&intake);
	if (mail->released && why_not != NULL)
		return true;
	ret_answer->is_one = true;
	ret_answer->state = MAIL_DONE;
	if (message_kind_is_machine(message->kind))
		return set_aside(
		    ret_answer, trace, MAIL_DONE, "a machine's answer to a notification");
	if (why_not != NULL)
		return set_aside(ret_answer, trace, MAIL_HELD, why_not);
	lacks = mail->released ? NULL : what_lacks(&intake);
	return lacks == NULL ? take(&intake, trace, ret_answer, error)
			     : hold_unproven(&intake, lacks, trace, ret_answer, error);
}
