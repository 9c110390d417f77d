/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a notification says is read when it is written: the ticket as it stands then, and what is new on its timeline
 * since the first thing that it tells of.
 */
#include "gateway/desk/notification.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/desk/approval.h"
#include "gateway/desk/desk_elsewhere.h"
#include "gateway/desk/notifications.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/letters/marked_words.h"
#include "gateway/letters/ticket_values.h"
#include "gateway/model/agent_action.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/sanitize.h"
#include "gateway/util/time_format.h"
#include "spool/contact.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

#define FILES_MOST 50
#define LINKS_MOST 10
#define NEWS_MOST 10
#define TEXT_MOST 16384 /* bytes of one entry; the whole is with `casegate case show` */

/* Who is told */

static void
add_recipient(GArray *recipients, const char *address, const char *person, const char *actor)
{
	const Recipient recipient = {address, person};

	for (unsigned i = 0; i < recipients->len; i++)
		if (g_ascii_strcasecmp(
			g_array_index(recipients, Recipient, i).address, address) == 0)
			return;
	if (g_ascii_strcasecmp(address, actor) != 0)
		g_array_append_val(recipients, recipient);
}

/* Each agent of the group, or of all where there is none. */
static bool
add_agents(const Config *config, const char *group, const char *actor, GArray *recipients)
{
	bool any = false;

	for (unsigned i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = config->agents->pdata[i];

		if (group != NULL && !agents_is_in(agent, group))
			continue;
		add_recipient(recipients, agent->address, agent->name, actor);
		any = true;
	}
	return any;
}

/* Each agent of a group, else its address. */
static void
add_group(const Config *config, const ConfigGroup *group, const char *actor, GArray *recipients)
{
	if (!add_agents(config, group == NULL ? NULL : group->name, actor, recipients) &&
	    group != NULL)
		add_recipient(recipients, group->address, NULL, actor);
}

GArray *
notification_recipients(
    const Config *config, const char *assigned, const char *group, const char *actor)
{
	GArray *recipients = g_array_new(false, false, sizeof(Recipient));
	const ConfigAgent *agent = assigned == NULL ? NULL : agents_agent(config, assigned);
	const ConfigGroup *team = group == NULL ? NULL : agents_group(config, group);

	if (agent != NULL) {
		add_recipient(recipients, agent->address, agent->name, actor);
		return recipients;
	}
	if (team == NULL && config->groups->len > 0)
		team = config->groups->pdata[0];
	add_group(config, team, actor, recipients);
	return recipients;
}

GArray *
notification_desk(const Config *config)
{
	return notification_recipients(config, NULL, NULL, "");
}

void
notification_clear(Notification *notification)
{
	g_clear_pointer(&notification->ticket, ticket_free);
	g_clear_pointer(&notification->mail, mail_free);
	g_clear_pointer(&notification->recipients, g_array_unref);
}

/* The groups and agents that a notice of a ticket names, but those that are there no more. */
static void
add_escalated(const Config *config, const PendingNotification *notice, GArray *recipients)
{
	g_auto(GStrv) names = g_strsplit(notice->group == NULL ? "" : notice->group, "\n", -1);

	for (char **name = names; *name != NULL; name++) {
		const ConfigGroup *group = agents_group(config, *name);
		const ConfigAgent *agent = agents_agent(config, *name);

		if (group != NULL)
			add_group(config, group, notice->actor, recipients);
		else if (agent != NULL)
			add_recipient(recipients, agent->address, agent->name, notice->actor);
	}
}

bool
notification_read(Context *context, const PendingNotification *notice,
    Notification *notification, GError **error)
{
	notification->notice = notice;
	if (notice->ticket != 0 &&
	    !ticket_get(context->spool, notice->ticket, &notification->ticket, error))
		return false;
	if (notice->mail != 0 &&
	    !mail_get(context->spool, notice->mail, &notification->mail, error))
		return false;
	notification->recipients =
	    strcmp(notice->reason, notify_reason_name(NOTIFY_READY)) == 0
		? g_array_new(false, false, sizeof(Recipient))
		: notification_recipients(context->config,
		      notification->ticket == NULL ? NULL : notification->ticket->agent,
		      notification->ticket == NULL ? notice->group
						   : notification->ticket->group,
		      notice->actor);
	if (notification->ticket != NULL)
		add_escalated(context->config, notice, notification->recipients);
	return true;
}

bool
notification_is_over(const Notification *notification)
{
	return notification->recipients->len == 0 ||
	       (notification->mail != NULL && notification->mail->state != MAIL_HELD);
}

/* What they are told */

static bool
is_news(const Entry *entry, const PendingNotification *notice)
{
	return entry->at_ms >= notice->since_ms && entry->kind != ENTRY_LETTER;
}

static char *
shorten(const char *text)
{
	const char *end = text + MIN(strlen(text), TEXT_MOST);

	if (*end == '\0')
		return g_strdup(text);
	end = g_utf8_find_prev_char(text, end + 1);
	return g_strdup_printf("%.*s …", (int)(end - text), text);
}

static json_t *
news_entry(const Context *context, const Entry *entry)
{
	const char *mark = *entry->mark == '\0' ? ""
						: templates_elsewhere(context->templates,
						      context->config->language, entry->mark);
	g_autofree char *date = time_format_local(entry->at_ms);
	g_autofree char *whole = entry_line(entry);
	g_autofree char *text = shorten(whole);

	return json_pack("{s:s, s:s, s:s, s:s}", "author", entry->author, "date", date, "mark",
	    mark, "text", text);
}

