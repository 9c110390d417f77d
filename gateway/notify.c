/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the rows that wait to letters. Bounded twice: what happens to one ticket within a few seconds is one
 * notification, and whoever got as many within an hour as the configuration allows gets one letter about all the
 * others, a quarter of an hour apart.
 */
#include "gateway/notify.h"

#include <string.h>

#include "gateway/desk_letter.h"
#include "gateway/display.h"
#include "gateway/lifecycle.h"
#include "gateway/people.h"
#include "gateway/time_text.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/notice.h"
#include "spool/ticket_content.h"

#define GATHER_MS 2000 /* what happens within it to one ticket is told together */
#define LATE_MS (INT64_C(60) * 1000)
#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define TOGETHER_MS (INT64_C(15) * 60 * 1000) /* between two letters that tell of many */
#define AT_ONCE 25                            /* notices in one batch when nothing else waits */
#define AT_ONCE_BUSY 2                        /* and when mails do */
#define TOGETHER_MOST 1000                    /* in one letter */
#define LISTED_MOST 50                        /* of them by name */
#define NEWS_MOST 10
#define TEXT_MOST 16384 /* bytes of one entry; the whole is with `casegate case show` */

static const char *const REASONS[] = {
    [NOTIFY_NEW_CASE] = "new case",
    [NOTIFY_REQUEST] = "request",
    [NOTIFY_REPLY] = "reply",
    [NOTIFY_ACCEPT] = "accept",
    [NOTIFY_REJECT] = "reject",
    [NOTIFY_WITHDRAWN] = "withdrawn",
    [NOTIFY_UNDELIVERED] = "undelivered",
    [NOTIFY_HELD] = "held mail",
    [NOTIFY_ASSIGNED] = "assigned",
    [NOTIFY_MOVED] = "moved",
    [NOTIFY_ACT] = "act",
    [NOTIFY_APPROVED] = "approved",
};

const char *
notify_reason_name(NotifyReason reason)
{
	return REASONS[reason];
}

const char *const *
notify_commands(const Ticket *ticket)
{
	static const char *const CASE[] = {
	    "resolve", "ask", "note", "assign", "close", "cancel", NULL};
	static const char *const RESOLVED[] = {
	    "reopen", "ask", "note", "assign", "close", NULL};
	static const char *const REQUEST[] = {"fulfil", "decline", "note", "assign", NULL};
	static const char *const ENDED[] = {"note", NULL};

	if (lifecycle_has_ended(ticket->state))
		return ENDED;
	if (ticket->kind == TICKET_REQUEST)
		return REQUEST;
	return ticket->state == TICKET_RESOLVED ? RESOLVED : CASE;
}

static bool
add_notice(Office *office, Notice *notice, GError **error)
{
	if (office->config->groups->len == 0 && office->config->agents->len == 0)
		return true;
	notice->since_ms = office->now_ms;
	notice->due_ms = office->now_ms + GATHER_MS;
	office->notices_ms = MIN(office->notices_ms, notice->due_ms);
	return notice_add(office->spool, notice, error);
}

bool
notify_ticket(Office *office, const Ticket *ticket, NotifyReason reason, const char *actor,
    GError **error)
{
	Notice notice = {
	    .ticket = ticket->id,
	    .reason = (char *)REASONS[reason],
	    .actor = (char *)(actor == NULL ? "" : actor),
	};

	if (reason == NOTIFY_ACT && ticket->agent == NULL)
		return true;
	return add_notice(office, &notice, error);
}

bool
notify_held(Office *office, int64_t mail, const char *group, const char *actor, GError **error)
{
	Notice notice = {
	    .mail = mail,
	    .reason = (char *)REASONS[NOTIFY_HELD],
	    .actor = (char *)(actor == NULL ? "" : actor),
	    .group = (char *)group,
	};

	return add_notice(office, &notice, error);
}

/* Who is told */

typedef struct {
	const char *address;
	const char *person; /* NULL: a group's address */
} Recipient;

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

/* A notice with what is needed to write of it. */
typedef struct {
	const Notice *notice;
	Ticket *ticket;     /* own; or NULL */
	Mail *mail;         /* own; or NULL */
	GArray *recipients; /* own; of Recipient */
} Told;

