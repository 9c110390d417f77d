/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What fails is looked at every few seconds. Events become one mail, which the send worker gets beside the letters of
 * the spool, so that a full disk does not matter. While it cannot be sent it waits in memory, is tried again and again,
 * and what happens meanwhile goes into the same mail: a server that takes no letter to customers may take this one.
 *
 * How long something fails is measured by the monotonic clock, whatever the wall clock does meanwhile.
 */
#include "gateway/daemon/alarm.h"

#include <jansson.h>
#include <string.h>

#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/outage.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/log.h"
#include "gateway/util/time_format.h"

#define LOOK_MS 5000
#define EVENTS_MAX 20
#define CALM_MS (INT64_C(60) * 60 * 1000)

struct Alarm {
	Daemon *daemon; /* foreign */
	guint timer;
	GHashTable *mailboxes; /* own; "WHAT NAME" -> Outage */
	Outage sending;
	Outage disk;
	Outage ceiling;
	Outage standstill;
	Outage hung;
	json_t *events; /* own; an array: what was not sent yet, oldest first */
	bool fails;     /* the last event was a failure */
	guint serial;   /* of the mails, for their Message-IDs */
	bool stands_still;
	void (*on_told)(void *data); /* or NULL; called when the mail is sent or refused */
	void *data;                  /* foreign; for on_told */
};

static void
free_outage(void *outage)
{
	outage_clear(outage);
	g_free(outage);
}

static int64_t
steady_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

/* What the wall clock would have shown then, had it always been as it is now. Caller owns. */
static char *
wall_time(int64_t then_ms)
{
	return time_format_local(g_get_real_time() / 1000 - (steady_ms() - then_ms));
}

/* For what is over after an hour; so is what was long ago, or is ahead, by a clock that was set meanwhile. */
static bool
is_recent(int64_t at_ms)
{
	return at_ms != 0 && ABS(g_get_real_time() / 1000 - at_ms) < CALM_MS;
}

/* what: "mailbox", "unfetched", "unfiled", "sending", "disk", "ceiling", "worker" or "standstill". */
static void
add_event(
    Alarm *alarm, const char *what, const char *name, const Outage *outage, OutageChange change)
{
	g_autofree char *since = wall_time(outage->failed_ms);
	g_autofree char *until = wall_time(outage->working_ms);

	alarm->fails = change == OUTAGE_FAILS;
	if (json_array_size(alarm->events) >= EVENTS_MAX)
		json_array_remove(alarm->events, 0);
	json_array_append_new(alarm->events,
	    json_pack("{s:s, s:b, s:s, s:s, s:s}", what, *name == '\0' ? what : name, "failed",
		alarm->fails, "words", outage->reason == NULL ? "" : outage->reason, "since",
		since, "until", outage->working_ms == 0 ? "" : until));
	log_write(alarm->fails ? LOG_ERROR : LOG_INFO, "alarm", "%s%s%s %s%s", what,
	    *name == '\0' ? "" : " ", name, alarm->fails ? "fails: " : "works again",
	    alarm->fails ? outage->reason : "");
}

static GBytes *
compose_mail(Alarm *alarm)
{
	const Context *context = alarm->daemon->context;
	const Config *config = context->config;
	int64_t now_ms = g_get_real_time() / 1000;
	json_t *values = json_pack("{s:b, s:b, s:O}", "fails", alarm->fails, "stands_still",
	    alarm->stands_still, "events", alarm->events);
	g_auto(LetterDraft) draft = {
	    .name = LETTER_ALARM,
	    .language = config->language,
	    .mailbox = config->mailboxes->pdata[0],
	    .to = {"", config->alarm},
	    .auto_submitted = "auto-generated",
	    .message_id = g_strdup_printf(
		"alarm.%" G_GINT64_FORMAT ".%u@%s", now_ms, alarm->serial++, config->domain),
	};
	GBytes *mail = letter_writer_compose(context, &draft, now_ms, values, NULL);

	json_decref(values);
	return mail;
}

/* One of the things that may be wrong with a mailbox. */
static void
look_at_mailbox(Alarm *alarm, const char *what, const char *name, const char *reason,
    int64_t now_ms, int64_t patience_ms)
{
	g_autofree char *key = g_strdup_printf("%s %s", what, name);
	Outage *outage = g_hash_table_lookup(alarm->mailboxes, key);
	OutageChange change;

	if (outage == NULL) {
		outage = g_new0(Outage, 1);
		g_hash_table_insert(alarm->mailboxes, g_strdup(key), outage);
	}
	change = outage_look(outage, reason, now_ms, patience_ms);
	if (change != OUTAGE_NOTHING)
		add_event(alarm, what, name, outage, change);
}

static void
look_at_mailboxes(Alarm *alarm, int64_t now_ms, int64_t patience_ms)
{
	static const struct {
		const char *what;
		const char *(*reason)(const Mailboxes *mailboxes, unsigned i);
	} WRONGS[] = {
	    {"mailbox", mailboxes_trouble},
	    {"unfetched", mailboxes_unfetched},
	    {"unfiled", mailboxes_unfiled},
	};
	const GPtrArray *mailboxes = alarm->daemon->context->config->mailboxes;

	for (unsigned i = 0; i < mailboxes->len; i++) {
		const char *name = ((const ConfigMailbox *)mailboxes->pdata[i])->name;

		for (size_t wrong = 0; wrong < G_N_ELEMENTS(WRONGS); wrong++)
			look_at_mailbox(alarm, WRONGS[wrong].what, name,
			    WRONGS[wrong].reason(alarm->daemon->mailboxes, i), now_ms,
			    patience_ms);
	}
}

