/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer asks for is done as a whole: what cannot be done takes back the rest, and the agent gets one letter
 * with the reason and a token of its own. Rules and the words of customers' answers have no say.
 */
#include "gateway/intake/agent_reply.h"

#include <string.h>

#include "gateway/intake/agent_commands.h"
#include "gateway/intake/agent_attachments.h"
#include "gateway/intake/apply.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/intake/sender_proof.h"
#include "gateway/desk/notifications.h"
#include "gateway/config/agents.h"
#include "gateway/model/proof.h"
#include "gateway/model/purpose.h"
#include "gateway/intake/threading.h"
#include "gateway/desk/notification.h"
#include "spool/letter.h"

#define UNPROVEN_LETTER "notification-unproven"
#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define TOLD_MOST 3 /* of these letters to one agent within an hour */

/* One answer on its way. */
typedef struct {
	Office *office;
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
} Way;

static void
way_clear(Way *way)
{
	g_clear_pointer(&way->ticket, ticket_free);
	verdict_clear(&way->verdict);
	agent_command_clear(&way->command);
	g_clear_pointer(&way->files, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Way, way_clear)

void
agent_answer_clear(AgentAnswer *answer)
{
	g_clear_pointer(&answer->reason, g_free);
	g_clear_pointer(&answer->number, g_free);
}

/* Why this mail does not speak for the agent to whom the letter was sent, or NULL: it does. */
static const char *
why_not_agent(const Way *way)
{
	const MessageAddress *from = way->message->from;

	if (!g_str_equal(way->letter->purpose, PURPOSE_AGENT))
		return "an answer to a notification that gives no right to act";
	if (from == NULL || g_ascii_strcasecmp(from->address, way->letter->recipient) != 0)
		return "an answer to a notification that was sent to somebody else";
	if (way->agent == NULL)
		return "an answer to a notification by somebody who is no agent any more";
	if (way->letter->expires_ms <= way->office->now_ms)
		return "an answer to a notification whose token has expired";
	return NULL;
}

/* What of the proof lacks that an agent's answer takes: "token", "pass"; or NULL: nothing. */
static const char *
what_lacks(const Way *way)
{
	Standing standing =
	    proof_standing(way->by_token, way->verdict.passed, way->verdict.failed);

	if (proof_outcome(ACTION_AGENT, standing, way->has_authserv) == PROOF_YES)
		return NULL;
	return way->by_token ? "pass" : "token";
}

static bool
refuse(GError **error, const char *why)
{
	g_set_error_literal(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, why);
	return false;
}

static bool
do_setting(Way *way, const AgentSetting *setting, GError **error)
{
	const char *by = way->agent->name;

	if (strcmp(setting->word, "assign") == 0)
		return apply_assign(way->office, way->ticket,
		    setting->value[0] == '\0' ? way->agent->address : setting->value, by,
		    error);
	if (strcmp(setting->word, "add") == 0)
		return apply_add_person(way->office, way->ticket, setting->value, by, error);
	if (strcmp(setting->word, "remove") == 0)
		return apply_remove_person(way->office, way->ticket, setting->value, by, error);
	return apply_set(way->office, way->ticket, setting->word, setting->value, by, error);
}

static bool
do_to_case(Way *way, AgentVerb verb, GError **error)
{
	const AgentWords words = {way->agent->name, way->command.text, way->files};

	return apply_agent(way->office, way->ticket, verb, &words, error);
}

static bool
do_to_request(Way *way, RequestVerb verb, GError **error)
{
	const AgentWords words = {way->agent->name, way->command.text, way->files};

	return apply_request(way->office, way->ticket, verb, &words, error);
}

static bool
tells_customer(AgentDeed deed)
{
	return deed != DEED_NONE && deed != DEED_NOTE;
}

static bool
do_deed(Way *way, GError **error)
{
	bool is_case = way->ticket->kind == TICKET_CASE;

	switch (way->command.deed) {
	case DEED_NONE:
		return true;
	case DEED_NOTE:
		return apply_note(
		    way->office, way->ticket, way->agent->name, way->command.text, error);
	case DEED_ANSWER:
		return is_case ? do_to_case(way, AGENT_ANSWERS, error)
			       : do_to_request(way, REQUEST_ANSWERS, error);
	case DEED_ASK:
		return is_case ? do_to_case(way, AGENT_ASKS, error)
			       : do_to_request(way, REQUEST_ASKS, error);
	case DEED_CANCEL:
		return is_case ? do_to_case(way, AGENT_CANCELS, error)
			       : do_to_request(way, REQUEST_CANCELS, error);
	case DEED_RESOLVE:
		return do_to_case(way, AGENT_RESOLVES, error);
	case DEED_CLOSE:
		return do_to_case(way, AGENT_CLOSES, error);
	case DEED_REOPEN:
		return do_to_case(way, AGENT_REOPENS, error);
	case DEED_FULFIL:
		return is_case ? refuse(error, "it is a case, not a request")
			       : do_to_request(way, REQUEST_FULFILS, error);
	case DEED_DECLINE:
		return is_case ? refuse(error, "it is a case, not a request")
			       : do_to_request(way, REQUEST_DECLINES, error);
	case DEED_RELEASE:
		break;
	}
	return refuse(error, "#release is for held mails");
}

/* Whatever was not read by now would be missing. */
static bool
take_files(Way *way, GError **error)
{
	g_autofree char *why = agent_files_mistake(way->message);

	if (why != NULL)
		return refuse(error, why);
	if (way->mail->id != 0 && agent_files_missing(way->message) != NULL)
		return refuse(error, "its attachments were not read");
	way->files = agent_files_list(way->message);
	return agent_files_keep(way->office, way->ticket, way->mail, way->message, error);
}

static bool
do_all(Way *way, GError **error)
{
	if (way->mail->header_only)
		return refuse(error, "the mail is too large: only its header was read");
	if (way->command.mistake != NULL)
		return refuse(error, way->command.mistake);
	if (!take_files(way, error))
		return false;
	for (unsigned i = 0; i < way->command.settings->len; i++)
		if (!do_setting(way, way->command.settings->pdata[i], error))
			return false;
	return do_deed(way, error);
}

/* held: of whose notification this was the answer; or NULL. */
static bool
tell_refused(Way *way, const char *why, const Mail *held, GError **error)
{
	static const char *const RELEASE[] = {"release", NULL};
	json_t *values = json_pack("{s:s, s:s}", "why", why, "text", way->message->text);
	const DeskLetter letter = {
	    .name = "notification-refused",
	    .address = way->agent->address,
	    .person = way->agent->name,
	    .ticket = way->ticket,
	    .answers = way->message->message_id == NULL ? "" : way->message->message_id,
	    .mail = held == NULL ? 0 : held->id,
	    .commands = held == NULL               ? desk_letter_commands(way->ticket)
			: held->state == MAIL_HELD ? RELEASE
						   : NULL,
	    .values = values,
	};
	bool good = false;

	if (held != NULL)
		json_object_set_new(values, "mail", told_mail(held));
	good = desk_letter_write(way->office, &letter, error);
	json_decref(values);
	return good;
}

/* The ticket as it was before what was taken back. */
static bool
read_ticket(Way *way, GError **error)
{
	g_clear_pointer(&way->ticket, ticket_free);
	return ticket_get(way->office->spool, way->letter->ticket, &way->ticket, error);
}

/* ret_why: why nothing was done, or NULL. */
static bool
try(Way *way, char **ret_why, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (!spool_mark(way->office->spool, error))
		return false;
	if (do_all(way, &why))
		return spool_keep(way->office->spool, error);
	if (!spool_undo(way->office->spool, error))
		return false;
	if (why->domain != GATEWAY_ERROR) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	*ret_why = g_strdup(why->message);
	return read_ticket(way, error) && tell_refused(way, *ret_why, NULL, error);
}

static bool
act(Way *way, Explanation *explanation, AgentAnswer *answer, GError **error)
{
	TicketState before = TICKET_NEW;
	g_autofree char *why = NULL;

	if (!read_ticket(way, error))
		return false;
	before = way->ticket->state;
	agent_command_read(way->message->text, &way->command);
	explanation_add(explanation, "ticket",
	    "%-12s %s; answers notification %" G_GINT64_FORMAT, way->ticket->number,
	    ticket_state_name(before), way->letter->id);
	if (!try(way, &why, error))
		return false;
	answer->decision = "agent's action";
	answer->ticket = way->ticket->id;
	answer->number = g_strdup(way->ticket->number);
	answer->reason = why != NULL ? g_strdup_printf("refused: %s", why)
				     : g_strdup(agent_deed_name(way->command.deed));
	explanation_add(explanation, "decision", "agent's action  %s, %s -> %s", answer->reason,
	    ticket_state_name(before), ticket_state_name(way->ticket->state));
	if (why == NULL && way->files->len > 0)
		explanation_add(explanation, "files", "%u kept%s", way->files->len,
		    tells_customer(way->command.deed) ? ", and sent along" : "");
	if (why != NULL)
		explanation_add(
		    explanation, "letter", "notification-refused to %s", way->agent->address);
	return true;
}

static const char *
why_not_release(const Way *way, const Mail *held)
{
	if (held->state != MAIL_HELD)
		return "the mail is not held any more";
	if (way->command.mistake != NULL)
		return way->command.mistake;
	return way->command.deed == DEED_RELEASE ? NULL : "only #release answers a held mail";
}

/* The notification of a held mail. */
static bool
release(Way *way, Explanation *explanation, AgentAnswer *answer, GError **error)
{
	g_autoptr(Mail) held = NULL;
	const char *why = NULL;

	agent_command_read(way->message->text, &way->command);
	if (!mail_get(way->office->spool, way->letter->mail, &held, error))
		return false;
	answer->decision = "agent's action";
	why = why_not_release(way, held);
	if (why != NULL) {
		answer->reason = g_strdup_printf("refused: %s", why);
		if (!tell_refused(way, why, held, error))
			return false;
	} else {
		if (!mail_release(way->office->spool, held->id, error))
			return false;
		if (way->office->read_again != NULL)
			way->office->read_again(way->office->running);
		answer->reason = g_strdup_printf("release of mail %" G_GINT64_FORMAT, held->id);
	}
	explanation_add(explanation, "decision", "%s  %s", answer->decision, answer->reason);
	return true;
}

static bool
set_aside(AgentAnswer *answer, Explanation *explanation, MailState state, const char *why)
{
	answer->state = state;
	answer->decision = state == MAIL_HELD ? "hold" : "ignore";
	answer->reason = g_strdup(why);
	explanation_add(explanation, "decision", "%s  %s", answer->decision, why);
	return true;
}

/* In constant words, to the address that the configuration has: it may be somebody else who wrote. */
static bool
tell_unproven(Way *way, const char *lacks, GError **error)
{
	const LetterQuery query = {UNPROVEN_LETTER, way->office->now_ms - HOUR_MS};
	DeskLetter letter = {
	    .name = UNPROVEN_LETTER,
	    .address = way->agent->address,
	    .person = way->agent->name,
	    .answers = way->message->message_id == NULL ? "" : way->message->message_id,
	};
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, way->mail->id);
	int64_t told = 0;
	bool good = false;

	if (!letter_count_to(way->office->spool, &query, letter.address, &told, error))
		return false;
	if (told >= TOLD_MOST)
		return true;
	if (way->letter->ticket != 0 && !read_ticket(way, error))
		return false;
	letter.ticket = way->ticket;
	letter.values =
	    json_pack("{s:b, s:b, s:{s:s}}", "lacks_token", strcmp(lacks, "token") == 0,
		"lacks_pass", strcmp(lacks, "pass") == 0, "mail", "id", id);
	good = desk_letter_write(way->office, &letter, error);
	json_decref(letter.values);
	return good;
}