static void
told_clear(Told *told)
{
	g_clear_pointer(&told->ticket, ticket_free);
	g_clear_pointer(&told->mail, mail_free);
	g_clear_pointer(&told->recipients, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Told, told_clear)

static bool
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

/* A mail that somebody dealt with meanwhile is no news. */
static bool
is_over(const Told *told)
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
	for (unsigned i = 0; i < attachments->len && i < LISTED_MOST; i++) {
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

static const char *
notice_words(const Office *office, const Notice *notice)
{
	return stationery_notice(office->stationery, office->config->language, notice->reason);
}

static bool
ticket_values(Office *office, const Told *told, json_t *values, GError **error)
{
	return set_reporter(office, told->ticket, values, error) &&
	       set_news(office, told, values, error) &&
	       set_fields(office, told->ticket, values, error) &&
	       set_files(office, told->ticket, values, error);
}

static void
held_values(const Mail *mail, json_t *values)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);

	json_object_set_new(values, "mail",
	    json_pack("{s:s, s:s, s:s}", "id", id, "sender",
		mail->from_address == NULL ? "" : mail->from_address, "subject",
		mail->subject));
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
	    .commands = told->ticket == NULL ? RELEASE : notify_commands(told->ticket),
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

static bool
tell_one(Office *office, const Told *told, GError **error)
{
	json_t *values = json_object();
	bool good = true;

	json_object_set_new(values, "notice", json_string(notice_words(office, told->notice)));
	if (told->ticket != NULL)
		good = ticket_values(office, told, values, error);
	else
		held_values(told->mail, values);
	good = good && write_one(office, told, values, error);
	json_decref(values);
	return good;
}

/* Many at once */

static bool
count_letters(Office *office, const char *name, const char *address, int64_t since_ms,
    int64_t *ret_count, GError **error)
{
	const LetterQuery query = {name, 0, since_ms};

	return letter_count_to(office->spool, &query, address, ret_count, error);
}

/* Whether one of them has had as many as there may be, of tickets and held mails together. */
static bool
is_enough(Office *office, const Told *told, bool *ret_enough, GError **error)
{
	int64_t most = office->config->notifications_hour;
	int64_t since_ms = office->now_ms - HOUR_MS;

	for (unsigned i = 0; most > 0 && !*ret_enough && i < told->recipients->len; i++) {
		const char *address = g_array_index(told->recipients, Recipient, i).address;
		int64_t of_tickets = 0;
		int64_t of_mails = 0;

		if (!count_letters(
			office, "notification", address, since_ms, &of_tickets, error) ||
		    !count_letters(
			office, "notification-held", address, since_ms, &of_mails, error))
			return false;
		*ret_enough = of_tickets + of_mails >= most;
	}
	return true;
}

/* The notices of the same people. */
typedef struct {
	GArray *recipients; /* own; of Recipient */
	GPtrArray *notices; /* own; of Notice (foreign) */
	json_t *listed;     /* own; the first of them */
} Bundle;

static void
bundle_free(Bundle *bundle)
{
	g_array_unref(bundle->recipients);
	g_ptr_array_unref(bundle->notices);
	json_decref(bundle->listed);
	g_free(bundle);
}

static char *
bundle_key(const Told *told)
{
	GString *key = g_string_new(NULL);

	for (unsigned i = 0; i < told->recipients->len; i++)
		g_string_append_printf(
		    key, "%s\n", g_array_index(told->recipients, Recipient, i).address);
	return g_string_free(key, FALSE);
}

static json_t *
list_mail(const Mail *mail, const char *notice)
{
	g_autofree char *id = g_strdup_printf("mail %" G_GINT64_FORMAT, mail->id);

	return json_pack("{s:s, s:s, s:s, s:s}", "number", id, "title", mail->subject, "state",
	    "", "notice", notice);
}

static json_t *
list_ticket(const Office *office, const Ticket *ticket, const char *notice)
{
	const char *state = stationery_desk_state(
	    office->stationery, office->config->language, ticket_state_name(ticket->state));

	return json_pack("{s:s, s:s, s:s, s:s}", "number", ticket->number, "title",
	    ticket->title, "state", state, "notice", notice);
}

static void
bundle_add(Office *office, Bundle *bundle, const Told *told)
{
	const char *notice = notice_words(office, told->notice);

	g_ptr_array_add(bundle->notices, (void *)told->notice);
	if (json_array_size(bundle->listed) >= LISTED_MOST)
		return;
	json_array_append_new(bundle->listed, told->ticket != NULL
						  ? list_ticket(office, told->ticket, notice)
						  : list_mail(told->mail, notice));
}

/* Into the bundle of those who are told of it, when they have had enough. */
static bool
bundle_up(Office *office, Told *told, GHashTable *bundles, GError **error)
{
	g_autofree char *key = bundle_key(told);
	Bundle *bundle = g_hash_table_lookup(bundles, key);
	bool enough = false;

	if (bundle == NULL) {
		if (!is_enough(office, told, &enough, error))
			return false;
		if (!enough)
			return true;
		bundle = g_new0(Bundle, 1);
		bundle->recipients = g_array_ref(told->recipients);
		bundle->notices = g_ptr_array_new();
		bundle->listed = json_array();
		g_hash_table_insert(bundles, g_steal_pointer(&key), bundle);
	}
	bundle_add(office, bundle, told);
	return true;
}

static bool
write_many(Office *office, const Bundle *bundle, GError **error)
{
	size_t more = bundle->notices->len - json_array_size(bundle->listed);
	g_autofree char *rest = more == 0 ? g_strdup("") : g_strdup_printf("%zu", more);
	json_t *values = json_pack("{s:O, s:s}", "tickets", bundle->listed, "more", rest);
	bool good = true;

	for (unsigned i = 0; good && i < bundle->recipients->len; i++) {
		const DeskLetter letter = {
		    .name = "notification-many",
		    .address = g_array_index(bundle->recipients, Recipient, i).address,
		    .values = values,
		};

		good = desk_letter_write(office, &letter, error);
	}
	json_decref(values);
	return good;
}

/* Told, or to be looked at again in a while. */
static bool
put_away(Office *office, const Bundle *bundle, bool told, GError **error)
{
	int64_t later_ms = office->now_ms + TOGETHER_MS / 3;

	for (unsigned i = 0; i < bundle->notices->len; i++) {
		const Notice *notice = bundle->notices->pdata[i];
		bool good = told ? notice_done(office->spool, notice, error)
				 : notice_postpone(office->spool, notice, later_ms, error);

		if (!good)
			return false;
	}
	return true;
}

static bool
tell_bundle(Office *office, const Bundle *bundle, GError **error)
{
	const Recipient *first = &g_array_index(bundle->recipients, Recipient, 0);
	int64_t lately = 0;

	if (!count_letters(office, "notification-many", first->address,
		office->now_ms - TOGETHER_MS, &lately, error))
		return false;
	return (lately > 0 || write_many(office, bundle, error)) &&
	       put_away(office, bundle, lately == 0, error);
}

static bool
tell_together(Office *office, GError **error)
{
	g_autoptr(GHashTable) bundles =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bundle_free);
	g_autoptr(GPtrArray) due = NULL;
	GHashTableIter iter;
	void *bundle = NULL;

	if (!notice_due(office->spool, office->now_ms, TOGETHER_MOST, &due, error))
		return false;
	for (unsigned i = 0; i < due->len; i++) {
		g_auto(Told) told = {0};

		if (!told_read(office, due->pdata[i], &told, error) ||
		    (!is_over(&told) && !bundle_up(office, &told, bundles, error)))
			return false;
	}
	g_hash_table_iter_init(&iter, bundles);
	while (g_hash_table_iter_next(&iter, NULL, &bundle))
		if (!tell_bundle(office, bundle, error))
			return false;
	return true;
}

