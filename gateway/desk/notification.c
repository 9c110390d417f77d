/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a notification says is read when it is written: the ticket as it stands then, and what is new on its timeline
 * since the first thing that it tells of.
 */
#include "gateway/desk/notification.h"

#include <string.h>

#include "gateway/letters/agent_letter.h"
#include "gateway/util/sanitize.h"
#include "gateway/config/agents.h"
#include "gateway/util/time_format.h"
#include "spool/contact.h"
#include "spool/ticket_content.h"

#define FILES_MOST 50
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

		if (group != NULL && !people_is_in(agent, group))
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
	const ConfigAgent *agent = assigned == NULL ? NULL : people_agent(config, assigned);
	const ConfigGroup *team = group == NULL ? NULL : people_group(config, group);

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
told_clear(Told *told)
{
	g_clear_pointer(&told->ticket, ticket_free);
	g_clear_pointer(&told->mail, mail_free);
	g_clear_pointer(&told->recipients, g_array_unref);
}
bool
told_read(Office *office, const Notice *notice, Told *told, GError **error)
{
	told->notice = notice;
	if (notice->ticket != 0 &&
	    !ticket_get(office->spool, notice->ticket, &told->ticket, error))
		return false;
	if (notice->mail != 0 && !mail_get(office->spool, notice->mail, &told->mail, error))
		return false;
	told->recipients =
	    find_recipients(office->config, told->ticket == NULL ? NULL : told->ticket->agent,
		told->ticket == NULL ? notice->group : told->ticket->group, notice->actor);
	return true;
}

bool
told_is_over(const Told *told)
{
	return told->recipients->len == 0 ||
	       (told->mail != NULL && told->mail->state != MAIL_HELD);
}

/* What they are told */

static bool
is_news(const Entry *entry, const Notice *notice)
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
	g_autofree char *date = time_text_local(entry->at_ms);
	g_autofree char *text = shorten(entry->text);

	return json_pack(
	    "{s:s, s:s, s:s}", "author", entry->author, "date", date, "text", text);
}

static bool
set_news(Office *office, const Told *told, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) entries = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "news", list);
	if (!ticket_entries(office->spool, told->ticket->id, &entries, error))
		return false;
	for (unsigned i = entries->len; i > 0 && json_array_size(list) < NEWS_MOST; i--)
		if (is_news(entries->pdata[i - 1], told->notice))
			json_array_insert_new(list, 0, news_entry(entries->pdata[i - 1]));
	return true;
}

static bool
set_files(Office *office, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) attachments = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "files", list);
	if (!ticket_attachments(office->spool, ticket->id, &attachments, error))
		return false;
	for (unsigned i = 0; i < attachments->len && i < FILES_MOST; i++) {
		const TicketAttachment *one = attachments->pdata[i];
		g_autofree char *size = display_size(one->size);

		json_array_append_new(
		    list, json_pack("{s:s, s:s}", "name", one->name, "size", size));
	}
	return true;
}

static bool
set_fields(Office *office, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "fields", list);
	if (!ticket_fields(office->spool, ticket->id, &fields, error))
		return false;
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "label", field->label, "value", field->value));
	}
	return true;
}

static bool
set_reporter(Office *office, const Ticket *ticket, json_t *values, GError **error)
{
	g_autoptr(Contact) reporter = NULL;

	if (ticket->reporter == 0)
		return true;
	if (!contact_get(office->spool, ticket->reporter, &reporter, error))
		return false;
	json_object_set_new(values, "reporter",
	    json_pack("{s:s, s:s, s:s}", "name", reporter->name, "address", reporter->address,
		"account", reporter->account_name == NULL ? "" : reporter->account_name));
	return true;
}

const char *
told_words(const Office *office, const Told *told)
{
	return stationery_notice(
	    office->stationery, office->config->language, told->notice->reason);
}

static bool
ticket_values(Office *office, const Told *told, json_t *values, GError **error)
{
	return set_reporter(office, told->ticket, values, error) &&
	       set_news(office, told, values, error) &&
	       set_fields(office, told->ticket, values, error) &&
	       set_files(office, told->ticket, values, error);
}

json_t *
told_mail(const Mail *mail)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);

	return json_pack("{s:s, s:s, s:s}", "id", id, "sender",
	    mail->from_address == NULL ? "" : mail->from_address, "subject", mail->subject);
}

static void
held_values(const Mail *mail, json_t *values)
{
	json_object_set_new(values, "mail", told_mail(mail));
	json_object_set_new(values, "why", json_string(mail->reason));
}

static bool
write_one(Office *office, const Told *told, json_t *values, GError **error)
{
	static const char *const RELEASE[] = {"release", NULL};
	DeskLetter letter = {
	    .name = told->ticket == NULL ? "notification-held" : "notification",
	    .ticket = told->ticket,
	    .mail = told->notice->mail,
	    .commands = told->ticket == NULL ? RELEASE : desk_letter_commands(told->ticket),
	    .values = values,
	};

	for (unsigned i = 0; i < told->recipients->len; i++) {
		const Recipient *to = &g_array_index(told->recipients, Recipient, i);

		letter.address = to->address;
		letter.person = to->person;
		if (!desk_letter_write(office, &letter, error))
			return false;
	}
	return notice_done(office->spool, told->notice, error);
}

bool
told_write(Office *office, const Told *told, GError **error)
{
	json_t *values = json_object();
	bool good = true;

	json_object_set_new(values, "notice", json_string(told_words(office, told)));
	if (told->ticket != NULL)
		good = ticket_values(office, told, values, error);
	else
		held_values(told->mail, values);
	good = good && write_one(office, told, values, error);
	json_decref(values);
	return good;
}