/* An operator who looked at it may have let it go on. */
static bool
hold_unproven(
    Way *way, const char *lacks, Explanation *explanation, AgentAnswer *answer, GError **error)
{
	if (!tell_unproven(way, lacks, error))
		return false;
	return set_aside(answer, explanation, MAIL_HELD,
	    strcmp(lacks, "token") == 0
		? "an agent's answer without the notification's token"
		: "an agent's answer that our own server did not vouch for");
}

static void
way_open(Way *way, const ConfigMailbox *mailbox, const DeskAnswer *desk)
{
	way->letter = desk->letter;
	way->by_token = desk->by_token;
	way->agent = people_agent(way->office->config, desk->letter->recipient);
	way->has_authserv = mailbox->authserv != NULL;
	identity_judge(way->message, mailbox, &way->verdict);
}

/* What goes wrong here goes wrong again when the mail is decided, and is told there. */
MessageAttachment *
agent_answer_wants(Office *office, const Mail *mail, const Message *message)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(office->config, mail->mailbox);
	g_auto(Way) way = {.office = office, .mail = mail, .message = message};
	MessageAttachment *missing = agent_files_missing(message);
	g_autofree char *mistake = NULL;
	g_auto(DeskAnswer) desk = {0};

	if (missing == NULL || message_kind_is_machine(message->kind) ||
	    !threading_desk_letter(office, mailbox, message, &desk, NULL) ||
	    desk.letter == NULL || desk.letter->ticket == 0)
		return NULL;
	way_open(&way, mailbox, &desk);
	mistake = agent_files_mistake(message);
	return why_not_agent(&way) == NULL && (mail->released || what_lacks(&way) == NULL) &&
		       mistake == NULL
		   ? missing
		   : NULL;
}

