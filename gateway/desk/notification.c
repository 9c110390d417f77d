/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a notification says is read when it is written: the ticket as it stands then, and what is new on its timeline
 * since the first thing that it tells of.
 */
#include "gateway/desk/notification.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/letters/agent_letter.h"
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

/* Of Recipient; strings are borrowed from the configuration. */
static GArray *
find_recipients(
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
	if (!add_agents(config, team == NULL ? NULL : team->name, actor, recipients) &&
	    team != NULL)
		add_recipient(recipients, team->address, NULL, actor);
	return recipients;
}

void
notification_clear(Notification *notification)
{
	g_clear_pointer(&notification->ticket, ticket_free);
	g_clear_pointer(&notification->mail, mail_free);
	g_clear_pointer(&notification->recipients, g_array_unref);
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
	notification->recipients = find_recipients(context->config,
	    notification->ticket == NULL ? NULL : notification->ticket->agent,
	    notification->ticket == NULL ? notice->group : notification->ticket->group,
	    notice->actor);
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
news_entry(const Entry *entry)
{
	g_autofree char *date = time_format_local(entry->at_ms);
	g_autofree char *whole = entry_line(entry);
	g_autofree char *text = shorten(whole);

	return json_pack("{s:s, s:s, s:s, s:s}", "author", entry->author, "date", date, "mark",
	    entry->mark, "text", text);
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
			json_array_insert_new(list, 0, news_entry(entries->pdata[i - 1]));
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

		json_array_append_new(
		    list, json_pack("{s:s, s:s}", "name", one->name, "size", size));
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

const char *
notification_words(const Context *context, const Notification *notification)
{
	return templates_notice(
	    context->templates, context->config->language, notification->notice->reason);
}

json_t *
notification_mail(const Mail *mail)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);

	return json_pack("{s:s, s:s, s:s}", "id", id, "sender",
	    mail->from_address == NULL ? "" : mail->from_address, "subject", mail->subject);
}

static bool
write_one(Context *context, const Notification *notification, json_t *values, GError **error)
{
	g_autofree const char **commands = agent_action_offered(notification->ticket);
	AgentLetter letter = {
	    .name =
		notification->ticket == NULL ? LETTER_NOTIFICATION_HELD : LETTER_NOTIFICATION,
	    .ticket = notification->ticket,
	    .mail = notification->notice->mail,
	    .commands = commands,
	    .values = values,
	};

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
	json_t *values = json_object();
	bool good = true;

	json_object_set_new(
	    values, "notice", json_string(notification_words(context, notification)));
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
