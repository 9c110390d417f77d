/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the rows that wait to letters. Bounded twice: what happens to one ticket within a few seconds is one
 * notification, and whoever got as many within an hour as the configuration allows gets one letter about all the
 * others, a quarter of an hour apart.
 */
#include "gateway/desk/notifications.h"

#include "gateway/desk/notification.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/templates/letter_types.h"
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
    [NOTIFY_DENIED] = "denied",
    [NOTIFY_APPROVAL] = "approval",
    [NOTIFY_APPROVAL_SENSITIVE] = "approval sensitive",
    [NOTIFY_READY] = "ready",
    [NOTIFY_BACK] = "back",
    [NOTIFY_DUE_SOON] = "answer due soon",
    [NOTIFY_OVERDUE] = "answer overdue",
    [NOTIFY_ESCALATED] = "answer long overdue",
};

const char *
notify_reason_name(NotifyReason reason)
{
	return REASONS[reason];
}

static bool
add_notice(Context *context, PendingNotification *notice, GError **error)
{
	if (context->config->groups->len == 0 && context->config->agents->len == 0)
		return true;
	notice->since_ms = context->now_ms;
	notice->due_ms = context->now_ms + GATHER_MS;
	context->notices_ms = MIN(context->notices_ms, notice->due_ms);
	return pending_notification_add(context->spool, notice, error);
}

bool
notifications_ticket(Context *context, const Ticket *ticket, NotifyReason reason,
    const char *actor, GError **error)
{
	PendingNotification notice = {
	    .ticket = ticket->id,
	    .reason = (char *)REASONS[reason],
	    .actor = (char *)(actor == NULL ? "" : actor),
	};

	if (reason == NOTIFY_ACT && ticket->agent == NULL)
		return true;
	return add_notice(context, &notice, error);
}

bool
notifications_due(Context *context, const Ticket *ticket, NotifyReason reason, const char *also,
    GError **error)
{
	PendingNotification notice = {
	    .ticket = ticket->id,
	    .reason = (char *)REASONS[reason],
	    .actor = (char *)"",
	    .group = (char *)also,
	};

	return add_notice(context, &notice, error);
}

bool
notifications_held(
    Context *context, int64_t mail, const char *group, const char *actor, GError **error)
{
	PendingNotification notice = {
	    .mail = mail,
	    .reason = (char *)REASONS[NOTIFY_HELD],
	    .actor = (char *)(actor == NULL ? "" : actor),
	    .group = (char *)group,
	};

	return add_notice(context, &notice, error);
}

bool
notifications_denied(Context *context, int64_t mail, GError **error)
{
	PendingNotification notice = {
	    .mail = mail, .reason = (char *)REASONS[NOTIFY_DENIED], .actor = (char *)""};

	return add_notice(context, &notice, error);
}

/* Many at once */

static bool
count_letters(Context *context, const char *name, const char *address, int64_t since_ms,
    int64_t *ret_count, GError **error)
{
	const LetterQuery query = {name, since_ms};

	return letter_count_to(context->spool, &query, address, ret_count, error);
}

/* Whether one of them has had as many as there may be, of tickets and held mails together. */
static bool
is_enough(Context *context, const Notification *notification, bool *ret_enough, GError **error)
{
	int64_t most = context->config->notifications_hour;
	int64_t since_ms = context->now_ms - HOUR_MS;

	for (unsigned i = 0; most > 0 && !*ret_enough && i < notification->recipients->len;
	     i++) {
		const char *address =
		    g_array_index(notification->recipients, Recipient, i).address;
		int64_t of_tickets = 0;
		int64_t of_mails = 0;

		if (!count_letters(
			context, LETTER_NOTIFICATION, address, since_ms, &of_tickets, error) ||
		    !count_letters(
			context, LETTER_NOTIFICATION_HELD, address, since_ms, &of_mails, error))
			return false;
		*ret_enough = of_tickets + of_mails >= most;
	}
	return true;
}