/* It fails since the first letter that did not go, though it is known for the server's trouble later. */
static void
look_at_sending(Alarm *alarm, int64_t now_ms, int64_t patience_ms)
{
	int64_t since_ms = 0;
	const char *trouble = outgoing_trouble(alarm->daemon->outgoing, &since_ms);
	OutageChange change = OUTAGE_NOTHING;

	if (trouble != NULL && alarm->sending.failed_ms == 0)
		alarm->sending.failed_ms = since_ms;
	change = outage_look(&alarm->sending, trouble, now_ms, patience_ms);
	if (change != OUTAGE_NOTHING)
		add_event(alarm, "sending", "", &alarm->sending, change);
}

static void
look_at_disk(Alarm *alarm, int64_t now_ms, int64_t patience_ms)
{
	OutageChange change =
	    outage_look(&alarm->disk, alarm->daemon->trouble, now_ms, patience_ms);

	if (change != OUTAGE_NOTHING)
		add_event(alarm, "disk", "", &alarm->disk, change);
}

/* Reported with the first letter that is held back; over after an hour without one. */
static void
look_at_ceiling(Alarm *alarm, int64_t now_ms)
{
	const Context *context = alarm->daemon->context;
	bool meets = is_recent(context->held_back_ms);
	OutageChange change = outage_look(&alarm->ceiling,
	    meets ? "the tickets say which, 'casegate status' says how many" : NULL, now_ms, 0);

	if (change != OUTAGE_NOTHING)
		add_event(alarm, "ceiling", "", &alarm->ceiling, change);
}

/* Reported with the first worker that hung; over after an hour without one. */
static void
look_at_workers(Alarm *alarm, int64_t now_ms)
{
	const Hung *hung = &alarm->daemon->hung;
	bool lately = is_recent(hung->at_ms);
	OutageChange change = outage_look(&alarm->hung, lately ? hung->last : NULL, now_ms, 0);

	if (change != OUTAGE_NOTHING)
		add_event(alarm, "worker", "", &alarm->hung, change);
}

/* The mail is sent, or refused for good. */
static void
on_gone(void *data)
{
	Alarm *alarm = data;

	json_array_clear(alarm->events);
	if (alarm->on_told != NULL)
		alarm->on_told(alarm->data);
}

static void
send_events(Alarm *alarm)
{
	g_autoptr(GBytes) mail = compose_mail(alarm);

	outgoing_set_alarm_mail(alarm->daemon->outgoing, alarm->daemon->context->config->alarm,
	    mail, on_gone, alarm);
}

static void
look_at_all(Alarm *alarm)
{
	int64_t now_ms = steady_ms();
	int64_t patience_ms = alarm->daemon->context->config->times.alarm;

	look_at_mailboxes(alarm, now_ms, patience_ms);
	look_at_sending(alarm, now_ms, patience_ms);
	look_at_disk(alarm, now_ms, patience_ms);
	look_at_ceiling(alarm, now_ms);
	look_at_workers(alarm, now_ms);
}

static int
on_time(void *data)
{
	Alarm *alarm = data;
	size_t before = json_array_size(alarm->events);

	if (alarm->daemon->context->config->alarm == NULL)
		return G_SOURCE_CONTINUE;
	if (!alarm->stands_still)
		look_at_all(alarm);
	if (json_array_size(alarm->events) != before)
		send_events(alarm);
	outgoing_give_alarm_mail(alarm->daemon->outgoing);
	return G_SOURCE_CONTINUE;
}

Alarm *
alarm_new(Daemon *daemon)
{
	Alarm *alarm = g_new0(Alarm, 1);

	alarm->daemon = daemon;
	alarm->events = json_array();
	alarm->mailboxes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_outage);
	/* ten times within the patience that is configured, where that is short */
	alarm->timer =
	    g_timeout_add((guint)CLAMP(daemon->context->config->times.alarm / 10, 100, LOOK_MS),
		on_time, alarm);
	return alarm;
}

void
alarm_tell_standstill(Alarm *alarm, const char *why, void (*on_told)(void *data), void *data)
{
	if (alarm == NULL || alarm->daemon->context->config->alarm == NULL) {
		on_told(data);
		return;
	}
	alarm->stands_still = true;
	alarm->on_told = on_told;
	alarm->data = data;
	add_event(alarm, "standstill", "", &alarm->standstill,
	    outage_look(&alarm->standstill, why, steady_ms(), 0));
	send_events(alarm);
	outgoing_give_alarm_mail(alarm->daemon->outgoing);
}

void
alarm_free(Alarm *alarm)
{
	if (alarm == NULL)
		return;
	g_source_remove(alarm->timer);
	g_hash_table_unref(alarm->mailboxes);
	outage_clear(&alarm->sending);
	outage_clear(&alarm->disk);
	outage_clear(&alarm->ceiling);
	outage_clear(&alarm->standstill);
	outage_clear(&alarm->hung);
	json_decref(alarm->events);
	g_free(alarm);
}