/* One after the other */

static bool
tell(Office *office, const Notice *notice, bool *ret_enough, GError **error)
{
	g_auto(Told) told = {0};
	bool enough = false;

	if (!told_read(office, notice, &told, error))
		return false;
	if (is_over(&told))
		return notice_done(office->spool, notice, error);
	if (!is_enough(office, &told, &enough, error))
		return false;
	*ret_enough = *ret_enough || enough;
	return enough || tell_one(office, &told, error);
}

static bool
tell_due(Office *office, int64_t by_ms, int limit, GError **error)
{
	g_autoptr(GPtrArray) due = NULL;
	bool enough = false;

	if (!notice_due(office->spool, by_ms, limit, &due, error))
		return false;
	for (unsigned i = 0; i < due->len; i++)
		if (!tell(office, due->pdata[i], &enough, error))
			return false;
	return !enough || tell_together(office, error);
}

void
notify_undone(Office *office)
{
	office->notices_ms = 0;
}

bool
notify_write(Office *office, bool busy, GError **error)
{
	int64_t by_ms = office->now_ms - (busy ? LATE_MS : 0);
	int64_t next_ms = 0;

	if (office->notices_ms > by_ms)
		return true;
	if (!tell_due(office, by_ms, busy ? AT_ONCE_BUSY : AT_ONCE, error) ||
	    !notice_next_due(office->spool, &next_ms, error))
		return false;
	office->notices_ms = next_ms == 0 ? G_MAXINT64 : next_ms;
	return true;
}
