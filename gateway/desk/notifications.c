/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the rows that wait to letters. Bounded twice: what happens to one ticket within a few seconds is one
 * notification, and whoever got as many within an hour as the configuration allows gets one letter about all the
 * others, a quarter of an hour apart.
 */
#include "gateway/desk/notifications.h"

#include "gateway/letters/agent_letter.h"
#include "gateway/desk/notification.h"
#include "spool/letter.h"
#include "spool/pending_notification.h"

#define GATHER_MS 2000 /* what happens within it to one ticket is told together */
#define LATE_MS (INT64_C(60) * 1000)
#define HOUR_MS (INT64_C(60) * 60 * 1000)
#define TOGETHER_MS (INT64_C(15) * 60 * 1000) /* between two letters that tell of many */
#define AT_ONCE 25                            /* notices in one batch when nothing else waits */
#define AT_ONCE_BUSY 2                        /* and when mails do */
#define TOGETHER_MOST 1000                    /* in one letter */
#define LISTED_MOST 50                        /* of them by name */

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
    [NOTIFY_LOOP] = "loop",
};

const char *
notify_reason_name(NotifyReason reason)
{
	return REASONS[reason];
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

/* Many at once */

static bool
count_letters(Office *office, const char *name, const char *address, int64_t since_ms,
    int64_t *ret_count, GError **error)
{
	const LetterQuery query = {name, since_ms};

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
	const char *notice = told_words(office, told);

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
		    (!told_is_over(&told) && !bundle_up(office, &told, bundles, error)))
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
	if (told_is_over(&told))
		return notice_done(office->spool, notice, error);
	if (!is_enough(office, &told, &enough, error))
		return false;
	*ret_enough = *ret_enough || enough;
	return enough || told_write(office, &told, error);
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