/* It is the desk's word: of whom, how sure that is, and what it does. */
static bool
take(Way *way, Explanation *explanation, AgentAnswer *answer, GError **error)
{
	explanation_add(
	    explanation, "sender", "%s <%s>, agent", way->agent->name, way->agent->address);
	explanation_add(explanation, "proof", "L%-11d %s; %stoken issued to this agent%s",
	    identity_proof(true, way->verdict.passed, way->by_token), way->verdict.why,
	    way->by_token ? "" : "no ",
	    way->mail->released ? "; an operator let it go on" : "");
	return way->letter->ticket != 0 ? act(way, explanation, answer, error)
					: release(way, explanation, answer, error);
}

bool
agent_answer(Office *office, const Mail *mail, const Message *message, Explanation *explanation,
    AgentAnswer *ret_answer, GError **error)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(office->config, mail->mailbox);
	g_auto(Way) way = {.office = office, .mail = mail, .message = message};
	g_auto(DeskAnswer) desk = {0};
	const char *why_not = NULL;
	const char *lacks = NULL;

	if (!threading_desk_letter(office, mailbox, message, &desk, error))
		return false;
	if (desk.letter == NULL)
		return true;
	way_open(&way, mailbox, &desk);
	why_not = why_not_agent(&way);
	if (mail->released && why_not != NULL)
		return true;
	ret_answer->is_one = true;
	ret_answer->state = MAIL_DONE;
	if (message_kind_is_machine(message->kind))
		return set_aside(
		    ret_answer, explanation, MAIL_DONE, "a machine's answer to a notification");
	if (why_not != NULL)
		return set_aside(ret_answer, explanation, MAIL_HELD, why_not);
	lacks = mail->released ? NULL : what_lacks(&way);
	return lacks == NULL ? take(&way, explanation, ret_answer, error)
			     : hold_unproven(&way, lacks, explanation, ret_answer, error);
}