static bool
set_news(Context *context, const Notification *notification, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) entries = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "news", list);
	if (!ticket_entries(context->spool, notification->ticket->id, &entries, error))
		return false;
	for (unsigned i = entries->len; i > 0 && json_array_size(list) < NEWS_MOST; i--)
		if (is_news(entries->pdata[i - 1], notification->notice))
			json_array_insert_new(
			    list, 0, news_entry(context, entries->pdata[i - 1]));
	return true;
}

static bool
set_files(Context *context, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) attachments = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "files", list);
	if (!ticket_attachments(context->spool, ticket->id, &attachments, error))
		return false;
	for (unsigned i = 0; i < attachments->len && i < FILES_MOST; i++) {
		const TicketAttachment *one = attachments->pdata[i];
		g_autofree char *size = sanitize_size(one->size);

		g_autofree char *marks = marked_words_said(
		    context->templates, context->config->language, one->marks);

		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "name", one->name,
						"size", size, "marks", marks));
	}
	return true;
}

static json_t *
link_value(const TicketLink *link)
{
	return json_pack("{s:s, s:b, s:b, s:b, s:b, s:b}", "number", link->number, "names",
	    link->why == LINK_NAMED && link->names, "named_by",
	    link->why == LINK_NAMED && !link->names, "thread", link->why == LINK_THREAD,
	    "forwarded", link->why == LINK_FORWARDED, "linked", link->why == LINK_DESK);
}

/* The newest of the tickets that have to do with it. */
static bool
set_links(Context *context, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) links = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "links", list);
	if (!ticket_links(context->spool, ticket->id, &links, error))
		return false;
	for (unsigned i = links->len; i > 0 && json_array_size(list) < LINKS_MOST; i--)
		json_array_insert_new(list, 0, link_value(links->pdata[i - 1]));
	return true;
}

static bool
is_late(const char *reason)
{
	for (NotifyReason late = NOTIFY_DUE_SOON; late <= NOTIFY_ESCALATED; late++)
		if (strcmp(reason, notify_reason_name(late)) == 0)
			return true;
	return false;
}

char *
notification_words(const Context *context, const Notification *notification)
{
	const char *reason = notification->notice->reason;
	const Ticket *ticket = notification->ticket;
	const char *words =
	    templates_notice(context->templates, context->config->language, reason);

	if (ticket == NULL || ticket->answer_due_ms == 0 || !is_late(reason))
		return g_strdup(words);
	g_autofree char *due = time_format_local(ticket->answer_due_ms);

	return g_strdup_printf("%s (%s)", words, due);
}

json_t *
notification_mail(const Mail *mail)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);

	return json_pack("{s:s, s:s, s:s}", "id", id, "sender",
	    mail->from_address == NULL ? "" : mail->from_address, "subject", mail->subject);
}

/* Without what the desk where the ticket lives would not take, and an approval that is an approver's. */
static bool
leave_out_refused(Context *context, const Ticket *ticket, const char **commands, GError **error)
{
	const char **kept = commands;

	for (const char **word = commands; *word != NULL; word++) {
		AgentAction action = AGENT_ANSWERS;
		TicketState next = TICKET_STATES;
		const char *refusal = NULL;
		g_autofree char *why = NULL;

		if (ticket != NULL && agent_action_find(*word, &action) &&
		    agent_action_next(ticket, action, &next, &refusal) &&
		    !desk_elsewhere_refuses(context, NULL, ticket, action, next, &why, error))
			return false;
		if (action == AGENT_APPROVES && why == NULL &&
		    !approval_whose(context, ticket, &why, error))
			return false;
		if (why == NULL)
			*kept++ = *word;
	}
	*kept = NULL;
	return true;
}

bool
notification_commands(
    Context *context, const Ticket *ticket, const char ***ret_commands, GError **error)
{
	g_autofree const char **commands = agent_action_offered(ticket);

	if (!leave_out_refused(context, ticket, commands, error))
		return false;
	*ret_commands = g_steal_pointer(&commands);
	return true;
}

static bool
write_one(Context *context, const Notification *notification, json_t *values, GError **error)
{
	g_autofree const char **commands = NULL;
	AgentLetter letter = {
	    .name =
		notification->ticket == NULL ? LETTER_NOTIFICATION_HELD : LETTER_NOTIFICATION,
	    .ticket = notification->ticket,
	    .mail = notification->notice->mail,
	    .values = values,
	};

	if (!notification_commands(context, notification->ticket, &commands, error))
		return false;
	letter.commands = commands;
	for (unsigned i = 0; i < notification->recipients->len; i++) {
		const Recipient *to = &g_array_index(notification->recipients, Recipient, i);

		letter.address = to->address;
		letter.person = to->person;
		if (!agent_letter_write(context, &letter, error))
			return false;
	}
	return pending_notification_done(context->spool, notification->notice, error);
}

bool
notification_write(Context *context, const Notification *notification, GError **error)
{
	g_autofree char *notice = notification_words(context, notification);
	json_t *values = json_pack("{s:s}", "notice", notice);
	bool good = true;

	if (notification->ticket != NULL) {
		good =
		    ticket_values_set_reporter(context, notification->ticket, values, error) &&
		    set_news(context, notification, values, error) &&
		    ticket_values_set_fields(context, notification->ticket, values, error) &&
		    set_files(context, notification->ticket, values, error) &&
		    set_links(context, notification->ticket, values, error);
	} else {
		json_object_set_new(values, "mail", notification_mail(notification->mail));
		json_object_set_new(values, "why", json_string(notification->mail->reason));
	}
	good = good && write_one(context, notification, values, error);
	json_decref(values);
	return good;
}