/* The notices of the same people. */
typedef struct {
	GArray *recipients; /* own; of Recipient */
	GPtrArray *notices; /* own; of PendingNotification (foreign) */
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
bundle_key(const Notification *notification)
{
	GString *key = g_string_new(NULL);

	for (unsigned i = 0; i < notification->recipients->len; i++)
		g_string_append_printf(
		    key, "%s\n", g_array_index(notification->recipients, Recipient, i).address);
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
list_ticket(const Context *context, const Ticket *ticket, const char *notice)
{
	const char *state = templates_desk_state(
	    context->templates, context->config->language, ticket_state_name(ticket->state));

	return json_pack("{s:s, s:s, s:s, s:s}", "number", ticket->number, "title",
	    ticket->title, "state", state, "notice", notice);
}

static void
bundle_add(Context *context, Bundle *bundle, const Notification *notification)
{
	g_autofree char *notice = notification_words(context, notification);

	g_ptr_array_add(bundle->notices, (void *)notification->notice);
	if (json_array_size(bundle->listed) >= LISTED_MOST)
		return;
	json_array_append_new(bundle->listed,
	    notification->ticket != NULL ? list_ticket(context, notification->ticket, notice)
					 : list_mail(notification->mail, notice));
}

/* Into the bundle of those who are told of it, when they have had enough. */
static bool
bundle_up(Context *context, Notification *notification, GHashTable *bundles, GError **error)
{
	g_autofree char *key = bundle_key(notification);
	Bundle *bundle = g_hash_table_lookup(bundles, key);
	bool enough = false;

	if (bundle == NULL) {
		if (!is_enough(context, notification, &enough, error))
			return false;
		if (!enough)
			return true;
		bundle = g_new0(Bundle, 1);
		bundle->recipients = g_array_ref(notification->recipients);
		bundle->notices = g_ptr_array_new();
		bundle->listed = json_array();
		g_hash_table_insert(bundles, g_steal_pointer(&key), bundle);
	}
	bundle_add(context, bundle, notification);
	return true;
}

static bool
write_many(Context *context, const Bundle *bundle, GError **error)
{
	size_t more = bundle->notices->len - json_array_size(bundle->listed);
	g_autofree char *rest = more == 0 ? g_strdup("") : g_strdup_printf("%zu", more);
	json_t *values = json_pack("{s:O, s:s}", "tickets", bundle->listed, "more", rest);
	bool good = true;

	for (unsigned i = 0; good && i < bundle->recipients->len; i++) {
		const AgentLetter letter = {
		    .name = LETTER_NOTIFICATION_MANY,
		    .address = g_array_index(bundle->recipients, Recipient, i).address,
		    .values = values,
		};

		good = agent_letter_write(context, &letter, error);
	}
	json_decref(values);
	return good;
}

/* Told, or to be looked at again in a while. */
static bool
put_away(Context *context, const Bundle *bundle, bool notification, GError **error)
{
	int64_t later_ms = context->now_ms + TOGETHER_MS / 3;

	for (unsigned i = 0; i < bundle->notices->len; i++) {
		const PendingNotification *notice = bundle->notices->pdata[i];
		bool good = notification
				? pending_notification_done(context->spool, notice, error)
				: pending_notification_postpone(
				      context->spool, notice, later_ms, error);

		if (!good)
			return false;
	}
	return true;
}

static bool
tell_bundle(Context *context, const Bundle *bundle, GError **error)
{
	const Recipient *first = &g_array_index(bundle->recipients, Recipient, 0);
	int64_t lately = 0;

	if (!count_letters(context, LETTER_NOTIFICATION_MANY, first->address,
		context->now_ms - TOGETHER_MS, &lately, error))
		return false;
	return (lately > 0 || write_many(context, bundle, error)) &&
	       put_away(context, bundle, lately == 0, error);
}

static bool
tell_together(Context *context, GError **error)
{
	g_autoptr(GHashTable) bundles =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)bundle_free);
	g_autoptr(GPtrArray) due = NULL;
	GHashTableIter iter;
	void *bundle = NULL;

	if (!pending_notification_due(
		context->spool, context->now_ms, TOGETHER_MOST, &due, error))
		return false;
	for (unsigned i = 0; i < due->len; i++) {
		g_auto(Notification) notification = {0};

		if (!notification_read(context, due->pdata[i], &notification, error) ||
		    (!notification_is_over(&notification) &&
			!bundle_up(context, &notification, bundles, error)))
			return false;
	}
	g_hash_table_iter_init(&iter, bundles);
	while (g_hash_table_iter_next(&iter, NULL, &bundle))
		if (!tell_bundle(context, bundle, error))
			return false;
	return true;
}

/* One after the other */

static bool
tell(Context *context, const PendingNotification *notice, bool *ret_enough, GError **error)
{
	g_auto(Notification) notification = {0};
	bool enough = false;

	if (!notification_read(context, notice, &notification, error))
		return false;
	if (notification_is_over(&notification))
		return pending_notification_done(context->spool, notice, error);
	if (!is_enough(context, &notification, &enough, error))
		return false;
	*ret_enough = *ret_enough || enough;
	return enough || notification_write(context, &notification, error);
}

static bool
tell_due(Context *context, int64_t by_ms, int limit, GError **error)
{
	g_autoptr(GPtrArray) due = NULL;
	bool enough = false;

	if (!pending_notification_due(context->spool, by_ms, limit, &due, error))
		return false;
	for (unsigned i = 0; i < due->len; i++)
		if (!tell(context, due->pdata[i], &enough, error))
			return false;
	return !enough || tell_together(context, error);
}

void
notifications_undone(Context *context)
{
	context->notices_ms = 0;
}

bool
notifications_write(Context *context, bool busy, GError **error)
{
	int64_t by_ms = context->now_ms - (busy ? LATE_MS : 0);
	int64_t next_ms = 0;

	if (context->notices_ms > by_ms)
		return true;
	if (!tell_due(context, by_ms, busy ? AT_ONCE_BUSY : AT_ONCE, error) ||
	    !pending_notification_next_due(context->spool, &next_ms, error))
		return false;
	context->notices_ms = next_ms == 0 ? G_MAXINT64 : next_ms;
	return true;
}
